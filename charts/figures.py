"""What a chart is drawn from: counts, by one to three axes, with the words that stand beside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from textwrap import wrap

Value = str | int | date

_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


class Scale(StrEnum):
    """What kind of values an axis has."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WEEKDAY = "weekday"
    NAME = "name"

    @property
    def is_time(self) -> bool:
        """Whether its values are dates that follow each other."""
        return self in {Scale.DAY, Scale.WEEK, Scale.MONTH}


def printable(text: str) -> str:
    """Return a text without what shows nothing: the renderer dies of some, SVG allows few."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def shown(scale: Scale, value: Value) -> str:
    """Return a value as people in Vietnam write it: `24/11/2026`, `Tháng 11/2026`, `Thứ hai`."""
    if isinstance(value, date):
        return f"Tháng {value:%m/%Y}" if scale is Scale.MONTH else f"{value:%d/%m/%Y}"
    return _WEEKDAYS[value - 1] if isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class Axis:
    """One way in which the figures are split.

    Attributes:
        title: what it is called, in Vietnamese.
        scale: what kind of values it has.
        values: in the order to show them: days, Mondays of weeks, first days of months without
            holes; weekdays from 1 (Monday) to 7; names, the largest first, each once.
    """

    title: str
    scale: Scale
    values: tuple[Value, ...]

    def labels(self, width: int, lines: int = 2) -> dict[Value, str]:
        """Return what stands at each value: in so many lines of so many characters at the most."""
        labels: dict[Value, str] = {}
        taken: set[str] = set()
        for value in self.values:
            text = printable(shown(self.scale, value))
            label = "\n".join(wrap(text, width, max_lines=lines, placeholder=" …")) or text
            if label in taken:  # what differs is cut off
                label = f"{label} ({len(taken) + 1})"
            taken.add(label)
            labels[value] = label
        return labels


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts to draw.

    Attributes:
        title: the chart's heading.
        subtitle: the lines below it: the period, what was counted.
        unit: what is counted, as the title of the axis that says how many.
        axes: one to three.
        cells: counts by one value of each axis; none means 0.
    """

    title: str
    subtitle: tuple[str, ...]
    unit: str
    axes: tuple[Axis, ...]
    cells: Mapping[tuple[Value, ...], int]

    def merged(self, place: int, most: int) -> "Figures":
        """Return figures with so many names on an axis at the most: past that, the rest as one."""
        axis = self.axes[place]
        if axis.scale is not Scale.NAME or len(axis.values) <= most:
            return self
        kept, rest = axis.values[: most - 1], axis.values[most - 1 :]
        other = f"Khác (gộp {len(rest)})"
        cells: dict[tuple[Value, ...], int] = {}
        names = dict.fromkeys(rest, other)
        for cell, number in self.cells.items():
            value = names.get(cell[place], cell[place])
            merged = (*cell[:place], value, *cell[place + 1 :])
            cells[merged] = cells.get(merged, 0) + number
        axes = list(self.axes)
        axes[place] = replace(axis, values=(*kept, other))
        return replace(self, axes=tuple(axes), cells=cells)

    def turned(self, *places: int) -> "Figures":
        """Return the same figures with their axes in another order."""
        return replace(
            self,
            axes=tuple(self.axes[place] for place in places),
            cells={
                tuple(cell[place] for place in places): number
                for cell, number in self.cells.items()
            },
        )
