"""Sitemaps: every shape the outlets use, damage, bombs, and 200,000 addresses in little memory."""

import gzip
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from crawler.dates import Period
from crawler.sitemaps import read_sitemap
from crawler.sources import Source, archive_sources, shards_of
from errors import NotASitemap
from spiders import outlets
from tests.conftest import ROOT

URL = "https://vtv.vn/sitemap.xml"
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)


def sitemap(*entries: str, root: str = "urlset") -> bytes:
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{root} xmlns="{name}">{"".join(entries)}</{root}>'.encode()


def url(number: int, extra: str = "") -> str:
    return f"<url><loc>https://vtv.vn/tin-{number}.htm</loc>{extra}</url>"


def test_addresses_come_with_the_times_that_stand_beside_them() -> None:
    news = (
        '<news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        "<news:publication_date>2026-11-23T08:00:00+07:00</news:publication_date></news:news>"
    )
    data = sitemap(url(1, "<lastmod>2026-11-23T09:30:00+07:00</lastmod>"), url(2, news))
    first, second = read_sitemap(data, URL)
    assert first.modified_at == datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    assert second.published_at == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert list(read_sitemap(gzip.compress(data), URL)) == [first, second]


def test_one_that_is_cut_off_gives_all_but_its_last_address() -> None:
    data = sitemap(*map(url, range(5)))
    cut = data[: data.rindex(b"tin-4") + 6]
    assert [entry.url[-5] for entry in read_sitemap(cut, URL)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    "data", [b"", b"<html><body><p>x</p></body></html>", b"\x1f\x8bdamaged", b'{"a": 1}']
)
def test_what_is_no_sitemap_is_refused(data: bytes) -> None:
    with pytest.raises(NotASitemap):
        list(read_sitemap(data, URL))


def test_an_entity_bomb_stays_small() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "xxxxxxxxxx">' + b"".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode()
        for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    data = bomb + b"]>" + sitemap("<url><loc>https://vtv.vn/&g;</loc></url>").split(b"?>", 1)[1]
    assert sum(len(entry.url) for entry in read_sitemap(data, URL)) < 1000


@pytest.mark.parametrize(
    ("slug", "first", "count"),
    [
        ("nhandan", "https://nhandan.vn/sitemaps/news-2021-9.xml", 4),
        ("vov", "https://vov.vn/sitemaps/2021/9/article.xml", 4),
        ("tienphong", "https://tienphong.vn/sitemaps/news-2021-9.xml", 4),
    ],
)
def test_monthly_sitemaps_of_a_period_are_named_without_an_index(
    slug: str, first: str, count: int
) -> None:
    site = outlets()[slug].sites[0]
    period = Period.of("2021-09-01", "2021-12-31")
    sources = list(archive_sources(site, 0, period, NOW))
    assert sources[0].url == first
    assert len(sources) == count
    assert sources[0].until == date(2021, 9, 30)


def test_only_those_shards_of_an_index_are_read_that_touch_the_period() -> None:
    site = outlets()["vtv"].sites[0]
    blocks = ("2026-6-16-20", "2026-6-21-25", "2026-6-26-30", "2026-7-1-5")
    data = sitemap(
        *(
            f"<sitemap><loc>https://vtv.vn/sitemaps/sitemaps-{block}.xml</loc></sitemap>"
            for block in blocks
        ),
        "<sitemap><loc>https://vtv.vn/sitemaps/category.rss</loc></sitemap>",
        root="sitemapindex",
    )
    period = Period.of("2026-06-25", "2026-06-27")
    [index] = archive_sources(site, 0, period, NOW)
    assert isinstance(index, Source)
    shards = list(shards_of(index, read_sitemap(data, URL), period, NOW))
    assert [shard.url[-14:-4] for shard in shards] == ["2026-6-21-25"[-10:], "2026-6-26-30"[-10:]]
    assert shards[0].until == date(2026, 6, 25)


MEMORY = r"""
import re
from datetime import date
from crawler.dates import Period
from crawler.discovery import Discovery
from crawler.ledger import Kind
from crawler.sources import Layer, Source
from spiders import outlet_named
from store.crawling import open_run

class Answer:
    status = 200
    def __init__(self, part):
        self.url = f"https://nhandan.vn/sitemaps/news-2021-{part}.xml"
        page = "https://nhandan.vn/mot-bai-bao-co-tit-kha-dai-post{}.html"
        day = f"<lastmod>2021-0{part}-11T08:00:00+07:00</lastmod>"
        rows = (f"<url><loc>{page.format(part * 50000 + n)}</loc>{day}</url>" for n in range(50000))
        head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        self.body = (head + "".join(rows) + "</urlset>").encode()

outlet = outlet_named("nhandan")
run = open_run("nhandan")
found = Discovery(run, outlet, period=Period.of("2021-01-01", "2021-12-31"),
                  layers=frozenset(Layer), plain=False, due=False,
                  page_limit=1)
for part in range(1, 5):
    answer = Answer(part)
    source = Source(Kind.SITEMAP, answer.url, outlet.sites[0])
    row = run.add_source(source.kind, source.url)
    list(found.answered(source, row, answer, etag="", last_modified=""))
first = run.take(100)
assert run.counts()["waiting"] == 200_000, run.counts()
assert len(first) == 100
# Its own peak: what getrusage tells is at least what the process that started it had.
print(int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def test_a_back_fill_over_200_000_addresses_stays_under_250_megabytes(
    environment: dict[str, str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert int(done.stdout) < 250
