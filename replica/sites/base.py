"""What every rebuilt site shares: pages, feed items, routes, and the reading of templates."""

import datetime as dt
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import ClassVar, Literal

from replica.assignments import Assignment
from replica.newsroom import Newsroom, Section, Story

TEMPLATES = Path(__file__).parent / "templates"
WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
FEED_LENGTH = 50

HTML = "text/html; charset=utf-8"
RSS = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

Validator = Literal["etag", "last-modified", "none"]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site, before the wire: what a browser would show."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    modified_at: dt.datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed or listing: an invented story or a captured page."""

    url: str
    title: str
    lead: str
    image: str
    published_at: dt.datetime

    @classmethod
    def of(cls, story: Story) -> "FeedItem":
        """The item that announces a story."""
        return cls(story.url, story.printed_title, story.lead, story.images[0], story.published_at)


Route = tuple[re.Pattern[str], Callable[[re.Match[str]], Page | None]]


class Site(ABC):
    """One site: its masthead (what the newsroom asks of it) and its pages.

    A subclass declares the class attributes, draws its markup and lists its routes.
    """

    outlet: ClassVar[str]
    host: ClassVar[str]
    sections: ClassVar[Sequence[Section]]
    desks: ClassVar[Mapping[str, Sequence[str]]]
    bylines: ClassVar[Sequence[str]]
    whole_minutes: ClassVar[bool]
    validator: ClassVar[Validator]
    main_feed: ClassVar[str]
    """Path of the feed that holds the newest of the whole site."""
    whole_site_feeds: ClassVar[Mapping[str, str]]
    """Names of the feeds that hold stories of all sections, by slug."""
    feed_pattern: ClassVar[re.Pattern[str]]
    """Paths of feeds; the group ``section`` is a section's slug or the main feed's own."""
    article_pattern: ClassVar[re.Pattern[str]]
    """Paths of articles; the group ``id`` is the article id."""
    robots: ClassVar[str] = "User-agent: *\nAllow: /\n"

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
        self._routes: tuple[Route, ...] = (
            (re.compile(r"/robots\.txt"), self._robots),
            (self.feed_pattern, self._feed),
            (self.article_pattern, self._article),
            *self.routes(),
        )

    @classmethod
    @abstractmethod
    def article_id(cls, assignment: Assignment) -> str:
        """Make the id of an article from its place in the run and its times."""

    @classmethod
    @abstractmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """Make the path of an article's address."""

    @classmethod
    @abstractmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """Make the address of an article's picture."""

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
        """Draw the page at a path (without its query)."""
        for pattern, draw in self._routes:
            if (match := pattern.fullmatch(path)) and (page := draw(match)):
                return page
        return self.not_found(path)

    @property
    def now(self) -> dt.datetime:
        """When the replica's clock stands: the time of the newest thing it publishes."""
        newest = [item.published_at for item in self.captured]
        newest += [story.modified_at for story in self.newsroom.newest(limit=1)]
        return max(newest, default=dt.datetime.now(dt.UTC))

    def _feed(self, match: re.Match[str]) -> Page | None:
        slug = match["section"]
        section = self.by_slug.get(slug)
        if section is None and slug not in self.whole_site_feeds:
            return None
        items = [
            FeedItem.of(story)
            for story in self.newsroom.newest(section.slug if section else None, limit=FEED_LENGTH)
        ]
        if section is None:
            items = [*self.captured, *items]
        newest = max((item.published_at for item in items), default=self.now)
        name = section.name if section else self.whole_site_feeds[slug]
        return Page(self.feed(name, slug, items).encode(), RSS, modified_at=newest)

    def _article(self, match: re.Match[str]) -> Page | None:
        story = self.newsroom.by_id(match["id"])
        if story is None:
            return None
        body = self.article(story, self.by_slug[story.section_slug])
        return Page(body.encode(), modified_at=story.modified_at)

    def _robots(self, _: re.Match[str]) -> Page:
        return Page(self.robots.encode(), TEXT)


@cache
def template(name: str) -> Template:
    """Read a template of `templates/`; in it a dollar sign is written twice."""
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def draw(name: str, /, **values: object) -> str:
    """Fill a template; values are markup already."""
    return template(name).substitute(values)


def text(value: str) -> str:
    """Escape for an element or a double-quoted attribute."""
    return escape(value, quote=True)


def json_text(value: str) -> str:
    """Escape for the inside of a JSON string."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def weekday(moment: dt.datetime) -> str:
    """The Vietnamese weekday: ``Thứ hai`` … ``Chủ nhật``."""
    day = moment.weekday()
    return "Chủ nhật" if day == len(WEEKDAYS) else f"Thứ {WEEKDAYS[day]}"


def rfc822(moment: dt.datetime, zone: str) -> str:
    """Date a feed item, with the zone written the site's way."""
    return f"{moment:%a, %d %b %Y %H:%M:%S} {zone}"
