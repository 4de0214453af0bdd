"""What people type is read as they mean it, or refused in a sentence that says where and why."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import QueryError
from search.matching import Words
from search.parser import MOST_CHARACTERS, MOST_TERMS, Names, parse
from search.query import HasTopic, Near, Not, Or, Part, Phrase, shown
from search.snippets import marked_title, snippet
from tests.conftest import ROOT

NAMES = Names(
    topics={"drugs": "drugs", "Ma túy": "drugs", "traffic": "traffic"},
    outlets={"vtv": "vtv", "Ban Thời sự – VTV": "vtv"},
)


def read(text: str) -> str:
    return shown(parse(text, NAMES))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("công an", "công an"),
        ("công AND an", "công an"),
        ("CÔNG AN", "công an"),
        ("co\u0302ng an", "công an"),  # typed on a Mac, in NFD
        ("a b OR c", "(a b) OR c"),
        ("a (b OR c)", "a (b OR c)"),
        ("a -b NOT c", "a NOT b NOT c"),
        ("-(a b)", "NOT (a b)"),
        ("“Công an” «nhân dân»", '"công an" "nhân dân"'),
        ("covid-19 1.500", '"covid 19" "1 500"'),
        ("a – & b", "a b"),
        ("công* title:công*", "công* title:công*"),
        ('title:("ma túy" OR an)', 'title:"ma túy" OR title:an'),
        ('section: "Pháp luật" author:"Bùi Giang"', 'section:"pháp luật" author:"bùi giang"'),
        ("topic:drugs topic:MA-TUY outlet:VTV", "topic:drugs topic:drugs outlet:vtv"),
        ("form:ảnh -form:VIDEO", "form:photo NOT form:video"),
        ("from:01/02/2026 to:2026-02-28", "from:01/02/2026 to:28/02/2026"),
        ('"ma túy súng"~5', "ma ~5 túy ~5 súng"),
        ('"ma túy" ~5 súng', '"ma túy" ~5 súng'),
        ('"Bắt A. Khởi tố"', '"bắt a khởi tố"'),
        ('"Đã bắt. Khởi tố"', '"đã bắt" "khởi tố"'),  # no phrase goes across a sentence's end
        ("https://vtv.vn/tin 12:30", '"https vtv vn tin" "12 30"'),
    ],
)
def test_a_query_means(typed: str, meant: str) -> None:
    assert read(typed) == read(meant) == meant.replace("túy", "tuý")


def test_accents_are_meant_where_one_is_typed_and_else_any() -> None:
    assert parse("đa", NAMES) == Phrase(("đa",), exact=True)
    assert parse("da", NAMES) == Phrase(("da",), exact=False)
    assert parse('"công an"', NAMES) == Phrase(("công", "an"), exact=True)
    assert parse('"công an"~2', NAMES) == Near(
        (Phrase(("công",), exact=True), Phrase(("an",), exact=True)), 2
    )


def test_not_or_and_fields_make_a_tree() -> None:
    assert parse("topic:drugs OR -title:an", NAMES) == Or(
        (HasTopic("drugs"), Not(Phrase(("an",), exact=False, part=Part.TITLE)))
    )


@pytest.mark.parametrize(
    ("typed", "place", "words"),
    [
        ('an "mở ra', 3, "quote is opened"),
        ("an (b", 3, "bracket is opened"),
        ("an) b", 2, "bracket is closed"),
        ("an foo:b", 3, "no field foo:; there are title:"),
        ("topic:golf", 6, "no topic 'golf'; there are drugs, traffic"),
        ("outlet:bbc", 7, "no outlet 'bbc'; there are vtv"),
        ("form:phim", 5, "no form 'phim'; there are photo, text, video"),
        ("from:hôm-qua", 5, "write it as 2026-11-24"),
        ("to:9999-12-31", 3, "beyond the calendar"),
        ("an AND", 3, "AND needs"),
        ("OR an", 0, "OR needs"),
        ("an NOT", 3, "NOT needs"),
        ("title:", 0, "needs a value"),
        ("title:(topic:drugs)", 7, "within title:"),
        ("*an", 0, "end of a word"),
        ("a*", 0, "needs 2 letters"),
        ("an ~5", 3, "between two words"),
        ("an ~999 b", 3, "up to 100"),
        ("title:a ~2 b", 8, "one part"),
        ("– …", 0, "no word"),
        ("", 0, "no word"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_why(typed: str, place: int, words: str) -> None:
    with pytest.raises(QueryError, match=words) as refused:
        parse(typed, NAMES)
    assert refused.value.position == place
    assert "▸" in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a" * 10_000, f"at most {MOST_CHARACTERS:,}"),
        ("an " * 500, f"more than {MOST_TERMS}"),
        ("(" * 500, "more than 100 brackets"),
        ("NOT " * 500 + "a", "more than 100 brackets"),
    ],
)
def test_a_query_that_is_too_much_is_refused(typed: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        parse(typed, NAMES)


@given(st.text(alphabet='aâđ "()*-~:5|\u0301\u200b‘”.\x00\ud7ff', max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        query = parse(typed, NAMES)
    except QueryError:
        return
    assert shown(query)


def test_sentences_end_where_a_reader_ends_them() -> None:
    words = Words.of('Ông Bùi Văn A. ở TP. HCM nói: "Đi." Sau đó PGS. TS. Bình về!\n\nHết')
    for phrase, stands in {
        "tp hcm": True,
        "a ở": True,
        "nói đi": True,
        "ts bình": True,
        "đi sau": False,
        "về hết": False,
    }.items():
        assert words.hold(Phrase(tuple(phrase.split()), exact=True)) is stands, phrase


def test_a_snippet_shows_the_paragraph_that_was_found_with_its_hits() -> None:
    ma_tuy = (Phrase(("ma", "tuy"), exact=False),)
    long = "Mở đầu dài. " * 20 + "Công an thu giữ ma túy, Ma Tuý và súng." + " Rồi hết." * 40
    shown_ = snippet(["Sapo.", "Đoạn một.", long], ma_tuy)
    assert [shown_.text[a:b] for a, b in shown_.hits] == ["ma túy", "Ma Tuý"]
    assert shown_.text.startswith("… ")
    assert shown_.text.endswith(" …")
    assert len(shown_.text.split()) < 45
    title = marked_title("Ma túy: <b>bắt</b>", ma_tuy)
    assert [title.text[a:b] for a, b in title.hits] == ["Ma túy"]
    assert snippet(["Sapo.", "Đoạn."], ma_tuy).text == "Sapo."
    assert snippet([], ma_tuy).text == ""


def test_what_the_page_says_can_be_typed_can_be_read() -> None:
    page = Path(ROOT, "docs", "search.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE)
    typed = [each for row in rows for each in re.findall(r"`([^`]+)`", row)]
    assert len(typed) > 15
    names = Names({**NAMES.topics, "project-06": "project-06"}, NAMES.outlets)
    for each in typed:
        assert shown(parse(each, names)), each
