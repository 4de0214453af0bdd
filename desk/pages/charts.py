"""Thống kê: volume by day and topic, outlets side by side, spikes; drawn, as files, as numbers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Engine

from charts.counts import Names, names_with
from crawler import clock
from crawler.dates import parse_day, vietnamese_day
from desk.access import Reader, Reading
from desk.charting import (
    DAYS,
    HEADINGS,
    LONGEST,
    PATH,
    Asked,
    Kind,
    count,
    spikes_of,
)
from desk.i18n import N_
from desk.pages import Entry
from desk.problems import Problem
from desk.render import gettext, render
from desk.rule_files import Kind as FileKind
from desk.rule_files import rule_files
from errors import UsageError
from spiders import outlets
from store.dimensions import Dimension

ENTRY = Entry(40, N_("Thống kê"), PATH)
_SPIKES = 20
_PERIODS = ((7, N_("7 ngày")), (30, N_("30 ngày")), (90, N_("90 ngày")), (365, N_("1 năm")))

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Question:
    """What an address asks, and what is wrong with it."""

    asked: Asked
    names: Names
    problem: str = ""


def _period(since: str, until: str) -> tuple[date, date]:
    """The days between which to count.

    Raises:
        UsageError: they are no days, the wrong way round, or too far apart.
    """
    today = vietnamese_day(clock.now())
    last = parse_day(until) if until else today
    first = parse_day(since) if since else last - timedelta(days=DAYS - 1)
    if not timedelta() <= last - first < timedelta(days=LONGEST) or last.year < 1990:  # noqa: PLR2004
        raise UsageError("The days are the wrong way round, or too far apart.")
    return first, last


def _question(
    reader: Reading,
    since: Annotated[str, Query(alias="tu", max_length=10)] = "",
    until: Annotated[str, Query(alias="den", max_length=10)] = "",
    topics: Annotated[list[str] | None, Query(alias="cd", max_length=60)] = None,
    chosen: Annotated[list[str] | None, Query(alias="cq", max_length=60)] = None,
) -> Question:
    known = {file.slug: file.label for file in rule_files(reader).of(FileKind.TOPIC)}
    papers = {slug: outlet.name for slug, outlet in outlets().items()}
    problem = ""
    try:
        first, last = _period(since, until)
    except (UsageError, OverflowError):
        problem = N_("Khoảng ngày chưa đúng: ngày đầu không sau ngày cuối, dài nhất một năm.")
        first, last = _period("", "")
    asked = Asked(
        first,
        last,
        topics=tuple(slug for slug in known if slug in (topics or ())),
        outlets=tuple(slug for slug in papers if slug in (chosen or ())),
        known=tuple(known),
    )
    return Question(asked, names_with(papers, known), problem)


Asking = Annotated[Question, Depends(_question)]


@router.get(PATH, include_in_schema=False)
def page(request: Request, user: Reader, reader: Reading, question: Asking) -> Response:
    """Show the charts with their numbers as tables, and the spikes."""
    del user
    asked = question.asked
    today = vietnamese_day(clock.now())
    return render(
        request,
        "charts.html",
        status=422 if question.problem else 200,
        problem=gettext(request, question.problem) if question.problem else "",
        asked=asked,
        names=question.names,
        topic_names={slug: question.names[Dimension.TOPIC][slug] for slug in asked.known},
        outlet_names={slug: question.names[Dimension.OUTLET][slug] for slug in outlets()},
        headings=HEADINGS,
        counts={kind: count(reader, kind, asked) for kind in Kind},
        spikes=spikes_of(reader, asked)[:_SPIKES],
        periods=[
            (Asked(today - timedelta(days=days - 1), today, asked.topics, asked.outlets, ()), name)
            for days, name in _PERIODS
        ],
        DAY=asked.time,
        TOPIC=Dimension.TOPIC,
        OUTLET=Dimension.OUTLET,
    )


class NothingToDraw(Problem):
    """A chart of no article."""

    def __init__(self) -> None:
        super().__init__(
            404,
            N_("Không có gì để vẽ"),
            N_("Không có bài nào trong khoảng ngày và bộ lọc này. Hãy chọn rộng hơn."),
        )


_TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


@router.get(PATH + "/{kind}.{form}", include_in_schema=False)
def chart(
    request: Request,
    user: Reader,
    reader: Reading,
    question: Asking,
    kind: Kind,
    form: Annotated[str, Path(pattern="^(json|svg|png|csv)$")],
    width: Annotated[int, Query(alias="rong", ge=0, le=10_000)] = 960,
) -> Response:
    """A chart for the browser to draw (json), as a picture (svg, png), or its numbers (csv)."""
    del request, user
    made = _made(reader, question, kind, form, width)
    if isinstance(made, dict):
        return JSONResponse(made)
    name = f"{kind}-{question.asked.first:%Y%m%d}-{question.asked.last:%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=_TYPES[form], headers=headers)


def _made(
    reader: Engine, question: Question, kind: Kind, form: str, width: int
) -> bytes | dict[str, object]:
    from charts.files import picture
    from desk.chart_specs import NARROWEST, WIDEST, as_csv, figures, specification

    asked, names = question.asked, question.names
    counts = count(reader, kind, asked)
    if not counts.total:
        raise NothingToDraw
    if form == "csv":
        return as_csv(counts, asked, names)
    if form == "json":
        return specification(counts, asked, names, min(WIDEST, max(NARROWEST, width)))
    return picture(figures(counts, asked, names), form)
