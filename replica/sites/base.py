"""What every rebuilt site shares: its masthead, its routes, feeds and articles.

Conditional requests: an ETag is given by vnexpress.net, nhandan.vn and thanhnien.vn, a
Last-Modified by baotintuc.vn, vietnamnet.vn and dantri.com.vn; the other seven give neither.
"""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from replica.assignments import Assignment
from replica.newsroom import Newsroom, Section, Story
from replica.sites.page import (
    FEED_LENGTH,
    RSS,
    TEXT,
    FeedItem,
    FrozenFeed,
    Page,
    SideFeed,
    Validator,
)
from replica.sites.sitemaps import Sitemaps

FROZEN_LENGTH = 20

Route = tuple[re.Pattern[str], Callable[[re.Match[str]], Page | None]]


class Site(ABC):
    """One site: its masthead (what the newsroom asks of it) and its pages.

    A subclass declares the class attributes, draws its markup and lists its routes.
    """

    outlet: ClassVar[str]
    host: ClassVar[str]
    origin: ClassVar[str]
    twins: ClassVar[frozenset[str]] = frozenset()
    """Other hosts that show the same."""
    apis: ClassVar[frozenset[str]] = frozenset()
    """Other hosts of this site; its routes match their paths as ``//host/path``."""
    query: ClassVar[Sequence[str]] = ()
    """Names in a query that make another page; routes match them in this order."""
    sections: ClassVar[Sequence[Section]]
    desks: ClassVar[Mapping[str, Sequence[str]]]
    bylines: ClassVar[Sequence[str]]
    whole_minutes: ClassVar[bool]
    paid_share: ClassVar[int] = 0
    wire_share: ClassVar[int] = 8
    prose_in_captions: ClassVar[bool] = False
    long_slugs: ClassVar[bool] = False
    validator: ClassVar[Validator]
    gzip_unasked: ClassVar[bool] = False
    """Whether answers are compressed also for those who did not say that they can read it."""
    moved: ClassVar[Literal["serves", "redirects"]] = "serves"
    """What an address with a right id and a wrong slug or section does."""
    gone: ClassVar[int] = 404
    """Status of a withdrawn article; 200: the page of a missing article, said to be well."""
    main_feed: ClassVar[str]
    """Path of the feed that holds the newest of the whole site; empty where there is none."""
    whole_site_feeds: ClassVar[Mapping[str, str]] = {}
    """Names of the feeds that hold stories of all sections, by slug."""
    side_feeds: ClassVar[Mapping[str, SideFeed]] = {}
    """Feeds that are no section's own, by slug."""
    frozen_feeds: ClassVar[Mapping[str, FrozenFeed]] = {}
    """Feeds that have had nothing new for long, by slug."""
    feed_pattern: ClassVar[re.Pattern[str]]
    """Paths of feeds; the group ``section`` is a section's slug or the main feed's own."""
    article_pattern: ClassVar[re.Pattern[str]]
    """Paths of articles; the group ``id`` is the article id."""
    sitemaps: ClassVar[Sitemaps | None] = None
    robots: ClassVar[str] = "User-agent: *\nAllow: /\n"

    def __init_subclass__(cls) -> None:
        """A site's addresses begin with its host unless it says otherwise."""
        super().__init_subclass__()
        if "host" in cls.__dict__ and "origin" not in cls.__dict__:
            cls.origin = f"https://{cls.host}"

    def __init__(
        self, newsroom: Newsroom, captured: Sequence[FeedItem] = (), *, us_dates: bool = False
    ) -> None:
        """Open the site.

        Args:
            newsroom: where its stories come from.
            captured: items that its main feed carries before the stories.
            us_dates: date feed items the American way, where this site's system can.
        """
        self.newsroom = newsroom
        self.captured = tuple(captured)
        self.us_dates = us_dates
        self.by_slug = {section.slug: section for section in self.sections}
        self._attic = {
            slug: Newsroom(type(self), 1, feed.last_day, feed.last_day, FROZEN_LENGTH)
            for slug, feed in self.frozen_feeds.items()
        }
        self._routes: tuple[Route, ...] = (
            (re.compile(r"/robots\.txt"), self._robots),
            *(self.sitemaps.routes(self) if self.sitemaps else ()),
            (self.feed_pattern, self._feed),
            (self.article_pattern, self._article),
            *self.routes(),
        )

    @classmethod
    @abstractmethod
    def article_id(cls, assignment: Assignment) -> str:
        """Make the id of an article from its place in the run and its times, if it has one."""

    @classmethod
    @abstractmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """Make the path of an article's address."""

    @classmethod
    @abstractmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """Make the address of an article's picture."""

    @classmethod
    def touched_at(cls, assignment: Assignment) -> dt.datetime:
        """When the site says a story was modified, before any correction."""
        return assignment.modified_at

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """The other addresses: a pattern for the whole path, and what draws the page."""

    @abstractmethod
    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """Write a feed in the site's dialect."""

    @abstractmethod
    def article(self, story: Story, section: Section) -> str:
        """Draw an article's page."""

    @abstractmethod
    def not_found(self, path: str) -> Page:
        """Draw the page of an address that does not exist, as this site does."""

    def answer(self, path: str) -> Page:
        """Draw the page at a path, with those parts of its query that count."""
        for pattern, show in self._routes:
            if (match := pattern.fullmatch(path)) and (page := show(match)):
                return page
        return self.not_found(path)

    @property
    def now(self) -> dt.datetime:
        """Where the site stands in time; with no clock set, at the newest thing it publishes."""
        if self.newsroom.now is not None:
            return self.newsroom.now
        newest = [item.published_at for item in self.captured]
        newest += [story.modified_at for story in self.newsroom.newest(limit=1)]
        return max(newest, default=dt.datetime.now(dt.UTC))

    def feed_slug(self, match: re.Match[str]) -> str:
        """The slug that a feed's path names; numbers after it are the site's own affair."""
        return match["section"]

    def _feed(self, match: re.Match[str]) -> Page | None:
        slug = self.feed_slug(match)
        if frozen := self._attic.get(slug):
            return self._feed_page(self.frozen_feeds[slug].name, slug, map(FeedItem.of, frozen))
        section, side = self.by_slug.get(slug), self.side_feeds.get(slug)
        if section is None and side is None and slug not in self.whole_site_feeds:
            return None
        if side:
            stories = self.newsroom.newest_of(side.desks, side.form, FEED_LENGTH)
        else:
            only = section.slug if section else None
            stories = self.newsroom.newest(only, limit=FEED_LENGTH)
        main = match[0] == self.main_feed or slug in self.whole_site_feeds
        items = [*(self.captured if main else ()), *map(FeedItem.of, stories)]
        name = section.name if section else side.name if side else self.whole_site_feeds[slug]
        return self._feed_page(name, slug, items)

    def _feed_page(self, name: str, slug: str, told: Iterable[FeedItem]) -> Page:
        items = list(told)
        newest = max((item.changed_at for item in items), default=self.now)
        return Page(self.feed(name, slug, items).encode(), RSS, modified_at=newest)

    def _article(self, match: re.Match[str]) -> Page | None:
        rooms = (self.newsroom, *self._attic.values())
        story = next((found for room in rooms if (found := room.by_id(match["id"]))), None)
        if story is None:
            return self._gone(match) if self.newsroom.was_withdrawn(match["id"]) else None
        if self.moved == "redirects" and match[0] != urlsplit(story.url).path:
            return Page(b"", status=301, headers={"Location": story.url})
        page = self.article(story, self.by_slug[story.section_slug])
        if story.edition % 2:
            # What a cosmetic change leaves behind: other bytes, the same words.
            page = page.replace("</p>", " </p>\n")
        return Page(page.encode(), modified_at=story.modified_at)

    def _gone(self, match: re.Match[str]) -> Page:
        missing = self.not_found(match[0])
        return Page(missing.body, missing.content_type, self.gone, headers=missing.headers)

    def _robots(self, _: re.Match[str]) -> Page:
        return Page(self.robots.encode(), TEXT)
