"""How many articles of a period have which tone, and how many are marked for the press review."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from crawler.dates import Period
from store.by_hand import Tone
from store.dimensions import Dimension, Value, column_of, value_of
from store.keys import key_range
from store.models import ArticleRow, ReviewMarkRow, ToneRow, TopicRow


@dataclass(frozen=True, slots=True)
class HandCount:
    """How many articles have each tone, and how many are marked for the press review."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    marked: int = 0


def count_by_hand(
    engine: Engine, period: Period, dimensions: Sequence[Dimension]
) -> dict[tuple[Value, ...], HandCount]:
    """Count what people said of the articles of a period.

    Args:
        engine: the database.
        period: when the articles were published.
        dimensions: what to count by, such as outlet and topic; none for all together. An article
            counts under each of its topics, and under "" where it has none.

    Returns:
        The counts by the values of the dimensions; those without any are left out.
    """
    counts: dict[tuple[Value, ...], HandCount] = defaultdict(HandCount)

    def cell(values: Sequence[object]) -> tuple[Value, ...]:
        return tuple(value_of(each, it) for each, it in zip(dimensions, values, strict=True))

    with engine.connect() as connection:
        toned = _counting(ToneRow, period, dimensions, ToneRow.tone)
        for *values, tone, number in connection.execute(toned):
            counts[cell(values)] = replace(counts[cell(values)], **{Tone(tone).value: number})
        for *values, number in connection.execute(_counting(ReviewMarkRow, period, dimensions)):
            counts[cell(values)] = replace(counts[cell(values)], marked=number)
    return dict(counts)


def _counting(
    said: type[ToneRow | ReviewMarkRow],
    period: Period,
    dimensions: Sequence[Dimension],
    *more: InstrumentedAttribute[str],
) -> Select[Any]:
    """Count from what people said, which is little, to the articles."""
    start, end = key_range(period)
    columns = [column_of(each, said.article).label(f"by_{each}") for each in dimensions]
    query = select(*columns, *more, func.count()).select_from(said)
    query = query.join(ArticleRow, ArticleRow.id == said.article)
    if Dimension.TOPIC in dimensions:
        query = query.outerjoin(TopicRow, TopicRow.article == said.article)
    if start is not None:
        query = query.where(said.article >= start)
    if end is not None:
        query = query.where(said.article < end)
    return query.group_by(*columns, *more)
