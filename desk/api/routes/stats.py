"""Counts of a period."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from crawler import clock
from crawler.dates import Period, day_start, vietnamese_day
from desk.access import Reading
from desk.api.access import Reader
from desk.api.models.common import AskedDay
from desk.api.models.lists import Stats, StatsRow
from desk.i18n import N_
from desk.naming import naming
from desk.problems import Problem
from store.dimensions import Dimension
from store.statistics import Counted
from store.trends import quick_counts

router = APIRouter(tags=["stats"])

_DAYS = 30
_MOST_DAYS = 366
_MOST_ROWS = 20_000
_FIRST = date(1970, 1, 2)
Slugs = Annotated[list[Annotated[str, Query(pattern="^[a-z0-9_-]{1,64}$")]], Query(max_length=50)]


def _days(since: date | None, until: date | None) -> tuple[date, date]:
    """The first and the last day that are counted.

    Raises:
        Problem: they are the wrong way round, too far apart, or beyond what is stored.
    """
    today = vietnamese_day(clock.now())
    last = until or today
    if not _FIRST + timedelta(days=_DAYS) <= last <= today + timedelta(days=_MOST_DAYS):
        raise _wrong_days()
    first = since or last - timedelta(days=_DAYS - 1)
    if not _FIRST <= first <= last or (last - first).days >= _MOST_DAYS:
        raise _wrong_days()
    return first, last


def _wrong_days() -> Problem:
    return Problem(
        422,
        N_("Khoảng ngày chưa đúng"),
        N_("Ngày đầu không được sau ngày cuối, và cả khoảng nhiều nhất %(most)s ngày."),
        most=str(_MOST_DAYS),
    )


@router.get("/stats")
def stats(
    user: Reader,
    engine: Reading,
    by: Annotated[
        list[Dimension],
        Query(min_length=1, max_length=2, description="What is counted by.", examples=["day"]),
    ],
    since: Annotated[AskedDay | None, Query(description="30 days by default.")] = None,
    until: Annotated[AskedDay | None, Query(description="Today by default.")] = None,
    outlet: Slugs = [],  # noqa: B006 - FastAPI copies it
    topic: Slugs = [],  # noqa: B006
    about_police: Annotated[bool, Query(description="Only those about the police.")] = False,
    distinct: Annotated[bool, Query(description="Count stories, not articles.")] = False,
) -> Stats:
    """How many articles of a period there are, by one dimension or two."""
    del user
    first, last = _days(since, until)
    dimensions = tuple(dict.fromkeys(by))
    named = tuple(topic) or (tuple(naming(engine).topics) if Dimension.TOPIC in by else ())
    what = Counted(
        outlets=tuple(outlet),
        topics=named,
        about_police=about_police,
        period=Period(day_start(first), day_start(last + timedelta(days=1))),
        distinct=distinct,
    )
    cells = quick_counts(engine, dimensions, what)
    if len(cells) > _MOST_ROWS:
        raise Problem(
            422,
            N_("Quá nhiều dòng"),
            N_("Kết quả có hơn %(most)s dòng. Hãy rút ngắn khoảng ngày hoặc đếm theo một chiều."),
            most=str(_MOST_ROWS),
        )
    rows = [
        StatsRow(values=dict(zip(dimensions, cell, strict=True)), articles=n)
        for cell, n in sorted(cells.items(), key=lambda each: tuple(map(str, each[0])))
    ]
    return Stats(since=first, until=last, rows=rows)
