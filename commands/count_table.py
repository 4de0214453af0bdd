"""Counts in the terminal: a list with bars, a table of two dimensions, or a long list."""

from textwrap import wrap

from rich.bar import Bar
from rich.table import Table

from charts.counts import Names, named
from commands.output import count, out, table
from store.statistics import Counts, Dimension, Value

_BAR = 40  # characters
_CROSSED = 2
_LINES = 1000
_ENDLESS = 100_000
_NAME = 18  # characters that the names of rows have at the least, before they are broken …
_FIGURE = 8  # … and those of columns at the most, where words are not longer
# What stands above a column; all else is called what the command calls it.
_HEADINGS = {Dimension.WEEK: "week from"}


def print_counts(counts: Counts, names: Names, unit: str) -> None:
    """Print counts for people.

    Args:
        counts: what was counted.
        names: what outlets and topics are called.
        unit: what was counted: articles or stories.
    """
    if len(counts.axes) == 1:
        out.print(_bars(counts, names, unit))
        return
    if len(counts.axes) == _CROSSED:
        crossed = _crossed(counts, names)
        if _least_width(crossed) <= out.width:
            out.print(crossed)
            return
        columns = min(len(axis.totals) for axis in counts.axes)
        out.print(f"{columns} columns are too many for this width; here is a list instead.\n")
    _print_list(counts, names, unit)


def _heading(dimension: Dimension) -> str:
    return _HEADINGS.get(dimension, str(dimension))


def _share(number: int, total: int) -> str:
    return f"{100 * number / total:.1f} %".replace(".", ",") if total else "–"


def _bars(counts: Counts, names: Names, unit: str) -> Table:
    [axis] = counts.axes
    made = table(_heading(axis.dimension), unit, "share", "", right=(unit, "share"))
    most = max(axis.totals.values(), default=0) or 1
    for value, number in axis.totals.items():
        made.add_row(
            named(names, axis.dimension, value),
            count(number),
            _share(number, counts.total),
            Bar(most, 0, number, width=_BAR),
        )
    return made


def _crossed(counts: Counts, names: Names) -> Table:
    """The dimension with fewer values across, totals at the right and below."""
    down, across = (0, 1) if len(counts.axes[0].totals) >= len(counts.axes[1].totals) else (1, 0)
    rows, columns = counts.axes[down], counts.axes[across]

    def cell(row: Value, column: Value) -> str:
        both = (row, column) if down == 0 else (column, row)
        number = counts.cells.get(both, 0)
        return count(number) if number else "·"

    headings = [named(names, columns.dimension, value) for value in columns.totals]
    made = table(_heading(rows.dimension))
    made.columns[0].min_width = _NAME
    made.collapse_padding = True
    for heading in (*headings, "all"):
        lines = wrap(heading, _FIGURE, break_long_words=False)
        widest = max(map(len, lines))  # said, because rich takes the longest word for the least
        made.add_column("\n".join(lines), justify="right", min_width=widest, no_wrap=True)
    for row, total in rows.totals.items():
        figures = (cell(row, column) for column in columns.totals)
        made.add_row(named(names, rows.dimension, row), *figures, count(total))
    made.add_section()
    made.add_row("all", *map(count, columns.totals.values()), count(counts.total))
    return made


def _least_width(made: Table) -> int:
    """The width that a table needs, however wide the terminal is."""
    return out.measure(made, options=out.options.update(max_width=_ENDLESS)).minimum


def _print_list(counts: Counts, names: Names, unit: str) -> None:
    """Print a line for each combination, as many as anybody reads."""
    dimensions = [axis.dimension for axis in counts.axes]
    rows = list(counts.rows())
    made = table(*map(_heading, dimensions), unit, "share", right=(unit, "share"))
    for cell, number in rows[:_LINES]:
        shown = (named(names, each, value) for each, value in zip(dimensions, cell, strict=True))
        made.add_row(*shown, count(number), _share(number, counts.total))
    out.print(made)
    if len(rows) > _LINES:
        out.print(f"… and {count(len(rows) - _LINES)} more lines: --format csv prints them all.")
