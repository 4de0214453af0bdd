"""Charts: the right kind for what is counted, readable in Vietnamese, whole files, only data."""

import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from charts import Axis, Figures, Scale, files
from charts.draw import draw, specification
from charts.ticks import ticks
from errors import UsageError

MONDAY = date(2026, 11, 23)
HOSTILE = """</text><script>alert(1)</script> '+datum.count+' {"expr": "1"} ${1} \\u0022"""


def names(*values: str, title: str = "Chuyên mục") -> Axis:
    return Axis(title, Scale.NAME, values)


def days(number: int, first: date = MONDAY) -> Axis:
    return Axis("Ngày", Scale.DAY, tuple(first + timedelta(days=n) for n in range(number)))


def months(number: int) -> Axis:
    firsts = (date(2025 + n // 12, n % 12 + 1, 1) for n in range(number))
    return Axis("Tháng", Scale.MONTH, tuple(firsts))


WEEKDAYS = Axis("Thứ trong tuần", Scale.WEEKDAY, tuple(range(1, 8)))


def figures(*axes: Axis, counts: Sequence[int] = (1234, 5, 0)) -> Figures:
    """Figures with these counts, over and over."""
    every = product(*(axis.values for axis in axes))
    cells = {cell: counts[number % len(counts)] for number, cell in enumerate(every)}
    return Figures("Số tin, bài theo ngày", ("Tính cả bài đăng lại",), "Số tin, bài", axes, cells)


def everything(part: Any, key: str) -> Iterator[Any]:
    """All values of a key in a specification, however deep."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == key:
                yield value
            yield from everything(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from everything(value, key)


def marks(*axes: Axis) -> list[str]:
    return [mark["type"] for mark in everything(draw(figures(*axes)).to_dict(), "mark")]


def drawn_from(drawn: Figures) -> list[dict[str, Any]]:
    """The rows of data in a chart."""
    [rows] = draw(drawn).to_dict()["datasets"].values()
    return list(rows)


def texts(drawn: Figures) -> list[str]:
    """What can be read in the SVG, from a well-formed document."""
    root = ET.fromstring(files.picture(drawn, "svg"))
    assert not root.findall(".//{*}script")
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    ("axes", "drawn"),
    [
        ((days(7),), ["bar", "text"]),
        ((days(90),), ["bar"]),
        ((days(366),), ["area"]),
        ((days(30), names("a", "b")), ["line"]),
        ((days(3), names("a", "b")), ["bar"]),
        ((names(*"abcdef"), days(30)), ["bar"]),
        ((names(*"abcdef"), days(366)), ["area"]),
        ((names("a", "b"),), ["bar", "text"]),
        ((WEEKDAYS,), ["bar", "text"]),
        ((names("a", "b"), WEEKDAYS), ["rect", "text"]),
        ((names("a", "b"), names("c")), ["rect", "text"]),
        ((names("a"), days(20), names("b", "c")), ["line"]),
        ((names("a"), names("b", "c"), WEEKDAYS), ["rect", "text"]),
    ],
)
def test_what_is_counted_decides_what_is_drawn(axes: tuple[Axis, ...], drawn: list[str]) -> None:
    assert marks(*axes) == drawn


def test_a_chart_says_in_vietnamese_what_it_shows() -> None:
    by_day = texts(figures(days(3)))
    for text in ("Số tin, bài theo ngày", "Tính cả bài đăng lại", "Ngày", "1.234", "24/11"):
        assert text in by_day
    assert {"Thứ hai", "Chủ nhật", "1.234"} <= set(texts(figures(WEEKDAYS)))
    assert {"Tháng 012025", "Tháng 122025"} <= set(texts(figures(months(12))))  # in two lines
    crossed = texts(figures(days(3), names("Pháp luật", "Đời sống")))
    assert {"Chuyên mục", "Pháp luật", "Đời sống"} <= set(crossed)


def test_letters_of_vietnamese_are_letters_and_no_boxes() -> None:
    drawn = [files.picture(figures(names(letter)), "png") for letter in ("ế", "ữ", "ợ", "đ")]
    assert len(set(drawn)) == 4


def test_a_png_has_two_dots_for_each_pixel_of_the_svg() -> None:
    png = files.picture(figures(days(3)), "png")
    root = ET.fromstring(files.picture(figures(days(3)), "svg"))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))


def test_names_past_what_there_is_room_for_are_one_and_nothing_is_lost() -> None:
    axis = names(*(f"Mục {number:02}" for number in range(40)))
    rows = drawn_from(figures(days(2), axis, counts=[3]))
    assert sum(row["count"] for row in rows) == 2 * 40 * 3
    shown = list(dict.fromkeys(row["second"] for row in rows))
    assert shown == [*axis.values[:11], "Khác (gộp 29)"]
    assert [t for t in texts(figures(axis)) if t.startswith("Khác")] == ["Khác (gộp 11)"]


def test_no_more_dates_are_written_than_have_room_and_they_are_round_ones() -> None:
    assert len(ticks(days(22), 22)) == 22
    assert {day.weekday() for day in ticks(days(100), 22)} == {0}
    assert {day.day for day in ticks(days(366), 22)} == {1}
    assert {(day.day, day.month % 3) for day in ticks(days(1000), 22)} == {(1, 1)}
    assert {day.month for day in ticks(months(100), 15)} == {1}
    assert len(ticks(days(20_000), 22)) <= 22


def test_an_outlets_words_are_drawn_and_never_run() -> None:
    long = "Một chuyên mục có tên rất dài " * 20
    axis = names(HOSTILE, "\x00\x1b[31m đỏ", f"{long}1", f"{long}2", "")
    for drawn in (figures(axis), figures(days(3), axis), figures(axis, WEEKDAYS)):
        assert "</text><scri" in "".join(texts(drawn))
        spec = draw(drawn).to_dict()
        run = [each for key in ("labelExpr", "test", "expr") for each in everything(spec, key)]
        assert "alert" not in str(run)
    # Names that differ only in what is cut off stay apart.
    assert len({row["first"] for row in drawn_from(figures(axis))}) == 5


def test_a_file_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = tmp_path / "Bảng.SVG"
    files.save(figures(days(2)), chart)
    before = chart.read_bytes()
    assert b"<svg" in before
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        real(path, content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match=r"Bảng.SVG cannot be written: No space left on device\."):
        files.save(figures(days(3)), chart)
    assert chart.read_bytes() == before
    assert list(tmp_path.iterdir()) == [chart]


def test_a_name_that_says_no_kind_of_picture_is_refused() -> None:
    with pytest.raises(UsageError, match=r"that ends in \.svg or \.png"):
        files.check_name(Path("chart.pdf"))


def test_too_many_dates_for_small_panels_are_refused() -> None:
    with pytest.raises(UsageError, match="has room for 62 days, weeks or months, not 90"):
        draw(figures(days(90), names("a"), names("b")))


def test_charts_that_are_drawn_at_the_same_time_are_not_mixed_up() -> None:
    days = Axis("Ngày", Scale.DAY, tuple(date(2026, 11, day) for day in range(1, 31)))
    topics = Axis("Chủ đề", Scale.NAME, tuple(f"chủ đề {n}" for n in range(20)))
    outlets = Axis("Báo", Scale.NAME, tuple(f"báo {n}" for n in range(12)))
    asked = [
        Figures("", (), "Số bài", axes, {tuple(axis.values[0] for axis in axes): 7})
        for axes in ((days, topics), (topics, outlets), (outlets,))
    ]
    alone = [specification(figures) for figures in asked]
    with ThreadPoolExecutor(3) as together:
        for _ in range(6):
            assert list(together.map(specification, asked)) == alone
