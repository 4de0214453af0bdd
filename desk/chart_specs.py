"""Charts of the desk: specifications for the browser, and their numbers as CSV."""

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from charts.counts import Names, figures_of, named
from charts.draw import ordered
from charts.draw import specification as drawing
from charts.figures import Figures
from charts.figures import Value as Shown
from desk.charting import Asked
from exports.texts import inert
from store.statistics import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from charts.theme import Legend

# Pixels; the browser says how wide its chart may be.
NARROWEST, WIDEST = 240, 1100
# What stands beside the columns: their numbers on the left, and on wide screens the legend.
_AXIS, _LEGEND, _NAMES = 70, 290, 210
_LEGEND_FROM = 760
_HEIGHT = 340
# Names past these are drawn as one, which leads to no articles.
_COLOURS, _ROWS, _COLUMNS = 12, 25, 12


def figures(counts: Counts, asked: Asked, names: Names) -> Figures:
    """Counts as a chart takes them."""
    return figures_of(counts, asked.chosen, names)


def specification(counts: Counts, asked: Asked, names: Names, width: int) -> dict[str, Any]:
    """Return what the browser needs: the chart, and the articles behind each place in it.

    Args:
        counts: what is drawn.
        asked: what was counted.
        names: what outlets and topics are called.
        width: pixels that the chart may take.

    Returns:
        `spec` for Vega-Lite; `links`: an address by the places on the axes, `"3"` or `"3,0"`.
    """
    drawn = ordered(figures(counts, asked, names))
    room_for = (None, _COLOURS) if drawn.axes[0].scale.is_time else (_ROWS, _COLUMNS)
    for place, most in enumerate(room_for[: len(drawn.axes)]):
        drawn = drawn.merged(place, most) if most else drawn
    beside = width >= _LEGEND_FROM and len(drawn.axes) > 1
    room = width - _AXIS - (_LEGEND if beside else 0)
    if len(drawn.axes) == 1:  # bars take two thirds of it; names and figures stand beside them
        room = min(room, (width - _NAMES) * 3 // 2)
    legend: Legend = "right" if beside else "bottom"
    spec = drawing(drawn, width=room, height=_HEIGHT, legend=legend)
    del spec["title"]  # the page has it
    spec |= {"background": "transparent", "padding": 4}
    spec["config"]["mark"] = {"tooltip": {"content": "data"}, "cursor": "pointer"}
    return {"spec": spec, "links": _links(counts, asked, names, drawn)}


def _links(counts: Counts, asked: Asked, names: Names, drawn: Figures) -> dict[str, str]:
    """The addresses of the articles behind cells, by their places; merged ones have none."""
    meant: list[dict[Shown, tuple[Any, Any]]] = [
        {
            (value if axis.dimension.is_calendar else named(names, axis.dimension, value)): (
                axis.dimension,
                value,
            )
            for value in axis.totals
        }
        for axis in counts.axes
    ]
    known: Mapping[Shown, tuple[Any, Any]] = {
        shown: value for each in meant for shown, value in each.items()
    }
    places = [{value: at for at, value in enumerate(axis.values)} for axis in drawn.axes]
    links = {}
    for cell in drawn.cells:
        if all(value in known for value in cell):
            at = ",".join(str(places[axis][value]) for axis, value in enumerate(cell))
            links[at] = asked.articles(dict(known[value] for value in cell))
    return links


def as_csv(counts: Counts, asked: Asked, names: Names) -> bytes:
    """The numbers of a chart: a line for each combination, with a byte order mark for Excel."""
    made = figures(counts, asked, names)
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([axis.title for axis in made.axes] + [made.unit])
    for cell, number in counts.rows():
        values = (named(names, axis.dimension, value)
                  for axis, value in zip(counts.axes, cell, strict=True))  # fmt: skip
        writer.writerow([*map(inert, values), number])
    return text.getvalue().encode("utf-8-sig")
