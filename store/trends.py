"""Counts for charts, remembered for a minute: by day and topic, outlet and topic, outlet."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine

from store.counting import Counted, counting
from store.dimensions import Dimension, value_of
from store.recent import Recent
from store.statistics import Cell

_counts: Recent[Mapping[Cell, int]] = Recent(60, 200)


def quick_counts(
    engine: Engine, dimensions: Sequence[Dimension], what: Counted
) -> Mapping[Cell, int]:
    """Count what is stored of a period; the same question has the same answer for a minute.

    Args:
        engine: the database.
        dimensions: what to count by.
        what: which articles, without `keys`. Counted by topic, it names its topics: each is then a
            range of an index, and nothing but the period is read.

    Returns:
        The count of each combination of values that has any; an article counts under each of its
        topics.
    """
    assert what.keys is None, "keys are no question that two people ask"
    assert what.topics or Dimension.TOPIC not in dimensions, "the topics are to be named"
    question = (engine.url, tuple(dimensions), what)
    return _counts.get(question, lambda: _counted(engine, dimensions, what))


def _counted(engine: Engine, dimensions: Sequence[Dimension], what: Counted) -> Mapping[Cell, int]:
    with engine.connect() as connection:
        return {
            tuple(value_of(each, value) for each, value in zip(dimensions, values, strict=True)): n
            for *values, n in connection.execute(counting(what, dimensions))
        }
