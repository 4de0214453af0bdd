"""Pages, feed items, and what markup is written with: templates, escapes, dates."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Literal

from replica.assignments import Form
from replica.newsroom import Story

TEMPLATES = Path(__file__).parent / "templates"
WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
FEED_LENGTH = 50

HTML = "text/html; charset=utf-8"
RSS = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json; charset=utf-8"

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
    corrected_at: dt.datetime | None = None

    @classmethod
    def of(cls, story: Story) -> "FeedItem":
        """The item that announces a story."""
        corrections = [each.at for each in story.changes if each.at == story.modified_at]
        return cls(
            story.url,
            story.printed_title,
            story.lead,
            story.images[0],
            story.published_at,
            corrections[0] if corrections else None,
        )

    @property
    def changed_at(self) -> dt.datetime:
        """When the item was last other than it is now."""
        return self.corrected_at or self.published_at


@dataclass(frozen=True, slots=True)
class SideFeed:
    """A feed that is no section's own: its name, and the desks or the form it is filled from."""

    name: str
    desks: Collection[str] = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class FrozenFeed:
    """A feed that is answered and has had nothing new since a day."""

    name: str
    last_day: dt.date


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


def weekday_in_capitals(moment: dt.datetime) -> str:
    """The weekday with both words in capitals: ``Thứ Bảy``."""
    first, _, second = weekday(moment).partition(" ")
    return f"{first} {second.capitalize()}"


def rfc822(moment: dt.datetime, zone: str) -> str:
    """Date a feed item, with the zone written the site's way."""
    return f"{moment:%a, %d %b %Y %H:%M:%S} {zone}"


def us_date(moment: dt.datetime) -> str:
    """Date a feed item the American way, with a narrow no-break space: ``9/16/2026 1:17:00 PM``."""
    clock = f"{moment.hour % 12 or 12}:{moment:%M:%S}\u202f{moment:%p}"
    return f"{moment.month}/{moment.day}/{moment.year} {clock}"
