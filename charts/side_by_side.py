"""Charts of names and weekdays: bars with their figures, columns, and tables with shaded cells."""

import altair as alt

from charts.data import COUNT, FIRST, SECOND, WHOLE, Labels, how_many, rows
from charts.figures import Figures
from charts.theme import COLOURS, SHADES, Chart

_BARS = 30
_ROWS = 25
_COLUMNS = 12
_NAME = 46  # characters in a line of a name to the left
_HEADING = 12  # and above a column
_LINE_HEIGHT = 14  # pixels
# Vega puts the first of two lines where a single one would be: half a line too low. A fixed
# expression, of which the names are data.
_CENTRED = {
    "condition": {"test": r"indexof(datum.label, '\n') >= 0", "value": -_LINE_HEIGHT // 2},
    "value": 0,
}
_FIGURE = alt.Text(COUNT, type="quantitative", format=WHOLE)


def bars(figures: Figures, width: int) -> Chart:
    """Draw names below each other, the largest first, with the figure at the end of each bar."""
    figures = figures.merged(0, _BARS)
    data, [labels] = rows(figures, _NAME)
    names = list(labels.values())
    chart = alt.Chart(
        data, width=width, height=alt.Step(12 + _LINE_HEIGHT * _lines(labels))
    ).encode(
        x=alt.X(COUNT, type="quantitative", axis=None),
        y=alt.Y(FIRST, type="nominal", title=None)
        .scale(domain=names, paddingInner=0.3)
        .axis(domain=False, ticks=False, labelPadding=8, labelOffset=_CENTRED),
    )
    figure = chart.mark_text(align="left", dx=5, fontSize=11).encode(text=_FIGURE)
    return alt.layer(chart.mark_bar(color=COLOURS[0]), figure)


def weekdays(figures: Figures, width: int, height: int) -> Chart:
    """Draw the seven days of the week as columns, each with its figure."""
    data, [labels] = rows(figures, _NAME)
    chart = alt.Chart(data, width=width, height=height).encode(
        x=alt.X(FIRST, type="ordinal", title=None)
        .scale(domain=list(labels.values()), paddingInner=0.3)
        .axis(labelAngle=0, grid=False, ticks=False),
        y=how_many(figures.unit),
    )
    figure = chart.mark_text(dy=-8, fontSize=11).encode(text=_FIGURE)
    return alt.layer(chart.mark_bar(color=COLOURS[0]), figure)


def cross_table(figures: Figures, column: int, name: int = _NAME) -> Chart:
    """Draw a table of two axes, each cell as dark as its figure is large.

    Args:
        figures: by what stands below each other, then by what stands side by side.
        column: how wide a column is, in pixels.
        name: characters in a line of a name to the left.
    """
    figures = figures.merged(0, _ROWS).merged(1, _COLUMNS)
    widths = (name, _HEADING, _NAME)
    data, [down, across, *_] = rows(figures, *widths[: len(figures.axes)])
    most = max(figures.cells.values(), default=0)
    chart = alt.Chart(
        data, width=alt.Step(column), height=alt.Step(14 + _LINE_HEIGHT * _lines(down))
    )
    chart = chart.encode(
        y=alt.Y(FIRST, type="nominal", title=None)
        .scale(domain=list(down.values()))
        .axis(domain=False, ticks=False, labelPadding=8, labelOffset=_CENTRED),
        x=alt.X(SECOND, type="nominal", title=None)
        .scale(domain=list(across.values()))
        .axis(
            orient="top",
            labelAngle=0,
            domain=False,
            ticks=False,
            labelPadding=8 + _LINE_HEIGHT * (_lines(across) - 1),
        ),
    )
    shade = alt.Color(COUNT, type="quantitative", legend=None).scale(
        domain=[0, max(most, 1)], range=list(SHADES)
    )
    dark = alt.when(alt.datum[COUNT] > most * 0.7).then(alt.value("white"))
    figure = chart.mark_text(fontSize=11).encode(
        text=_FIGURE, color=dark.otherwise(alt.value("#222222"))
    )
    return alt.layer(chart.mark_rect(stroke="white").encode(color=shade), figure)


def _lines(labels: Labels) -> int:
    return max(label.count("\n") + 1 for label in labels.values())
