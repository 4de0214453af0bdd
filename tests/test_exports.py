"""What an export holds, read back by what people open it with; and that nothing in it runs."""

import csv
import io
import json
import re
from calendar import timegm
from collections.abc import Iterable
from dataclasses import astuple, fields, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape as unescape_excel

from exports import Form, as_feed, as_xlsx, write
from exports.article import COLUMNS, Article, Names
from exports.as_xlsx import CELL, CUT
from exports.texts import inert
from store.exporting import ExportedArticle

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)  # 12:00 in Vietnam
NAMES = Names(
    outlets={"vtv": "Ban Thời sự – VTV", "ttxvn": "Thông tấn xã Việt Nam"},
    topics={"drugs": "Tội phạm ma túy", "traffic": "Trật tự, an toàn giao thông"},
)
ARTICLE = ExportedArticle(
    id=1882666743889920,
    published_at=NOON,
    outlet="vtv",
    site="vtv.vn",
    section="Xã hội",
    form="video",
    title="Bắt 2 người, thu 5 kg ma túy",
    lead="Công an tỉnh Nghệ An vừa bắt 2 người.",
    url="https://vtv.vn/bat-2-nguoi-1.htm",
    about_police=True,
    topics=("drugs", "traffic"),
    body="Đoạn một.\n\nĐoạn hai.",
    authors=("Bùi Giang", "Mai Anh"),
    agency="ttxvn",
    story=1882666743889919,
    first_seen_at=NOON + timedelta(hours=1),
    modified_at=None,
    version=2,
    withdrawn_at=None,
    paid=False,
    article_id="2026/1",
)
# What a hostile or broken page may leave in a text.
HOSTILE = (
    "<script>alert(1)</script>",
    "]]> <![CDATA[ & &amp; &lt;b&gt; </title></item>",
    "<r><t>rich</t></r>",
    "_x0041_ %s {0} \\n",
    '=HYPERLINK("https://evil.example","x")',
    "nửa đêm \N{POLICE CAR} 100\u00a0% “trích”",
)


def written(records: Iterable[Article], form: Form, link: str = "") -> bytes:
    target = io.BytesIO()
    write(records, form, target, title="Điểm Báo: <Ma túy> & giao thông", names=NAMES, link=link)
    return target.getvalue()


def as_table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_workbook(*records: Article) -> Workbook:
    return load_workbook(io.BytesIO(written(records, Form.XLSX)))


def test_every_form_holds_the_fields_of_an_article_in_their_order() -> None:
    assert tuple(each.name for each in fields(ExportedArticle)) == COLUMNS
    [line] = written([ARTICLE], Form.JSONL).decode().splitlines()
    assert tuple(json.loads(line)) == COLUMNS
    assert tuple(as_table(written([ARTICLE], Form.CSV))[0]) == COLUMNS


def test_csv_opens_in_excel_and_comes_back_as_it_was() -> None:
    data = written([ARTICLE], Form.CSV)
    assert data.startswith(b"\xef\xbb\xbfid,published_at,")
    assert data.endswith(b"\r\n")
    [row] = as_table(data)
    assert row["published_at"] == "2026-11-23T12:00:00+07:00"
    assert row["topics"] == "drugs; traffic"
    assert row["authors"] == "Bùi Giang; Mai Anh"
    assert (row["body"], row["title"]) == (ARTICLE.body, ARTICLE.title)
    assert (row["about_police"], row["modified_at"], row["version"]) == ("True", "", "2")
    assert written([], Form.CSV).decode("utf-8-sig").strip() == ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("-2 độ C ở Sa Pa", "'-2 độ C ở Sa Pa"),
        ("＝1+1", "'＝1+1"),
        (" \u00a0=1+1", "' \u00a0=1+1"),
        ("\"'+1", "'\"'+1"),
        ("\ufeff@SUM(1)", "'\ufeff@SUM(1)"),
        ("\x00\x01=1", "'=1"),
        ("\tmột", "'\tmột"),
        ("một;=cmd|' /C calc'!A0", "một;'=cmd|' /C calc'!A0"),
        ("Hỏi?\n\n- Đáp.", "Hỏi?\n\n– Đáp."),
        ("Hỏi?\n=1+1", "Hỏi?\n'=1+1"),
        ("Bắt 2 người – thu 5 kg; a = b", "Bắt 2 người – thu 5 kg; a = b"),
    ],
)
def test_a_csv_cell_that_a_spreadsheet_would_run_is_neutralised(text: str, shown: str) -> None:
    [row] = as_table(written([replace(ARTICLE, title=text)], Form.CSV))
    assert row["title"] == shown


@given(st.text(alphabet="=+-@＝＋－＠;\t\r\n '\"\u00a0\ufeffaô1"))
def test_no_text_gives_a_cell_that_runs_wherever_a_spreadsheet_splits_it(text: str) -> None:
    for piece in re.split("[;\t\r\n]", inert(text)):
        start = piece.lstrip(" \"'\u00a0\ufeff")
        if start.startswith(tuple("=+-@＝＋－＠")):
            assert "'" in piece.removesuffix(start)


def test_json_is_one_array_and_json_lines_one_object_a_line() -> None:
    two = [ARTICLE, replace(ARTICLE, id=7, title='\N{POLICE CAR} "x"\n')]
    lines = written(two, Form.JSONL).decode().splitlines()
    assert [json.loads(line) for line in lines] == json.loads(written(two, Form.JSON))
    assert json.loads(lines[0]) == {
        **dict(zip(COLUMNS, astuple(ARTICLE), strict=True)),
        "published_at": "2026-11-23T12:00:00+07:00",
        "first_seen_at": "2026-11-23T13:00:00+07:00",
        "topics": ["drugs", "traffic"],
        "authors": ["Bùi Giang", "Mai Anh"],
    }
    assert "túy" in lines[0]
    assert written([], Form.JSON) == b"[]\n"
    assert written([], Form.JSONL) == b""


def test_a_workbook_has_vietnamese_headings_dates_that_sort_and_filters() -> None:
    book = as_workbook(ARTICLE)
    [sheet] = book.worksheets
    heading, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    named = dict(zip(heading, row, strict=True))
    assert named["Ngày đăng"] == datetime(2026, 11, 23, 12)  # noqa: DTZ001
    assert sheet["A2"].number_format == "dd/mm/yyyy hh:mm"
    assert named["Cơ quan báo chí"] == "Ban Thời sự – VTV"
    assert named["Chủ đề"] == "Tội phạm ma túy; Trật tự, an toàn giao thông"
    assert (named["Thể loại"], named["Nguồn tin"]) == ("Video", "Thông tấn xã Việt Nam")
    assert (named["Nội dung"], named["Phiên bản"]) == (ARTICLE.body, 2)
    assert (named["Mã bài"], named["Nhóm tin"]) == ("1882666743889920", "1882666743889919")
    assert (named["Gỡ bỏ lúc"], named["Tin công an"], named["Bài trả phí"]) == (None, "Có", "Không")
    assert sheet["K2"].hyperlink.target == ARTICLE.url
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:T2"
    assert sheet["E2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == 60
    assert book.properties.title == "Điểm Báo: <Ma túy> & giao thông"


def test_a_workbook_without_articles_opens() -> None:
    [sheet] = as_workbook().worksheets
    assert (sheet.max_row, sheet["A1"].value) == (1, "Ngày đăng")


def test_texts_reach_a_workbook_as_texts_whatever_they_look_like() -> None:
    texts = [*HOSTILE, "{=1+1}", "0123456789012345678", "https://vtv.vn/", " a\n b "]
    [sheet] = as_workbook(*(replace(ARTICLE, title=text) for text in texts)).worksheets
    cells = [sheet.cell(row, 5) for row in range(2, len(texts) + 2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.hyperlink for cell in cells} == {None}
    # Excel, unlike openpyxl, resolves _x005F_; a space at its end keeps a text from being markup.
    read = [unescape_excel(str(cell.value)).rstrip(" ") for cell in cells]
    assert read == [text.rstrip(" ") for text in texts]
    [sheet] = as_workbook(replace(ARTICLE, title="a\x00\x0b\x1fb\ufffe")).worksheets
    assert sheet["E2"].value == "ab"


def test_a_text_that_is_too_long_for_a_cell_is_cut_and_marked() -> None:
    fits, long = "ô" * CELL, "ô" * (CELL + 1)
    cars = "a" + "\N{POLICE CAR}" * CELL  # two units each: the cut would halve one
    [sheet] = as_workbook(*(replace(ARTICLE, body=body) for body in (fits, long, cars))).worksheets
    whole, cut, halved = (str(sheet.cell(row, 7).value) for row in (2, 3, 4))
    assert whole == fits
    assert cut == fits + CUT
    assert halved == "a" + "\N{POLICE CAR}" * (CELL // 2 - 1) + CUT
    assert max(len(text.encode("utf-16-le")) // 2 for text in (whole, cut, halved)) <= 32_767


def test_only_web_addresses_that_excel_takes_become_links(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(as_xlsx, "LINKS", 5)
    urls = [
        ARTICLE.url,
        "javascript:alert(1)",
        "file:///etc/passwd",
        'https://vtv.vn/a b"c',
        f"https://vtv.vn/{'a' * 2_100}",
        ARTICLE.url,
    ]
    [sheet] = as_workbook(*(replace(ARTICLE, url=url) for url in urls)).worksheets
    links = [sheet.cell(row, 11) for row in range(2, 8)]
    assert [cell.value for cell in links] == urls
    assert [bool(cell.hyperlink) for cell in links] == [True, *[False] * 5]


def test_a_full_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_xlsx, "ROWS", 3)
    monkeypatch.setattr(as_xlsx, "LINKS", 4)
    first, second = as_workbook(*(replace(ARTICLE, id=key) for key in range(5))).worksheets
    assert (first.title, second.title) == ("Tin bài", "Tin bài 2")
    assert [first.cell(row, 20).value for row in (1, 2, 4)] == ["Mã bài", "0", "2"]
    assert [second.cell(row, 20).value for row in (1, 2, 3)] == ["Mã bài", "3", "4"]
    assert (first.auto_filter.ref, second.auto_filter.ref) == ("A1:T4", "A1:T3")
    assert second.freeze_panes == "A2"
    assert [bool(second.cell(row, 11).hyperlink) for row in (2, 3)] == [True, False]


@pytest.mark.parametrize("form", [Form.RSS, Form.ATOM])
def test_a_feed_reads_back_exactly_what_went_in(form: Form) -> None:
    hostile = [
        replace(ARTICLE, title=text, lead=text, article_id=f"{n} ả/{text}")
        for n, text in enumerate(HOSTILE)
    ]
    read = feedparser.parse(written(hostile, form, "https://diembao.example/drugs.xml"))
    assert not read.bozo
    assert read.feed.title == "Điểm Báo: <Ma túy> & giao thông"
    assert read.feed.language == "vi"
    assert "https://diembao.example/drugs.xml" in [
        link.href for link in read.feed.links if link.rel == "self"
    ]
    assert [entry.title for entry in read.entries] == list(HOSTILE)
    assert [unescape(entry.summary) for entry in read.entries] == list(HOSTILE)
    assert not any("<" in entry.summary for entry in read.entries)
    for entry in read.entries:
        assert (entry.link, entry.author) == (ARTICLE.url, "Ban Thời sự – VTV")
        assert [tag.label or tag.term for tag in entry.tags] == list(NAMES.topics.values())
        assert timegm(entry.published_parsed) == NOON.timestamp()
    assert len({entry.id for entry in read.entries}) == len(HOSTILE)
    assert all(re.fullmatch(r"tag:vtv\.vn,2021:[\w%./~-]+", e.id, re.ASCII) for e in read.entries)


@pytest.mark.parametrize("form", [Form.RSS, Form.ATOM])
def test_a_feed_holds_the_newest_and_no_address_that_runs(form: Form) -> None:
    many = (
        replace(ARTICLE, article_id=str(n), url="javascript:alert(1)", lead="\x01ả\ufffe")
        for n in range(as_feed.ITEMS + 1)
    )
    data = written(many, form)
    read = feedparser.parse(data)
    assert not read.bozo
    assert len(read.entries) == as_feed.ITEMS
    assert read.entries[0].id == "tag:vtv.vn,2021:0"
    assert read.entries[0].summary == "ả"
    assert b"javascript" not in data
    assert not feedparser.parse(written([], form)).bozo


def test_a_guid_of_rss_says_that_it_is_no_address() -> None:
    assert b'<guid isPermaLink="false">tag:vtv.vn,2021:2026/1</guid>' in written(
        [ARTICLE], Form.RSS
    )


def test_the_documentation_names_every_form_column_and_heading() -> None:
    page = (Path(__file__).parent.parent / "docs" / "exports.md").read_text("utf-8")
    headings = {column.heading for column in as_xlsx._COLUMNS}
    missing = {name for name in {*COLUMNS, *Form} if f"`{name}`" not in page}
    assert missing | {heading for heading in headings if heading not in page} == set()
