"""The replica against its own truth, over real HTTP."""

import datetime as dt
import gzip
import http.client
import json
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from replica.newsroom import Story
from replica.run import Replica
from replica.sites import SITES
from replica.wire import SIGNED, WIRE

ROOT = Path(__file__).resolve().parent.parent
CAPTURES = ROOT.parent / "shared" / "captures"
UNTIL = dt.date(2026, 11, 15)
MAIN_FEEDS = {host: site.main_feed for host, site in SITES.items() if site.main_feed}
CMS_BODY = "div.cms-body > p"
VCCORP_BODY = "div[data-role=content] > p, div[type=content] p"
# Where the outlets' pages hold their paragraphs, and their lead.
READING = {
    "vnexpress.net": ("article.fck_detail > p.Normal:not([style])", "p.description"),
    "vtv.vn": ("div[data-role=content] > p", "p.sapo"),
    "baotintuc.vn": ("div.contents p", "h2.sapo"),
    "vietnamplus.vn": (CMS_BODY, "div.cms-desc"),
    "nhandan.vn": (CMS_BODY, "div.cms-desc"),
    "tienphong.vn": (CMS_BODY, "div.cms-desc"),
    "vov.vn": ("div.text-long > p:not([style])", "div.article-summary div.col-lg-8 > div"),
    "vietnamnet.vn": ("#maincontent > p", "h2.content-detail-sapo"),
    "thanhnien.vn": (VCCORP_BODY, "[data-role=sapo]"),
    "tuoitre.vn": (VCCORP_BODY, "[data-role=sapo]"),
    "quochoitv.vn": ("div.content > p", "div.summary"),
    "dantri.com.vn": (
        "[data-slot=content] > p, .singular-content > p",
        "h2[data-slot=sapo], h2.singular-sapo",
    ),
    "laodong.vn": ("div.art-body > p", "div.chappeau"),
}
PREFIXES = ("", "Hà Nội", "VTV.vn - ", "VOV.VN - ", "(Dân trí) - ", "TPO - ")
# Sites whose JSON-LD knows no article.
UNLINKED = {"vov.vn", "laodong.vn"}


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(tuple(SITES), until=UNTIL) as running:
        yield running


@pytest.fixture(autouse=True)
def mended(replica: Replica) -> Iterator[None]:
    yield
    replica.break_with()


def fetch(
    replica: Replica, host: str, path: str, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(replica.address).netloc, timeout=5)
    try:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": host, **fields})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def page(replica: Replica, story: Story) -> BeautifulSoup:
    response, body = fetch(replica, story.host, urlsplit(story.url).path)
    assert response.status == 200, story.url
    return BeautifulSoup(unzipped(body), "lxml")


def unzipped(body: bytes) -> bytes:
    """What some sites compress for those, too, who did not ask."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", re.sub("[\u00ad\u200b]", "", text)).split())


def test_another_process_tells_the_same_stories() -> None:
    program = (
        "import datetime as dt; from replica.newsroom import Newsroom;"
        "from replica.sites import SITES; day = dt.date(2026, 11, 15);"
        "print([Newsroom(SITES[h], 1, day, day, 30).story(17) for h in SITES])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_a_story_stays_the_same_when_the_range_moves_on(replica: Replica) -> None:
    later = Replica(tuple(SITES), until=UNTIL + dt.timedelta(days=1))
    for host, newsroom in replica.newsrooms.items():
        story = newsroom.story(len(newsroom) - 1)
        moved = later.newsrooms[host].by_id(story.article_id)
        assert moved is not None
        assert (moved.url, moved.paragraphs) == (story.url, story.paragraphs)


@pytest.mark.parametrize("host", SITES)
def test_pages_tell_the_truth(replica: Replica, host: str) -> None:
    body, lead = READING[host]
    for story in replica.newsrooms[host].newest(limit=24):
        tree = page(replica, story)
        assert [plain(each.get_text()) for each in tree.select("h1")] == [story.title]
        [sapo] = tree.select(lead)
        assert plain("".join(sapo.stripped_strings)) in {f"{each}{story.lead}" for each in PREFIXES}
        captions = [plain(each.get_text(" ")) for each in tree.select("figcaption")]
        for nested in tree.select("figure"):
            nested.decompose()
        told = [plain(each.get_text()) for each in tree.select(body)]
        assert [each for each in told if each != "(Vietnam+)"] == list(story.paragraphs)
        assert all(any(each in said for said in captions) for each in map(plain, story.captions))
        linked = [each for each in map(json.loads, linked_data(tree)) if "headline" in each]
        if host in UNLINKED:
            assert not linked
            continue
        [article] = linked
        published = dt.datetime.fromisoformat(article["datePublished"].replace(" +", "+"))
        assert published == story.published_at
        assert story.url in json.dumps(article["mainEntityOfPage"])


def linked_data(tree: BeautifulSoup) -> list[str]:
    return [each.get_text() for each in tree.select('script[type="application/ld+json"]')]


@pytest.mark.parametrize("host", MAIN_FEEDS)
def test_the_main_feed_announces_the_newest_fifty(replica: Replica, host: str) -> None:
    _, body = fetch(replica, host, MAIN_FEEDS[host])
    items = ET.fromstring(unzipped(body)).findall("channel/item")
    section = "thoi-su" if host == "vietnamnet.vn" else None  # it has no feed of everything
    truth = replica.newsrooms[host].newest(section, limit=50)
    items = [each for each in items if "/nld/" not in each.findtext("link", "")]
    assert [item.findtext("link") for item in items] == [story.url for story in truth]
    titles = [plain(unescape(item.findtext("title", ""))) for item in items]
    assert titles == [story.title for story in truth]


def test_conditional_requests(replica: Replica) -> None:
    response, _ = fetch(replica, "vnexpress.net", MAIN_FEEDS["vnexpress.net"])
    tag = response.headers["ETag"]
    again, body = fetch(replica, "vnexpress.net", MAIN_FEEDS["vnexpress.net"], If_None_Match=tag)
    assert (again.status, body) == (304, b"")
    other, _ = fetch(replica, "vnexpress.net", MAIN_FEEDS["vnexpress.net"], If_None_Match='"x"')
    assert other.status == 200

    response, _ = fetch(replica, "baotintuc.vn", MAIN_FEEDS["baotintuc.vn"])
    since = response.headers["Last-Modified"]
    again, _ = fetch(replica, "baotintuc.vn", MAIN_FEEDS["baotintuc.vn"], If_Modified_Since=since)
    assert again.status == 304

    response, _ = fetch(replica, "vtv.vn", MAIN_FEEDS["vtv.vn"])
    assert "ETag" not in response.headers
    assert "Last-Modified" not in response.headers


def test_what_does_not_exist(replica: Replica) -> None:
    response, body = fetch(replica, "vnexpress.net", "/khong-co-bai-nay-9999999.html")
    assert response.status == 404
    assert b"section page-404" in body
    response, _ = fetch(replica, "elsewhere.vn", "/")
    assert response.status == 421


def test_faults(replica: Replica) -> None:
    feed = MAIN_FEEDS["vtv.vn"]
    _, whole = fetch(replica, "vtv.vn", feed)

    replica.break_with(
        {
            "fault": "status",
            "host": "vtv.vn",
            "path": "/rss/*",
            "status": 503,
            "headers": {"Retry-After": "120"},
            "times": 1,
        }
    )
    response, _ = fetch(replica, "vtv.vn", feed)
    assert (response.status, response.headers["Retry-After"]) == (503, "120")
    response, body = fetch(replica, "vtv.vn", feed)
    assert (response.status, body) == (200, whole)

    replica.break_with({"fault": "truncate", "path": feed, "fraction": 0.3})
    response, body = fetch(replica, "vtv.vn", feed)
    assert body == whole[: len(body)]
    assert int(response.headers["Content-Length"]) == len(body) < len(whole) // 2
    with pytest.raises(ET.ParseError):
        ET.fromstring(body)

    replica.break_with({"fault": "drop", "path": feed})
    with pytest.raises(http.client.IncompleteRead):
        fetch(replica, "vtv.vn", feed)

    replica.break_with({"fault": "large", "path": feed, "megabytes": 3})
    _, body = fetch(replica, "vtv.vn", feed)
    assert len(body) == 3 * 2**20

    replica.break_with({"fault": "redirect", "path": feed, "location": "https://vtv.vn/"})
    response, _ = fetch(replica, "vtv.vn", feed)
    assert (response.status, response.headers["Location"]) == (302, "https://vtv.vn/")

    replica.break_with({"fault": "html", "path": feed, "text": "<html>Just a moment…</html>"})
    response, body = fetch(replica, "vtv.vn", feed)
    assert (response.headers["Content-Type"], body[:6]) == ("text/html; charset=utf-8", b"<html>")


def test_hanging_and_slow_sites(replica: Replica) -> None:
    connection = http.client.HTTPConnection(urlsplit(replica.address).netloc, timeout=0.4)
    replica.break_with({"fault": "hang", "path": "/robots.txt"})
    connection.request("GET", "/robots.txt", headers={"Host": "vtv.vn"})
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()

    replica.break_with({"fault": "slow", "path": "/robots.txt", "seconds": 0.3})
    response, _ = fetch(replica, "vtv.vn", "/robots.txt")
    assert response.status == 200
    hung, slow = replica.requests()[-2:]
    assert hung["status"] == 0
    assert slow["path"] == "/robots.txt"


def test_newsrooms_run_copy_of_the_agency_within_hours() -> None:
    month = Replica(tuple(SITES), per_day=25, since=UNTIL - dt.timedelta(days=29), until=UNTIL)
    firsts = {story.paragraphs[:1]: story.published_at for story in month.newsrooms[WIRE]}
    copies = [
        story
        for newsroom in month.newsrooms.values()
        for story in newsroom
        if story.authors == SIGNED
    ]
    assert len(copies) > 100
    assert len({story.paragraphs[0] for story in copies}) < len(copies)  # some run by several
    for story in copies:
        lag = story.published_at - firsts[story.paragraphs[:1]]
        assert dt.timedelta(minutes=19) < lag < dt.timedelta(hours=9, minutes=1)


def test_the_mix_of_subjects() -> None:
    month = Replica(tuple(SITES), per_day=12, since=UNTIL - dt.timedelta(days=29), until=UNTIL)
    stories = [story for newsroom in month.newsrooms.values() for story in newsroom]
    topics = Counter(topic for story in stories for topic in story.topics)
    assert len(topics) == 20
    assert 0.41 < sum(story.about_police for story in stories) / len(stories) < 0.49
    assert not any(story.topics for story in stories if not story.about_police)
    own = [story for story in stories if story.authors != SIGNED]
    told = [story.paragraphs for story in own if story.form == "text" and not story.paid]
    assert len(set(told)) == len(told)
    assert len({story.url for story in stories}) == len(stories)
    assert {story.form for story in stories} == {"text", "video", "photo"}
    assert not [
        each for each in stories if re.search(r"[{}|\[\]]", f"{each.title}{each.paragraphs}")
    ]


def test_feeds_of_vtv_in_both_ways_of_dating() -> None:
    for us_dates, date in (
        (False, r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\+7"),
        (True, "\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d\\d:\\d\\d\u202f[AP]M"),
    ):
        with Replica(["vtv.vn"], per_day=4, until=UNTIL, us_dates=us_dates) as replica:
            _, feed = fetch(replica, "vtv.vn", MAIN_FEEDS["vtv.vn"])
        dates = [each.text or "" for each in ET.fromstring(feed).findall("channel/item/pubDate")]
        assert len(dates) == 12
        assert all(re.fullmatch(date, each) for each in dates)


@pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"no captures at {CAPTURES}")
def test_captures_are_served_byte_for_byte() -> None:
    articles = {
        "baotintuc.vn": "baotintuc/article_*.html",
        "dantri.com.vn": "dantri/**/article_*.html",
        "tuoitre.vn": "tuoitre/*.html",
        "vietnamnet.vn": "vietnamnet/article_*.html",
    }
    with Replica(list(articles), per_day=0, captures=CAPTURES) as replica:
        for host, pattern in articles.items():
            _, feed = fetch(replica, host, MAIN_FEEDS[host])
            links = [each.text or "" for each in ET.fromstring(feed).findall("channel/item/link")]
            files = {path.read_bytes() for path in CAPTURES.glob(pattern)}
            assert {fetch(replica, host, urlsplit(link).path)[1] for link in links} == files
        _, listing = fetch(replica, "baotintuc.vn", "/phap-luat-475ct0.htm")
        assert listing == next(CAPTURES.glob("baotintuc/listing_*.html")).read_bytes()
