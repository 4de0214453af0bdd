"""An archived page on the way that it went when it was crawled: unpacked, extracted, tagged."""

from collections.abc import Mapping
from functools import cache

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.statscollectors import DummyStatsCollector

from crawler.extract import extract
from crawler.outlet import Outlet
from crawler.records import Article
from crawler.urls import site_of
from crawler.warc import Headers
from errors import NotAnArticle
from pipelines.clean import clean
from pipelines.identify import identify
from pipelines.tag import tag
from store.pages import StoredPage
from topics.ruleset import RuleSet
from topics.tagger import Tagger, Tags


@cache
def _unpacker() -> HttpCompressionMiddleware:
    crawler = Crawler(Spider)
    crawler.stats = DummyStatsCollector(crawler)  # which a crawl sets when it starts
    return HttpCompressionMiddleware(crawler=crawler)


def unpacked(url: str, headers: Headers, body: bytes) -> bytes:
    """Return a body without its Content-Encoding, as Scrapy's own step makes it of a fresh one."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    response = Response(url, headers=values, body=body)
    plain = _unpacker().process_response(Request(url), response)
    assert isinstance(plain, Response), "this step never asks again"
    return plain.body


class Reader:
    """Reads archived pages as a crawl would read them today.

    Args:
        outlets: by slug, as they are declared today.
        rules: the rules in force.
    """

    def __init__(self, outlets: Mapping[str, Outlet], rules: RuleSet) -> None:
        self._outlets = outlets
        self._tagger = Tagger(rules)

    def __call__(self, page: StoredPage, headers: Headers, body: bytes) -> tuple[Article, Tags]:
        """Read a page: what the archive knows of it, and the response as received.

        Raises:
            NotAnArticle: it would be taken for none today, or its site is no longer read.
        """
        outlet = self._outlets.get(page.outlet)
        site = site_of(page.url, outlet) if outlet else None
        if outlet is None or site is None:
            raise NotAnArticle(f"{page.url} is on no site that is read today")
        article = extract(
            unpacked(page.url, headers, body),
            page.url,
            outlet=outlet,
            site=site,
            fetched_at=page.fetched_at,
            content_type=page.content_type,
        )
        article = identify(clean(article), outlet)
        return article, tag(article, self._tagger)
