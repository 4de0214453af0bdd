"""The pages of all hosts, ready for the wire: drawn once, compressed once, kept for a while.

Nothing here knows of sockets: a request comes in as values, an answer goes out as values.
"""

import datetime as dt
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from replica.clock import Clock
from replica.sites.base import Site
from replica.sites.page import TEXT, Page, Validator

KEPT_BYTES = 256 * 2**20  # some 2,500 pages
SMALLEST_COMPRESSED = 512


@dataclass(slots=True)
class Sheet:
    """A page as it is printed: its bytes, its header fields, its compressed form once asked for."""

    status: int
    body: bytes
    headers: dict[str, str]
    etag: str = ""
    last_modified: str = ""
    gzip_unasked: bool = False
    compressed: bytes | None = None

    def gzipped(self) -> bytes:
        """The compressed body; fast rather than small, since the wire is short."""
        if self.compressed is None:
            self.compressed = gzip.compress(self.body, compresslevel=1, mtime=0)
        return self.compressed


class Press:
    """Answers for every host.

    Args:
        sites: the rebuilt sites, by host.
        captured: real pages by (host, path), served byte for byte before any invented one.
        clock: where the sites stand in time.
    """

    def __init__(
        self,
        sites: Mapping[str, Site],
        captured: Mapping[tuple[str, str], Page] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.sites = sites
        self._captured = captured or {}
        self._clock = clock or Clock()
        self._now: dt.datetime | None = None
        self._by_host = {
            name: site for site in sites.values() for name in (site.host, *site.twins, *site.apis)
        }
        self._kept: OrderedDict[tuple[str, str], Sheet] = OrderedDict()
        self._kept_bytes = 0

    def sheet(self, host: str, target: str) -> Sheet:
        """Print the page of an address, or take it from those kept.

        Args:
            host: the host asked for.
            target: path and query.
        """
        if (now := self._clock.now()) != self._now:
            self._turn(now)
        site = self._by_host.get(host)
        key = (host, _what_counts(target, site.query if site else ()))
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        sheet = self._print(site, *key)
        self._kept[key] = sheet
        self._kept_bytes += len(sheet.body)
        while self._kept_bytes > KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest.body)
        return sheet

    def sheet_at(self, moment: dt.datetime, host: str, target: str) -> Sheet:
        """Print the page of an address as it was at a moment."""
        site = self._by_host.get(host)
        if site is None:
            return self._print(None, host, target)
        now, site.newsroom.now = site.newsroom.now, moment
        try:
            return self._print(site, host, _what_counts(target, site.query))
        finally:
            site.newsroom.now = now

    def _turn(self, now: dt.datetime | None) -> None:
        """Move all sites to a moment; what was printed before is out of date."""
        self._now = now
        self._kept.clear()
        self._kept_bytes = 0
        for site in self.sites.values():
            site.newsroom.now = now

    def _print(self, site: Site | None, host: str, target: str) -> Sheet:
        if site is None:
            message = f"This replica does not serve {host}; it serves {', '.join(self.sites)}.\n"
            return _sheet(Page(message.encode(), TEXT, status=421), "none")
        captured = self._captured.get((site.host, target))
        page = captured or site.answer(f"//{host}{target}" if host in site.apis else target)
        sheet = _sheet(page, site.validator)
        sheet.gzip_unasked = site.gzip_unasked
        return sheet


def _what_counts(target: str, names: Sequence[str]) -> str:
    """The path, and of the query what makes another page at this site, in its order."""
    path, _, query = target.partition("?")
    if not (query and names):
        return path
    given = dict(parse_qsl(query))
    kept = urlencode([(name, given[name]) for name in names if name in given])
    return f"{path}?{kept}" if kept else path


def not_modified(sheet: Sheet, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether a conditional request is answered 304 (RFC 9110: a tag outweighs a date)."""
    if if_none_match is not None:
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return bool(sheet.etag) and not tags.isdisjoint({sheet.etag, "*"})
    if not (if_modified_since and sheet.last_modified):
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except ValueError:
        return False
    return parsedate_to_datetime(sheet.last_modified) <= since


def _sheet(page: Page, validator: Validator) -> Sheet:
    sheet = Sheet(page.status, page.body, {"Content-Type": page.content_type, **page.headers})
    if page.status == HTTPStatus.OK:
        if validator == "etag":
            sheet.etag = f'"{hashlib.blake2b(page.body, digest_size=12).hexdigest()}"'
            sheet.headers["ETag"] = sheet.etag
        elif validator == "last-modified" and page.modified_at is not None:
            moment = page.modified_at.astimezone(dt.UTC).replace(microsecond=0)
            sheet.last_modified = format_datetime(moment, usegmt=True)
            sheet.headers["Last-Modified"] = sheet.last_modified
    return sheet
