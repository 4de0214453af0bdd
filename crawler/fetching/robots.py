"""robots.txt, obeyed as RFC 9309 has it.

Scrapy's own middleware takes a server error, or an HTML page, for "allow all"; the RFC takes an
unreachable robots.txt for "disallow all" (section 2.3.1.4), and so do we.
"""

import asyncio
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.failures import explain
from crawler.fetching.refusals import HostGivenUp, RobotsRefusal
from crawler.ledger import Outcome

# The RFC asks for at least 500 KiB to be read (section 2.5); what lies beyond is ignored.
_LIMIT = 512 * 1024
# An unreachable host is asked three times and given up within half a minute.
_ATTEMPTS = 3
_TIMEOUT = 7.0
_LONGEST_DELAY = 60.0
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host's robots.txt says; without rules nothing is allowed, for the reason given."""

    rules: Protego | None
    reason: str = ""
    unreachable: bool = False


class RobotsPolicy:
    """Downloader middleware that asks each host's robots.txt once a run, before anything else."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._hosts: dict[str, asyncio.Task[_Rules]] = {}
        self._pauses: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass or refuse it.

        Raises:
            RobotsRefusal: robots.txt forbids it, or could not be read.
            HostGivenUp: the host could not be reached.
        """
        if request.meta.get("robots_exempt"):
            return
        host = urlsplit(request.url).netloc
        if host not in self._hosts:
            self._hosts[host] = asyncio.ensure_future(self._fetch(request))
        rules = await self._hosts[host]
        if rules.unreachable:
            raise HostGivenUp(rules.reason, Outcome.UNREACHABLE)
        if rules.rules is None:
            raise RobotsRefusal(rules.reason)
        if not rules.rules.can_fetch(request.url, self._agent):
            raise RobotsRefusal("robots.txt forbids this address to us")

    async def _fetch(self, request: Request) -> _Rules:
        parts = urlsplit(request.url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = await self._crawler.engine.download_async(
                    Request(
                        address,
                        callback=NO_CALLBACK,
                        priority=1000,
                        dont_filter=True,
                        meta={
                            "robots_exempt": True,
                            "dont_retry": True,
                            "download_timeout": _TIMEOUT,
                        },
                    )
                )
            except Exception as error:  # noqa: BLE001 - whatever it is, we may not crawl
                if attempt == _ATTEMPTS:
                    why = explain(error)
                    return _Rules(None, f"{parts.netloc} cannot be reached: {why}", True)
            else:
                return self._judge(answer, parts.netloc)
        raise AssertionError("unreachable")

    def _judge(self, answer: Response, host: str) -> _Rules:
        if answer.status >= 500 or answer.status == _TOO_MANY_REQUESTS:  # noqa: PLR2004
            return _Rules(None, f"{host}/robots.txt answers {answer.status}: not crawled this run")
        if 400 <= answer.status < 500:  # noqa: PLR2004
            return _Rules(Protego.parse(""))
        text = answer.body[:_LIMIT].decode("utf-8", "replace")
        if answer.status != 200 or text.lstrip("\ufeff \r\n\t")[:1] == "<":  # noqa: PLR2004
            return _Rules(None, f"{host}/robots.txt answers with a page: not crawled this run")
        rules = Protego.parse(text)
        self._wish(answer, rules)
        return _Rules(rules)

    def _wish(self, answer: Response, rules: Protego) -> None:
        """Note a Crawl-delay longer than our own pause; it is in no RFC, but a clear wish."""
        if wished := rules.crawl_delay(self._agent):
            self._pauses[answer.meta["download_slot"]] = min(float(wished), _LONGEST_DELAY)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the host's pause as long as it wished; AutoThrottle would shorten it again."""
        key = request.meta.get("download_slot", "")
        slot = self._crawler.engine.downloader.slots.get(key)
        if slot is not None and slot.delay:  # the replica is crawled without pauses
            slot.delay = max(slot.delay, self._pauses.get(key, 0.0))
        return response
