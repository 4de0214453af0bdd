"""What of an article's body is running text, whatever the outlet."""

import pytest

from crawler.records import Article
from tests.reading import read

URL = "https://tienphong.vn/mot-tin-post1874068.tpo"


def page(body: str) -> Article:
    return read(
        "<h1 class='article__title'>Tít bài</h1><div class='article__sapo'>Sapo.</div>"
        f"<div class='article__body cms-body'>{body}</div>",
        URL,
    )


def paragraphs(body: str) -> list[str]:
    return page(body).body.split("\n\n")


def test_headings_quotes_and_lists_are_lines_of_the_text() -> None:
    assert paragraphs(
        "<h2>Tít phụ</h2><p>Đoạn <b>một</b>.</p><blockquote><p>“Lời nói.”</p></blockquote>"
        "<ul><li>Một</li><li>Hai</li></ul>"
    ) == ["Tít phụ", "Đoạn một.", "“Lời nói.”", "Một", "Hai"]


def test_a_row_of_a_table_is_one_line() -> None:
    body = (
        "<table><tr><th>Tội danh</th><th>Mức án</th></tr>"
        "<tr><td><p>Mua bán</p><p>ma túy</p></td><td>20 năm</td></tr></table>"
    )
    assert paragraphs(body) == ["Tội danh | Mức án", "Mua bán ma túy | 20 năm"]


def test_a_box_of_text_set_as_a_table_keeps_its_paragraphs() -> None:
    body = "<table><tr><td><p>Hộp: dòng một.</p><p>Dòng hai.</p></td></tr></table><p>Đoạn.</p>"
    assert paragraphs(body) == ["Hộp: dòng một.", "Dòng hai.", "Đoạn."]


def test_a_picture_set_as_a_table_has_its_caption_in_the_row_below() -> None:
    body = (
        "<table class='picture'><tr><td><img src='/a.jpg'></td></tr>"
        "<tr><td>Hiện trường. Ảnh: A.B</td></tr></table><p>Đoạn một.</p>"
    )
    article = page(body)
    assert article.body == "Đoạn một."
    assert [image.caption for image in article.images] == ["Hiện trường. Ảnh: A.B"]


@pytest.mark.parametrize(
    ("signed", "authors"),
    [
        ("<p style='text-align: right;'><strong>Minh Vũ</strong></p>", ("Minh Vũ",)),
        ("<p align='right'>Minh Vũ</p>", ("Minh Vũ",)),
        ("<p><strong>Minh Vũ - Thu Hà</strong></p>", ("Minh Vũ", "Thu Hà")),
        (
            "<p align=right>Bài: <b>Minh Vũ</b></p><p align=right>Ảnh: <b>Thu Hà</b></p>",
            ("Minh Vũ", "Thu Hà"),
        ),
        (
            "<p align=right>Theo <b>Thanh Xuân</b></p><p align=right><em>VnEconomy</em></p>",
            ("Thanh Xuân",),
        ),
        ("<p>Theo CNN, Reuters</p>", ()),
        ("<p>(Nguồn: AFP)</p>", ()),
    ],
)
def test_lines_that_sign_an_article_are_no_text(signed: str, authors: tuple[str, ...]) -> None:
    article = page(f"<p>Đoạn một.</p>{signed}")
    assert (article.body, article.authors) == ("Đoạn một.", authors)


@pytest.mark.parametrize(
    "last",
    [
        "<p>Theo ông, khi nào thì vụ án được xét xử?</p>",
        "<p>Theo cơ quan điều tra, hai bị can đã nhận tội và nộp lại toàn bộ số tiền.</p>",
        "<p><strong>Hai người bị thương</strong></p>",
    ],
)
def test_a_last_line_that_only_looks_signed_is_text(last: str) -> None:
    article = page(f"<p>Đoạn một.</p>{last}")
    assert len(article.body.split("\n\n")) == 2
    assert article.authors == ()


def test_what_is_hidden_or_a_machine_s_is_no_text() -> None:
    assert paragraphs(
        "<p>Đoạn một.</p><p style='display: none'>Ẩn</p><script>x()</script><style>p{}</style>"
        "<form><button>Gửi</button></form><iframe>Khung</iframe><p>&nbsp;</p><p>Đoạn hai.</p>"
    ) == ["Đoạn một.", "Đoạn hai."]
