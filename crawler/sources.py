"""Where an outlet's articles are looked for: feeds, sitemaps, archives, listings, in layers.

A run without dates reads what is new: feeds, the sitemaps of the last days, the first page of each
listing. A run over a past period reads the site's archive for it, and the listings page by page
where it has none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from crawler.dates import Period, day_start, vietnamese_day
from crawler.ledger import Kind
from crawler.outlet import DayListings, Listing, MonthlySitemaps, Site, SitemapIndex
from crawler.sitemaps import Entry

# What feeds, the sitemaps of the last days and first pages still show.
RECENT = timedelta(days=2)


class Layer(StrEnum):
    """A way of finding articles."""

    FEEDS = "feeds"
    NEWS = "news"  # sitemaps of the last days
    ARCHIVES = "archives"  # sitemaps and day listings of past periods
    LISTINGS = "listings"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that shows articles, and how to go on from it.

    Attributes:
        kind: how it is read.
        url: its address.
        site: whose articles it shows.
        widest: it shows whatever is new on the site.
        listing: the listing that it is a page of.
        index: the index of sitemaps that it is.
        pages: the address of its further pages, with `{page}` and, once known, `{zone}`.
        page: which page it is, from 1.
        shift: what is added to that for the number in the address.
        zone: what the first page says of its section.
        root: the address of its first page; empty where it is that.
        archive: which of the site's archives it belongs to, if to one.
        until: the day that its articles were published by, where it is of the past and will not
            change any more.
    """

    kind: Kind
    url: str
    site: Site
    widest: bool = False
    listing: Listing | None = None
    index: SitemapIndex | None = None
    pages: str = ""
    page: int = 1
    shift: int = 0
    zone: str = ""
    root: str = ""
    archive: int | None = None
    until: date | None = None

    def next_page(self) -> "Source | None":
        """The page after this one, where there are more."""
        if not self.pages:
            return None
        number = self.page + 1
        url = self.pages.format(page=number + self.shift, zone=self.zone)
        return replace(self, url=url, page=number, root=self.root or self.url)


def _listing_source(site: Site, listing: Listing) -> Source:
    return Source(
        Kind.LISTING,
        site.absolute(listing.path),
        site,
        listing=listing,
        pages=site.absolute(listing.page) if listing.page else "",
        shift=listing.second - 2,
    )


def _months(start: date, end: date) -> Iterator[tuple[int, int]]:
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004


def _last_of(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def days_of(period: Period, now: datetime) -> tuple[date, date]:
    """Return the first and last Vietnamese day of a period; an open end is today.

    A period without a beginning has no archive to be looked for in; it must have one.
    """
    assert period.start is not None
    last = min(period.end - timedelta(seconds=1), now) if period.end else now
    return vietnamese_day(period.start), vietnamese_day(last)


def is_past(period: Period, now: datetime) -> bool:
    """Whether a period reaches back beyond what feeds and first pages still show."""
    return period.start is not None and period.start < now - RECENT


def recent_sources(site: Site) -> Iterator[tuple[Layer, Source]]:
    """What shows the newest articles of a site, the widest feed first."""
    for number, path in enumerate(site.feeds):
        yield Layer.FEEDS, Source(Kind.FEED, site.absolute(path), site, widest=number == 0)
    for path in site.news_sitemaps:
        yield Layer.NEWS, Source(Kind.SITEMAP, site.absolute(path), site)
    for listing in site.listings:
        yield Layer.LISTINGS, replace(_listing_source(site, listing), pages="")


def paged_listings(site: Site) -> Iterator[Source]:
    """The listings of a site that can be followed back into the past."""
    return (_listing_source(site, listing) for listing in site.listings if listing.page)


def archive_sources(site: Site, number: int, period: Period, now: datetime) -> Iterator[Source]:
    """What shows the articles of a past period, in one of the site's archives.

    Args:
        site: the site.
        number: which archive; nothing where the site has no more.
        period: a period that has a beginning.
        now: the present moment (UTC).
    """
    sources = _in_archive(site, number, *days_of(period, now))
    return (replace(source, archive=number) for source in sources)


def _in_archive(site: Site, number: int, first: date, last: date) -> Iterator[Source]:
    match site.archives[number : number + 1]:
        case [MonthlySitemaps(path)]:
            for year, month in _months(first, last):
                url = site.absolute(path.format(year=year, month=month))
                yield Source(Kind.SITEMAP, url, site, until=_last_of(year, month))
        case [SitemapIndex(path) as index]:
            yield Source(Kind.SITEMAP, site.absolute(path), site, index=index)
        case [DayListings() as days]:
            for after in range((last - first).days + 1):
                yield from _day_pages(site, days, first + timedelta(days=after))


def _day_pages(site: Site, days: DayListings, day: date) -> Iterator[Source]:
    begins = int(day_start(day).timestamp())
    ends = int(day_start(day + timedelta(days=1)).timestamp()) - 1
    for category in days.categories:
        named = {"category": category, "since": begins, "until": ends}
        pages = site.absolute(days.path.format(**named, page="{page}"))
        first = pages.format(page=days.first)
        yield Source(Kind.LISTING, first, site, pages=pages, shift=days.first - 1, until=day)


def shards_of(
    index: Source, entries: Iterable[Entry], period: Period, now: datetime
) -> Iterator[Source]:
    """Yield those sitemaps of an index that may hold articles of a period.

    Args:
        index: the index, with the pattern of its sitemaps' addresses; without one, none is read.
        entries: what it lists.
        period: a period that has a beginning.
        now: the present moment (UTC).
    """
    if index.index is None:
        return
    first, last = days_of(period, now)
    for entry in entries:
        found = index.index.shard.search(entry.url)
        if not entry.is_sitemap or found is None:
            continue
        shard = Source(Kind.SITEMAP, entry.url, index.site, archive=index.archive)
        groups = found.groupdict()
        if "year" not in groups:
            if entry.modified_at is None or vietnamese_day(entry.modified_at) >= first:
                yield shard
            continue
        year, month = int(groups["year"]), int(groups["month"])
        begins = date(year, month, int(groups.get("first") or 1))
        month_ends = _last_of(year, month)
        ends = min(
            month_ends, date(year, month, min(int(groups.get("last") or 31), month_ends.day))
        )
        if begins <= last and ends >= first:
            yield replace(shard, until=ends)
