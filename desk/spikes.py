"""Days on which a topic was written of far more than usual, and what is usual for a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import median

_WEEKS = 8
# Of fewer weeks no median is worth showing.
_FEWEST_WEEKS = 3
_FEWEST_ARTICLES = 5
_TIMES = 2
# Articles come like raindrops (Poisson): around 16 a day, four more or less are chance.
_DEVIATIONS = 3


@dataclass(frozen=True, slots=True)
class Spike:
    """A day with far more articles of a topic than are usual for its weekday."""

    topic: str
    day: date
    articles: int
    usual: float

    @property
    def times(self) -> float:
        """How many times the usual it is; the usual counted as one at least."""
        return self.articles / max(self.usual, 1.0)


def usual(counts: Mapping[date, int], day: date, first: date) -> float | None:
    """Return what is usual for a day: the median of its weekday over the eight weeks before.

    Args:
        counts: by day; none means 0.
        day: the day.
        first: the first day that was counted.

    Returns:
        The median; None where less than three weeks before it were counted.
    """
    weeks = [day - timedelta(weeks=ago) for ago in range(1, _WEEKS + 1)]
    known = [counts.get(each, 0) for each in weeks if each >= first]
    return float(median(known)) if len(known) >= _FEWEST_WEEKS else None


def is_spike(articles: int, usually: float) -> bool:
    """Whether so many are far above the usual: five or more, twice as many, beyond chance."""
    beyond = articles - usually > _DEVIATIONS * sqrt(max(usually, 1.0))
    return articles >= _FEWEST_ARTICLES and articles >= _TIMES * usually and beyond


def spikes(daily: Mapping[tuple[str, date], int], days: Sequence[date]) -> list[Spike]:
    """Return the spikes of some days, the latest day first, then the most times the usual.

    Args:
        daily: how many articles each topic had each day; none means 0.
        days: without holes, the first to the last that was counted. Eight weeks more than are of
            interest, so that there is something to set them beside.
    """
    topics: dict[str, dict[date, int]] = {}
    for (topic, day), number in daily.items():
        topics.setdefault(topic, {})[day] = number
    found = []
    for topic, counts in topics.items():
        for day, number in counts.items():
            usually = usual(counts, day, days[0])
            if usually is not None and day <= days[-1] and is_spike(number, usually):
                found.append(Spike(topic, day, number, usually))
    return sorted(found, key=lambda each: (each.day, each.times), reverse=True)
