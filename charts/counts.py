"""Counts in words: the Vietnamese names of what was counted, for tables and for charts."""

from collections import Counter
from collections.abc import Mapping
from textwrap import wrap

from charts import Axis, Figures, Scale, shown
from crawler.dates import Period
from store.statistics import Counted, Counts, Dimension, Value

Names = Mapping[Dimension, Mapping[Value, str]]

_TITLES = {
    Dimension.OUTLET: "Cơ quan báo chí",
    Dimension.SITE: "Trang",
    Dimension.TOPIC: "Chủ đề",
    Dimension.SECTION: "Chuyên mục",
    Dimension.FORM: "Thể loại",
    Dimension.AGENCY: "Nguồn dẫn lại",
    Dimension.DAY: "Ngày",
    Dimension.WEEK: "Tuần (ghi ngày thứ hai)",
    Dimension.MONTH: "Tháng",
    Dimension.WEEKDAY: "Thứ trong tuần",
}
_THEMES = _TITLES | {Dimension.WEEK: "Tuần"}
_NAMES: Names = {
    Dimension.TOPIC: {"": "(không chủ đề)"},
    Dimension.SECTION: {"": "(không có chuyên mục)"},
    Dimension.AGENCY: {"": "(không dẫn nguồn)"},
    Dimension.FORM: {"text": "Bài viết", "video": "Video", "photo": "Ảnh"},
}
_SUBTITLE_LINE = 120  # characters


def names_with(outlets: Mapping[str, str], topics: Mapping[str, str]) -> Names:
    """Return the names of all slugs; a name that two of them have says which it is.

    Args:
        outlets: the names of outlets by slug.
        topics: the labels of topics by slug.
    """

    def apart(names: Mapping[str, str]) -> dict[Value, str]:
        often = Counter(names.values())
        return {s: name if often[name] == 1 else f"{name} ({s})" for s, name in names.items()}

    topics_too = {**_NAMES[Dimension.TOPIC], **apart(topics)}
    return {**_NAMES, Dimension.OUTLET: apart(outlets), Dimension.TOPIC: topics_too}


def named(names: Names, dimension: Dimension, value: Value) -> str:
    """Return what people call a value: `VnExpress`, `24/11/2026`, `Tháng 11/2026`, `Thứ hai`."""
    known = names.get(dimension, {})
    return known.get(value) or shown(_scale(dimension), value)


def _scale(dimension: Dimension) -> Scale:
    return Scale(dimension) if dimension.is_calendar else Scale.NAME


def figures_of(counts: Counts, what: Counted, names: Names, search: str | None = None) -> Figures:
    """Return counts as a chart takes them, with a title that says by what and of what they are."""
    axes, values = [], []
    for axis in counts.axes:
        given: dict[Value, Value] = {value: value for value in axis.totals}
        if not axis.dimension.is_calendar:
            given = {value: named(names, axis.dimension, value) for value in axis.totals}
        values.append(given)
        axes.append(Axis(_TITLES[axis.dimension], _scale(axis.dimension), tuple(given.values())))
    cells = {
        tuple(given[value] for given, value in zip(values, cell, strict=True)): number
        for cell, number in counts.cells.items()
    }
    *others, last = [_THEMES[axis.dimension].lower() for axis in counts.axes]
    by = f"{', '.join(others)} và {last}" if others else last
    return Figures(
        title=f"Số tin, bài theo {by}",
        subtitle=_subtitle(counts, what, names, search),
        unit="Số tin, bài",
        axes=tuple(axes),
        cells=cells,
    )


def _subtitle(counts: Counts, what: Counted, names: Names, search: str | None) -> tuple[str, ...]:
    """Say from when, which and how many were counted, and how reprints and topics count."""
    total = f"{counts.total:,}".replace(",", ".")
    said = [f"{_period(what.period)}: {total} tin, bài"]
    for dimension, slugs in ((Dimension.OUTLET, what.outlets), (Dimension.TOPIC, what.topics)):
        if slugs:
            listed = "; ".join(named(names, dimension, slug) for slug in slugs)
            said.append(f"{_TITLES[dimension]}: {listed}")
    if search:
        said.append(f"Tìm: {search}")
    if what.about_police:
        said.append("Chỉ tin, bài về công an")
    how = "Bài đăng lại không tính thêm" if what.distinct else "Tính cả bài đăng lại"
    if any(axis.dimension is Dimension.TOPIC for axis in counts.axes):
        how += "; bài có nhiều chủ đề được tính ở từng chủ đề"
    return tuple(line for text in (*said, how) for line in wrap(text, _SUBTITLE_LINE))


def _period(period: Period) -> str:
    first, last = (day and f"{day:%d/%m/%Y}" for day in period.days)
    if first and last:
        return f"Ngày {first}" if first == last else f"Từ {first} đến {last}"
    if first:
        return f"Từ {first}"
    return f"Đến {last}" if last else "Toàn bộ thời gian"
