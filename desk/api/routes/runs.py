"""Crawl runs with their ledgers; crawling an outlet now."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from crawler.ledger import RunSummary
from desk.access import Reading, Writing
from desk.api.access import Operator, Reader
from desk.api.models import outlets as models
from desk.api.models.common import Number, Slug
from desk.api.routes.outlets import crawls_of
from desk.crawls import Standing
from desk.i18n import N_
from desk.problems import NotFound
from errors import UnknownOutlet
from spiders import outlet_named, outlets
from store import runs as stored
from store.audit import record
from store.engine import writing

router = APIRouter(tags=["runs"])
_TROUBLES = 100
_NO_RUN = N_("Không có lần thu thập nào mang số này.")
_NO_CRAWL = N_("Không có lần thu thập nào đang chạy ở đây, hay vừa chạy xong.")


@router.get("/runs", response_model=list[models.Run], responses={404: {}})
def runs(
    user: Reader,
    engine: Reading,
    outlet: Annotated[
        str, Query(pattern="^[a-z0-9_-]{0,64}$", description="Only its own; empty: all.")
    ] = "",
    before: Annotated[
        int | None, Query(ge=1, lt=2**31, description="Only those with a smaller number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
) -> list[RunSummary]:
    """Crawl runs and their ledgers, the newest first."""
    del user
    if outlet and outlet not in outlets():
        raise UnknownOutlet(f"There is no outlet {outlet!r}.")
    return stored.list_runs(engine, limit, outlet=outlet, before=before)


@router.get("/runs/{number}", responses={404: {}})
def run(user: Reader, engine: Reading, number: Number) -> models.RunWhole:
    """A run with what did not end well in it."""
    del user
    found = stored.find_run(engine, number)
    if found is None:
        raise NotFound(_NO_RUN)
    troubles = [asdict(each) for each in stored.troubles(engine, number, _TROUBLES)]
    return models.RunWhole.model_validate(asdict(found) | {"troubles": troubles})


@router.post(
    "/outlets/{slug}/crawl",
    response_model=models.Crawl,
    status_code=202,
    responses={404: {}, 409: {}},
)
def crawl(
    request: Request,
    response: Response,
    user: Operator,
    reader: Reading,
    writer: Writing,
    slug: Slug,
    asked: models.CrawlAsked,
) -> Standing:
    """Begin to crawl an outlet: what is new, or a period of the past; ask again how it stands."""
    crawls_of(request).begin(slug, user.name, asked.since, asked.until)
    detail = {name: day for name, day in asked.model_dump().items() if day}
    with writing(writer) as connection:
        record(connection, user.name, "crawl.begin", slug, **detail)
    response.headers["Location"] = request.url.path
    return _standing(request, reader, slug)


def _standing(request: Request, reader: Reading, slug: str) -> Standing:
    standing = crawls_of(request).standing(reader, outlet_named(slug).slug)
    if standing is None:
        raise NotFound(_NO_CRAWL)
    return standing


@router.get("/outlets/{slug}/crawl", response_model=models.Crawl, responses={404: {}})
def show_crawl(request: Request, user: Reader, reader: Reading, slug: Slug) -> Standing:
    """How the outlet's crawl stands, or how the last one of this desk ended."""
    del user
    return _standing(request, reader, slug)


@router.delete(
    "/outlets/{slug}/crawl", response_model=models.Crawl, status_code=202, responses={404: {}}
)
def stop_crawl(
    request: Request, user: Operator, reader: Reading, writer: Writing, slug: Slug
) -> Standing:
    """Ask the outlet's crawl to end in order."""
    if not crawls_of(request).stop(outlet_named(slug).slug):
        raise NotFound(_NO_CRAWL)
    with writing(writer) as connection:
        record(connection, user.name, "crawl.stop", slug)
    return _standing(request, reader, slug)
