"""Small columns for the volume of outlets: where each stands in a picture without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from store.outlet_state import DayVolume

HEIGHT = 100.0
_GAP = 0.2  # of a column's place


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's column; its place of one unit's width, from the top in units of `HEIGHT`.

    `usual` is where the line of what is usual stands; None without one. `low` marks a day that has
    ended with less than half of that.
    """

    day: date
    articles: int
    usually: float | None
    x: float
    y: float
    width: float
    height: float
    usual: float | None
    low: bool


def bars(days: Sequence[DayVolume]) -> list[Bar]:
    """Return the columns of days; the last of them is the present one, and not over yet."""
    most = max((max(day.articles, day.usual or 0) for day in days), default=0) or 1
    return [
        Bar(
            day=each.day,
            articles=each.articles,
            usually=each.usual,
            x=at + _GAP / 2,
            y=HEIGHT - HEIGHT * each.articles / most,
            width=1 - _GAP,
            height=HEIGHT * each.articles / most,
            usual=None if each.usual is None else HEIGHT - HEIGHT * each.usual / most,
            low=at < len(days) - 1 and each.usual is not None and each.articles < each.usual / 2,
        )
        for at, each in enumerate(days)
    ]
