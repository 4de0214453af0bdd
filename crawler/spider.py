"""The crawl of one outlet: its sources are read, then the articles that they show.

An outlet's spider only declares its `outlet`; everything that crawling does is here.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler import clock
from crawler.candidates import addresses_of, judge
from crawler.dates import Period
from crawler.discovery import Discovery
from crawler.extract import extract
from crawler.fetching.failures import GONE, explain, outcome_of, status_of
from crawler.ledger import Candidate, Fetched, Found, Kind, Outcome
from crawler.outlet import Outlet
from crawler.policy import require_contact
from crawler.ports import CrawlRun
from crawler.records import Article
from crawler.sitemaps import LARGEST
from crawler.sources import Layer, Source
from crawler.specimens import Specimens
from crawler.urls import site_of
from errors import Gone, NotAnArticle, ParseFailed, StoreError, UsageError
from settings import current

# Rows taken from the frontier at a time: enough to keep 16 connections busy, few in memory.
_BATCH = 100
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class CrawledArticle:
    """An article on its way through the pipelines, and the page that it was read from."""

    article: Article
    page: Fetched


class OutletSpider(scrapy.Spider):
    """Crawls one outlet.

    Spider arguments (`scrapy crawl vnexpress -a since=2026-11-01`): `since` and `until`, Vietnamese
    days; `limit`, most articles to fetch; `urls`, a file of addresses to crawl instead of the
    outlet's own sources; `via`, the kinds of sources to use, with commas between; `rechecks`,
    `no` to look at no stored article again.
    """

    outlet: ClassVar[Outlet]
    run: CrawlRun
    discovery: Discovery

    def __init__(
        self,
        since: str = "",
        until: str = "",
        limit: str = "",
        urls: str = "",
        via: str = "",
        rechecks: str = "yes",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if limit and not (limit.isdecimal() and int(limit)):
            raise UsageError(f"--limit is {limit!r}: it must be a whole number above 0.")
        self.period = Period.of(since, until)
        self.left = int(limit) if limit else None
        self.addresses = addresses_of(Path(urls)) if urls else None
        self.layers = frozenset(map(Layer, via.split(","))) if via else frozenset(Layer)
        self.bounded = self.period != Period() or bool(limit or urls)
        self.plain = not (self.bounded or via)
        self.rechecks = self.plain and rechecks != "no"
        self.specimens = Specimens(current().data_dir / "specimens" / self.name)
        self.open_sources = 0
        self.problem = ""

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
        open_run = load_object(crawler.settings["DIEMBAO_OPEN_RUN"])
        spider.run = open_run(cls.outlet.slug, bounded=spider.bounded)
        spider.discovery = Discovery(
            spider.run,
            cls.outlet,
            period=spider.period,
            layers=spider.layers,
            plain=spider.plain,
            page_limit=current().listing_pages,
        )
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
        hosts = {
            name
            for site in cls.outlet.sites
            for name in (site.host, *site.aliases, *site.service_hosts)
        }
        return frozenset(hosts | {f"www.{host}" for host in hosts})

    def requests_today(self) -> int:
        """How many requests were sent to the outlet in the present Vietnamese day."""
        return self.run.requests_today()

    # Discovered.

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the outlet's sources, or enter the addresses that were given."""
        try:
            for request in self._first_requests():
                yield request
        except StoreError as error:  # Scrapy would end the crawl as if it had been stopped
            self.problem = str(error)
        except Exception as error:
            self.problem = f"an error of our own: {type(error).__name__}: {error}"[:300]
            raise

    def _first_requests(self) -> Iterator[Request]:
        if self.addresses is not None:
            self.run.add_found(
                judge(Found(url), self.outlet, self.period) for url in self.addresses
            )
            return
        if not self.left:
            self.run.take_over(self.period)
        if self.rechecks:
            self.run.add_rechecks(clock.now())
        yield from map(self._ask, self.discovery.begin())

    def _ask(self, source: Source) -> Request:
        self.open_sources += 1
        state = self.discovery.state(source)
        request = self._request(
            source.kind,
            source.url,
            self.run.add_source(source.kind, source.url, source.root),
            self.read_source,
            validators=(state.etag, state.last_modified) if state else ("", ""),
        )
        request.meta["source"] = source
        if source.kind is Kind.SITEMAP:
            request.meta["download_maxsize"] = LARGEST
        return request

    def _request(
        self, kind: Kind, url: str, row: int, read: Any, *, validators: tuple[str, str] = ("", "")
    ) -> Request:
        """Make a request for a row; with validators, the answer may be "not modified"."""
        headers = dict(zip(("If-None-Match", "If-Modified-Since"), validators, strict=True))
        return Request(
            url,
            callback=read,
            errback=self.failed,
            dont_filter=True,  # the frontier refuses duplicates, and counts them
            headers={name: value for name, value in headers.items() if value},
            meta={
                "kind": kind,
                "row": row,
                "handle_httpstatus_list": [_NOT_MODIFIED] if any(validators) else [],
            },
        )

    def read_source(self, response: Response) -> Iterator[Request]:
        """Enter what a source shows; ask for the sources that follow from it."""
        source = response.meta["source"]
        following = self.discovery.answered(
            source,
            int(response.meta["row"]),
            response,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )
        yield from map(self._ask, following)
        self.open_sources -= 1

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
        validators = (candidate.etag, candidate.last_modified)
        return self._request(
            Kind.ARTICLE, candidate.url, candidate.row, self.read_article, validators=validators
        )

    def on_idle(self) -> None:
        """Keep the crawl open while there is more to fetch.

        Raises:
            DontCloseSpider: there is.
        """
        if self.refill():
            raise DontCloseSpider
        if self.left == 0:
            self.run.leave_out(Outcome.OVER_LIMIT)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Count a request that brought no page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        error = failure.value or RuntimeError("no reason given")
        row = int(request.meta["row"])
        if source := request.meta.get("source"):
            following = self.discovery.failed(source, row, outcome_of(error), explain(error))
            yield from map(self._ask, following)
            self.open_sources -= 1
        elif status_of(error) in GONE:
            self.run.gone(row, Outcome.HTTP_ERROR, explain(error))
        else:
            self.run.settle(row, outcome_of(error), explain(error))

    # Extracted; the pipelines take it from here.

    def read_article(self, response: Response) -> Iterable[CrawledArticle]:
        """Read an article's page and send the article on to the pipelines."""
        row = int(response.meta["row"])
        if response.status == _NOT_MODIFIED:
            self.run.settle(row, Outcome.NOT_MODIFIED)
            return
        try:
            article = self._extracted(response)
        except Gone as error:
            self.run.gone(row, Outcome.NOT_AN_ARTICLE, str(error))
        except NotAnArticle as error:
            failed = isinstance(error, ParseFailed)
            outcome = Outcome.PARSE_FAILED if failed else Outcome.NOT_AN_ARTICLE
            self.run.settle(row, outcome, str(error))
            if failed:
                self.specimens.consider(response.url, response.body, None)
        else:
            if article.published_at and not self.period.holds(article.published_at):
                self.run.settle(row, Outcome.OUT_OF_PERIOD)
                return
            self.specimens.consider(response.url, response.body, article)
            page = Fetched(row, _header(response, "ETag"), _header(response, "Last-Modified"))
            yield CrawledArticle(article, page)

    def _extracted(self, response: Response) -> Article:
        site = site_of(response.url, self.outlet)
        assert site is not None, "requests never leave the outlet's hosts"
        kind = _header(response, "Content-Type")
        if kind and "html" not in kind.lower():
            raise NotAnArticle(f"{response.url} is {kind}, no page")
        return extract(
            response.body,
            response.url,
            outlet=self.outlet,
            site=site,
            fetched_at=clock.now(),
            content_type=kind,
        )


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name) or b""
    return value.decode("latin-1")
