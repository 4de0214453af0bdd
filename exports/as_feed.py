"""RSS 2.0 and Atom: what a search finds, for feed readers and for Outlook.

A feed is built in memory and holds the newest 200 items only: readers fetch it again and again, and
want what is new.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from itertools import islice
from typing import BinaryIO, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from crawler.dates import VIETNAM
from exports.article import Article, Names
from exports.texts import is_web_address, legible

ITEMS: Final = 200


def _identity(article: Article) -> str:
    """An id for all time, also after the collection was built anew: site and the outlet's own id.

    A tag URI (RFC 4151), which needs a day on which the site was its outlet's.
    """
    return f"tag:{article.site},2021:{quote(article.article_id)}"


def _changed_at(article: Article) -> datetime:
    return (article.modified_at or article.published_at).astimezone(VIETNAM)


def _fill(entry: FeedEntry, article: Article, names: Names) -> None:
    entry.id(_identity(article))
    entry.title(legible(article.title))
    if is_web_address(article.url):
        entry.link(href=article.url)
    # Readers show it as HTML: what looks like markup in a lead is text, and has to stay so.
    entry.content(escape(legible(article.lead), quote=False), type="html")
    entry.published(article.published_at.astimezone(VIETNAM))
    entry.updated(_changed_at(article))
    labels = zip(article.topics, names.topics_of(article), strict=True)
    entry.category([{"term": legible(slug), "label": legible(label)} for slug, label in labels])
    outlet = legible(names.outlet(article.outlet))
    entry.author(name=outlet)
    entry.dc.dc_creator(outlet)


def _feed(
    records: Iterable[Article], title: str, names: Names, link: str
) -> tuple[FeedGenerator, int]:
    title = legible(title)
    feed = FeedGenerator()
    feed.load_extension("dc", atom=False)
    # Without an address of its own, a feed is known by what it is about.
    feed.id(link or uuid5(NAMESPACE_URL, title).urn)
    feed.title(title)
    feed.description(title)
    feed.language("vi")
    feed.generator("Điểm Báo")
    if link:
        feed.link(href=link, rel="self")
    feed.link(href=link or feed.id(), rel="alternate")
    taken = list(islice(records, ITEMS))
    if taken:
        feed.updated(max(map(_changed_at, taken)))
    for article in taken:
        _fill(feed.add_entry(order="append"), article, names)
    return feed, len(taken)


def write_rss(
    records: Iterable[Article], target: BinaryIO, *, title: str, names: Names, link: str
) -> int:
    """Write the first articles as RSS 2.0; return how many."""
    feed, written = _feed(records, title, names, link)
    feed.rss_file(target, pretty=True)
    return written


def write_atom(
    records: Iterable[Article], target: BinaryIO, *, title: str, names: Names, link: str
) -> int:
    """Write the first articles as Atom; return how many."""
    feed, written = _feed(records, title, names, link)
    feed.atom_file(target, pretty=True)
    return written
