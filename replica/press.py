"""The pages of all hosts, ready for the wire: drawn once, compressed once, kept for a while.

Nothing here knows of sockets: a request comes in as values, an answer goes out as values.
"""

import datetime as dt
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from replica.sites.base import TEXT, Page, Site, Validator

CACHED_PAGES = 1000  # about 90 MB
SMALLEST_COMPRESSED = 512


@dataclass(slots=True)
class Sheet:
    """A page as it is printed: its bytes, its header fields, its compressed form once asked for."""

    status: int
    body: bytes
    headers: dict[str, str]
    etag: str = ""
    last_modified: str = ""
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
    """

    def __init__(
        self, sites: Mapping[str, Site], captured: Mapping[tuple[str, str], Page] | None = None
    ) -> None:
        self.sites = sites
        self._captured = captured or {}
        self._kept: OrderedDict[tuple[str, str], Sheet] = OrderedDict()

    def sheet(self, host: str, path: str) -> Sheet:
        """Print the page of an address, or take it from those kept."""
        key = (host, path)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        sheet = self._print(host, path)
        self._kept[key] = sheet
        if len(self._kept) > CACHED_PAGES:
            self._kept.popitem(last=False)
        return sheet

    def _print(self, host: str, path: str) -> Sheet:
        site = self.sites.get(host)
        if site is None:
            message = f"This replica does not serve {host}; it serves {', '.join(self.sites)}.\n"
            return _sheet(Page(message.encode(), TEXT, status=421), "none")
        return _sheet(self._captured.get((host, path)) or site.answer(path), site.validator)


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
