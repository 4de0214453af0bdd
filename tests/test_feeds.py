"""The RSS reader, on real feeds and on every trap that the outlets' feeds hold."""

import json

import pytest

from crawler.feeds import read_feed
from errors import NotAFeed
from tests.captures import CAPTURES, needs_captures

URL = "https://vnexpress.net/rss/tin-moi-nhat.rss"


def feed(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Tin</title>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    ).encode()


def item(number: int = 1, title: str = "Tít", description: str = "", date: str = "") -> str:
    return (
        f"<title>{title}</title><link>\n https://vnexpress.net/tin-{4000000 + number}.html </link>"
        f"<description>{description}</description><pubDate>{date}</pubDate>"
    )


@needs_captures
@pytest.mark.parametrize(
    ("file", "items", "first"),
    [
        ("rss_2017-02-18_tin-moi-nhat.xml", 25, "2017-02-18T08:16:55+00:00"),
        ("rss_2017-07-26_tin-moi-nhat.xml", 25, "2017-07-26T12:41:14+00:00"),
        ("rss_2017-11-14_tin-moi-nhat.xml", 24, "2017-11-14T10:42:01+00:00"),
    ],
)
def test_a_real_feed_gives_its_items_with_clean_texts_and_times(
    file: str, items: int, first: str
) -> None:
    read = read_feed((CAPTURES / "feeds" / file).read_bytes(), URL)
    assert len(read.items) == items
    assert read.items[0].published_at is not None
    for each in read.items:
        assert each.url.startswith("http")
        assert each.url == each.url.strip()
        assert each.published_at is not None
        assert "<" not in each.summary
    assert first in {str(each.published_at).replace(" ", "T") for each in read.items}


def test_entities_inside_cdata_are_resolved_once_more() -> None:
    [read] = read_feed(feed(item(title="<![CDATA[N&agrave;ng d&acirc;u &amp; mẹ]]>")), URL).items
    assert read.title == "Nàng dâu & mẹ"


def test_a_decomposed_title_is_composed() -> None:
    [read] = read_feed(feed(item(title="Cấp thẻ căn cước")), URL).items
    assert read.title == "Cấp thẻ căn cước"


def test_a_malformed_description_gives_its_text() -> None:
    markup = "<![CDATA[<a href='https://x.vn/a'/><img src='/i.jpg'/></a></br>Lời dẫn.]]>"
    [read] = read_feed(feed(item(description=markup)), URL).items
    assert read.summary == "Lời dẫn."


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 23 Nov 2026 15:42:00 +0700",
        "Mon, 23 Nov 26 15:42:00 +0700",
        "Mon, 23 Nov 2026 15:42:00 GMT+7",
        "11/23/2026 3:42:00\u202fPM",
        "23/11/2026 - 15:42",
    ],
)
def test_a_date_in_any_outlets_dialect_is_read(date: str) -> None:
    [read] = read_feed(feed(item(date=date)), URL).items
    assert read.published_at is not None
    assert read.published_at.isoformat() == "2026-11-23T08:42:00+00:00"


def test_a_feed_cut_off_in_the_middle_gives_all_but_its_last_item_and_a_warning() -> None:
    whole = feed(*(item(number) for number in range(1, 6)))
    cut = whole[: whole.rindex(b"tin-4000005") + 7]
    read = read_feed(cut, URL)
    assert [each.url[-12:-5] for each in read.items] == ["4000001", "4000002", "4000003", "4000004"]
    assert "cut off" in read.warnings[0]


def test_a_broken_item_does_not_take_the_others_along() -> None:
    read = read_feed(feed(item(1), "<title>Không liên kết & hỏng</title>", item(2)), URL)
    assert [each.url[-12:-5] for each in read.items] == ["4000001", "4000002"]
    assert read.warnings


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Xin ch\xc3\xa0o</body></html>", "HTML page"),
        (b"\n<script>document.cookie='D1N=1'</script>", "HTML page"),
        (b'{"error": true}', "neither RSS nor Atom"),
    ],
)
def test_what_is_no_feed_is_refused_by_its_name(data: bytes, what: str) -> None:
    with pytest.raises(NotAFeed, match=what):
        read_feed(data, URL)


def test_an_entity_bomb_stays_small() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "0123456789">' + b"".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode()
        for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    data = bomb + b"]>" + feed(item(title="&g;")).split(b"?>", 1)[1]
    read = read_feed(data, URL)
    assert len(json.dumps([each.title for each in read.items])) < 1000
