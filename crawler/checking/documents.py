"""What one feed, sitemap or listing shows, judged by what the outlet's file states of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.candidates import judge
from crawler.dates import Period
from crawler.feeds import read_feed
from crawler.ledger import Found, Kind
from crawler.listings import read_listing
from crawler.outlet import Outlet
from crawler.page import Page
from crawler.sitemaps import Entry, read_sitemap
from crawler.sources import Source
from errors import NotAFeed, NotASitemap

# A feed whose newest item is older than this shows nothing any more: the widest, as in a crawl;
# that of a section, where there may be no news for days.
_WIDEST_FROZEN_AFTER = timedelta(days=3)
_FROZEN_AFTER = timedelta(days=14)
# A readable time in fewer of a feed's items than this is a way of writing dates not yet known.
_ENOUGH_DATED = 0.9
# Addresses of an archive are counted up to here; it may hold 50,000.
_MOST_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a document showed.

    Attributes:
        said: that in a few words.
        wrong: what does not hold, in a few words; empty where all holds.
        articles: addresses of articles, with their ids and, where stated, their times.
        others: addresses of the site that are no article's.
        declared: the attribute of the site that is to blame, where it is not the document's own.
        shards: the sitemaps of an index.
    """

    said: str = ""
    wrong: str = ""
    articles: tuple[Found, ...] = ()
    others: tuple[str, ...] = ()
    declared: str = ""
    shards: tuple[str, ...] = ()


def age_of(moment: datetime, now: datetime) -> str:
    """How long ago a moment is, in words."""
    hours = (now - moment).total_seconds() / 3600
    if hours < 1:
        return f"{max(hours, 0) * 60:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004


class DocumentReader:
    """Reads what an outlet's sources answered.

    Args:
        outlet: the outlet that is checked.
        now: the present moment (UTC).
    """

    def __init__(self, outlet: Outlet, now: datetime) -> None:
        self._outlet = outlet
        self._now = now

    def read(self, source: Source, data: bytes, url: str) -> Shown:
        """Read a document and say what it shows.

        Args:
            source: the feed, sitemap or listing.
            data: its body, decompressed.
            url: its address, after redirects.
        """
        try:
            if source.kind is Kind.FEED:
                return self._feed(source, data, url)
            if source.index is not None:
                return _index(source, data, url)
            if source.kind is Kind.SITEMAP:
                return self._sitemap(data, url)
        except (NotAFeed, NotASitemap) as error:
            return Shown(wrong=str(error).removeprefix(f"{url} ").rstrip("."))
        return self._listing(source, data, url)

    def _judged(self, found: Iterable[Found]) -> tuple[tuple[Found, ...], tuple[str, ...]]:
        judged = [judge(each, self._outlet, Period()) for each in found]
        hosts = {site.host for site in self._outlet.sites}
        return (
            tuple(each for each in judged if each.article_id),
            tuple(each.url for each in judged if not each.article_id and each.site in hosts),
        )

    def _feed(self, source: Source, data: bytes, url: str) -> Shown:
        items = read_feed(data, url).items
        dates = [item.published_at for item in items if item.published_at]
        articles, others = self._judged(
            Found(item.url, published_at=item.published_at) for item in items
        )
        said = f"{len(items)} items, {len(dates)} with a readable time"
        if dates:
            said += f", the newest {age_of(max(dates), self._now)} old"
        said += f"; {len(articles)} articles"
        oldest = self._now - (_WIDEST_FROZEN_AFTER if source.widest else _FROZEN_AFTER)
        wrong = ""
        if not items:
            wrong = "it shows nothing"
        elif len(dates) < _ENOUGH_DATED * len(items):
            wrong = f"the times of {len(items) - len(dates)} of its {len(items)} items are unread"
        elif max(dates) < oldest:
            wrong = f"frozen: its newest item is {age_of(max(dates), self._now)} old"
        elif not articles:
            wrong = f"none of its {len(items)} addresses is an article's"
        return Shown(said, wrong, articles, others)

    def _sitemap(self, data: bytes, url: str) -> Shown:
        entries: list[Entry] = []
        inner = 0
        for entry in read_sitemap(data, url):
            inner += entry.is_sitemap
            if not entry.is_sitemap and len(entries) < _MOST_ENTRIES:
                entries.append(entry)
        articles, others = self._judged(
            Found(entry.url, published_at=entry.published_at) for entry in entries
        )
        more = " or more" if len(entries) == _MOST_ENTRIES else ""
        said = f"{len(entries)}{more} addresses; {len(articles)} articles"
        wrong = ""
        if not entries:
            wrong = f"an index of {inner} sitemaps and no sitemap" if inner else "it shows nothing"
        elif not articles:
            wrong = f"none of its {len(entries)} addresses is an article's"
        return Shown(said, wrong, articles, others)

    def _listing(self, source: Source, data: bytes, url: str) -> Shown:
        links = read_listing(data, url, source).links
        articles, others = self._judged(Found(link) for link in links)
        said = f"{len(links)} links; {len(articles)} articles"
        if articles:
            return Shown(said, "", articles, others)
        page = Page(data, url)
        anchors = (page.link(each.attributes.get("href")) for each in page.tree.css("a[href]"))
        all_links = dict.fromkeys(link for link in anchors if link.startswith("http"))
        unseen, _ = self._judged(map(Found, all_links))
        if unseen:
            own = source.listing.links if source.listing else ""
            wrong = f"{own or source.site.listing_links!r} finds none of its {len(unseen)} articles"
            return Shown(said, wrong, unseen, others, "" if own else "listing_links")
        return Shown(said, "it shows no article", (), others)


def _index(source: Source, data: bytes, url: str) -> Shown:
    assert source.index is not None
    pages, listed = 0, []
    for entry in read_sitemap(data, url):
        if entry.is_sitemap:
            listed.append(entry.url)
        else:
            pages += 1
    shards = tuple(each for each in listed if source.index.shard.search(each))
    said = f"an index of {len(listed)} sitemaps; {len(shards)} of articles"
    wrong = "" if shards else f"none of its {len(listed)} sitemaps is of articles"
    if pages and not listed:
        wrong = f"a sitemap of {pages} addresses and no index"
    return Shown(said, wrong, shards=shards)
