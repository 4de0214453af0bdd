"""How all charts look: letters that know Vietnamese, numbers and colours."""

from typing import Any, Final, Literal

import altair as alt

from charts.figures import printable

# The first that the machine has. Liberation Sans comes with vl-convert, so one there always is;
# but some systems have an old one in its place that lacks half the Vietnamese letters.
_FONT: Final = "DejaVu Sans, Arial, Liberation Sans, sans-serif"

# At least 20 units of CIELAB apart for everybody: with full colour vision, and simulated
# (Machado 2009) without red or without green. The last is for what is merged.
COLOURS: Final = (
    *("#0072B2", "#E69F00", "#4EB265", "#882255", "#56B4E9", "#997700"),
    *("#332288", "#CAE0AB", "#6E2C00", "#8400CD", "#8C564B", "#B3B3B3"),
)

SHADES: Final = ("#F1F6FB", "#0B4F8A")  # of none, and of the most
_INK: Final = "#222222"
_QUIET: Final = "#666666"
_GRID: Final = "#E4E4E4"

Chart = alt.LayerChart | alt.FacetChart
Legend = Literal["right", "bottom"]


def styled(chart: Chart, title: str, subtitle: tuple[str, ...], legend: Legend = "right") -> Chart:
    """Return a chart with its heading, in the look that all of them have."""
    lines = [printable(line) for line in subtitle]
    heading = alt.Title(printable(title), subtitle=lines, anchor="start", offset=18)
    locale: dict[str, Any] = {
        "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đ"]}
    }
    made: Chart = (
        chart.properties(title=heading, background="white", padding=20)
        .configure(font=_FONT, lineBreak="\n", locale=locale, aria=False)
        .configure_view(stroke=None)
        .configure_title(
            fontSize=18,
            color=_INK,
            subtitleFontSize=12,
            subtitleColor=_QUIET,
            subtitlePadding=6,
            subtitleLineHeight=17,
        )
        .configure_axis(
            labelFontSize=11,
            labelColor=_INK,
            labelLimit=0,
            titleFontSize=11,
            titleFontWeight="normal",
            titleColor=_QUIET,
            titlePadding=10,
            gridColor=_GRID,
            domainColor=_QUIET,
            tickColor=_QUIET,
        )
        .configure_legend(
            orient=legend,
            columns=1,
            titleFontSize=11,
            labelFontSize=11,
            labelColor=_INK,
            labelLimit=0,
            symbolType="square",
            rowPadding=5,
        )
        .configure_header(labelFontSize=12, labelColor=_INK, labelFontWeight="bold", labelLimit=0)
    )
    return made
