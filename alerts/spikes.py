"""Whether a search finds unusually much today, against its own history."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Final

HISTORY: Final = 28  # days: four of each weekday
# Of a collection that is younger, or was filled on fewer days, nothing is known to be usual.
_FEWEST_DAYS: Final = 14
# A day on which the collection got less than this share of its usual volume tells nothing: it was
# not crawled then, or hardly.
_CRAWLED: Final = 0.3
# Fewer hits are no matter, however rare the words are.
_FEWEST_HITS: Final = 5
# Counts of independent reports scatter like a Poisson variable, by the root of their mean, or
# wider; four such steps above it is less than one day in a thousand also where the mean is small.
_STEPS: Final = 4.0
_MAD_TO_SIGMA: Final = 1.4826  # of a normal distribution


@dataclass(frozen=True, slots=True)
class Spike:
    """So many hits in the last 24 hours, where `usual` is what `days` days before had."""

    count: int
    usual: float
    days: int


def spike(hits: Sequence[int], volume: Sequence[int]) -> Spike | None:
    """Judge the last 24 hours of a search.

    Args:
        hits: hits in the last 24 hours, then in the 24 hours before, and so on, 29 numbers.
        volume: how much was published in all in the same days.

    Returns:
        None where it is no more than usual, or nothing is known to be usual.
    """
    normal = median(volume[1:])
    known = [day for day in range(1, len(hits)) if volume[day] and volume[day] >= _CRAWLED * normal]
    if len(known) < _FEWEST_DAYS or hits[0] < _FEWEST_HITS:
        return None
    usual = median(hits[day] for day in known)
    same_weekday = [hits[day] for day in known if day % 7 == 0]
    if same_weekday:  # a weekly page of the outlets is no spike
        usual = max(usual, median(same_weekday))
    scatter = _MAD_TO_SIGMA * median(abs(hits[day] - usual) for day in known)
    if hits[0] <= usual + _STEPS * max(sqrt(usual), scatter):
        return None
    return Spike(hits[0], usual, len(known))
