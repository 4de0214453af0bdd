"""Hosts that ask us to wait, and hosts that do not answer."""

import logging
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response

from crawler import clock
from crawler.fetching.failures import REFUSING, explain
from crawler.fetching.refusals import GateAnswer, HostGivenUp, OffSite
from crawler.gates import cookie_of, gate_of
from crawler.ledger import Outcome
from crawler.spider import OutletSpider

log = logging.getLogger(__name__)

_UNREACHED = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
# Failures in a row after which a host is left alone until the next run.
_FAILURES = 3
# Refusals in a row after which we take the hint.
_REFUSALS = 5
# The longest wait that we sit out; a host that wants more is left alone until the next run.
_LONGEST_WAIT = 120.0
_ASK_TO_WAIT = (429, 503)


def seconds_to_wait(header: bytes | None, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3).

    Args:
        header: its value: seconds, or a date.
        now: the present moment (UTC).

    Returns:
        How long to wait in seconds; None where the header is missing or says nothing readable.
    """
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return None


class OutletHosts:
    """Downloader middleware that keeps every request, redirects among them, on the outlet's hosts.

    Scrapy's own off-site rule admits every sub-host; a sub-host is another site here.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a request to any other host.

        Raises:
            OffSite: naming the host.
        """
        host = urlsplit(request.url).hostname
        if host not in OutletSpider.of(self._crawler).allowed_hosts():
            raise OffSite(f"{host} is none of the outlet's hosts")


def _is_html(response: Response) -> bool:
    return b"html" in (response.headers.get("Content-Type") or b"").lower()


class HostWatch:
    """Downloader middleware that parks a host when it asks, and gives it up when it is gone.

    A parked host gets no request until its time is over; the other hosts of the run go on.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._failures: Counter[str] = Counter()
        self._refusals: Counter[str] = Counter()
        self._given_up: dict[str, HostGivenUp] = {}
        self._cookies: dict[str, str] = {}
        slug = OutletSpider.of(crawler).outlet.slug
        self._accepts_cookies = slug in crawler.settings.getlist("DIEMBAO_ACCEPT_COOKIE_GATE")
        allowed: int = crawler.settings.getint("DIEMBAO_REQUESTS_PER_DAY")
        self._left_today = allowed - OutletSpider.of(crawler).requests_today()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse requests to a host that was given up, or beyond the outlet's daily cap.

        Raises:
            HostGivenUp: with the reason.
        """
        if gone := self._given_up.get(urlsplit(request.url).netloc):
            raise gone
        if self._left_today <= 0:
            raise HostGivenUp(
                "the outlet's requests for today are used up (setting requests_per_day)",
                Outcome.NOT_FETCHED,
            )
        self._left_today -= 1
        request.meta["asked_at"] = monotonic()
        if cookie := self._cookies.get(urlsplit(request.url).netloc):
            request.headers["Cookie"] = cookie

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Park the host where it asks us to wait; refuse a gate that stands before the page.

        Raises:
            GateAnswer: the answer is a gate.
        """
        host = urlsplit(request.url).netloc
        self._failures[host] = 0
        gate = gate_of(response.body) if _is_html(response) else None
        self._count_refusal(host, refused=bool(gate) or response.status in REFUSING)
        if gate:
            return self._at_gate(request, response, gate)
        if response.status not in _ASK_TO_WAIT:
            return response
        wait = seconds_to_wait(response.headers.get("Retry-After"), clock.now())
        if wait is None or request.meta.get("dont_retry"):
            return response
        if wait > _LONGEST_WAIT:
            self._give_up(host, f"{host} asks us to come back in {wait:.0f} s", Outcome.BLOCKED)
            return response
        self._park(request, wait)
        again = get_retry_request(
            request, spider=OutletSpider.of(self._crawler), reason="retry_after"
        )
        return again or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Count failures in a row; the third one gives the host up for this run.

        A request that failed while the crawl stood still for its database, and so could not take
        the answer, says nothing of the host: it is sent again.
        """
        if not isinstance(exception, _UNREACHED):
            return None
        if request.meta.get("asked_at", 0.0) < OutletSpider.of(self._crawler).stood_still_at():
            return request.replace(dont_filter=True)
        host = urlsplit(request.url).netloc
        self._failures[host] += 1
        if self._failures[host] >= _FAILURES:
            why = explain(exception)
            self._give_up(host, f"{host} cannot be reached: {why}", Outcome.UNREACHABLE)
        return None

    def _at_gate(self, request: Request, response: Response, gate: str) -> Request:
        """Show the cookie that a gate asks for, once, where the outlet has agreed to it."""
        host = urlsplit(request.url).netloc
        cookie = cookie_of(response.body)
        if self._accepts_cookies and cookie and not request.meta.get("gate_passed"):
            self._cookies[host] = cookie
            self._refusals[host] = 0
            again = request.replace(dont_filter=True)
            again.meta["gate_passed"] = True
            return again
        raise GateAnswer(f"{gate} answers in the page's place")

    def _count_refusal(self, host: str, *, refused: bool) -> None:
        self._refusals[host] = self._refusals[host] + 1 if refused else 0
        if self._refusals[host] == _REFUSALS:
            reason = f"{host} refuses us: ask the outlet to admit our User-Agent"
            self._give_up(host, reason, Outcome.BLOCKED)

    def _give_up(self, host: str, reason: str, outcome: Outcome) -> None:
        log.warning("%s; left alone until the next run", reason)
        self._given_up[host] = HostGivenUp(reason, outcome)

    def _park(self, request: Request, seconds: float) -> None:
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            log.info("%s asks us to wait %.0f s", urlsplit(request.url).netloc, seconds)
            # The downloader waits until `lastseen + delay`; a delay of 0 switches that off.
            slot.delay = slot.delay or 0.001
            slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)
