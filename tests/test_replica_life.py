"""What becomes of the replica's articles while its clock moves on."""

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from replica.assignments import VIETNAM
from replica.newsroom import Newsroom
from replica.run import Replica
from replica.sites import SITES
from replica.story import ChangeKind, Story
from tests.test_replica import MAIN_FEEDS, READING, fetch, plain, unzipped

UNTIL = dt.date(2026, 11, 15)
NOON = dt.datetime(2026, 11, 14, 12, tzinfo=VIETNAM)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(tuple(SITES), until=UNTIL, now=NOON) as running:
        yield running


def changed(replica: Replica, kind: ChangeKind, *hosts: str) -> Story:
    """A story to which this happens, and nothing else."""
    return next(
        story
        for host in hosts or replica.newsrooms
        for story in replica.newsrooms[host]
        if [each.kind for each in story.changes] == [kind]
    )


def shown(replica: Replica, story: Story) -> tuple[int, BeautifulSoup]:
    response, body = fetch(replica, story.host, urlsplit(story.url).path)
    return response.status, BeautifulSoup(unzipped(body), "lxml")


def body_of(story: Story, tree: BeautifulSoup) -> list[str]:
    return [plain(each.get_text()) for each in tree.select(READING[story.host][0])]


def test_nothing_is_public_before_its_time(replica: Replica) -> None:
    for host, path in MAIN_FEEDS.items():
        for moment in (NOON, NOON + dt.timedelta(hours=5)):
            replica.set_now(moment)
            _, feed = fetch(replica, host, path)
            links = [each.text or "" for each in ET.fromstring(unzipped(feed)).iter("link")]
            by_url = {
                version.url: story
                for story in replica.newsrooms[host]
                for version in (story, story.as_of(moment) or story)
            }
            times = [by_url[each].published_at for each in links if each in by_url]
            assert len(times) >= 10
            assert max(times) <= moment


def test_an_article_of_tomorrow_is_not_found_today(replica: Replica) -> None:
    replica.set_now(NOON)
    story = next(iter(replica.newsrooms["vtv.vn"]))
    assert shown(replica, story)[0] == 404
    replica.set_now(story.published_at)
    assert shown(replica, story)[0] == 200


@pytest.mark.parametrize("host", ["vnexpress.net", "nhandan.vn", "dantri.com.vn", "thanhnien.vn"])
def test_a_corrected_headline_shows_on_the_page_in_the_feed_and_in_the_times(
    replica: Replica, host: str
) -> None:
    story = changed(replica, "headline", host)
    moment = story.changes[0].at
    replica.set_now(moment - SECOND)
    assert plain(shown(replica, story)[1].h1.get_text()) == story.title  # type: ignore[union-attr]
    replica.set_now(moment)
    later = story.as_of(moment)
    assert later is not None
    assert later.title != story.title
    _, tree = shown(replica, story)
    assert plain(tree.h1.get_text()) == later.title  # type: ignore[union-attr]
    [linked] = [
        each
        for each in (json.loads(tag.get_text()) for tag in tree.select("script[type*=ld]"))
        if "headline" in each
    ]
    assert dt.datetime.fromisoformat(linked["dateModified"]) == moment
    assert dt.datetime.fromisoformat(linked["datePublished"]) == story.published_at


def test_a_corrected_body_tells_more(replica: Replica) -> None:
    story = changed(replica, "body", "vnexpress.net", "dantri.com.vn")
    replica.set_now(story.changes[0].at - SECOND)
    before = body_of(story, shown(replica, story)[1])
    replica.set_now(story.changes[0].at)
    after = body_of(story, shown(replica, story)[1])
    assert before == list(story.paragraphs)
    assert after == list(story.changes[0].paragraphs)
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("host", ["vtv.vn", "tuoitre.vn", "vietnamnet.vn"])
def test_a_cosmetic_change_is_other_bytes_and_the_same_words(replica: Replica, host: str) -> None:
    story = changed(replica, "cosmetic", host)
    moment = story.changes[0].at
    replica.set_now(moment - SECOND)
    _, before = shown(replica, story)
    replica.set_now(moment)
    _, after = shown(replica, story)
    assert str(before) != str(after)
    assert body_of(story, before) == body_of(story, after) == list(story.paragraphs)
    assert story.as_of(moment).modified_at == story.modified_at  # type: ignore[union-attr]


def test_a_moved_slug_and_a_moved_section_redirect(replica: Replica) -> None:
    for kind, host in (("slug", "tuoitre.vn"), ("section", "dantri.com.vn"), ("section", "vov.vn")):
        story = next(
            each
            for each in replica.newsrooms[host]
            if [change.kind for change in each.changes] == [kind]
            and each.changes[0].url != each.url
        )
        replica.set_now(story.changes[0].at)
        response, _ = fetch(replica, host, urlsplit(story.url).path)
        assert (response.status, response.headers["Location"]) == (301, story.changes[0].url)
        assert fetch(replica, host, urlsplit(story.changes[0].url).path)[0].status == 200
        assert replica.newsrooms[host].by_id(story.article_id).url == story.changes[0].url  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("host", "status"),
    [("vnexpress.net", 404), ("laodong.vn", 410), ("thanhnien.vn", 200), ("quochoitv.vn", 200)],
)
def test_a_withdrawn_article_is_gone_everywhere(replica: Replica, host: str, status: int) -> None:
    story = changed(replica, "withdrawn", host)
    assert story.withdrawn_at is not None
    replica.set_now(story.withdrawn_at - SECOND)
    assert shown(replica, story)[1].h1.get_text(strip=True)  # type: ignore[union-attr]
    replica.set_now(story.withdrawn_at)
    answered, tree = shown(replica, story)
    assert answered == status
    assert story.title not in plain(tree.get_text())
    assert story.as_of(story.withdrawn_at) is None
    assert story not in replica.newsrooms[host].newest(limit=500)
    site = SITES[host]
    if site.sitemaps:
        _, listed = fetch(replica, host, site.sitemaps.news or "/sitemaps/news-2026-11.xml")
        assert story.url not in unzipped(listed).decode()


def test_a_paid_article_shows_its_lead_alone(replica: Replica) -> None:
    replica.set_now(NOON + dt.timedelta(days=2))
    story = next(
        each for each in replica.newsrooms["vietnamplus.vn"] if each.paid and not each.withdrawn_at
    )
    status, tree = shown(replica, story)
    assert (status, body_of(story, tree)) == (200, [])
    assert tree.select(".box-paywall")


def test_a_frozen_feed_shows_what_it_showed_at_its_moment(replica: Replica) -> None:
    host, path = "vnexpress.net", MAIN_FEEDS["vnexpress.net"]
    replica.set_now(NOON)
    _, then = fetch(replica, host, path)
    later = NOON + dt.timedelta(hours=20)
    replica.set_now(later)
    replica.break_with({"fault": "frozen", "path": path, "moment": NOON.isoformat()})
    _, frozen = fetch(replica, host, path)
    _, other = fetch(replica, host, "/rss/thoi-su.rss")
    replica.break_with()
    _, now = fetch(replica, host, path)
    assert unzipped(frozen) == unzipped(then) != unzipped(now)
    newest = replica.newsrooms[host].newest("thoi-su", limit=1)[0]
    assert newest.published_at > NOON
    assert newest.article_id in unzipped(other).decode()


def test_a_redesign_takes_the_selectors_away_and_leaves_the_words(replica: Replica) -> None:
    host = "vietnamnet.vn"
    replica.set_now(NOON)
    story = next(s for s in replica.newsrooms[host].newest(limit=30) if len(s.paragraphs) > 2)
    _, before = shown(replica, story)
    replica.break_with({"fault": "redesign", "host": host, "path": "*.html"})
    _, after = shown(replica, story)
    replica.break_with()
    assert body_of(story, before)
    assert not body_of(story, after)
    words = plain(after.get_text())
    assert all(plain(paragraph) in words for paragraph in body_of(story, before))
    assert after.select_one('script[type="application/ld+json"]')


def test_on_a_holiday_half_as_much_comes_out() -> None:
    host, holiday = "tuoitre.vn", UNTIL - dt.timedelta(days=1)
    whole, less = (
        Newsroom(SITES[host], 1, UNTIL - dt.timedelta(days=2), UNTIL, 40, days)
        for days in ((), (holiday,))
    )
    by_day = [
        Counter(story.published_at.date() for story in room)[holiday] for room in (whole, less)
    ]
    assert by_day == [40, 20]
    left_out = {story.article_id for story in whole} - {story.article_id for story in less}
    less.now = whole.now = dt.datetime.combine(UNTIL, dt.time(23, 59), VIETNAM)
    assert not left_out & {story.article_id for story in less.newest(limit=200)}
    assert less.count() < whole.count()
    gone = min(left_out)
    assert less.by_id(gone) is None
    assert not less.was_withdrawn(gone)
