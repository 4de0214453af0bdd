"""The oddities of the outlets that a reader of their pages must not fall into."""

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from replica.newsroom import Story
from replica.run import Replica
from replica.sites import SITES
from tests.test_replica import MAIN_FEEDS, UNTIL, fetch, page, unzipped


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(tuple(SITES), until=UNTIL, gates=True) as running:
        yield running


def feed(replica: Replica, host: str) -> str:
    return unzipped(fetch(replica, host, MAIN_FEEDS[host])[1]).decode()


def some(replica: Replica, host: str, **wanted: object) -> Story:
    return next(
        story
        for story in replica.newsrooms[host]
        if all(getattr(story, name) == value for name, value in wanted.items())
    )


def linked(tree: BeautifulSoup, kind: str) -> dict[str, object]:
    blocks = [json.loads(each.get_text()) for each in tree.select("script[type*=ld]")]
    return next(each for each in blocks if each["@type"] == kind)


def test_dates_in_feeds_that_are_not_rfc_822(replica: Replica) -> None:
    american = "<pubDate>\\d{1,2}/\\d{1,2}/2026 \\d{1,2}:\\d\\d:\\d\\d\u202f[AP]M</pubDate>"
    assert len(re.findall(american, feed(replica, "tuoitre.vn"))) > 50
    two_digits = r"<pubDate>\w{3}, \d\d Nov 26 \d\d:\d\d:\d\d \+0700</pubDate>"
    assert len(re.findall(two_digits, feed(replica, "thanhnien.vn"))) > 50


def test_texts_in_feeds_that_are_not_plain(replica: Replica) -> None:
    assert re.search(r"<title><!\[CDATA\[[^\]]*&[aeiou]\w+;", feed(replica, "thanhnien.vn"))
    assert re.search(r"<a href='[^']+'/><img src='[^']+'/></a></br>\(Dân trí\) - ",
                     feed(replica, "dantri.com.vn"))  # fmt: skip
    titles = [each.text or "" for each in ET.fromstring(feed(replica, "tuoitre.vn")).iter("title")]
    assert [each for each in titles if each != unicodedata.normalize("NFC", each)]


def test_another_papers_articles_stand_among_tuoi_tres(replica: Replica) -> None:
    assert len(re.findall("<link>https://tuoitre.vn/nld/", feed(replica, "tuoitre.vn"))) > 2
    _, listing = fetch(replica, "tuoitre.vn", "/tin-moi-nhat.htm")
    [path, *_] = re.findall(r'href="(/nld/[^"]+)"', listing.decode())
    assert fetch(replica, "tuoitre.vn", path)[0].status == 200


def test_times_in_json_ld_and_on_the_page(replica: Replica) -> None:
    article = linked(page(replica, some(replica, "vietnamnet.vn")), "NewsArticle")
    assert re.fullmatch(r"[\d-]+T[\d:]+\.000 \+07:00", str(article["datePublished"]))
    story = some(replica, "dantri.com.vn")
    [time] = page(replica, story).select("time")
    assert time["datetime"] == f"{story.published_at:%Y-%m-%d %H:%M}"
    early = next(
        each for each in replica.newsrooms["tienphong.vn"] if each.modified_at < each.published_at
    )
    meta = page(replica, early).select_one('meta[property="article:modified_time"]')
    assert meta
    assert meta["content"] == early.modified_at.isoformat()


def test_crumbs(replica: Replica) -> None:
    tree = page(replica, some(replica, "dantri.com.vn", section_slug="giao-thong"))
    nested = linked(tree, "BreadcrumbList")["itemListElement"]
    assert [each[0]["name"] for each in nested] == ["Trang chủ", "Thời sự", "Giao thông"]  # type: ignore[attr-defined]
    tree = page(replica, some(replica, "vietnamnet.vn", section_slug="phap-luat"))
    crumbs = [
        each.get_text(strip=True) for each in tree.select(".bread-crumb-detail > ul > li > a")
    ]
    assert crumbs == ["", "Thời sự", "Pháp luật"]
    assert len(tree.select(".bread-crumb-detail a")) > len(crumbs) + 10


def test_dan_tri_has_two_layouts_and_frozen_feeds(replica: Replica) -> None:
    layouts = {
        (bool(tree.select("[data-slot=title]")), bool(tree.select("h1.title-page.detail")))
        for story in replica.newsrooms["dantri.com.vn"].newest(limit=25)
        for tree in (page(replica, story),)
    }
    assert layouts == {(True, False), (False, True)}
    _, frozen = fetch(replica, "dantri.com.vn", "/rss/xa-hoi.rss")
    assert {each[9:16] for each in re.findall("<pubDate>[^<]+", frozen.decode())[1:]} == {"Thu, 14"}
    link = re.findall(r"<link>(https://dantri.com.vn/[^<]+-20260514\d+.htm)", frozen.decode())[0]
    assert fetch(replica, "dantri.com.vn", urlsplit(link).path)[0].status == 200


def test_an_seo_headline_in_json_ld(replica: Replica) -> None:
    stories = replica.newsrooms["vietnamnet.vn"].newest(limit=20)
    headlines = [linked(page(replica, each), "NewsArticle")["headline"] for each in stories]
    assert sum(a != b.printed_title for a, b in zip(headlines, stories, strict=True)) > 3


def test_the_prose_of_a_photo_story_stands_in_its_captions(replica: Replica) -> None:
    story = some(replica, "tienphong.vn", form="photo")
    assert story.paragraphs == ()
    assert len(story.captions) > 3
    assert len(page(replica, story).select(".layout-image-2 figcaption")) == len(story.captions)


def test_people_beside_the_text(replica: Replica) -> None:
    tree = page(replica, some(replica, "thanhnien.vn"))
    assert tree.select("[data-role=author] .email")
    story = next(each for each in replica.newsrooms["tuoitre.vn"] if len(each.authors) > 1)
    tree = page(replica, story)
    assert [each.get_text() for each in tree.select(".author-item-name a.name")] == [*story.authors]
    assert "tác giả khác" in tree.select(".author-info")[0].get_text()
    tree = page(replica, some(replica, "vietnamplus.vn", form="video"))
    assert linked(tree, "NewsArticle")["author"]["name"] == ""  # type: ignore[index]


def test_weight_and_compression(replica: Replica) -> None:
    sizes = [
        len(fetch(replica, "tuoitre.vn", urlsplit(each.url).path)[1])
        for each in replica.newsrooms["tuoitre.vn"]
    ]
    assert max(sizes) > 1_700_000
    assert sorted(sizes)[-8] < 200_000
    for host in ("tienphong.vn", "www.vietnamplus.vn"):
        response, _ = fetch(replica, host, "/rss/home.rss")
        assert response.headers["Content-Encoding"] == "gzip"


def test_missing_pages_and_old_addresses(replica: Replica) -> None:
    for host, path, status in (
        ("thanhnien.vn", "/khong-co-bai-nay-185999.htm", 200),
        ("tuoitre.vn", "/khong-co-bai-nay-100999999999999999.htm", 404),
        ("vietnamnet.vn", "/rss/tin-moi-nhat.rss", 404),
        ("vietnamnet.vn", "/rss/thoi-su.rss", 301),
        ("tienphong.vn", "/rss/phap-luat.rss", 404),
        ("quochoitv.vn", "/rss/home.rss", 200),
    ):
        assert fetch(replica, host, path)[0].status == status, path
    story = some(replica, "tuoitre.vn")
    response, _ = fetch(replica, "tuoitre.vn", f"/ten-khac-{story.article_id}.htm")
    assert (response.status, response.headers["Location"]) == (301, story.url)


@pytest.mark.parametrize("host", SITES)
def test_no_feed_of_a_site_is_empty(replica: Replica, host: str) -> None:
    site = SITES[host]
    for slug in site.side_feeds:
        path = next(
            each
            for each in (f"/rss/{slug}.rss", f"/{slug}.rss")
            if site.feed_pattern.fullmatch(each)
        )
        _, body = fetch(replica, host, path)
        assert ET.fromstring(unzipped(body)).findall("channel/item"), path


def test_the_cookie_page_of_lao_dong(replica: Replica) -> None:
    story = some(replica, "laodong.vn")
    path = urlsplit(story.url).path
    response, body = fetch(replica, "laodong.vn", path)
    assert (response.status, len(body)) == (200, 177)
    cookie = re.findall(rb'cookie="([^"]+)"', body)[0].decode()
    _, body = fetch(replica, "laodong.vn", path, Cookie=cookie)
    assert story.title in unicodedata.normalize("NFC", body.decode())
    assert b"<rss" in fetch(replica, "laodong.vn", "/rss/home.rss")[1]


def test_the_hop_and_the_bar_of_vov(replica: Replica) -> None:
    path = urlsplit(some(replica, "vov.vn").url).path
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
    assert fetch(replica, "vov.vn", "/rss/phap-luat.rss", User_Agent=chrome)[0].status == 403
    _, body = fetch(replica, "vov.vn", path)
    onward = re.findall(rb'location.href="([^"]+)"', body)[0].decode()
    assert b"<h1>" in fetch(replica, "vov.vn", onward)[1]
