"""Which times are written on an axis, so that no two touch: Mondays, first days of months."""

from collections.abc import Callable
from datetime import date

from charts.figures import Axis, Scale

_MONDAY = 0
_A_WEEK = 7

# From all of them to ever fewer: the first that fits is taken.
_CHOICES: dict[Scale, tuple[Callable[[date], bool], ...]] = {
    Scale.DAY: (
        lambda _: True,
        lambda day: day.weekday() == _MONDAY,
        lambda day: day.day == 1,
        lambda day: day.day == 1 and day.month % 3 == 1,
        lambda day: day.day == day.month == 1,
    ),
    Scale.WEEK: (
        lambda _: True,
        lambda monday: monday.day <= _A_WEEK,
        lambda monday: monday.day <= _A_WEEK and monday.month % 3 == 1,
        lambda monday: monday.day <= _A_WEEK and monday.month == 1,
    ),
    Scale.MONTH: (
        lambda _: True,
        lambda first: first.month % 3 == 1,
        lambda first: first.month == 1,
    ),
}


def ticks(axis: Axis, most: int) -> list[date]:
    """Return the dates of a time axis to write on it.

    Args:
        axis: days, weeks or months.
        most: how many have room.
    """
    dates = [value for value in axis.values if isinstance(value, date)]
    for chosen in _CHOICES[axis.scale]:
        found = [day for day in dates if chosen(day)]
        if len(found) <= most:
            return found
    return found[:: len(found) // most + 1]
