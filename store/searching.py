"""Searching the store: newest first or by relevance, page by page, with what is to be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import monotonic

from sqlalchemy import Connection, Engine, Select, func, not_, or_, select

from search.matching import Document, Words, holds
from search.query import And, Query, conjuncts, shown, wanted_phrases
from search.ranking import ranked
from search.snippets import Snippet, marked_title, snippet
from store.keys import moment_of
from store.models import ArticleRow, TopicRow
from store.plans import plan
from store.reading import ArticleLine, with_bodies
from store.terms import indexed

# How many hits relevance ranks: their words are read and counted.
MOST_RANKED = 5_000
# Of a longer headline the rest is not shown beside others: a hostile page may have megabytes.
_MOST_OF_TITLE = 300
# A look for hits that takes longer is ended, in seconds: nobody waits longer for a page.
PATIENCE = 3.0
# Candidates that are asked of the database together: a page first, then more.
_FIRST, _MOST = 64, 2_000
# How many of the newest articles are looked through, where the index knows no order (PostgreSQL's),
# before it is asked for all there are: 1,000 take 8 ms, the hits of a common phrase a second.
_REACHES = (1_000, 8_000)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, with what to show of it."""

    line: ArticleLine
    title: Snippet
    text: Snippet


@dataclass(frozen=True, slots=True)
class Page:
    """A page of hits; `after` is the key to go on from, None on the last page."""

    hits: tuple[Hit, ...]
    after: int | None


def documents(connection: Connection, keys: Sequence[int]) -> dict[int, Document]:
    """Return the words of articles, and what else is asked of them, by key."""
    its = select(ArticleRow.id, ArticleRow.outlet, ArticleRow.form).where(ArticleRow.id.in_(keys))
    rows = {row.id: row for row in connection.execute(its)}
    topics: dict[int, set[str]] = {key: set() for key in keys}
    held = select(TopicRow.article, TopicRow.topic).where(TopicRow.article.in_(keys))
    for key, topic in connection.execute(held):
        topics[key].add(topic)
    return {
        key: Document(
            title=Words.of(each.title),
            text=Words.of(f"{each.lead}\n\n{each.body}"),
            section=Words.of(each.section),
            author=Words.of("\n".join(each.authors)),
            outlet=rows[key].outlet,
            form=rows[key].form,
            topics=frozenset(topics[key]),
            published_at=moment_of(key),
        )
        for key, each in indexed(connection, keys).items()
    }


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look for hits brought: their keys, newest first.

    `last` is the article up to which was looked; None where there are no hits beyond `keys`.
    """

    keys: list[int]
    last: int | None


class Search:
    """A query put to a database.

    Args:
        engine: the database.
        query: what is searched for.
    """

    def __init__(self, engine: Engine, query: Query) -> None:
        self._engine = engine
        self._query = query
        self._plan = plan(query, engine.dialect.name)
        self._phrases = tuple(dict.fromkeys(wanted_phrases(query)))

    def keys(self, after: int | None = None) -> Iterator[int]:
        """Yield the keys of the articles found, newest first, as many as are asked for.

        Args:
            after: begin with articles older than this one; None: with the newest.
        """
        size = _FIRST
        reaches: tuple[int, ...] = () if self._plan.in_order else _REACHES
        while True:
            with self._engine.connect() as connection:
                floor = self._floor(connection, after, reaches[0]) if reaches else None
                rows = self._candidates(connection, after, floor, size)
                wrong = self._wrong(connection, [key for key, unsure in rows if unsure])
            yield from (key for key, _ in rows if key not in wrong)
            if len(rows) == size:
                after, size = rows[-1][0], min(size * 4, _MOST)
            elif floor is None:
                return
            else:
                # Where a thousand articles have none, it is rare, and the index quick.
                after, reaches = floor, reaches[1:] if rows else ()

    def _candidates(
        self, connection: Connection, after: int | None, floor: int | None, size: int
    ) -> list[tuple[int, bool]]:
        """The newest articles below `after`, down to `floor`; and whether they must be verified."""
        statement = self._plan.statement().limit(size)
        if after is not None:
            statement = statement.where(self._plan.key < after)
        if floor is not None:
            statement = statement.where(self._plan.key >= floor)
        return [(key, bool(unsure)) for key, unsure in connection.execute(statement)]

    def _floor(self, connection: Connection, after: int | None, reach: int) -> int | None:
        """The key of the article so many places further back; None where there are fewer."""
        keys = select(ArticleRow.id).order_by(ArticleRow.id.desc()).offset(reach - 1).limit(1)
        return connection.scalar(keys if after is None else keys.where(ArticleRow.id < after))

    def look(self, least: int, most: int, seconds: float, before: int | None = None) -> Looked:
        """Return keys of the articles found, as many as there is time for.

        Args:
            least: look for so many, however long it takes, up to `PATIENCE`.
            most: and for so many within the time.
            seconds: the time.
            before: begin with articles older than this one; None: with the newest.
        """
        statement = self._plan.statement()
        if self._plan.verify is not True:
            statement = statement.limit(most)
        if before is not None:
            statement = statement.where(self._plan.key < before)
        began = monotonic()
        looked, found = 0, list[int]()
        options = {"yield_per": _FIRST}
        with (
            self._engine.connect() as connection,
            connection.execute(statement, execution_options=options) as stream,
        ):
            for rows in stream.partitions():
                looked += len(rows)
                wrong = self._wrong(connection, [key for key, unsure in rows if unsure])
                found += [key for key, _ in rows if key not in wrong]
                spent = monotonic() - began
                allowed = seconds if len(found) >= least else PATIENCE
                if spent > allowed or len(found) >= most or looked == most:
                    return Looked(found[:most], rows[-1][0])
        return Looked(found, None)

    def _wrong(self, connection: Connection, keys: Sequence[int]) -> set[int]:
        """Those candidates for which the query does not hold."""
        if not keys:
            return set()
        found = documents(connection, keys)
        return {key for key, document in found.items() if not holds(self._query, document)}

    def selection(self) -> Select[int] | list[int]:
        """Return what is found for use within another query: a select of keys, or the keys."""
        unsure = self._plan.verify
        if unsure is True:
            return list(self.keys())
        found = self._plan.selection()
        if unsure is False:
            return found
        with self._engine.connect() as connection:
            keys = list(connection.scalars(found.where(unsure)))
            right = set(keys) - self._wrong(connection, keys)
        return found.where(or_(not_(unsure), self._plan.key.in_(right)))

    def count(self, most: int) -> int:
        """Return how many articles are found; counting stops after `most`."""
        if self._plan.verify is True:
            return sum(1 for _ in islice(self.keys(), most))
        found = self.selection()
        assert isinstance(found, Select), "what is not verified one by one is a select"
        counted = found.limit(most).subquery()
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(counted)) or 0

    def newest(self, limit: int, after: int | None = None) -> Page:
        """Return a page of hits, newest first.

        Args:
            limit: how many.
            after: `Page.after` of the page before.
        """
        return self._page(list(islice(self.keys(after), limit + 1)), limit)

    def hits(self, keys: Sequence[int]) -> tuple[Hit, ...]:
        """Return what to show of articles found, in this order."""
        found = with_bodies(self._engine, keys)
        return tuple(self._hit(*found[key]) for key in keys if key in found)

    def keys_by_relevance(self) -> list[int]:
        """Return the keys of the newest 5,000 articles found, the most relevant first."""
        keys = list(islice(self.keys(), MOST_RANKED))
        with self._engine.connect() as connection:
            return ranked(documents(connection, keys), self._phrases)

    def most_relevant(self, limit: int, after: int | None = None) -> Page:
        """Return a page of the newest 5,000 hits, the most relevant first.

        Args:
            limit: how many.
            after: `Page.after` of the page before; the order is made anew for each page.
        """
        order = self.keys_by_relevance()
        start = order.index(after) + 1 if after in order else 0
        return self._page(order[start : start + limit + 1], limit)

    def _page(self, keys: Sequence[int], limit: int) -> Page:
        shown = keys[:limit]
        return Page(self.hits(shown), shown[-1] if len(keys) > limit else None)

    def _hit(self, line: ArticleLine, body: str) -> Hit:
        paragraphs = [part for part in (line.lead, *body.split("\n\n")) if part]
        title = marked_title(line.title[:_MOST_OF_TITLE], self._phrases)
        return Hit(line, title, snippet(paragraphs, self._phrases))


@dataclass(frozen=True, slots=True)
class Excluder:
    """The part of a query that excludes everything: alone, or together with those before it."""

    part: Query
    before: tuple[Query, ...] = ()


def excluder(engine: Engine, query: Query) -> Excluder | None:
    """Return what makes a query find nothing; None where it takes too long to tell."""

    def finds(part: Query) -> bool:
        looked = Search(engine, part).look(1, 1, 0)
        return bool(looked.keys) or looked.last is not None

    parts = conjuncts(query)
    for part in parts:
        if not finds(part):
            return Excluder(part)
    for end in range(2, len(parts) + 1):
        if not finds(And(parts[:end])):
            return Excluder(parts[end - 1], parts[: end - 1])
    return None


def why_empty(engine: Engine, query: Query) -> str:
    """Say which part of a query that finds nothing excludes everything."""
    found = excluder(engine, query)
    if found is None:
        return "No article has it."
    if not found.before:
        return f"No article has {shown(found.part)}."
    before = " ".join(map(shown, found.before))
    return f"Articles have {before}, and others {shown(found.part)}, but none has both."
