"""How many articles of a topic are usual for a weekday at an hour: what today is set beside."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, func, literal, select, union_all

from store.keys import first_key
from store.models import ArticleRow, TopicRow

_WEEKS = 8
# Of fewer weeks no median is worth showing.
_FEWEST = 3
_WEEK = timedelta(weeks=1)


def usual_topics(
    connection: Connection, start: datetime, end: datetime
) -> Mapping[str, float] | None:
    """Return how many articles of each topic are usual for a span: the median of eight weeks.

    Args:
        connection: to the database.
        start: where the span begins (UTC), at most a week before its end.
        end: where it ends; it is looked at one week earlier, two weeks earlier, and so on.

    Returns:
        The median by topic, 0 for one that is not named; None where less than three weeks are
        stored. Weeks from before the first article that is stored do not count.
    """
    first = connection.scalar(select(func.min(ArticleRow.id)))
    spans = [(start - _WEEK * ago, end - _WEEK * ago) for ago in range(1, _WEEKS + 1)]
    known = [span for span in spans if first is not None and first_key(span[0]) >= first]
    if len(known) < _FEWEST:
        return None
    # Each week is a range of an index.
    weeks = [
        select(literal(week), TopicRow.topic, func.count())
        .where(TopicRow.article >= first_key(begin), TopicRow.article < first_key(until))
        .group_by(TopicRow.topic)
        for week, (begin, until) in enumerate(known)
    ]
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for week, topic, number in connection.execute(union_all(*weeks)):
        counts[topic][week] = number
    return defaultdict(
        float,
        {
            topic: float(median(each[week] for week in range(len(known))))
            for topic, each in counts.items()
        },
    )
