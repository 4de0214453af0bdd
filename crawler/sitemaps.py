"""Sitemaps (sitemaps.org, with Google's news extension): bytes in, addresses out, a few at a time.

A sitemap may hold 50,000 addresses in 50 MB: it is read as a stream, and nothing of it is kept.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from lxml import etree

from crawler.dates import parse_time
from errors import NotASitemap

# The protocol's own limit, which holds for what is left after decompression.
LARGEST = 50 * 1024 * 1024
# An internal DTD subset is where entity bombs live; no sitemap needs one.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """An address in a sitemap, and what stands beside it; times are UTC.

    `is_sitemap` tells the entry of an index from that of a page.
    """

    url: str
    is_sitemap: bool
    modified_at: datetime | None = None
    published_at: datetime | None = None


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    with gzip.open(BytesIO(data)) as packed:
        return packed.read(LARGEST)


def _text(element: etree._Element, name: str) -> str:
    found = element.find(f".//{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""


def _elements(document: bytes, url: str) -> Iterator[etree._Element]:
    events = etree.iterparse(
        BytesIO(document),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:  # else the tree grows empty elements
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        pass  # empty, or damaged beyond recovery; what came before it has been given
    root = events.root
    if root is None or etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise NotASitemap(f"{url} is no sitemap: something else answers in its place.")


def read_sitemap(data: bytes, url: str) -> Iterator[Entry]:
    """Yield the entries of a sitemap or of an index of sitemaps, in its order.

    Of one that is cut off, all but the last: the cut may go through its address.

    Args:
        data: the document as received; may still be gzip-compressed.
        url: its address, for the error.

    Raises:
        NotASitemap: the document is something else; raised when its end is reached.
    """
    try:
        document = _DOCTYPE.sub(b"", _unpacked(data), count=1)
    except (OSError, EOFError, zlib.error):
        raise NotASitemap(f"{url} is no sitemap: its compression is damaged.") from None
    whole = document.rstrip().endswith((b"urlset>", b"sitemapindex>"))
    held: Entry | None = None
    for element in _elements(document, url):
        if held is not None:
            yield held
        held = None
        if address := _text(element, "loc"):
            held = Entry(
                address,
                etree.QName(element).localname == "sitemap",
                parse_time(_text(element, "lastmod")),
                parse_time(_text(element, "publication_date")),
            )
    if held is not None and whole:
        yield held
