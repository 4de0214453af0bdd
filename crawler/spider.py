"""The crawl of one outlet: its sources are read, then the articles that they show.

An outlet's spider only declares its `outlet`; everything that crawling does is here.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler.dates import Period
from crawler.discovery import addresses_of, judge
from crawler.extract import extract
from crawler.feeds import read_feed
from crawler.fetching.failures import explain, outcome_of
from crawler.ledger import Candidate, Found, Kind, Outcome
from crawler.listings import read_listing
from crawler.outlet import Outlet
from crawler.policy import require_contact
from crawler.ports import CrawlRun
from crawler.records import Article
from crawler.urls import site_of
from errors import NotAFeed, NotAnArticle, ParseFailed, StoreError, UsageError
from settings import current

# Rows taken from the frontier at a time: enough to keep 16 connections busy, few in memory.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class CrawledArticle:
    """An article on its way through the pipelines, with its row in the frontier."""

    article: Article
    row: int


class OutletSpider(scrapy.Spider):
    """Crawls one outlet.

    Spider arguments (`scrapy crawl vnexpress -a since=2026-11-01`): `since` and `until`, Vietnamese
    days; `limit`, most articles to fetch; `urls`, a file of addresses to crawl instead of the
    outlet's own sources.
    """

    outlet: ClassVar[Outlet]
    run: CrawlRun

    def __init__(
        self, since: str = "", until: str = "", limit: str = "", urls: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if limit and not (limit.isdecimal() and int(limit)):
            raise UsageError(f"--limit is {limit!r}: it must be a whole number above 0.")
        self.period = Period.of(since, until)
        self.left = int(limit) if limit else None
        self.addresses = addresses_of(Path(urls)) if urls else None
        self.open_sources = 0
        self.problem = ""
        self.sources_read = 0
        self.source_problems: list[str] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider and open its run in the store.

        Raises:
            UsageError: an argument cannot be used.
            SettingError: the live outlet is meant and there is no contact.
            OutletBusy: the outlet is being crawled already.
            StoreError: the store cannot be opened.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        require_contact(current())
        spider.run = load_object(crawler.settings["DIEMBAO_OPEN_RUN"])(cls.outlet.slug)
        crawler.signals.connect(spider.refill, signals.scheduler_empty)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        return spider

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The outlet's spider of a Scrapy crawler."""
        assert isinstance(crawler.spider, cls)
        return crawler.spider

    @classmethod
    def allowed_hosts(cls) -> frozenset[str]:
        """The hosts that this crawl may connect to."""
        hosts = (name for site in cls.outlet.sites for name in (site.host, *site.aliases))
        return frozenset(name for host in hosts for name in (host, f"www.{host}"))

    # Discovered.

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every feed and listing of the outlet, or enter the addresses that were given."""
        try:
            for request in self._first_requests():
                yield request
        except StoreError as error:  # Scrapy would end the crawl as if it had been stopped
            self.problem = str(error)

    def _first_requests(self) -> Iterator[Request]:
        again = self.run.left_over()
        self.run.add_found(
            replace(self._judged(found.url, found.via, found.published_at), found_at=found.found_at)
            for found in again
        )
        if self.addresses is not None:
            self.run.add_found(self._judged(url, "") for url in self.addresses)
            return
        for site in self.outlet.sites:
            for path in site.feeds:
                yield self._source(Kind.FEED, site.absolute(path), self.read_feed)
            for listing in site.listings:
                yield self._source(Kind.LISTING, site.absolute(listing.path), self.read_listing)

    def _source(self, kind: Kind, url: str, read: Any) -> Request:
        self.open_sources += 1
        return self._request(kind, url, self.run.add_source(kind, url), read)

    def _request(self, kind: Kind, url: str, row: int, read: Any) -> Request:
        # The frontier refuses duplicates; Scrapy would drop them without saying so.
        meta = {"kind": kind, "row": row}
        return Request(url, callback=read, errback=self.failed, dont_filter=True, meta=meta)

    def read_feed(self, response: Response) -> None:
        """Enter the items of a feed into the frontier."""
        row = self._source_answered(response)
        try:
            feed = read_feed(response.body, response.url)
        except NotAFeed as error:
            self._source_failed(row, Outcome.NOT_A_FEED, str(error))
            return
        self._enter(
            row,
            [self._judged(item.url, response.url, item.published_at) for item in feed.items],
            "; ".join(feed.warnings),
        )

    def read_listing(self, response: Response) -> None:
        """Enter the links of a listing into the frontier."""
        row = self._source_answered(response)
        site = site_of(response.url, self.outlet)
        assert site is not None, "requests never leave the outlet's hosts"
        links = read_listing(response.body, response.url, site, _content_type(response))
        self._enter(row, [self._judged(url, response.url) for url in links])

    def _judged(self, url: str, via: str, published_at: datetime | None = None) -> Found:
        return judge(url, via, self.outlet, self.period, published_at)

    def _source_answered(self, response: Response) -> int:
        self.open_sources -= 1
        return int(response.meta["row"])

    def _enter(self, row: int, found: list[Found], remark: str = "") -> None:
        self.run.add_found(found)
        if found:
            self.sources_read += 1
            self.run.settle(row, Outcome.READ, remark)
        else:
            self._source_failed(row, Outcome.EMPTY, remark or "it shows no article")

    def _source_failed(self, row: int, outcome: Outcome, why: str) -> None:
        self.source_problems.append(why)
        self.run.settle(row, outcome, why)

    # Fetched.

    def refill(self) -> bool:
        """Hand the next rows of the frontier to the downloader; return whether there were any."""
        if self.open_sources or self.left == 0 or self.crawler.engine is None:
            return False
        count = _BATCH if self.left is None else min(_BATCH, self.left)
        rows = self.run.take(count)
        if self.left is not None:
            self.left -= len(rows)
        for candidate in rows:
            self.crawler.engine.crawl(self._article(candidate))
        return bool(rows)

    def _article(self, candidate: Candidate) -> Request:
        return self._request(Kind.ARTICLE, candidate.url, candidate.row, self.read_article)

    def on_idle(self) -> None:
        """Keep the crawl open while there is more to fetch.

        Raises:
            DontCloseSpider: there is.
        """
        if self.refill():
            raise DontCloseSpider
        if self.left == 0:
            self.run.leave_out(Outcome.OVER_LIMIT)

    def failed(self, failure: Failure) -> None:
        """Count a request that brought no page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        error = failure.value or RuntimeError("no reason given")
        row = int(request.meta["row"])
        if request.callback == self.read_article:
            self.run.settle(row, outcome_of(error), explain(error))
        else:
            self.open_sources -= 1
            self._source_failed(row, outcome_of(error), explain(error))

    # Extracted; the pipelines take it from here.

    def read_article(self, response: Response) -> Iterable[CrawledArticle]:
        """Read an article's page and send the article on to the pipelines."""
        row = int(response.meta["row"])
        try:
            article = self._extracted(response)
        except NotAnArticle as error:
            failed = isinstance(error, ParseFailed)
            outcome = Outcome.PARSE_FAILED if failed else Outcome.NOT_AN_ARTICLE
            self.run.settle(row, outcome, str(error))
            return
        if article.published_at and not self.period.holds(article.published_at):
            self.run.settle(row, Outcome.OUT_OF_PERIOD)
            return
        yield CrawledArticle(article, row)

    def _extracted(self, response: Response) -> Article:
        site = site_of(response.url, self.outlet)
        assert site is not None, "requests never leave the outlet's hosts"
        kind = _content_type(response)
        if kind and "html" not in kind.lower():
            raise NotAnArticle(f"{response.url} is {kind}, no page")
        return extract(
            response.body,
            response.url,
            outlet=self.outlet,
            site=site,
            fetched_at=datetime.now(UTC),
            content_type=kind,
        )


def _content_type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")
