"""The life of a crawl run inside Scrapy: its heartbeat, its progress, its end."""

import asyncio
import contextlib
import json
import logging
from array import array
from collections import Counter
from collections.abc import Mapping
from statistics import median
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.ledger import Outcome, Status, as_json
from crawler.ports import CrawlRun
from crawler.spider import OutletSpider
from errors import StoreError

log = logging.getLogger(__name__)

# How long a stored article may be held back, in seconds: what a kill can lose is fetched again.
_HEARTBEAT = 0.5


def tell(event: str, **facts: Any) -> None:
    """Print one event as a JSON line on standard output, for the process that started this one."""
    with contextlib.suppress(BrokenPipeError):  # it has gone: the crawl still ends in order
        print(json.dumps({"event": event, **facts}, default=str, ensure_ascii=False), flush=True)  # noqa: T201


class CrawlSession:
    """Scrapy extension that opens nothing and closes everything: the run's heartbeat and end."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._talks = crawler.settings.getbool("DIEMBAO_TELL")
        self._heart: asyncio.Task[None] | None = None
        self._answers = array("f")  # how long each took, in seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect the extension to a crawl.

        Raises:
            NotConfigured: the spider is none of ours.
        """
        if not isinstance(crawler.spider, OutletSpider):
            raise NotConfigured
        session = cls(crawler)
        connect = crawler.signals.connect
        connect(session.opened, signals.spider_opened)
        connect(session.closed, signals.spider_closed)
        connect(session.answered, signals.response_received)
        connect(session.spider_error, signals.spider_error)
        connect(session.item_error, signals.item_error)
        return session

    @property
    def _spider(self) -> OutletSpider:
        return OutletSpider.of(self._crawler)

    @property
    def _run(self) -> CrawlRun:
        return self._spider.run

    def opened(self) -> None:
        """Start the heartbeat."""
        if self._talks:
            tell("started", run=self._run.id)
        self._heart = asyncio.ensure_future(self._beat())

    async def _beat(self) -> None:
        last: dict[str, int] = {}
        while True:
            await asyncio.sleep(_HEARTBEAT)
            try:
                self._run.flush(*self._cost())
                counts = dict(self._run.counts())
            except StoreError as error:
                await self._give_up(str(error))
                return
            if self._talks and counts != last:
                tell("progress", counts=counts, seconds=self._seconds_left(counts))
                last = counts

    async def _give_up(self, problem: str) -> None:
        if not self._spider.problem:
            self._spider.problem = problem
            assert self._crawler.engine is not None
            await self._crawler.engine.close_spider_async(reason="store")

    def answered(self, request: Request) -> None:
        """Note how long an answer took, from the sent request to its first bytes."""
        if seconds := request.meta.get("download_latency"):
            self._answers.append(seconds)

    def spider_error(self, failure: Failure, response: Response) -> None:
        """Count a page that our own code failed on; end the run where it was the store."""
        self._failed(failure, int(response.meta["row"]))

    def item_error(self, failure: Failure, item: Any) -> None:
        """Do the same for an article that failed in the pipelines."""
        self._failed(failure, int(item.page.row))

    def _failed(self, failure: Failure, row: int) -> None:
        if isinstance(failure.value, StoreError):
            asyncio.ensure_future(self._give_up(str(failure.value)))  # noqa: RUF006
            return
        with contextlib.suppress(StoreError):  # the next heartbeat meets it again
            detail = f"our own error: {type(failure.value).__name__}: {failure.value}"
            self._run.settle(row, Outcome.PARSE_FAILED, detail[:300])

    def closed(self, spider: Spider, reason: str) -> None:
        """Close the run and tell how it went."""
        del spider
        if self._heart is not None:
            self._heart.cancel()
        requests, size = self._cost()
        try:
            status = self._status(reason)
            summary = self._run.finish(
                status,
                requests=requests,
                size=size,
                problem=self._spider.problem,
                answer_ms=round(1000 * median(self._answers)) if self._answers else None,
            )
        except StoreError as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence says it all
            if self._talks:
                tell("failed", problem=self._spider.problem or str(error))
            return
        if self._talks:
            tell("finished", summary=as_json(summary))

    def _seconds_left(self, counts: Mapping[str, int]) -> float:
        """How long what waits will take at the pause that is kept between two requests."""
        pause = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        slots = self._crawler.engine.downloader.slots.values() if self._crawler.engine else ()
        kept = max([pause, *(slot.delay for slot in slots)])
        return counts.get("waiting", 0) * kept

    def _cost(self) -> tuple[int, int]:
        """The requests that were sent so far, and the bytes that came back."""
        stats = self._crawler.stats.get_stats()
        sent = stats.get("downloader/request_count", 0)
        return int(sent), int(stats.get("downloader/response_bytes", 0))

    def _status(self, reason: str) -> Status:
        spider = self._spider
        if not spider.problem and spider.discovery.problems and not spider.discovery.worked:
            [(why, _)] = Counter(spider.discovery.problems).most_common(1)
            spider.problem = f"no source could be read: {why}"
        if spider.problem:
            return Status.FAILED
        return Status.FINISHED if reason == "finished" else Status.STOPPED
