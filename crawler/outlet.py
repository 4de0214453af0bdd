"""What an outlet's file declares: the outlet, its sites, and how the pages of each read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crawler.records import Source


@dataclass(frozen=True, slots=True)
class Layout:
    """How one generation of a site's article pages reads: CSS selectors, one a field.

    A page is read by the first layout of its site whose `body` it has, so that old pages stay
    readable after a redesign. An empty selector means that the page shows no such thing.

    Attributes:
        name: what people call this layout.
        body: the element that holds the running text.
        title: the headline as readers see it.
        lead: the paragraph under the headline (sapo).
        dateline: the place named inside the lead, which is no part of it.
        byline: who wrote it; may stand inside the body, and is then taken out of it.
        section: the rubric; the first match is the top one.
        tags: the keywords that readers see.
        own_keywords: a keyword that gives away a list as the site's own, the same on all pages.
        published: the visible time, its `datetime` attribute before its text.
        drop: what inside the body is no running text: related boxes, advertisements, players.
        teaser_sign: what leads of the outlet begin with ("VOV.VN - "), where it puts those of
            other items into its texts.
        captions: paragraphs inside the body that belong to a picture or a film.
        video: an element that only a video item has.
        photo: an element that only a photo story has.
        gone: an element that only a not-found page has, where that is answered as 200.
        paid: an element that says that the text is for subscribers.
        prefer: for a field, the order of sources, where it is not the usual one
            (`crawler.extract.ORDER`).
    """

    name: str
    body: str
    title: str = "h1"
    lead: str = ""
    dateline: str = ""
    byline: str = ""
    section: str = ""
    tags: str = ""
    own_keywords: str = ""
    published: str = ""
    drop: tuple[str, ...] = ()
    teaser_sign: str = ""
    captions: str = ""
    video: str = ""
    photo: str = ""
    gone: str = ""
    paid: str = ""
    prefer: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page on which newest articles are listed, and how its next pages are reached.

    Attributes:
        path: the first page.
        page: the path (or address, where another host answers) of page `{page}`; `{zone}` is
            what the first page says of its section. Empty: the listing has one page.
        second: the number that the second page has in `page`.
        zone: CSS selector of the element on the first page whose `value` is the zone.
        links: CSS selector of the links to articles; empty: the site's `listing_links`. An answer
            in JSON needs none: the addresses in it are taken.
    """

    path: str
    page: str = ""
    second: int = 2
    zone: str = ""
    links: str = ""


@dataclass(frozen=True, slots=True)
class MonthlySitemaps:
    """One sitemap a month at an address that names it: `{year}`, `{month}` (or `{month:02}`)."""

    path: str


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """An index of sitemaps whose addresses name their days.

    Attributes:
        path: the index.
        shard: matches the address of a sitemap of articles, with the groups `year`, `month` and,
            for blocks of days, `first` and `last`. Sitemaps that do not match are left alone. One
            without groups admits all that match and whose lastmod is not before the period.
    """

    path: str
    shard: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DayListings:
    """A listing of one day and category: `{since}` and `{until}` are Unix times, `{page}` counts.

    Attributes:
        path: of a page.
        categories: what stands for `{category}`, one after the other.
        first: the number of the first page.
    """

    path: str
    categories: tuple[str, ...]
    first: int = 1


Archive = MonthlySitemaps | SitemapIndex | DayListings


@dataclass(frozen=True, slots=True)
class Site:
    """A host that an outlet publishes on.

    Attributes:
        host: without `www.`, e.g. `vnexpress.net`.
        article_path: matches the path of an article's URL; group 1 is the article's id.
        layouts: how its article pages read, the newest layout first.
        feeds: paths of the RSS feeds, the widest first.
        news_sitemaps: paths of the sitemaps of the last days.
        archives: where articles of past periods are found, the best first.
        listings: the pages where newest articles are listed.
        listing_links: CSS selector of the links to articles on a listing.
        id_time: where ids tell when the item was made: a pattern on the id with the groups `year`
            (of two or four digits), `month` and `day`.
        aliases: other hosts that show the same articles, e.g. a mobile one.
        service_hosts: hosts that only answer for listings.
        www: whether the site's own addresses carry `www.`.
        seen: what of it was confirmed on real saved pages, for docs/outlets.md.
        described: what others describe, and nobody has seen.
    """

    host: str
    article_path: re.Pattern[str]
    layouts: tuple[Layout, ...]
    feeds: tuple[str, ...] = ()
    news_sitemaps: tuple[str, ...] = ()
    archives: tuple[Archive, ...] = ()
    listings: tuple[Listing, ...] = ()
    listing_links: str = "a[href]"
    id_time: re.Pattern[str] | None = None
    aliases: tuple[str, ...] = ()
    service_hosts: tuple[str, ...] = ()
    www: bool = False
    seen: str = ""
    described: str = ""

    @property
    def host_name(self) -> str:
        """The host as it stands in the site's own addresses."""
        return f"www.{self.host}" if self.www else self.host

    def absolute(self, path: str) -> str:
        """Return the address of a path of this site; an address stays what it is."""
        return path if "://" in path else f"https://{self.host_name}{path}"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A press organisation: its slug, its name, its agreement, its sites.

    Without an agreement an outlet is crawled only where it is named.
    """

    slug: str
    name: str
    agreement_from: date | None
    sites: tuple[Site, ...]
    note: str = ""  # what an operator should know of it, for docs/outlets.md
    terms: str = ""  # what it says of the use of its feeds and texts, as far as known

    @property
    def has_sources(self) -> bool:
        """Whether it is known where its articles are listed."""
        return any(site.feeds or site.listings or site.archives for site in self.sites)
