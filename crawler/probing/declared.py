"""Which feeds and sitemaps a site declares, and what its sitemaps' addresses tell of days."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.page import Page

_FEED_LINKS = (
    'link[rel~=alternate][type="application/rss+xml"], '
    'link[rel~=alternate][type="application/atom+xml"], a[href$=".rss"]'
)
# Where sites list their feeds for readers.
_FEED_INDEX = re.compile(r"^/rss(?:\.html?|/)?$")
_SITEMAP_LINE = re.compile(rb"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_NEWS = re.compile(r"news[^/]*\.(?:xml|rss)$|google-news|latest")
_DIGITS = re.compile(r"\d+")

# How the addresses of sitemaps name their days: what an outlet's file would say of each.
_DAYS = r"-(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<first>\d{1,2})-(?P<last>\d{1,2})\.xml$"
_MONTH_FIRST = r"-(?P<month>\d\d)-(?P<year>\d{4})-\d+\.xml$"
_MONTHLY = re.compile(
    r"(?P<before>[-/])(?P<year>20\d\d)(?P<between>[-/])(?P<month>\d{1,2})(?=[./])"
)


def feeds_of(page: Page) -> list[str]:
    """The addresses of the feeds that a page declares or links to."""
    links = (page.link(node.attributes.get("href")) for node in page.tree.css(_FEED_LINKS))
    return list(dict.fromkeys(link for link in links if link.startswith("http")))


def feed_index_of(page: Page) -> str:
    """The page that lists the site's feeds, where the page links to one."""
    links = (page.link(node.attributes.get("href")) for node in page.tree.css("a[href]"))
    return next((link for link in links if _FEED_INDEX.match(urlsplit(link).path)), "")


def sitemaps_of(robots: bytes, home: str) -> list[str]:
    """The sitemaps that a robots.txt names; the usual address where it names none."""
    named = [line.decode("utf-8", "replace") for line in _SITEMAP_LINE.findall(robots)]
    found = [urljoin(home, each) for each in named]
    return list(dict.fromkeys(found)) or [urljoin(home, "/sitemap.xml")]


def is_news(url: str) -> bool:
    """Whether a sitemap's address says that it is of the last days."""
    return _NEWS.search(urlsplit(url).path) is not None


@dataclass(frozen=True, slots=True)
class ArchiveForm:
    """How a site's sitemaps reach into the past.

    Attributes:
        monthly: the path of a month's sitemap, with `{year}` and `{month}`; empty if there is none.
        index: the path of the index, where months cannot be named so.
        shard: the pattern of its sitemaps of articles.
    """

    monthly: str = ""
    index: str = ""
    shard: str = ""


def archive_of(index: str, sitemaps: Iterable[str]) -> ArchiveForm | None:
    """How the sitemaps of an index name their days; None where it has none but news.

    Args:
        index: the address of the index.
        sitemaps: the addresses that it lists.
    """
    listed = [url for url in sitemaps if not is_news(url) or _DIGITS.search(urlsplit(url).path)]
    for pattern in (_DAYS, _MONTH_FIRST):
        if any(re.search(pattern, url) for url in listed):
            return ArchiveForm(index=urlsplit(index).path, shard=pattern)
    months = [url for url in listed if _MONTHLY.search(url)]
    if months:
        padded = any(_month(url).startswith("0") for url in months)
        month = "{month:02}" if padded else "{month}"
        name = rf"\g<before>{{year}}\g<between>{month}"
        return ArchiveForm(monthly=urlsplit(_MONTHLY.sub(name, months[0], count=1)).path)
    return ArchiveForm(index=urlsplit(index).path, shard=r"\.xml") if listed else None


def _month(url: str) -> str:
    found = _MONTHLY.search(url)
    return found["month"] if found else ""


def shapes_of(urls: Iterable[str]) -> list[str]:
    """The shapes of addresses, their numbers left out, with how many have each; most first."""
    counts = Counter(_DIGITS.sub("N", urlsplit(url).path) for url in urls)
    return [f"{shape} × {count}" for shape, count in counts.most_common(5)]
