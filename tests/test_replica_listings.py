"""Where the replica's articles are listed: feeds of sections, listings, JSON, archives."""

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from replica.assignments import VIETNAM
from replica.run import Replica
from replica.sites import SITES
from tests.test_replica import UNTIL, fetch, unzipped


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(tuple(SITES), until=UNTIL) as running:
        yield running


def test_feeds_of_sections_keep_to_their_section(replica: Replica) -> None:
    for host, path, section in (
        ("vnexpress.net", "/rss/phap-luat.rss", "phap-luat"),
        ("vtv.vn", "/rss/phap-luat.rss", "phap-luat"),
        ("baotintuc.vn", "/phap-luat.rss", "phap-luat"),
        ("vietnamplus.vn", "/rss/xahoi/phapluat-327.rss", "phapluat"),
        ("vietnamplus.vn", "/rss/xahoi/phapluat.rss", "phapluat"),
        ("vov.vn", "/rss/phap-luat.rss", "phap-luat"),
        ("nhandan.vn", "/rss/phapluat-1287.rss", "phapluat"),
        ("vietnamnet.vn", "/thoi-su/phap-luat.rss", "phap-luat"),
        ("thanhnien.vn", "/rss/thoi-su/phap-luat.rss", "phap-luat"),
        ("tuoitre.vn", "/rss/phap-luat.rss", "phap-luat"),
        ("tuoitre.vn", "/phap-luat.rss", "phap-luat"),
        ("dantri.com.vn", "/rss/phap-luat.rss", "phap-luat"),
        ("laodong.vn", "/rss/phap-luat.rss", "phap-luat"),
        ("tienphong.vn", "/rss/phap-luat-12.rss", "phap-luat"),
    ):
        _, body = fetch(replica, host, path)
        links = [
            each.text or "" for each in ET.fromstring(unzipped(body)).findall("channel/item/link")
        ]
        newsroom = replica.newsrooms[host]
        truth = [story.url for story in newsroom.newest(section, limit=50)]
        assert [each for each in links if "/nld/" not in each] == truth, path
        assert 0 < len(links) < len(newsroom)


# Page one of a section, the further ones, how many and where its links are.
LISTINGS = (
    ("vnexpress.net", "thoi-su", "/thoi-su", "/thoi-su-p{}", 2, "h3.title-news a"),
    ("vtv.vn", "xa-hoi", "/xa-hoi.htm", "/timelinelist/100181/{}.htm", 2, "h3 a"),
    (
        "baotintuc.vn",
        "phap-luat",
        "/phap-luat-475ct0.htm",
        "/phap-luat-475ct0/trang-{}.htm",
        2,
        "div.newsest a.title, ul.list-ul a.title, ul.list-newsest a.title",
    ),
    ("vov.vn", "phap-luat", "/phap-luat", "/phap-luat?page={}", 1, "a.vovvn-title"),
    ("vietnamnet.vn", "thoi-su", "/thoi-su", "/thoi-su-page{}", 1, ".vnn-title a"),
    (
        "thanhnien.vn",
        "thoi-su",
        "/thoi-su.htm",
        "/timelinelist/1854/{}.htm",
        2,
        "a.box-category-link-title",
    ),
    (
        "tuoitre.vn",
        "phap-luat",
        "/phap-luat.htm",
        "/timeline/6/trang-{}.htm",
        2,
        "a.box-category-link-title",
    ),
    (
        "dantri.com.vn",
        "thoi-su",
        "/thoi-su.htm",
        "/thoi-su/trang-{}.htm",
        2,
        "h3.article-title a",
    ),
    ("laodong.vn", "phap-luat", "/phap-luat/", "/phap-luat/?page={}", 2, "article > a"),
)


@pytest.mark.parametrize(("host", "section", "first", "later", "start", "link"), LISTINGS)
def test_listings_page_through_a_whole_section(
    replica: Replica, host: str, section: str, first: str, later: str, start: int, link: str
) -> None:
    truth = {urlsplit(each.url).path for each in replica.newsrooms[host].newest(section, limit=99)}
    seen: set[str] = set()
    for path in (first, *(later.format(number) for number in range(start, start + 9))):
        response, body = fetch(replica, host, path)
        links = BeautifulSoup(body, "lxml").select(link) if response.status == 200 else []
        seen |= {urlsplit(str(each["href"])).path for each in links}
    assert {each for each in seen if not each.startswith("/nld/")} == truth


@pytest.mark.parametrize(
    ("host", "api", "zone", "section"),
    [
        ("vietnamplus.vn", "apiv3.vietnamplus.vn", 314, "xahoi"),
        ("tienphong.vn", "api.tienphong.vn", 12, "phap-luat"),
        ("nhandan.vn", "nhandan.vn", 1287, "phapluat"),
    ],
)
def test_what_a_section_hands_out_as_json(
    replica: Replica, host: str, api: str, zone: int, section: str
) -> None:
    truth = replica.newsrooms[host].newest(section, limit=99)
    _, body = fetch(replica, host, f"/{section}/")
    links = unzipped(body)
    first = [str(each["href"]) for each in BeautifulSoup(links, "lxml").select("h3 a.cms-link")]
    entries = []
    for number in range(1, 9):
        _, answer = fetch(
            replica, api, f"/api/morenews-zone-{zone}-{number}.html?phrase=&page_size=20"
        )
        data = json.loads(unzipped(answer))["data"]
        entries += data["contents"]
        if not data["load_more"]:
            break
    assert [*first, *(each["url"] for each in entries)] == [
        story.url if place < len(first) or host != "vietnamplus.vn" else urlsplit(story.url).path
        for place, story in enumerate(truth)
    ]
    assert [each["date"] for each in entries] == [
        int(story.published_at.timestamp()) for story in truth[len(first) :]
    ]


def test_the_archive_by_days(replica: Replica) -> None:
    start, end = (
        int(dt.datetime(2026, 11, 14, hour, minute, tzinfo=VIETNAM).timestamp())
        for hour, minute in ((0, 0), (23, 59))
    )
    path = f"/category/day/cateid/1001005/fromdate/{start}/todate/{end}/allcate/1001005/page/1"
    _, body = fetch(replica, "vnexpress.net", path)
    links = [each["href"] for each in BeautifulSoup(body, "lxml").select("h3.title-news a")]
    newsroom = replica.newsrooms["vnexpress.net"]
    assert links
    assert links == [
        story.url
        for story in newsroom.newest("thoi-su", limit=len(newsroom))
        if story.published_at.date() == dt.date(2026, 11, 14)
    ]
