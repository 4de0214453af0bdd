"""Counting articles, or stories, by up to three dimensions: counts come back, never articles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import cast

from sqlalchemy import Connection, Engine

from crawler.dates import Period
from store.counting import Counted, counting
from store.dimensions import Dimension, Value, first_day, value_of

__all__ = ["Axis", "Cell", "Counted", "Counts", "Dimension", "Value", "count_articles"]

Cell = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of a dimension in the order to show them, each with its own count.

    Times follow each other without holes, from the beginning of the period to its end (where one
    is open: from the first or to the last that was found). Weekdays are all seven. All else has
    the largest first.
    """

    dimension: Dimension
    totals: Mapping[Value, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of articles, or of stories.

    Attributes:
        axes: one for each dimension, in the order in which they were asked for.
        cells: the count of each combination of values that has any.
        total: how many articles or stories there are in all. An article counts under each of its
            topics, and a story under each outlet and day that ran it: then neither this nor the
            totals of an axis are the sums of the cells.
    """

    axes: tuple[Axis, ...]
    cells: Mapping[Cell, int]
    total: int

    def rows(self) -> Iterator[tuple[Cell, int]]:
        """Yield combinations of values with their counts, in the order of the axes.

        With a time or weekdays, alone or crossed with one other dimension, also those without any
        article; in all else those are left out.
        """
        values = [list(axis.totals) for axis in self.axes]
        few = len(values) <= 2  # noqa: PLR2004 - all combinations of three would be too many
        if few and any(axis.dimension.is_calendar for axis in self.axes):
            cells: Iterable[Cell] = product(*values)
        else:
            places = [{value: place for place, value in enumerate(each)} for each in values]
            cells = sorted(
                self.cells,
                key=lambda cell: [at[value] for at, value in zip(places, cell, strict=True)],
            )
        for cell in cells:
            yield cell, self.cells.get(cell, 0)


def count_articles(engine: Engine, dimensions: Sequence[Dimension], what: Counted) -> Counts:
    """Count what is stored.

    Args:
        engine: the database.
        dimensions: what to count by, one to three different ones; they are crossed.
        what: which articles, and whether reprints count.
    """
    by_topic = Dimension.TOPIC in dimensions
    tagged_only = by_topic and not what.untagged
    with engine.connect() as connection:

        def cells_by(*chosen: Dimension) -> dict[Cell, int]:
            return _cells(connection, what, chosen, tagged_only=tagged_only)

        cells = cells_by(*dimensions)
        if by_topic or what.distinct:
            crossed = len(dimensions) > 1
            alone = [cells_by(each) for each in dimensions] if crossed else [cells]
            total = cells_by()[()]
        else:
            alone = [_sums(cells, place) for place in range(len(dimensions))]
            total = sum(cells.values())
    axes = (
        Axis(
            dimension,
            _in_order(dimension, {value: n for (value,), n in found.items()}, what.period),
        )
        for dimension, found in zip(dimensions, alone, strict=True)
    )
    return Counts(tuple(axes), cells, total)


def _cells(
    connection: Connection, what: Counted, dimensions: Sequence[Dimension], *, tagged_only: bool
) -> dict[Cell, int]:
    rows = connection.execute(counting(what, dimensions, tagged_only=tagged_only))
    return {
        tuple(value_of(each, value) for each, value in zip(dimensions, values, strict=True)): number
        for *values, number in rows
    }


def _sums(cells: Mapping[Cell, int], place: int) -> dict[Cell, int]:
    sums: dict[Cell, int] = {}
    for cell, number in cells.items():
        value = (cell[place],)
        sums[value] = sums.get(value, 0) + number
    return sums


def _in_order(
    dimension: Dimension, totals: Mapping[Value, int], period: Period
) -> dict[Value, int]:
    if dimension is Dimension.WEEKDAY:
        return {weekday: totals.get(weekday, 0) for weekday in range(1, 8)}
    if dimension.is_time:
        values = _without_holes(dimension, sorted(cast("Iterable[date]", totals)), period)
        return {value: totals.get(value, 0) for value in values}
    return dict(sorted(totals.items(), key=lambda each: (-each[1], str(each[0]))))


def _without_holes(dimension: Dimension, found: Sequence[date], period: Period) -> Iterable[date]:
    """All values from the beginning of the period, or the first that was found, to its end."""
    first, last = (day and first_day(dimension, day) for day in period.days)
    if found:
        first, last = first or found[0], last or found[-1]
    if not (first and last):
        return ()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return dict.fromkeys(first_day(dimension, day) for day in days)
