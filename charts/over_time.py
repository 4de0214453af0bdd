"""Charts of days, weeks or months: columns, lines, or areas where columns would be hairs."""

from datetime import date

import altair as alt

from charts.data import COUNT, FIRST, RANK, SECOND, WHOLE, Labels, how_many, rows
from charts.figures import Axis, Figures, Scale
from charts.theme import COLOURS, Chart
from charts.ticks import ticks

_DIGIT = 8  # pixels that a column must be wide for each character of the number above it
_COLUMNS_UP_TO = 180
_LINES_UP_TO = 5
_LINES_FROM = 15  # dates; fewer are better compared as columns
_LINE = 34  # characters in a line of the legend

# Fixed expressions over labels that are dates of ours: 24/11 with the year below (the first one
# alone, where all are of one year), and Tháng 11 above 2026; and the pixels that these take.
_DAY_AND_YEAR = r"slice(datum.label, 0, 5) + '\n' + slice(datum.label, 6)"
_DAY = f"datum.index === 0 ? {_DAY_AND_YEAR} : slice(datum.label, 0, 5)"
_MONTH = r"replace(datum.label, '/', '\n')"
_DAY_ROOM, _MONTH_ROOM = 42, 62


def one_kind(figures: Figures, width: int, height: int) -> Chart:
    """Draw how many there were, date by date."""
    [time] = figures.axes
    data, [dates] = rows(figures, _LINE)
    chart = alt.Chart(data, width=width, height=height)
    chart = chart.encode(x=_dates(time, dates, width), y=how_many(figures.unit))
    if len(dates) > _COLUMNS_UP_TO:
        return alt.layer(
            chart.mark_area(
                color=COLOURS[0], fillOpacity=0.25, line={"strokeWidth": 1, "color": COLOURS[0]}
            )
        )
    drawn = [chart.mark_bar(color=COLOURS[0])]
    longest = len(f"{max(figures.cells.values()):,}")
    if len(dates) * longest * _DIGIT <= width:
        figure = alt.Text(COUNT, type="quantitative", format=WHOLE)
        drawn.append(chart.mark_text(dy=-8, fontSize=11).encode(text=figure))
    return alt.layer(*drawn)


def many_kinds(figures: Figures, width: int, height: int) -> Chart:
    """Draw several kinds date by date: as lines where they are few, else one above the other."""
    figures = figures.merged(1, len(COLOURS))
    time, kind = figures.axes[:2]
    data, [dates, kinds, *_] = rows(figures, *(_LINE for _ in figures.axes))
    names = list(kinds.values())
    lines = len(kinds) <= _LINES_UP_TO and len(dates) >= _LINES_FROM
    colour = (
        alt.Color(SECOND, type="nominal", title=kind.title)
        .scale(domain=names, range=list(COLOURS[: len(names)]))
        .legend(symbolType="stroke" if lines else "square", symbolStrokeWidth=3 if lines else 0)
    )
    chart = alt.Chart(data, width=width, height=height)
    chart = chart.encode(x=_dates(time, dates, width), y=how_many(figures.unit), color=colour)
    if lines:
        return alt.layer(chart.mark_line(strokeWidth=2, strokeJoin="round", point="transparent"))
    stacked = chart.encode(order=alt.Order(SECOND + RANK, type="quantitative"))
    if len(dates) > _COLUMNS_UP_TO:
        return alt.layer(stacked.mark_area())
    # What is none has no column, of which the outline would be a dash.
    some = stacked.transform_filter(alt.datum[COUNT] > 0)
    return alt.layer(some.mark_bar(stroke="white", strokeWidth=0.5))


def _dates(time: Axis, labels: Labels, width: int) -> alt.X:
    years = {value.year for value in time.values if isinstance(value, date)}
    text, room = (_DAY if len(years) == 1 else _DAY_AND_YEAR), _DAY_ROOM
    if time.scale is Scale.MONTH:
        text, room = _MONTH, _MONTH_ROOM
    written = [labels[each] for each in ticks(time, width // room)]
    return (
        alt.X(FIRST, type="ordinal", title=time.title)
        .scale(domain=list(labels.values()), paddingInner=0.15, paddingOuter=0.1)
        .axis(values=written, labelExpr=text, labelAngle=0, labelOverlap=False, grid=False)
    )
