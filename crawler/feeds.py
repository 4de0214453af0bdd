"""The RSS reader: bytes of a feed in, its items out."""

import html
import re
import warnings
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

from crawler.dates import parse_time
from crawler.records import FeedItem
from crawler.text import tidy
from errors import NotAFeed

# An internal DTD subset is where entity bombs live; no feed needs one.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ITEM_OPENS = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_CLOSES = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)
_HTML = re.compile(
    rb"^\W*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|script)\b", re.IGNORECASE | re.DOTALL
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
# Real feeds hold some hundred items, VietnamNet's about a thousand.
_MOST_ITEMS = 5_000


@dataclass(frozen=True, slots=True)
class Feed:
    """The items that a feed holds, and what was wrong with it in a sentence each."""

    items: tuple[FeedItem, ...]
    warnings: tuple[str, ...]


def _plain(markup: str) -> str:
    """The text of a description: markup, often malformed, in CDATA; entities at times twice."""
    with warnings.catch_warnings():  # a description may well look like a file name or address
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return tidy(BeautifulSoup(markup, "lxml").get_text(" "))


def _unescaped(text: str) -> str:
    """Resolve entities that are still there: inside CDATA they are text to an XML parser."""
    return tidy(html.unescape(text) if _ENTITY.search(text) else text)


def _published(entry: Any) -> datetime | None:
    """An entry's time: read by us where it is stated, else as feedparser read it."""
    for name in ("published", "updated"):
        # Asked with `get`, feedparser puts `published` in place of a missing `updated`, and warns.
        if name not in entry:
            continue
        if moment := parse_time(entry[name]):
            return moment
        if parsed := entry.get(f"{name}_parsed"):
            return datetime.fromtimestamp(timegm(parsed), UTC)
    return None


def _items(entries: list[Any], url: str) -> Iterator[FeedItem]:
    for entry in entries[:_MOST_ITEMS]:
        link = tidy(entry.get("link") or "")
        title = _unescaped(entry.get("title") or "")
        if not link or not title:
            continue
        try:
            address = urljoin(url, link)
        except ValueError:
            continue
        yield FeedItem(address, title, _plain(entry.get("summary") or ""), _published(entry))


def read_feed(data: bytes, url: str) -> Feed:
    """Read an RSS or Atom feed.

    A damaged feed gives the items that it has: of one cut off in the middle, all but the last.

    Args:
        data: the feed as received, decompressed.
        url: its address, against which links are resolved.

    Returns:
        Its items in the feed's order, with texts in NFC and times in UTC.

    Raises:
        NotAFeed: the document is something else; the message says what.
    """
    import feedparser

    if not data.strip():
        raise NotAFeed(f"{url} is no feed: the answer is empty.")
    if _HTML.match(data[:2000]):
        raise NotAFeed(f"{url} is no feed: an HTML page answers in its place.")
    parsed = feedparser.parse(
        _DOCTYPE.sub(b"", data, count=1), sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.version and not parsed.entries:
        raise NotAFeed(f"{url} is no feed: neither RSS nor Atom.")
    complaints = []
    entries = list(parsed.entries)
    if parsed.bozo and len(_ITEM_OPENS.findall(data)) > len(_ITEM_CLOSES.findall(data)):
        # The parser gives the item that the cut goes through, with half an address.
        entries = entries[: len(_ITEM_CLOSES.findall(data))]
        complaints.append("the feed is cut off; its last item is left out")
    elif parsed.bozo and not isinstance(
        parsed.bozo_exception, feedparser.CharacterEncodingOverride
    ):
        complaints.append(f"the feed is damaged ({parsed.bozo_exception})")
    items = tuple(_items(entries, url))
    if len(items) < len(entries):
        complaints.append(f"{len(entries) - len(items)} items without address or title left out")
    return Feed(items, tuple(complaints))
