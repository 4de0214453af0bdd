"""What is new in the store: articles by when they were first seen, and as a message lists them."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, exists, func, or_, select

from crawler.dates import Period
from store.counting import stored_outlets
from store.keys import PER_SECOND, first_key, key_range
from store.models import ArticleRow, TopicRow, VersionRow
from store.reading import in_latest_version, topics_of

# Of a headline no more is read: some sites can be made to print one of any length.
_HEADLINE = 600
# Keys in one question: SQLite takes 32,766 values, PostgreSQL 65,535.
_KEYS = 1_000


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as a message lists it; `published_at` is UTC, `story` its group of reprints."""

    id: int
    published_at: datetime
    outlet: str
    title: str
    url: str
    story: int | None
    topics: tuple[str, ...]


def first_seen_after(engine: Engine, moment: datetime) -> dict[int, datetime]:
    """Return the articles first seen after a moment (UTC), by key, with when that was.

    The index has outlet, number of checks and first sight in that order: it is asked once for each
    pair of the first two, of which there are few.
    """
    seen: dict[int, datetime] = {}
    with engine.connect() as connection:
        for outlet in connection.scalars(stored_outlets()).all():
            its = ArticleRow.outlet == outlet
            most = connection.scalar(select(func.max(ArticleRow.checks)).where(its)) or 0
            for checks in range(most + 1):
                newly = (ArticleRow.checks == checks, ArticleRow.first_seen_at > moment)
                rows = select(ArticleRow.id, ArticleRow.first_seen_at).where(its, *newly)
                seen.update((key, at) for key, at in connection.execute(rows))
    return seen


def headlines(connection: Connection, keys: Collection[int]) -> list[Headline]:
    """Return articles as a message lists them, newest first; withdrawn ones are left out."""
    wanted = sorted(keys, reverse=True)
    found: list[Headline] = []
    for start in range(0, len(wanted), _KEYS):
        found += _headlines(connection, ArticleRow.id.in_(wanted[start : start + _KEYS]))
    return found


def police_headlines(engine: Engine, period: Period) -> list[Headline]:
    """Return what was published in a period about the police or with a topic, newest first."""
    start, end = key_range(period)
    tagged = exists().where(TopicRow.article == ArticleRow.id)
    with engine.connect() as connection:
        return list(
            _headlines(
                connection,
                or_(ArticleRow.about_police, tagged),
                *([ArticleRow.id >= start] if start is not None else []),
                *([ArticleRow.id < end] if end is not None else []),
            )
        )


def _headlines(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[Headline]:
    columns = (
        *(ArticleRow.id, ArticleRow.published_at, ArticleRow.outlet),
        *(func.substr(VersionRow.title, 1, _HEADLINE), ArticleRow.canonical_url, ArticleRow.story),
    )
    wanted = select(*columns).join(VersionRow, in_latest_version())
    there = ArticleRow.withdrawn_at.is_(None)
    rows = connection.execute(wanted.where(there, *conditions).order_by(ArticleRow.id.desc())).all()
    topics: dict[int, list[str]] = {}
    for start in range(0, len(rows), _KEYS):
        topics |= topics_of(connection, [row[0] for row in rows[start : start + _KEYS]])
    for key, published_at, outlet, title, url, story in rows:
        of_it = tuple(sorted(topics.get(key, ())))
        yield Headline(key, published_at, outlet, title, url, story, of_it)


def volume_by_day(engine: Engine, now: datetime, days: int) -> list[int]:
    """Return how much was published in each of the last days.

    Args:
        engine: the database.
        now: the moment (UTC) from which days of 24 hours are counted back.
        days: how many.

    Returns:
        The number of articles, the last 24 hours first.
    """
    end = first_key(now)
    ago = (end - 1 - ArticleRow.id) // (PER_SECOND * 86_400)
    start = first_key(now - timedelta(days=days))
    of_them = select(ago, func.count()).where(ArticleRow.id >= start, ArticleRow.id < end)
    with engine.connect() as connection:
        counted = Counter(
            {day: number for day, number in connection.execute(of_them.group_by(ago))}  # noqa: C416
        )
    return [counted[day] for day in range(days)]
