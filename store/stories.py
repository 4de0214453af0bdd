"""The story of an article: who ran it first, who reprinted it; and making all groups anew."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select
from sqlalchemy.orm import Session

from crawler import clock
from crawler.dates import Period
from pipelines.group import shared
from store import bands
from store.engine import WRITES
from store.grouping import group
from store.keys import key_range
from store.locks import one_writer
from store.models import ArticleRow, FactRow, VersionRow

# Articles in one transaction: as in a retag.
BATCH = 200
_FACT = "regroup"
_LAST_KEY = 2**63 - 1
_LATEST = (VersionRow.article == ArticleRow.id) & (VersionRow.number == ArticleRow.version)


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story; times are UTC.

    Attributes:
        similarity: how much of lead and text it shares with the first one, from 0 to 1.
        first: whether it is that one.
    """

    id: int
    published_at: datetime
    outlet: str
    site: str
    title: str
    url: str
    agency: str
    withdrawn: bool
    similarity: float
    first: bool


@dataclass(frozen=True, slots=True)
class Story:
    """An article and its reprints, by when they were published, the first one first."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """How many articles are in groups, and in how many."""

    articles: int
    stories: int


def story_of(engine: Engine, key: int) -> Story | None:
    """Return the story of an article, which may be its only one; none where there is no article."""
    with Session(engine) as session:
        article = session.get(ArticleRow, key)
        if article is None:
            return None
        alone = article.story is None
        wanted = ArticleRow.id == key if alone else ArticleRow.story == article.story
        whole = select(ArticleRow, VersionRow).join(VersionRow, _LATEST)
        rows = session.execute(whole.where(wanted).order_by(ArticleRow.id)).all()
    told = [f"{version.lead}\n{version.body}" for _, version in rows]
    return Story(
        tuple(
            Member(
                id=row.id,
                published_at=row.published_at,
                outlet=row.outlet,
                site=row.site,
                title=version.title,
                url=row.canonical_url,
                agency=row.agency,
                withdrawn=row.withdrawn_at is not None,
                similarity=round(shared(told[0], told[number]), 3),
                first=number == 0,
            )
            for number, (row, version) in enumerate(rows)
        )
    )


def count_groups(engine: Engine, period: Period) -> Grouped:
    """Count the articles of a period that are in groups."""
    start, end = _keys(period)
    wanted = (ArticleRow.story.is_not(None), ArticleRow.id >= start, ArticleRow.id < end)
    query = select(func.count(), func.count(ArticleRow.story.distinct())).where(*wanted)
    with engine.connect() as connection:
        articles, stories = connection.execute(query).one()
    return Grouped(articles, stories)


def widest_story(engine: Engine, period: Period) -> Story | None:
    """Return the story that most articles of a period tell, if any story has several."""
    start, end = _keys(period)
    query = (
        select(ArticleRow.story)
        .where(ArticleRow.story.is_not(None), ArticleRow.id >= start, ArticleRow.id < end)
        .group_by(ArticleRow.story)
        .order_by(func.count().desc(), ArticleRow.story)
    )
    with engine.connect() as connection:
        story = connection.scalar(query.limit(1))
    return None if story is None else story_of(engine, story)


def _keys(period: Period) -> tuple[int, int]:
    """The keys of a period, half-open."""
    start, end = key_range(period)
    return start or 0, end or _LAST_KEY


# Making groups anew.


class _Rebuild:
    """The articles of a period, and how far the work on them has come, which is kept with it."""

    def __init__(self, engine: Engine, period: Period) -> None:
        self._start, self._end = _keys(period)
        with engine.connect() as connection:
            kept = connection.scalar(select(FactRow.value).where(FactRow.name == _FACT))
        *period_was, last = json.loads(kept) if kept else (0, 0, 0)
        self._last = last if period_was == [self._start, self._end] else self._start - 1
        self._week = bands.week_of(self._start)

    @property
    def left(self) -> tuple[ColumnElement[bool], ...]:
        return ArticleRow.id > self._last, ArticleRow.id < self._end

    def begin(self, connection: Connection) -> None:
        bands.forget(connection, range(self._week, bands.week_of(self._end) + 1))

    def step(self, connection: Connection) -> int:
        texts = (VersionRow.article, VersionRow.title, VersionRow.lead, VersionRow.body)
        wanted = select(*texts).join(ArticleRow, _LATEST).where(*self.left).order_by(ArticleRow.id)
        versions = connection.execute(wanted.limit(BATCH)).mappings().all()
        if versions:
            self._last = versions[-1]["article"]
            # Weeks that no later article looks into are left behind.
            bands.forget(connection, range(self._week, bands.week_of(versions[0]["article"]) - 7))
            unsettled = range(self._last + 1, self._end)
            group(connection, versions, clock.now(), anew=True, unsettled=unsettled)
        self._keep(connection, done=not versions)
        return len(versions)

    def _keep(self, connection: Connection, *, done: bool) -> None:
        connection.execute(delete(FactRow).where(FactRow.name == _FACT))
        if not done:
            value = json.dumps([self._start, self._end, self._last])
            connection.execute(insert(FactRow), {"name": _FACT, "value": value})


def to_rebuild(engine: Engine, period: Period) -> int:
    """Return how many articles `rebuild` has before it."""
    query = select(func.count()).select_from(ArticleRow).where(*_Rebuild(engine, period).left)
    with engine.connect() as connection:
        return connection.scalar(query) or 0


def rebuild(engine: Engine, period: Period) -> Iterator[int]:
    """Make signatures, bands and groups of a period anew from the texts, the oldest first.

    The groups are those that storing the articles in the order of publication would make, but for
    a group that goes on after the period's end: it may get another name there. What was
    interrupted goes on where it stopped, when it is started for the same period.

    Yields:
        How many articles were done, batch by batch, each in a transaction of its own.
    """
    work = _Rebuild(engine, period)
    with _writing(engine) as connection:
        work.begin(connection)
    while True:
        with _writing(engine) as connection:
            done = work.step(connection)
        if not done:
            return
        yield done


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        one_writer(connection)
        yield connection
