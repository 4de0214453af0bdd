"""Tìm kiếm: the query language, hits, what narrows them, files of them, searches kept by a name."""

from datetime import UTC, date, datetime
from itertools import islice
from typing import Annotated, Any, BinaryIO, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Engine

import exports
from crawler import clock
from crawler.dates import VIETNAM, vietnamese_day
from desk.access import Reader, Reading
from desk.addresses import SEARCH, article_address, search_address
from desk.downloads import download
from desk.i18n import N_
from desk.naming import Naming, naming
from desk.pages import Entry
from desk.problems import Problem
from desk.query_help import EXAMPLES, KEYS
from desk.query_words import wrong_query
from desk.render import gettext, is_partial, render
from desk.saving import kept
from desk.searching import MOST, OPEN, RELEVANCE, Asked, chips, emptiness, facet_views
from errors import QueryError
from exports.article import Names
from exports.as_feed import ITEMS
from store.exporting import export_articles
from store.found import Results, most_relevant, newest
from store.searching import Search
from store.users import User

ENTRY = Entry(20, N_("Tìm kiếm"), SEARCH)
_SHOWN = 25
_MOST_KEY = 2**63 - 1
_KINDS = {
    exports.Form.CSV: "text/csv; charset=utf-8",
    exports.Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    exports.Form.JSON: "application/json",
    exports.Form.RSS: "application/rss+xml; charset=utf-8",
}
_SAVED = frozenset({exports.Form.CSV, exports.Form.XLSX})

router = APIRouter()

Order = Literal["", "relevance"]


def _moment(since: str) -> datetime | None:
    """The moment that an address names, `2026-11-23T18:00` in Vietnam."""
    if not since:
        return None
    try:
        moment = datetime.fromisoformat(since)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
        if date(1970, 1, 2) <= aware.date() <= vietnamese_day(clock.now()):
            return aware.astimezone(UTC)
    except ValueError:
        pass
    raise Problem(
        422,
        N_("Thời điểm chưa đúng"),
        N_("Địa chỉ này nêu một thời điểm không đọc được. Hãy tìm lại từ trang Tìm kiếm."),
    )


def _results(engine: Engine, asked: Asked, names: Naming, before: int | None) -> Results:
    query = asked.query(names)
    if asked.order != RELEVANCE:
        return newest(engine, query, _SHOWN, before)
    found = most_relevant(engine, query, _SHOWN, before)
    counted = newest(engine, query, 1).facets if before is None else None
    return Results(found.rows, found.before, counted)


def search_page(
    request: Request,
    user: User,
    engine: Engine,
    asked: Asked,
    before: int | None = None,
    *,
    status: int = 200,
    **said: str,
) -> Response:
    """Make the page of a search.

    Args:
        request: what is answered.
        user: whose saved searches it shows.
        engine: the database.
        asked: the search.
        before: where the page before ended.
        status: the HTTP status.
        said: `save_name` and `save_problem`, where the search could not be saved.
    """
    names = naming(engine)
    shown: dict[str, Any] = {"asked": asked, "names": names, "limits": (OPEN, MOST)} | kept(
        request, user, engine
    )
    shown |= {"search_address": search_address, "article_address": article_address}
    shown |= {"examples": EXAMPLES, "keys": KEYS}
    shown |= {"before": before, "save_name": "", "save_problem": ""} | said
    if not asked.text and not asked.since:
        return render(request, "search.html", status=status, results=None, wrong=None, **shown)

    def words(message: str) -> str:
        return gettext(request, message)

    try:
        results = _results(engine, asked, names, before)
    except QueryError as error:
        wrong = wrong_query(error, asked.text, words)
        return render(request, "search.html", status=422, results=None, wrong=wrong, **shown)
    if is_partial(request):
        return render(request, "parts/hits.html", results=results, **shown)
    over = not results.rows and results.before is None and before is None
    return render(
        request,
        "search.html",
        status=status,
        results=results,
        wrong=None,
        chips=chips(asked, names, words),
        facets=facet_views(asked, results.facets, names, words) if results.facets else [],
        empty=emptiness(engine, asked, names, words) if over else None,
        **shown,
    )


@router.get(SEARCH, include_in_schema=False)
def search(
    request: Request,
    user: Reader,
    engine: Reading,
    q: str = "",
    since: str = "",
    order: Order = "",
    before: Annotated[int | None, Query(ge=0, le=_MOST_KEY)] = None,
) -> Response:
    """Show what a search finds, or where to begin one."""
    return search_page(request, user, engine, Asked(q.strip(), _moment(since), order), before)


@router.get(SEARCH + ".{form}", include_in_schema=False)
def as_file(
    request: Request,
    user: Reader,
    engine: Reading,
    form: Literal["csv", "xlsx", "json", "rss"],
    q: str = "",
    since: str = "",
    order: Order = "",
) -> Response:
    """Hand out all that a search finds as a file."""
    del user
    asked = Asked(q.strip(), _moment(since), order)
    names, wanted = naming(engine), exports.Form(form)
    found = Search(engine, asked.query(names))
    limit = ITEMS if wanted is exports.Form.RSS else None

    def write(target: BinaryIO) -> None:
        keys = found.keys_by_relevance() if asked.order == RELEVANCE else found.keys()
        exports.write(
            export_articles(engine, islice(keys, limit)),
            wanted,
            target,
            title=f"Điểm Báo: {asked.text}",
            names=Names(outlets=names.outlets, topics=names.topics),
            link=str(request.base_url).rstrip("/") + asked.address(),
        )

    name = f"diem-bao-{vietnamese_day(clock.now()):%Y-%m-%d}.{form}" if wanted in _SAVED else ""
    return download(write, _KINDS[wanted], name)
