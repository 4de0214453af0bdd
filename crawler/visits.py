"""A short visit to an outlet's hosts: a few addresses, asked for by the rules of every crawl.

Robots, pauses, gates and allowed hosts are those of a crawl; nothing is written anywhere.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.failures import REFUSING, explain, outcome_of
from crawler.fetching.refusals import HostGivenUp
from crawler.ledger import Outcome
from crawler.outlet import Outlet, Site
from crawler.policy import require_contact, scrapy_settings
from crawler.spider import OutletSpider
from settings import Settings, current

# To one site, with its robots.txt, its other hosts and every redirect.
MOST_REQUESTS = 10
# What a visit takes over from a crawl: what guards the outlet, nothing that keeps pages.
_GUARDS = ("crawler.fetching.hosts.", "crawler.fetching.robots.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a page, or a problem in a few words and the outcome it would count as."""

    url: str
    body: bytes = b""
    content_type: str = ""
    problem: str = ""
    outcome: Outcome | None = None


class OutletVisit(OutletSpider):
    """Visits an outlet's sites on an errand, and stores nothing."""

    errand: ClassVar["Errand"]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sent: Counter[str] = Counter()
        self.robots: dict[str, Answer] = {}
        self.error: Exception | None = None
        self.done = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider; unlike a crawl's it opens no run.

        Raises:
            SettingError: a live site is meant and there is no contact.
        """
        require_contact(current())
        return super(OutletSpider, cls).from_crawler(crawler, *args, **kwargs)

    def requests_today(self) -> int:
        """None: a visit has a limit of its own."""
        return 0

    def stood_still_at(self) -> float:
        """Never: a visit has no store."""
        return 0.0

    async def start(self) -> AsyncIterator[Request]:
        """Run the errand; it asks for what it wants itself."""
        try:
            await type(self).errand(self)
            self.done = True
        except Exception as error:  # noqa: BLE001 - Scrapy would log it; whoever visits gets it
            self.error = error
        none: tuple[Request, ...] = ()
        for request in none:
            yield request

    def remaining(self, site: Site) -> int:
        """How many more requests the site may get."""
        return MOST_REQUESTS - self.sent[site.host]

    async def ask(self, url: str, *, largest: int = 0) -> Answer:
        """Ask for one address; what goes wrong is told in the answer.

        Args:
            url: the address.
            largest: most bytes that are taken, where it is not the page limit.
        """
        meta: dict[str, Any] = {"dont_retry": True}
        if largest:
            meta["download_maxsize"] = largest
        try:
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
            assert self.crawler.engine is not None
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - refusals, failures and bad addresses alike
            return Answer(url, problem=explain(error), outcome=outcome_of(error))
        return _told(response)

    def site_at(self, host: str) -> str:
        """The site that a host belongs to, as requests are counted."""
        host = host.removeprefix("www.")
        for site in self.outlet.sites:
            if host in (site.host, *site.aliases, *site.service_hosts):
                return site.host
        return host


Errand = Callable[[OutletVisit], Awaitable[None]]


def _told(response: Response) -> Answer:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    if response.status == 200:  # noqa: PLR2004
        return Answer(response.url, response.body, kind)
    refused = response.status in REFUSING
    outcome = Outcome.BLOCKED if refused else Outcome.HTTP_ERROR
    return Answer(response.url, response.body, kind, f"answered {response.status}", outcome)


class Meter:
    """Downloader middleware that holds a visit to its limit and notes what robots.txt answered."""

    def __init__(self, visit: OutletVisit) -> None:
        self._visit = visit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a visit."""
        return cls(OutletVisit.of(crawler))

    def process_request(self, request: Request) -> None:
        """Count a request.

        Raises:
            HostGivenUp: the site has had as many as a visit may send.
        """
        site = self._visit.site_at(urlsplit(request.url).hostname or "")
        if self._visit.sent[site] >= MOST_REQUESTS:
            raise HostGivenUp(f"{site} has had its {MOST_REQUESTS} requests", Outcome.NOT_FETCHED)
        self._visit.sent[site] += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the answer of a robots.txt."""
        parts = urlsplit(request.url)
        if parts.path == "/robots.txt":
            self._visit.robots[(parts.hostname or "").removeprefix("www.")] = _told(response)
        return response


def _visit_settings(settings: Settings, *, debug: bool) -> dict[str, Any]:
    """A crawl's settings without what keeps pages, and one request at a time everywhere."""
    crawl = scrapy_settings(settings)
    guards = {
        name: order
        for name, order in crawl["DOWNLOADER_MIDDLEWARES"].items()
        if order is None or name.startswith(_GUARDS)
    }
    extensions = {name: None for name, order in crawl["EXTENSIONS"].items() if order is None}
    return crawl | {
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # Answers come decompressed there.
        "DOWNLOADER_MIDDLEWARES": guards | {"crawler.visits.Meter": 587},
        "ITEM_PIPELINES": {},
        "EXTENSIONS": extensions,
        "LOG_LEVEL": "DEBUG" if debug else "CRITICAL",
    }


def visit(
    outlet: Outlet,
    errand: Errand,
    *,
    debug: bool = False,
    begun: Callable[[], None] | None = None,
) -> OutletVisit:
    """Visit an outlet's sites; once in the life of a process.

    Args:
        outlet: whose hosts may be asked.
        errand: what to do there.
        debug: whether to log what Scrapy does, on standard error.
        begun: called when the event loop is there.

    Returns:
        The visit, with what it sent.

    Raises:
        SettingError: a live site is meant and there is no contact.
        Exception: whatever the errand raised.
    """
    made = type(
        "Visit",
        (OutletVisit,),
        {"name": outlet.slug, "outlet": outlet, "errand": staticmethod(errand)},
    )
    process = AsyncCrawlerProcess(_visit_settings(current(), debug=debug))
    crawler = process.create_crawler(made)
    crawl = process.crawl(crawler)
    if begun is not None:
        begun()
    process.start()
    if crawl.done() and (error := crawl.exception()) is not None:
        raise error
    visited = OutletVisit.of(crawler)
    if visited.error is not None:
        raise visited.error
    return visited
