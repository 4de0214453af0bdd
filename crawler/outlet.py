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
        published: the visible time, its `datetime` attribute before its text.
        drop: what inside the body is no running text: related boxes, advertisements, players.
        captions: paragraphs inside the body that belong to a picture or a film.
        video: an element that only a video item has.
        photo: an element that only a photo story has.
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
    published: str = ""
    drop: tuple[str, ...] = ()
    captions: str = ""
    video: str = ""
    photo: str = ""
    prefer: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """A host that an outlet publishes on.

    Attributes:
        host: without `www.`, e.g. `vnexpress.net`.
        article_path: matches the path of an article's URL; group 1 is the article's id.
        feeds: paths of the RSS feeds, the widest first.
        listings: paths of the pages where newest articles are listed.
        listing_links: CSS selector of the links to articles on a listing.
        layouts: how its article pages read, the newest layout first.
        aliases: other hosts that show the same articles, e.g. a mobile one.
        www: whether the site's own addresses carry `www.`.
    """

    host: str
    article_path: re.Pattern[str]
    feeds: tuple[str, ...]
    listings: tuple[str, ...]
    listing_links: str
    layouts: tuple[Layout, ...]
    aliases: tuple[str, ...] = ()
    www: bool = False

    @property
    def host_name(self) -> str:
        """The host as it stands in the site's own addresses."""
        return f"www.{self.host}" if self.www else self.host

    def absolute(self, path: str) -> str:
        """Return the address of a path of this site."""
        return f"https://{self.host_name}{path}"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A press organisation: its slug, its name, since when it has an agreement, its sites."""

    slug: str
    name: str
    agreement_from: date
    sites: tuple[Site, ...]
