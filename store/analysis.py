"""The collection for analysts: rows that pandas and polars take, and nothing that writes."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, TableClause, TextClause, select, text
from sqlalchemy.exc import ResourceClosedError, StatementError

from crawler.dates import Period, vietnamese_day
from errors import StoreError, UsageError
from search.parser import Names, parse
from settings import current
from store.counting import stored_outlets
from store.engine import open_reader
from store.keys import key_range
from store.models import TopicRow
from store.rulesets import active_rules
from store.searching import Search
from store.views import ARTICLES, DAILY, TOPICS, VIEWS, typed

Row = dict[str, Any]
Day = date | str

# Rows that are fetched at a time: an article with its text takes about 5 KB.
_BATCH = 500


def _names(given: Sequence[str] | str) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _period(since: Day | None, until: Day | None) -> Period:
    return Period.of(*(str(day) if day else None for day in (since, until)))


def _within(
    query: Select[*tuple[Any, ...]], key: ColumnElement[Any], period: Period
) -> Select[*tuple[Any, ...]]:
    start, end = key_range(period)
    if start is not None:
        query = query.where(key >= start)
    return query if end is None else query.where(key < end)


def _alike(value: Any) -> Any:
    """Return a value of PostgreSQL's as SQLite has it: sums are numbers, moments are UTC."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return int(value) if isinstance(exponent, int) and exponent >= 0 else float(value)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC)
    return value


class Store:
    """A collection, open for reading only; `store.open_store` makes one.

    Every method hands out rows as dictionaries, one after the other as they are asked for, so that
    a million of them need no memory: `pandas.DataFrame(store.daily())`. Moments are in UTC and
    know it; days are Vietnamese days. docs/columns.md explains the columns.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`; the one that the settings name when left out.

    Raises:
        StoreError: it cannot be opened, or its tables are of another version than this program's.
    """

    def __init__(self, url: str | None = None) -> None:
        self._engine = open_reader(url or current().database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def articles(
        self,
        *,
        outlets: Sequence[str] | str = (),
        topics: Sequence[str] | str = (),
        since: Day | None = None,
        until: Day | None = None,
        police: bool = False,
        columns: Sequence[str] = (),
    ) -> Iterator[Row]:
        """Return articles, newest first: rows of `v_articles`.

        Args:
            outlets: only of these, by slug; empty means any, here and below.
            topics: only those that have one of these topics, by slug.
            since: first Vietnamese day, a date or "2026-11-24" or "24/11/2026".
            until: last Vietnamese day, included.
            police: only those about the police.
            columns: only these columns; without `body` the rows are small.

        Raises:
            UsageError: a day is no day, or there is no such column.
        """
        query = select(*self._columns(columns))
        if police:
            query = query.where(ARTICLES.c.about_police)
        if topics:
            having = select(TopicRow.article).where(TopicRow.topic.in_(_names(topics)))
            query = query.where(ARTICLES.c.id.in_(having))
        query = _within(query, ARTICLES.c.id, _period(since, until))
        return self._of(outlets, query.order_by(ARTICLES.c.id.desc()), ARTICLES)

    def search(self, query: str, *, columns: Sequence[str] = ()) -> Iterator[Row]:
        """Return the articles that a search finds, newest first: rows of `v_articles`.

        Args:
            query: as `diembao search` takes it; docs/search.md explains it.
            columns: only these columns; without `body` the rows are small.

        Raises:
            UsageError: the query cannot be read, or there is no such column.
        """
        wanted = self._columns(columns)
        with self._engine.connect() as connection:
            outlets = {slug: slug for slug in connection.scalars(stored_outlets())}
        rules = active_rules(self._engine).topics
        topics = {name: each.slug for each in rules for name in (each.slug, each.label)}
        keys = Search(self._engine, parse(query, Names(topics, outlets))).keys()
        while some := list(islice(keys, _BATCH)):
            found = select(*wanted).where(ARTICLES.c.id.in_(some))
            yield from self._rows(found.order_by(ARTICLES.c.id.desc()), {})

    def topics(
        self,
        *,
        outlets: Sequence[str] | str = (),
        topics: Sequence[str] | str = (),
        since: Day | None = None,
        until: Day | None = None,
    ) -> Iterator[Row]:
        """Return which article has which topic, newest first: rows of `v_topics`.

        Args and errors: as `articles` has them.
        """
        query = _within(select(TOPICS), TOPICS.c.article, _period(since, until))
        if topics:
            query = query.where(TOPICS.c.topic.in_(_names(topics)))
        query = query.order_by(TOPICS.c.article.desc(), TOPICS.c.topic)
        return self._of(outlets, query, TOPICS)

    def daily(
        self,
        *,
        outlets: Sequence[str] | str = (),
        topics: Sequence[str] | str = (),
        since: Day | None = None,
        until: Day | None = None,
    ) -> Iterator[Row]:
        """Return counts by day, outlet and topic, oldest first: rows of `v_daily`.

        Args and errors: as `articles` has them; the topic "" stands for all articles of a day, so
        that `topics=""` gives one row a day and outlet.
        """
        day, topic = DAILY.c.published_day, DAILY.c.topic
        query = select(DAILY)
        period = _period(since, until)
        if period.start:
            query = query.where(day >= vietnamese_day(period.start))
        if period.end:
            query = query.where(day < vietnamese_day(period.end))
        if topics or isinstance(topics, str):
            query = query.where(topic.in_(_names(topics)))
        return self._of(outlets, query.order_by(day, DAILY.c.outlet, topic), DAILY)

    def sql(self, query: str, **values: Any) -> Iterator[Row]:
        """Return the rows of a SELECT of your own.

        Args:
            query: one SELECT; `:name` stands for a value.
            values: the values, by name.

        Raises:
            UsageError: when the rows are asked for: the database cannot run it.
        """
        rows = self._rows(text(query), values)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except ResourceClosedError:
                raise UsageError("The query gives no rows: it must be one SELECT.") from None
            except (StoreError, StatementError) as error:
                cause = getattr(error, "orig", None) or error.__cause__ or error
                said = str(cause.args[0]).splitlines()[0].rstrip(".")
                raise UsageError(f"The query cannot be run: {said}.") from None
            yield row

    def columns(self, view: str) -> dict[str, type]:
        """Return the columns of a view, each with the Python type of its values.

        Args:
            view: `v_articles`, `v_topics` or `v_daily`.

        Raises:
            UsageError: there is no such view.
        """
        if view not in VIEWS:
            raise UsageError(f"There is no view {view!r}. Known: {', '.join(VIEWS)}.")
        return {column.name: column.type.python_type for column in VIEWS[view].columns}

    def _columns(self, names: Sequence[str]) -> list[ColumnElement[Any]]:
        known = self.columns("v_articles")
        if unknown := [name for name in names if name not in known]:
            raise UsageError(
                f"v_articles has no column {unknown[0]!r}. It has: {', '.join(known)}."
            )
        return [ARTICLES.c[name] for name in names or known]

    def _of(
        self, outlets: Sequence[str] | str, query: Select[*tuple[Any, ...]], view: TableClause
    ) -> Iterator[Row]:
        if outlets:
            query = query.where(view.c.outlet.in_(_names(outlets)))
        return self._rows(query, {})

    def _rows(
        self, query: Select[*tuple[Any, ...]] | TextClause, values: dict[str, Any]
    ) -> Iterator[Row]:
        sqlite = self._engine.dialect.name == "sqlite"
        with (
            self._engine.connect().execution_options(yield_per=_BATCH) as connection,
            closing(connection.execute(query, values)) as result,
        ):
            for row in result.mappings():
                yield {
                    name: typed(name, value) if sqlite else _alike(value)
                    for name, value in row.items()
                }
