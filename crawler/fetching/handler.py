"""The one place where connections are made: to the outlet's hosts, or to the replica."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.fetching.refusals import OffSite
from crawler.spider import OutletSpider


class PublicResolver(CachingThreadedResolver):
    """Resolves names as Scrapy does, and refuses addresses that are not on the public internet.

    A feed or a redirect can name any host, and a host's owner can point it anywhere: at the
    database beside us, say.
    """

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802
        """Resolve a name to one IPv4 address; fails where that is private, loopback or local."""
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    def _public(self, address: str, name: str) -> str:
        if not ipaddress.ip_address(address).is_global:
            raise DNSLookupError(f"{name} resolves to {address}, which is no public address")
        return address


class OutletDownloadHandler(HTTP11DownloadHandler):
    """Fetches from the outlet's own hosts only, or, where one is set, from the replica.

    The replica is asked by plain http with the true Host header and its answers carry the live
    address, so that robots.txt, redirects, the off-site rule and the pauses between requests work
    on the addresses that they work on live. TLS is the only thing that it does not exercise.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._replica = crawler.settings.get("DIEMBAO_REPLICA")

    async def download_request(self, request: Request) -> Response:
        """Fetch one request.

        Raises:
            OffSite: the host is not one of the outlet's, or the address no web address.
        """
        parts = urlsplit(request.url)
        allowed = OutletSpider.of(self._crawler).allowed_hosts()
        if parts.scheme not in ("http", "https") or parts.hostname not in allowed:
            raise OffSite(f"{request.url} is not on {', '.join(sorted(allowed))}")
        if parts.port not in (None, 80, 443):
            raise OffSite(f"{request.url} names a port of its own")
        if not self._replica:
            return await super().download_request(request)
        address = urlsplit(self._replica)
        local = urlunsplit((address.scheme, address.netloc, parts.path, parts.query, ""))
        headers = request.headers.copy()
        headers["Host"] = parts.hostname
        sent = request.replace(url=local, headers=headers)
        answer = await super().download_request(sent)
        request.meta["download_latency"] = sent.meta.get("download_latency")
        return answer.replace(url=request.url)
