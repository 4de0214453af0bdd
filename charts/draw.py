"""Drawing: the kind of chart that fits what the figures are split by."""

from threading import Lock
from typing import Any

import altair as alt

from charts.data import PANEL, RANK
from charts.figures import Axis, Figures, Scale
from charts.over_time import many_kinds, one_kind
from charts.side_by_side import bars, cross_table, weekdays
from charts.theme import Chart, Legend, styled
from errors import UsageError

# Altair keeps in its module what it is at: two threads that draw put one's axes into the other's.
ONE_AT_A_TIME = Lock()

_WIDTH, _HEIGHT = 960, 420  # pixels, of what stands within the axes
_COLUMN, _LEAST = 90, 360  # as wide a column gets, and as narrow a chart
_PANELS = 12
_PANEL_WIDTH, _PANEL_HEIGHT = 300, 170
_PANEL_DATES = 62


def draw(
    figures: Figures, *, width: int = _WIDTH, height: int = _HEIGHT, legend: Legend = "right"
) -> Chart:
    """Return the chart of some figures.

    A time is drawn from left to right: alone as columns, with another axis as lines or stacked.
    Names alone are bars, weekdays columns, two of them a table with shaded cells. With three axes
    the one with the fewest names makes panels. Names past what a chart has room for are one.

    Args:
        figures: what to draw; at least one value on each axis.
        width: pixels within the axes that it takes at the most; tables of names and panels take
            what they need.
        height: pixels within the axes, where time is drawn.
        legend: where it stands.

    Raises:
        UsageError: three axes, of which one has more dates than a panel has room for.
    """
    figures = ordered(figures)
    if len(figures.axes) == 3:  # noqa: PLR2004
        figures = figures.merged(2, _PANELS)
        return styled(_panels(figures), figures.title, figures.subtitle)
    chart = _one(figures, width, height)
    return styled(chart, figures.title, figures.subtitle, legend)


def specification(
    figures: Figures, *, width: int = _WIDTH, height: int = _HEIGHT, legend: Legend = "right"
) -> dict[str, Any]:
    """Return the chart of some figures as Vega-Lite reads it; takes and raises what `draw` does."""
    with ONE_AT_A_TIME:
        spec: dict[str, Any] = draw(figures, width=width, height=height, legend=legend).to_dict()
    return spec


def ordered(figures: Figures) -> Figures:
    """Return figures with their axes in the order in which they are drawn."""
    order = sorted(range(len(figures.axes)), key=lambda place: _order(figures.axes[place]))
    return figures.turned(*order)


def _order(axis: Axis) -> tuple[bool, int]:
    """Times first, then what has many values, which is better read from above to below."""
    return not axis.scale.is_time, -len(axis.values)


def _one(figures: Figures, most: int, height: int) -> Chart:
    first, *more = figures.axes
    if first.scale.is_time:
        width = min(most, max(_LEAST, _COLUMN * len(first.values)))
        return (many_kinds if more else one_kind)(figures, width, height)
    if more:
        return cross_table(figures, 82) if most >= _LEAST else cross_table(figures, 78, 18)
    if first.scale is Scale.WEEKDAY:
        return weekdays(figures, most * 2 // 3, height)
    return bars(figures, most * 2 // 3)


def _panels(figures: Figures) -> Chart:
    time = figures.axes[0]
    if time.scale.is_time:
        if len(time.values) > _PANEL_DATES:
            raise UsageError(
                f"A chart by three things has room for {_PANEL_DATES} days, weeks or months, not "
                f"{len(time.values)}: take a shorter period or a longer step."
            )
        chart, across = many_kinds(figures, _PANEL_WIDTH, _PANEL_HEIGHT), 3
    else:
        chart, across = cross_table(figures, 60), 1
    facet = alt.Facet(
        PANEL, type="nominal", title=None, sort=alt.EncodingSortField(PANEL + RANK, op="min")
    )
    drawn: Chart = chart.facet(facet, columns=across).resolve_axis(x="independent", y="independent")
    return drawn
