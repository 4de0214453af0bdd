"""Article pages read as a careful person reads them: every field, on real saved pages."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.records import Article
from errors import NotAnArticle, ParseFailed
from tests.captures import CAPTURES, GOLDENS, golden, needs_captures, outline, page
from tests.reading import NOW, SISTERS, read


def as_golden(article: Article) -> dict[str, Any]:
    """An article in the form of a golden, which leaves out what a page does not state."""
    return {
        "url": article.canonical_url,
        "outlet": article.outlet,
        "article_id": article.article_id,
        "form": article.form,
        "title": article.title,
        "lead": article.lead,
        "authors": list(article.authors),
        "section": article.section,
        "tags": list(article.tags),
        "published_at": article.published_at,
        "modified_at": article.modified_at,
        "body": [outline(paragraph) for paragraph in article.body.split("\n\n")],
        "captions": [image.caption for image in article.images if image.caption],
    }


FIELDS = (
    *("url", "outlet", "article_id", "form", "title", "lead", "authors", "section", "tags"),
    *("published_at", "modified_at", "body", "captions"),
)
# An excerpt holds a page's metadata, not its text.
METADATA = tuple(field for field in FIELDS if field not in ("form", "body", "captions"))


@needs_captures
@pytest.mark.parametrize(
    ("file", "field"),
    [
        pytest.param(file, field, id=f"{file.parent.name}/{file.stem}-{field}")
        for file in GOLDENS
        for field in (METADATA if file.parent.name == "excerpts" else FIELDS)
    ],
)
def test_a_saved_page_reads_as_a_person_reads_it(file: Path, field: str) -> None:
    expected = golden(file)
    found = as_golden(read(page(expected), expected["url"], SISTERS.get(expected["outlet"])))[field]
    wanted: Any = expected.get(field) or None
    if wanted and field in ("published_at", "modified_at"):
        wanted = datetime.fromisoformat(wanted)
    assert (found or None) == wanted


@needs_captures
def test_a_page_of_vnexpress_agrees_with_what_another_project_expects_of_it() -> None:
    file = CAPTURES / "vnexpress/article_2025-10-22_4954454.html"
    expected = json.loads(file.with_suffix(".expected.json").read_text("utf-8"))["V1"]
    article = read(
        file.read_bytes(),
        "https://vnexpress.net/dau-bung-keo-dai-phat-hien-ung-thu-lymphoma-ruot-non-4954454.html",
    )
    assert article.title == expected["title"]
    assert list(article.authors) == expected["authors"]
    assert article.published_at == datetime.fromisoformat(expected["publishing_date"])
    assert [article.lead] == expected["body"]["summary"]
    paragraphs = expected["body"]["sections"][0]["paragraphs"]
    captions = [image.caption for image in article.images]
    # It counts a picture's caption as a paragraph; we keep captions apart.
    assert article.body.split("\n\n") == [text for text in paragraphs if text not in captions]
    assert list(article.tags) == expected["topics"]


VNEXPRESS = "https://vnexpress.net/mot-tin-4999999.html"


def vnexpress_page(body: str = "<p class='Normal'>Một câu.</p>", head: str = "") -> str:
    return (
        f"<html><head>{head}</head><body><h1 class='title-detail'>Tít bài</h1>"
        f"<p class='description'>Sapo.</p><article class='fck_detail '>{body}</article></body>"
    )


def test_headline_and_lead_inside_the_body_are_no_running_text() -> None:
    html = (
        "<main><article class='fck_detail'><h1 class='title-detail'>Tít bài</h1>"
        "<p class='description'><span class='location-stamp'>Hà Nội</span>Sapo của bài.</p>"
        "<p class='Normal'>Đoạn một.</p><p class='Normal'>Đoạn hai.</p></article></main>"
    )
    article = read(html, VNEXPRESS)
    assert (article.title, article.lead) == ("Tít bài", "Sapo của bài.")
    assert article.body == "Đoạn một.\n\nĐoạn hai."


def test_every_field_says_where_it_was_read() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Khác",'
        '"datePublished":"2026-11-23T08:00:00+07:00",}</script>'
        '<meta name="keywords" content="ma túy, Hà Nội">'
    )
    sources = read(vnexpress_page(head=head), VNEXPRESS).sources
    assert sources == {
        "title": "selector",
        "lead": "selector",
        "body": "selector",
        "published_at": "json-ld",
        "tags": "meta",
    }


def test_a_redesigned_page_is_read_by_its_metadata_and_says_so() -> None:
    html = (
        '<head><meta property="og:type" content="article">'
        '<meta property="og:title" content="Tít bài - VnExpress">'
        '<meta property="og:description" content="Sapo."></head><body><div class="new"><p>'
        + "Công an thành phố cho biết vụ việc đang được điều tra làm rõ theo quy định. " * 8
        + "</p></div></body>"
    )
    article = read(html, VNEXPRESS)
    assert (article.title, article.lead) == ("Tít bài", "Sapo.")
    assert article.sources["title"] == "meta"
    assert article.sources["body"] == "fallback"
    assert article.body.startswith("Công an thành phố")


def test_a_page_that_is_no_article_is_refused() -> None:
    not_found = "<body><section class='page-404'><h1>Không tìm thấy đường dẫn này</h1></section>"
    with pytest.raises(NotAnArticle):
        read(not_found, VNEXPRESS)


@pytest.mark.parametrize(
    "html",
    [
        "<p class='description'>Sapo.</p><article class='fck_detail'><p>Đoạn.</p></article>",
        "<h1 class='title-detail'>Tít</h1><article class='fck_detail'></article>",
    ],
    ids=["without headline", "without any text"],
)
def test_an_article_page_without_headline_or_without_text_fails_to_parse(html: str) -> None:
    with pytest.raises(ParseFailed, match=VNEXPRESS):
        read(html, VNEXPRESS)


def test_a_video_item_with_an_empty_body_keeps_its_lead() -> None:
    url = "https://vtv.vn/mot-video-100261123101530123.htm"
    article = read(
        "<h1 data-role='title'>Tít</h1><p data-role='sapo'>VTV.vn - Sapo.</p>"
        "<div data-role='content'><div type='VideoStream'></div></div>",
        url,
    )
    assert (article.form, article.lead, article.body) == ("video", "Sapo.", "")


def test_a_photo_story_whose_prose_is_in_captions_has_them_as_its_text() -> None:
    body = "".join(
        f"<figure><img data-src='/anh{n}.jpg'><figcaption>Cảnh {n}.</figcaption></figure>"
        for n in (1, 2)
    )
    article = read(vnexpress_page(body), VNEXPRESS)
    assert article.body == "Cảnh 1.\n\nCảnh 2."
    assert article.form == "photo"
    assert [image.url for image in article.images] == [
        "https://vnexpress.net/anh1.jpg",
        "https://vnexpress.net/anh2.jpg",
    ]


def test_a_time_in_the_future_is_not_believed() -> None:
    tomorrow = (NOW + timedelta(days=3)).isoformat()
    html = vnexpress_page(head=f'<meta name="pubdate" content="{tomorrow}">')
    assert read(html, VNEXPRESS).published_at is None


def test_hostile_markup_is_read_without_falling_over() -> None:
    deep = "<div>" * 20_000 + "Chữ ở đáy." + "</div>" * 20_000
    json_ld = '<script type="application/ld+json">' + "[" * 50_000 + "</script>"
    article = read(vnexpress_page(f"<p>Đoạn một.</p>{deep}", head=json_ld), VNEXPRESS)
    assert article.body.startswith("Đoạn một.")


@pytest.mark.parametrize(
    "html",
    [
        vnexpress_page("<div class='box-paywall'><p>Đăng ký để đọc tiếp.</p></div>"),
        vnexpress_page(
            "",
            '<script type="application/ld+json">{"@type":"NewsArticle",'
            '"isAccessibleForFree":false}</script>',
        ),
    ],
    ids=["a box in the text's place", "stated for machines"],
)
def test_an_article_for_subscribers_keeps_its_public_lead_and_says_so(html: str) -> None:
    article = read(html, VNEXPRESS)
    assert article.paid
    assert (article.lead, article.body) == ("Sapo.", "")
