"""How an outlet fares, for the desk: its sources, and its volume beside what is usual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from crawler.dates import Period, day_start, vietnamese_day
from crawler.ledger import Kind, SourceState
from crawler.outlet import Outlet
from crawler.sources import recent_sources
from store.counting import Counted
from store.dimensions import Dimension
from store.models import ArticleRow, SourceRow
from store.trends import quick_counts

DAYS = 28
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A feed, sitemap or listing that an outlet's file names; its state None where never read."""

    kind: Kind
    url: str
    site: str
    state: SourceState | None


@dataclass(frozen=True, slots=True)
class DayVolume:
    """How many articles an outlet published on a Vietnamese day.

    `usual` is the median of the days of its kind, workdays or weekends, among the 28 before the
    present day; None where the outlet has nothing older than a week.
    """

    day: date
    articles: int
    usual: float | None


def source_lines(engine: Engine, outlet: Outlet) -> list[SourceLine]:
    """Return the sources that an outlet's file names, in its order, with how they were last read.

    Those of past periods are left out: there are thousands.
    """
    declared = {source.url: source for site in outlet.sites for _, source in recent_sources(site)}
    wanted = select(SourceRow).where(SourceRow.url.in_(list(declared)))
    with Session(engine) as session:
        states = {
            row.url: SourceState(
                url=row.url,
                etag=row.etag,
                last_modified=row.last_modified,
                body_hash=row.body_hash,
                newest_item_at=row.newest_item_at,
                read_at=row.read_at,
                next_poll_at=row.next_poll_at,
                failures=row.failures,
            )
            for row in session.scalars(wanted)
        }
    return [
        SourceLine(source.kind, url, source.site.host, states.get(url))
        for url, source in declared.items()
    ]


def volume_days(
    engine: Engine, outlets: Sequence[str], now: datetime
) -> Mapping[str, list[DayVolume]]:
    """Return the volumes of outlets on the present day and the 28 before it, the oldest first.

    Args:
        engine: the database.
        outlets: their slugs.
        now: the present moment (UTC).
    """
    today = vietnamese_day(now)
    days = [today - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
    # Days that have ended in Vietnam; all outlets together, so that all pages ask the same.
    what = Counted(period=Period(day_start(days[0]), day_start(today + timedelta(days=1))))
    counts = quick_counts(engine, (Dimension.OUTLET, Dimension.DAY), what)
    volumes = {}
    for outlet in outlets:
        its = {day: counts.get((outlet, day), 0) for day in days}
        first = next((day for day, number in its.items() if number), today)
        known = [day for day in days[:-1] if day >= first]
        enough = len(known) >= 7  # noqa: PLR2004 - a week
        usual = {
            weekend: float(median([its[day] for day in known if _is_weekend(day) is weekend]))
            for weekend in (False, True)
            if enough
        }
        volumes[outlet] = [
            DayVolume(day, number, usual.get(_is_weekend(day))) for day, number in its.items()
        ]
    return volumes


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def newest_articles(engine: Engine, outlets: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    """Return key and time (UTC) of each outlet's newest article; none for one without any."""
    found = {}
    with engine.connect() as connection:
        for outlet in outlets:  # each is one step in an index
            newest = select(func.max(ArticleRow.id)).where(ArticleRow.outlet == outlet)
            its = select(ArticleRow.id, ArticleRow.published_at).where(
                ArticleRow.id == newest.scalar_subquery()
            )
            if row := connection.execute(its).one_or_none():
                found[outlet] = (row.id, row.published_at)
    return found
