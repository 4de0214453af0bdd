"""Listings: pages on which an outlet shows its newest articles, as HTML, fragments or JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.page import Page
from crawler.sources import Source

# The keys under which the outlets' services give an article's address.
_ADDRESS_KEYS = ("url", "link", "href", "detail_url", "share_url")


@dataclass(frozen=True, slots=True)
class ListingPage:
    """The addresses on a listing in its order, each once, and the zone that it names."""

    links: tuple[str, ...]
    zone: str = ""


def _addresses_in(data: Any) -> Iterator[str]:
    """Walk a service's answer: addresses under known keys, and markup in any text."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str) and key.lower() in _ADDRESS_KEYS:
                yield value
            else:
                yield from _addresses_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _addresses_in(value)
    elif isinstance(data, str) and "<a" in data:
        page = Page(data.encode(), "")
        yield from (node.attributes.get("href") or "" for node in page.tree.css("a[href]"))


def _web(links: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link for link in links if link.startswith("http")))


def read_listing(data: bytes, url: str, source: Source) -> ListingPage:
    """Read a page of a listing.

    Args:
        data: the page's body as received, decompressed.
        url: its address, against which links are resolved.
        source: the listing that it is of; says which links are articles.
    """
    page = Page(data, url)
    if data.lstrip()[:1] in (b"{", b"["):
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            return ListingPage(())
        # Services of other hosts give addresses relative to the site.
        page.url = source.site.absolute("/")
        return ListingPage(_web(map(page.link, _addresses_in(answer))))
    css = (source.listing.links if source.listing else "") or source.site.listing_links
    links = _web(page.link(node.attributes.get("href")) for node in page.tree.css(css))
    zone = page.first(source.listing.zone) if source.listing and source.listing.zone else None
    named = zone.attributes if zone else {}
    return ListingPage(links, named.get("value") or named.get("data-id") or "")
