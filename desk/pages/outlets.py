"""Cơ quan báo chí: how each outlet fares, its runs and sources, and crawling it now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from crawler import clock
from crawler.dates import vietnamese_day
from crawler.ledger import Status
from crawler.outlet import Outlet
from desk.access import Operator, Reader, Reading, Writing
from desk.bars import bars
from desk.crawls import Crawls, Standing
from desk.flash import done
from desk.i18n import N_
from desk.outcomes import KINDS, OUTCOMES, STATUSES
from desk.pages import Entry
from desk.problems import NotFound, Problem
from desk.render import gettext, language_of, render
from desk.streams import stream, wants_stream, works_of
from errors import UnknownOutlet, UsageError
from health.words import Language, is_serious
from health.words import render as in_words
from spiders import outlet_named, outlets
from store.audit import record
from store.engine import writing
from store.findings import Finding, open_findings
from store.outlet_state import newest_articles, source_lines, volume_days
from store.runs import find_run, last_runs, runs_of, troubles

ENTRY = Entry(50, N_("Cơ quan báo chí"), "/co-quan")
_RUNS = 15
_TROUBLES = 100

router = APIRouter(prefix=ENTRY.path)
Slug = Annotated[str, Path(max_length=32)]


class WrongPeriod(Problem):
    """Days between which nothing can be crawled."""

    def __init__(self) -> None:
        super().__init__(
            422,
            N_("Khoảng ngày chưa đúng"),
            N_(
                "Hãy chọn ngày đầu không sau ngày cuối và không ở tương lai; bỏ trống cả hai để "
                "chỉ lấy tin mới."
            ),
        )


def _crawls(request: Request) -> Crawls:
    crawls: Crawls = request.app.state.crawls
    return crawls


def _told(request: Request, finding: Finding) -> dict[str, Any]:
    """A finding in the reader's words."""
    language: Language = "vi" if language_of(request) == "vi" else "en"
    words = in_words(finding.name, finding.outlet, finding.subject, finding.facts, language)
    return {"finding": finding, "words": words, "serious": is_serious(finding.name)}


def _told_by_outlet(request: Request, reader: Engine) -> Mapping[str, list[dict[str, Any]]]:
    told = defaultdict(list)
    for finding in open_findings(reader):
        told[finding.outlet].append(_told(request, finding))
    return told


def _in_order(slugs: Sequence[str]) -> list[Outlet]:
    """Those with an agreement that still publish first, then by name."""
    known = [outlets()[slug] for slug in slugs]
    return sorted(known, key=lambda each: (not each.has_sources, each.agreement_from is None))


@router.get("", include_in_schema=False)
def listed(request: Request, user: Reader, reader: Reading) -> Response:
    """List the outlets: what is wrong, the last run, volume beside what is usual."""
    del user
    slugs = list(outlets())
    volumes = volume_days(reader, slugs, clock.now())
    return render(
        request,
        "outlets.html",
        found=_in_order(slugs),
        bars={slug: bars(volumes[slug]) for slug in slugs},
        today={slug: volumes[slug][-1] for slug in slugs},
        newest=newest_articles(reader, slugs),
        runs=last_runs(reader),
        wrong=_told_by_outlet(request, reader),
        going={slug for slug in slugs if _crawls(request).is_going(slug)},
        statuses=STATUSES,
    )


def _standing(request: Request, reader: Engine, slug: str) -> Standing | None:
    """How the outlet's crawl stands; one whose process is gone does not go on."""
    standing = _crawls(request).standing(reader, slug)
    gone = standing and standing.going and not standing.here and _crawls(request).is_dead(slug)
    return None if gone else standing


@router.get("/{slug}", include_in_schema=False)
def shown(request: Request, user: Reader, reader: Reading, slug: Slug) -> Response:
    """Show an outlet."""
    del user
    outlet = outlet_named(slug)
    days = volume_days(reader, [slug], clock.now())[slug]
    by_site = defaultdict(list)
    for line in source_lines(reader, outlet):
        by_site[line.site].append(line)
    return render(
        request,
        "outlet.html",
        outlet=outlet,
        days=days,
        bars=bars(days),
        newest=newest_articles(reader, [slug]).get(slug),
        wrong=_told_by_outlet(request, reader).get(slug, []),
        sources=by_site,
        runs=runs_of(reader, slug, _RUNS),
        standing=_standing(request, reader, slug),
        today=vietnamese_day(clock.now()),
        now=clock.now(),
        statuses=STATUSES,
        kinds=KINDS,
        outcomes=OUTCOMES,
    )


def _part(request: Request, slug: str, standing: Standing | None) -> Response:
    return render(
        request, "parts/crawl.html", outlet=outlet_named(slug), standing=standing,
        statuses=STATUSES, outcomes=OUTCOMES,
    )  # fmt: skip


@router.get("/{slug}/tien-do", include_in_schema=False)
def progress(request: Request, user: Reader, reader: Reading, slug: Slug) -> Response:
    """Show how the outlet's crawl stands, as it goes on where the browser listens."""
    del user
    outlet_named(slug)
    if not wants_stream(request):
        return _part(request, slug, _standing(request, reader, slug))

    def part(standing: Standing | None) -> tuple[str, bool]:
        page = bytes(_part(request, slug, standing).body).decode()
        return page, not (standing and standing.going)

    return stream(works_of(request), lambda: _crawls(request).standing(reader, slug), part)


@router.post("/{slug}/thu-thap", include_in_schema=False)
def crawl(
    request: Request,
    user: Operator,
    writer: Writing,
    slug: Slug,
    since: Annotated[str, Form(max_length=10)] = "",
    until: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Begin to crawl the outlet: what is new, or a period of the past."""
    try:
        _crawls(request).begin(slug, user.name, since, until)
    except UnknownOutlet:
        raise
    except UsageError:
        raise WrongPeriod from None
    detail = {name: day for name, day in (("since", since), ("until", until)) if day}
    with writing(writer) as connection:
        record(connection, user.name, "crawl.begin", slug, **detail)
    return done(request, f"{ENTRY.path}/{slug}#thu-thap")


@router.post("/{slug}/dung", include_in_schema=False)
def stop(request: Request, user: Operator, writer: Writing, slug: Slug) -> Response:
    """Ask the outlet's crawl to end in order."""
    where = f"{ENTRY.path}/{outlet_named(slug).slug}#thu-thap"
    if not _crawls(request).stop(slug):
        return done(request, where, gettext(request, N_("Lần thu thập đã kết thúc từ trước.")))
    with writing(writer) as connection:
        record(connection, user.name, "crawl.stop", slug)
    return done(request, where)


@router.get("/{slug}/lan/{number}", include_in_schema=False)
def run(
    request: Request,
    user: Reader,
    reader: Reading,
    slug: Slug,
    number: Annotated[int, Path(ge=1, lt=2**31)],
) -> Response:
    """Show a run of the outlet: its ledger, and what did not end well in it."""
    del user
    outlet = outlet_named(slug)
    found = find_run(reader, number)
    if found is None or found.outlet != slug:
        raise NotFound(N_("Không có lần thu thập nào mang số này."))
    return render(
        request,
        "run.html",
        outlet=outlet,
        run=found,
        running=found.status is Status.RUNNING,
        troubles=troubles(reader, number, _TROUBLES),
        statuses=STATUSES,
        kinds=KINDS,
        outcomes=OUTCOMES,
    )
