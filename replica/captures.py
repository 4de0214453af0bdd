"""Real saved pages, served at their own addresses beside the invented ones.

Each page says itself where it belongs (canonical link or og:url) and what a feed would say of it.
It is read here by a few lines of its own, so that no mistake of the crawler's reader is shared.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from replica.assignments import VIETNAM
from replica.sites.page import FeedItem, Page

_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_CANONICAL = re.compile(r'<link\b[^>]*rel="canonical"[^>]*>', re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([\w:-]+)\s*=\s*"([^"]*)"')
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_PREFIX = re.compile(r"^(?:VTV\.vn|\(Dân trí\)) - ")
_BEGUN = re.compile(r"-(20\d{12})\d*\.htm$")
_ACTIVE_PAGE = re.compile(r'href="(/[a-z-]+-\d+ct\d+)/trang-2\.htm"')


@dataclass(frozen=True, slots=True)
class Capture:
    """One saved page: where it belongs, its bytes, and its feed item if it is an article."""

    host: str
    path: str
    page: Page
    item: FeedItem | None


def read_captures(folder: Path, hosts: Iterable[str]) -> list[Capture]:
    """Read the saved pages (``*.html``) that belong to one of the hosts, newest first."""
    wanted = set(hosts)
    found = [
        capture
        for path in sorted(folder.rglob("*.html"))
        if path.parent.name != "excerpts" and (capture := _read(path, wanted))
    ]
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(
        found, key=lambda each: each.item.published_at if each.item else oldest, reverse=True
    )


def _read(path: Path, hosts: set[str]) -> Capture | None:
    body = path.read_bytes()
    text = body.decode("utf-8", "replace")
    meta = _meta(text)
    canonical = dict(_ATTRIBUTE.findall(match[0])) if (match := _CANONICAL.search(text)) else {}
    address = urlsplit(canonical.get("href") or meta.get("og:url", ""))
    place = address.path
    if (listing := _ACTIVE_PAGE.search(text)) and len(place) <= 1:
        # A listing of Báo Tin tức gives the front page as its address; its pages know better.
        place = f"{listing[1]}.htm"
    host = (address.hostname or "").removeprefix("www.")
    if not place or host not in hosts:
        return None
    published = _published(meta, text, place)
    page = Page(body, modified_at=published)
    item = None
    if published and meta.get("og:title") and meta.get("og:type") != "website":
        item = FeedItem(
            url=f"https://{host}{place}",
            title=meta["og:title"],
            lead=_PREFIX.sub("", meta.get("og:description", "")),
            image=meta.get("og:image", ""),
            published_at=published,
        )
    return Capture(host, place, page, item)


def _meta(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _META.findall(text):
        attributes = dict(_ATTRIBUTE.findall(tag))
        for name in ("property", "name", "itemprop"):
            if name in attributes and "content" in attributes:
                found.setdefault(attributes[name], unescape(attributes["content"]).strip())
    return found


def _published(meta: dict[str, str], text: str, place: str) -> dt.datetime | None:
    linked = match[1] if (match := _PUBLISHED.search(text)) else ""
    for value in (linked, meta.get("article:published_time"), meta.get("datePublished")):
        if value:
            # VietnamNet puts a space before the offset.
            moment = dt.datetime.fromisoformat(value.replace(" +", "+"))
            return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    if begun := _BEGUN.search(place):
        # Some were saved without their scripts: then the address is all that tells the time.
        return dt.datetime.strptime(begun[1], "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)
    return None
