"""Figures as the rows that a chart is drawn from.

Every text of an outlet is a value of a row or of a scale. None ever stands in an expression, and
the names of the fields are ours: there is nothing that Vega would run.
"""

from itertools import product

import altair as alt

from charts.figures import Figures, Value

# The fields of a row: the value on each axis, in order, and its place there.
FIRST, SECOND, PANEL = FIELDS = ("first", "second", "panel")
RANK = "_rank"
COUNT = "count"
WHOLE = ",d"  # how a count is written: the locale of the theme parts its thousands

Labels = dict[Value, str]


def rows(figures: Figures, *widths: int) -> tuple[alt.InlineData, list[Labels]]:
    """Return a row for each combination of values, those without a count as 0.

    Args:
        figures: what is drawn.
        widths: for each axis, in how many characters a line its labels are broken.

    Returns:
        The rows, and for each axis the label of each value.
    """
    labels = [axis.labels(width) for axis, width in zip(figures.axes, widths, strict=True)]
    ranks = [{value: rank for rank, value in enumerate(axis.values)} for axis in figures.axes]
    made = []
    for cell in product(*labels):
        row: dict[str, str | int] = {COUNT: figures.cells.get(cell, 0)}
        for field, label, rank, value in zip(FIELDS, labels, ranks, cell, strict=False):
            row[field] = label[value]
            row[field + RANK] = rank[value]
        made.append(row)
    return alt.InlineData(values=made), labels


def how_many(unit: str) -> alt.Y:
    """Return the axis upwards that counts are drawn along; `unit` is what they are of."""
    return alt.Y(COUNT, type="quantitative", title=unit).axis(
        format=WHOLE, tickMinStep=1, tickCount=6, domain=False, ticks=False
    )
