"""How a query is put to the database: from where articles come newest first, and what they must be.

The index gives candidates newest first, because its rows are the articles' keys; without words the
topic's rows do, and else the articles' own. What the query asks besides is looked up for each
candidate, until the page is full.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    cast,
    exists,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from search.query import (
    And,
    HasTopic,
    Not,
    OfForm,
    OfOutlet,
    Or,
    Published,
    Query,
    conjuncts,
    leaves,
)
from store.index_queries import (
    fts_query,
    has_near,
    has_phrase,
    is_text,
    loosened,
    ts_query,
)
from store.keys import key_range
from store.models import ArticleRow, TopicRow
from store.terms import fts, tsv

Key = ColumnElement[int]
Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where candidates come from.

    Attributes:
        source: the table that is read newest first.
        key: its column of articles' keys.
        conditions: what must hold for a row.
        verify: whether a candidate may be wrong and must be looked at: always, where this column
            says so, or never.
        in_order: whether the index gives its rows newest first, without looking at all of them.
    """

    source: FromClause
    key: Key
    conditions: tuple[ColumnElement[bool], ...]
    verify: bool | ColumnElement[bool] = False
    in_order: bool = True

    def selection(self) -> Select[int]:
        """Select the keys, in any order."""
        return select(self.key).select_from(self.source).where(*self.conditions)

    def statement(self) -> Select[int, bool]:
        """Select key and whether it must be verified, newest first."""
        verify = literal(self.verify) if isinstance(self.verify, bool) else self.verify
        found = select(self.key, verify).select_from(self.source).where(*self.conditions)
        return found.order_by(self.key.desc())


def _joined(  # noqa: PLR0911 - one for each kind
    query: Query, key: Key, condition: Callable[[Query, Key], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """What must hold besides words; `condition` makes the parts of what is joined."""
    match query:
        case HasTopic():
            held = TopicRow.__table__.alias()
            return exists().where(held.c.topic == query.topic, held.c.article == key)
        case OfOutlet():
            its = ArticleRow.__table__.alias()
            # Said as a range, the index of outlets answers it, and no row is read.
            return exists().where(its.c.outlet == query.outlet, its.c.id.between(key, key))
        case OfForm():
            its = ArticleRow.__table__.alias()
            return exists().where(its.c.form == query.form, its.c.id == key)
        case Published():
            start, end = key_range(query.period)
            bounds = [key >= start] if start is not None else []
            return and_(*bounds, *([key < end] if end is not None else []))
        case Not():
            return not_(condition(query.part, key))
        case And():
            return and_(*(condition(part, key) for part in query.parts))
        case Or():
            return or_(*(condition(part, key) for part in query.parts))
        case _:
            raise AssertionError  # words are the database's own matter


def _by_rows(parts: list[Query]) -> tuple[FromClause, Key, Conditions, list[Query]]:
    """Where candidates come from without words: a topic's rows, an outlet's, or all.

    Returns:
        The table, its column of keys, the condition that narrows it, and what is left to ask.
    """
    for part in parts:
        if isinstance(part, HasTopic):
            rest = [each for each in parts if each is not part]
            chosen = TopicRow.__table__.c.topic == part.topic
            return TopicRow.__table__, TopicRow.__table__.c.article, [chosen], rest
    for part in parts:
        if isinstance(part, OfOutlet):
            rest = [each for each in parts if each is not part]
            chosen = ArticleRow.__table__.c.outlet == part.outlet
            return ArticleRow.__table__, ArticleRow.__table__.c.id, [chosen], rest
    return ArticleRow.__table__, ArticleRow.__table__.c.id, [], parts


def _is_word_conjunct(query: Query) -> bool:
    """Whether FTS5 can ask for it, or take it away from what it is asked for."""
    asked = query.part if isinstance(query, Not) else query
    return is_text(asked) and fts_query(asked) is not None


class _Sqlite:
    """Plans on SQLite, where words are asked of FTS5."""

    def plan(self, query: Query) -> Plan:
        """Make the plan of a query."""
        wider = loosened(query, has_near)
        parts = [] if wider is None else list(conjuncts(wider))
        words = [part for part in parts if _is_word_conjunct(part)]
        if (match := fts_query(And(tuple(words)))) is not None:
            source: FromClause = fts
            key: Key = fts.c.rowid
            conditions: Conditions = [fts.c.article_terms.op("MATCH")(match)]
            others = [part for part in parts if part not in words]
        else:
            source, key, conditions, others = _by_rows(parts)
        rest = [self._asked_of_each(part, key) for part in others]
        return Plan(source, key, (*conditions, *rest), has_near(query))

    def _asked_of_each(self, query: Query, key: Key) -> ColumnElement[bool]:
        """A condition that is asked of one candidate after the other, not of all before."""
        if isinstance(query, Not) and _is_word_conjunct(query):
            without = fts.alias()
            match = without.c.article_terms.op("MATCH")(fts_query(query.part))
            return not_(exists().where(match, without.c.rowid == key))
        return self._condition(query, key)

    def _condition(self, query: Query, key: Key) -> ColumnElement[bool]:
        if is_text(query) and (asked := fts_query(query)) is not None:
            found = fts.alias()
            match = found.c.article_terms.op("MATCH")(asked)
            # A sum is nothing that FTS5 would look up one by one, which is slow.
            return (key + 0).in_(select(found.c.rowid).where(match))
        return _joined(query, key, self._condition)


class _Postgresql:
    """Plans on PostgreSQL, where the words of an article are a column."""

    def plan(self, query: Query) -> Plan:
        """Make the plan of a query."""
        if not any(is_text(leaf) for leaf in leaves(query)):
            source, key, conditions, others = _by_rows(list(conjuncts(query)))
            conditions += [_joined(part, key, self._condition) for part in others]
            return Plan(source, key, tuple(conditions))
        key = tsv.c.article
        found = self._all(loosened(query, has_near), key)
        in_a_row = has_phrase(query)
        if in_a_row:
            # Of a very long article not all positions of words are kept.
            widest = loosened(query, lambda part: has_near(part) or has_phrase(part))
            found = or_(found, and_(tsv.c.long, self._all(widest, key, in_a_row=False)))
        # Said once more on its own, a period narrows what is read.
        bounds = [part for part in conjuncts(query) if isinstance(part, Published)]
        narrowed = (self._condition(part, key) for part in bounds)
        verify = has_near(query) or (tsv.c.long if in_a_row else False)
        return Plan(tsv, key, (found, *narrowed), verify, in_order=False)

    def _all(self, query: Query | None, key: Key, *, in_a_row: bool = True) -> ColumnElement[bool]:
        """A query as one condition, its words asked of the index in one question."""
        parts = [] if query is None else list(conjuncts(query))
        words = tuple(part for part in parts if is_text(part))
        joined = [And(words)] if words else []
        others = [part for part in parts if not is_text(part)]
        conditions = (self._condition(p, key, in_a_row=in_a_row) for p in [*joined, *others])
        return and_(true(), *conditions)

    def _condition(self, query: Query, key: Key, *, in_a_row: bool = True) -> ColumnElement[bool]:
        if is_text(query):
            asked = cast(literal(ts_query(query, in_a_row=in_a_row)), TSQUERY)
            return tsv.c.terms.op("@@", is_comparison=True)(asked)
        return _joined(query, key, partial(self._condition, in_a_row=in_a_row))


def plan(query: Query, dialect: str) -> Plan:
    """Make the plan of a query.

    Args:
        query: any.
        dialect: `sqlite` or `postgresql`.
    """
    return (_Sqlite() if dialect == "sqlite" else _Postgresql()).plan(query)
