"""Whose copy an article says it is: recognised where outlets say it, and nowhere else."""

import time

import pytest

from crawler.body import read_body
from crawler.outlet import Layout
from crawler.page import Page
from crawler.records import Article
from pipelines.clean import clean
from pipelines.copies import agency_of


def article(outlet: str = "thanhnien", **fields: object) -> Article:
    texts: dict[str, object] = {"lead": "Sapo.", "body": "Một câu.\n\nCâu cuối."}
    return Article(outlet, "x.vn", "https://x.vn/", "Tít", **texts | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(TTXVN)", "TTXVN"),
        ("(Theo TTXVN)", "TTXVN"),
        ("Theo TTXVN", "TTXVN"),
        ("(Nguồn: TTXVN)", "TTXVN"),
        ("TTXVN/Vietnam+", "TTXVN"),
        ("(TTXVN/Vietnam+)", "TTXVN"),
        ("MINH NGUYỆT (TTXVN/VIETNAM+)", "TTXVN"),
        ("Theo TTXVN/Báo Tin tức", "TTXVN"),
        ("Minh Anh/Báo Tin tức", "TTXVN"),
        ("Theo CAND", "CAND"),
        ("Theo Báo Công an nhân dân", "CAND"),
        ("Theo Vũ Hân (Báo Công an nhân dân)", "CAND"),
        ("Theo Cổng TTĐT Bộ Công an", "Bộ Công an"),
        ("Theo VOV", "VOV"),
        ("Theo báo Tuổi trẻ", "Tuổi Trẻ"),
        ("Theo Reuters, AFP", "Reuters"),
        ("Theo hãng tin AFP", "AFP"),
        ("Điệp Anh (theo FT, TheVerge)", "Financial Times"),
        ("Tin, ảnh: Đậu Tất Thành (TTXVN)", "TTXVN"),
        # Who took a picture, who drew together, whose initials, and plain words.
        ("Ảnh: Đậu Tất Thành (TTXVN)", ""),
        ("Ảnh: Reuters", ""),
        ("(Ảnh: TTXVN)", ""),
        ("Lan Anh (tổng hợp)", ""),
        ("A.P", ""),
        ("AP", ""),
        ("theo lao động", ""),
    ],
)
def test_a_line_that_says_whose_copy_it_is(line: str, agency: str) -> None:
    assert agency_of(article(authors=(line,))) == agency
    assert agency_of(article(body=f"Một câu.\n\n{line}")) == agency
    assert agency_of(article(agency=line)) == agency


@pytest.mark.parametrize(
    ("fields", "agency"),
    [
        ({"body": "Một câu.\n\nCâu cuối./. (TTXVN)"}, "TTXVN"),
        ({"body": "Một câu.\n\nÔng nói: “Rất tốt”. (Theo CAND)"}, "CAND"),
        ({"lead": "(TTXVN) - Ngày 5/5, trời mưa."}, "TTXVN"),
        ({"body": "Hà Nội (TTXVN) – Ngày 5/5, trời mưa.\n\nCâu cuối."}, "TTXVN"),
        ({"lead": "Theo Reuters - Giá dầu tăng."}, "Reuters"),
        # Cited, or what the text is about.
        ({"body": "Theo TTXVN, trời mưa.\n\nNắng, theo TTXVN, sẽ đến."}, ""),
        ({"body": "Một câu.\n\nTheo Reuters, giá dầu tăng."}, ""),
        ({"body": "Một câu.\n\n(TTXVN)\n\nCâu cuối."}, ""),
        ({"body": "Một câu.\n\nTruyền trực tiếp trên Đài Truyền hình Việt Nam (VTV)."}, ""),
        ({"lead": "Đài Truyền hình Việt Nam (VTV) - đơn vị tổ chức."}, ""),
        ({"lead": "CAND – T&T giành ngôi nhất toàn đoàn."}, ""),
    ],
)
def test_marks_count_at_the_ends_of_a_text_alone(fields: dict[str, str], agency: str) -> None:
    assert agency_of(article(**fields)) == agency


@pytest.mark.parametrize(
    ("outlet", "line", "agency"),
    [
        ("ttxvn", "Bùi Giang (TTXVN)", ""),
        ("ttxvn", "TTXVN/Vietnam+", ""),
        ("ttxvn", "(Theo Reuters)", "Reuters"),
        ("vtv", "VTV.vn", ""),
        ("vtv", "Phùng Anh (VTV Online)", ""),
        ("vov", "PV/VOV.VN", ""),
        ("vov", "PV/VOV.VN (Theo TTXVN)", "TTXVN"),
        ("thanhnien", "VTV.vn", "VTV"),
    ],
)
def test_an_outlets_own_mark_is_a_signature(outlet: str, line: str, agency: str) -> None:
    assert agency_of(article(outlet, authors=(line,))) == agency


def test_a_mark_that_is_no_text_is_still_read() -> None:
    html = "<div id=b><p>Một câu.</p><p>Câu cuối.</p><p>(TTXVN/Vietnam+)</p></div>"
    page = Page(html.encode(), "https://x.vn/")
    node = page.first("#b")
    assert node is not None
    body = read_body(node, Layout(name="x", body="#b"), page)
    assert body.paragraphs == ("Một câu.", "Câu cuối.")
    cleaned = clean(article(agency=body.signed, authors=("Thu Trang",)))
    assert (cleaned.agency, cleaned.authors) == ("TTXVN", ("Thu Trang",))


@pytest.mark.parametrize("piece", ["TTXVN/", "TTXVN, ", "A- ", "A.A.", "(", "Theo "])
def test_hostile_lines_take_no_time(piece: str) -> None:
    began = time.process_time()
    line = piece * 5000
    assert agency_of(article(lead=line, body=f"{line}\n\n{line}", agency=line)) in {"", "TTXVN"}
    assert time.process_time() - began < 1
