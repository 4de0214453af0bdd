"""Listings: pages on which an outlet shows its newest articles."""

from crawler.outlet import Site
from crawler.page import Page


def read_listing(data: bytes, url: str, site: Site, content_type: str = "") -> list[str]:
    """Return the addresses of the articles that a listing shows, in its order, each once.

    Args:
        data: the page's body as received, decompressed.
        url: its address, against which links are resolved.
        site: the site that it is of; its `listing_links` says which links are articles.
        content_type: the answer's Content-Type.
    """
    page = Page(data, url, content_type)
    links = (page.link(node.attributes.get("href")) for node in page.tree.css(site.listing_links))
    return list(dict.fromkeys(link for link in links if link.startswith("http")))
