"""The replica's sitemaps against its truth."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from replica.assignments import VIETNAM
from replica.run import Replica
from replica.sites import SITES
from tests.test_replica import fetch, unzipped

UNTIL = dt.date(2026, 11, 3)
LOC = "{*}loc"


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    """Ten days over the end of a month."""
    with Replica(tuple(SITES), per_day=10, until=UNTIL, since=dt.date(2026, 10, 25)) as running:
        yield running


def entries(replica: Replica, host: str, path: str) -> list[tuple[str, str]]:
    """What a sitemap lists: address and time."""
    response, body = fetch(replica, host, path)
    assert response.status == 200, path
    tree = ET.fromstring(unzipped(body))
    return [(each.findtext(LOC, ""), each.findtext("{*}lastmod", "")) for each in tree]


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


@pytest.mark.parametrize("host", [host for host, site in SITES.items() if site.sitemaps])
def test_shards_and_the_newest_hold_every_article_of_the_range(replica: Replica, host: str) -> None:
    site = SITES[host]
    assert site.sitemaps
    paths = {each for each in (site.sitemaps.latest,) if each}
    if site.sitemaps.index:
        listed = [path_of(address) for address, _ in entries(replica, host, site.sitemaps.index)]
        paths |= {each for each in listed if "news" not in each.rsplit("/", 1)[1]} | {
            each for each in listed if "/news-2026-" in each
        }
        paths -= {*site.sitemaps.others}
    else:
        paths.add(site.sitemaps.shard)
    if site.sitemaps.refused:
        response, _ = fetch(replica, host, listed[-1])
        assert (response.status, response.headers["Location"]) == (302, "https://vnexpress.net/")
        return
    if host == "vov.vn":
        assert not [each for each in paths if "/11/" in each], "this month is not listed yet"
        paths.add("/sitemaps/2026/11/article.xml")
    told = dict(entry for path in paths for entry in entries(replica, host, path))
    truth = {story.url: story.modified_at.isoformat() for story in replica.newsrooms[host]}
    assert told == truth


def test_names_of_shards_are_the_outlets_own(replica: Replica) -> None:
    for host, path in (
        ("vtv.vn", "/sitemaps/sitemaps-2026-10-26-31.xml"),
        ("thanhnien.vn", "/sitemaps/sitemaps-2026-10-26-31.xml"),
        ("tuoitre.vn", "/StaticSitemaps/sitemaps-2026-11-1-5.xml"),
        ("vietnamnet.vn", "/sitemap-article-10-2026-01.xml"),
        ("tienphong.vn", "/sitemaps/news-2026-10.xml"),
        ("vietnamplus.vn", "/sitemaps/news-2026-11.xml"),
        ("vov.vn", "/sitemaps/2026/11/article.xml"),
        ("dantri.com.vn", "/sitemaps/Article-2026-10-01.xml"),
    ):
        assert entries(replica, host, path)
    response, _ = fetch(replica, "tienphong.vn", "/sitemaps/news-2026-09.xml")
    assert response.status == 404, "months have no leading nought"


@pytest.mark.parametrize("host", ["nhandan.vn", "vietnamnet.vn", "vtv.vn", "vnexpress.net"])
def test_a_news_sitemap_holds_two_days(replica: Replica, host: str) -> None:
    site = SITES[host]
    assert site.sitemaps
    _, body = fetch(replica, host, site.sitemaps.news)
    dates = [dt.datetime.fromisoformat(each.text or "") for each in
             ET.fromstring(body).iter("{http://www.google.com/schemas/sitemap-news/0.9}publication_date")]  # fmt: skip  # noqa: E501
    assert min(dates) >= dt.datetime(2026, 11, 1, 12, tzinfo=VIETNAM)
    assert {each.utcoffset() for each in dates} == {dt.timedelta(hours=7)}
    assert len(dates) > 15
