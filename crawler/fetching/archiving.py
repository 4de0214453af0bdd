"""Every article page that comes in is kept as it came, so that it can be read again."""

import asyncio
import contextlib
import errno
import logging
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler import clock
from crawler.archive import MACHINE, ArchiveFiles, path_of
from crawler.fetching.refusals import Refusal
from crawler.ledger import Kind, Outcome
from crawler.records import FirstCopy, PageRecord
from crawler.spider import OutletSpider
from crawler.urls import site_of
from crawler.warc import Capture, digest_of
from errors import StoreError

log = logging.getLogger(__name__)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NotArchived(Refusal):
    """The page came, but could not be archived; the next run fetches it again."""

    outcome = Outcome.NOT_FETCHED


class PageArchive:
    """Downloader middleware that archives the pages of articles, nearer the network than unpacking.

    A page is in its file before its row in the index lands with the outcome of its address. So a
    page that is in the index can be read, and its article was stored from it or judged by it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spider = OutletSpider.of(crawler)
        self._folder = Path(crawler.settings["DIEMBAO_ARCHIVE"])
        self._kept = timedelta(days=crawler.settings.getint("DIEMBAO_ARCHIVE_DAYS"))
        self._files = ArchiveFiles(
            self._folder,
            self._spider.outlet.slug,
            crawler.settings.getint("DIEMBAO_ARCHIVE_FILE_BYTES"),
            {
                "software": crawler.settings["USER_AGENT"].partition(" ")[0],
                "http-header-user-agent": crawler.settings["USER_AGENT"],
                "robots": "obey",
            },
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl.

        Raises:
            NotConfigured: the archive is switched off.
        """
        if not crawler.settings["DIEMBAO_ARCHIVE"]:
            raise NotConfigured
        archive = cls(crawler)
        crawler.signals.connect(archive.opened, signals.spider_opened)
        crawler.signals.connect(archive.closed, signals.spider_closed)
        return archive

    def opened(self) -> None:
        """Close the files that a killed crawl of the outlet left."""
        try:
            for path in self._files.adopt():
                log.warning("%s was left by a crawl that was killed; closed", path)
        except OSError as error:
            self._give_up(error)

    def closed(self) -> None:
        """Close the last file."""
        try:
            self._files.close()
        except OSError as error:
            log.error("%s", self._told(error))  # noqa: TRY400 - the sentence says it all

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive the page of an article.

        Raises:
            NotArchived: it cannot be written; the crawl ends.
        """
        if request.meta.get("kind") == Kind.ARTICLE and response.status == HTTPStatus.OK:
            try:
                self._keep(response, int(request.meta["row"]))
            except OSError as error:
                self._give_up(error)
                raise NotArchived(self._told(error)) from error
        return response

    def _keep(self, response: Response, row: int) -> None:
        site = site_of(response.url, self._spider.outlet)
        assert site is not None, "requests never leave the outlet's hosts"
        page = _capture(response)
        digest = digest_of(page.body)
        first = self._first_copy(page.url, digest)
        place = self._files.write(page, first.fetched_at if first else None)
        record = PageRecord(
            file=place.file,
            machine=MACHINE,
            offset=place.offset,
            length=place.length,
            digest=digest,
            url=page.url,
            site=site.host,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            fetched_at=page.fetched_at,
            original=first.page if first else None,
        )
        self._spider.run.pages.enter(row, record)

    def _first_copy(self, url: str, digest: str) -> FirstCopy | None:
        """The page that holds this very body, if its file is still there."""
        with contextlib.suppress(StoreError):  # the next heartbeat meets it again
            # Not one that is about to be deleted.
            after = clock.now() - self._kept
            pages = self._spider.run.pages
            first = pages.same_page(url, digest, machine=MACHINE, after=after)
            if first and path_of(self._folder, first.file):
                return first
        return None

    def _told(self, error: OSError) -> str:
        why = "the disk is full" if error.errno in _FULL else error.strerror or str(error)
        return (
            f"The page archive {self._folder} cannot be written: {why}. What was stored is kept; "
            "mend that, or set archive_days = 0 to crawl without an archive."
        )

    def _give_up(self, error: OSError) -> None:
        """End the crawl: articles whose page is lost could never be read again."""
        if not self._spider.problem:
            self._spider.problem = self._told(error)
            engine = self._crawler.engine
            assert engine is not None
            asyncio.ensure_future(engine.close_spider_async(reason="archive"))  # noqa: RUF006


def _capture(response: Response) -> Capture:
    """The response as it goes into the archive.

    Scrapy hands on neither the reason phrase nor the framing by chunks: the phrase is the usual
    one, and the body is archived whole, as its headers then say.
    """
    return Capture(
        url=response.url,
        status=f"{response.status} {HTTPStatus(response.status).phrase}",
        headers=[
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ],
        body=response.body,
        fetched_at=clock.now(),
    )
