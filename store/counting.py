"""The SQL that counts: from the narrowest table that knows what is asked, an index where it can."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    distinct,
    func,
    inspect,
    join,
    outerjoin,
    select,
)

from crawler.dates import Period
from store.dimensions import Column, Dimension, column_of
from store.keys import key_range
from store.models import ArticleRow, TopicRow


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted; empty means any.

    Attributes:
        outlets: articles of these outlets.
        topics: articles with one of these topics; counted by topic, under these alone.
        about_police: articles about the police.
        period: when they were published.
        keys: articles with these keys: a select of one column of keys, or the keys themselves.
        distinct: count stories, not articles: an article and its reprints are one wherever they
            are counted together, so a story counts once for each outlet or day that ran it.
        untagged: counted by topic without `topics`: also articles that have none, under "".
    """

    outlets: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    about_police: bool = False
    period: Period = field(default_factory=Period)
    keys: Select[int] | Collection[int] | None = None
    distinct: bool = False
    untagged: bool = False


def counting(
    what: Counted, dimensions: Sequence[Dimension], *, tagged_only: bool = False
) -> Select[Any]:
    """Return the query for one column a dimension, and the count.

    Args:
        what: what is counted.
        dimensions: what it is counted by; none for the count of all.
        tagged_only: leave out articles without a topic, whether it is counted by topic or not.
    """
    tagged = tagged_only or bool(what.topics)
    source, key = _source(what, dimensions, tagged=tagged)
    names = [f"dimension_{place}" for place in range(len(dimensions))]
    columns = [
        column_of(each, key).label(name) for each, name in zip(dimensions, names, strict=True)
    ]
    query = select(*columns, _number(what, dimensions, key, tagged=tagged)).select_from(source)
    query = query.where(*_conditions(what, key)).group_by(*names)
    if source is _ARTICLES and _is_indexed(what, dimensions):
        query = query.where(ArticleRow.outlet.in_(stored_outlets()))
    return query


_ARTICLES: FromClause = inspect(ArticleRow).local_table
_TOPICS: FromClause = inspect(TopicRow).local_table


def _source(
    what: Counted, dimensions: Sequence[Dimension], *, tagged: bool
) -> tuple[FromClause, Column]:
    """Where to count, and the column that holds the articles' keys there."""
    same = TopicRow.article == ArticleRow.id
    if tagged:
        of_articles = any(
            not each.is_calendar and each is not Dimension.TOPIC for each in dimensions
        )
        wide = of_articles or what.distinct or what.about_police or what.outlets
        return (join(_TOPICS, _ARTICLES, same) if wide else _TOPICS), TopicRow.article
    if Dimension.TOPIC in dimensions:
        return outerjoin(_ARTICLES, _TOPICS, same), ArticleRow.id
    return _ARTICLES, ArticleRow.id


def _number(
    what: Counted, dimensions: Sequence[Dimension], key: Column, *, tagged: bool
) -> ColumnElement[int]:
    """How many articles, or stories: an article in no group is a story of its own."""
    if what.distinct:
        return func.count(distinct(func.coalesce(ArticleRow.story, ArticleRow.id)))
    if tagged and Dimension.TOPIC not in dimensions and len(what.topics) != 1:
        return func.count(distinct(key))  # an article has a row for each of its topics
    return func.count()


def _conditions(what: Counted, key: Column) -> list[ColumnElement[bool]]:
    start, end = key_range(what.period)
    conditions: list[ColumnElement[bool]] = []
    if start is not None:
        conditions.append(key >= start)
    if end is not None:
        conditions.append(key < end)
    if what.outlets:
        conditions.append(ArticleRow.outlet.in_(what.outlets))
    if what.topics:
        conditions.append(TopicRow.topic.in_(what.topics))
    if what.about_police:
        conditions.append(ArticleRow.about_police.is_(True))
    if isinstance(what.keys, Select):
        conditions.append(key.in_(what.keys))
    elif what.keys is not None:
        # Written into the statement: there may be more of them than it may have parameters.
        keys: BindParameter[int] = bindparam(
            "keys", list(what.keys), expanding=True, literal_execute=True
        )
        conditions.append(key.in_(keys))
    return conditions


def _is_indexed(what: Counted, dimensions: Sequence[Dimension]) -> bool:
    """Whether the index of outlets and keys knows all, but would not be used for a mere period."""
    narrow = all(each.is_calendar or each is Dimension.OUTLET for each in dimensions)
    more = what.outlets or what.about_police or what.distinct or what.keys is not None
    return narrow and not more and what.period != Period()


def stored_outlets() -> Select[str]:
    """The outlets that are stored, each found by one step in an index.

    A period of named outlets is a range of the index of outlets and keys; without their names a
    database reads the rows of the period, twenty times as many bytes.
    """
    first = select(func.min(ArticleRow.outlet).label("outlet"))
    stored = first.cte("stored", recursive=True)
    following = (
        select(func.min(ArticleRow.outlet))
        .where(ArticleRow.outlet > stored.c.outlet)
        .scalar_subquery()
    )
    stored = stored.union_all(select(following).where(stored.c.outlet.is_not(None)))
    return select(stored.c.outlet).where(stored.c.outlet.is_not(None))
