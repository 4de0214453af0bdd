"""The records that travel along the way of an article: plain, frozen, without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Form(StrEnum):
    """What an article mainly is."""

    TEXT = "text"
    VIDEO = "video"
    PHOTO = "photo"


class Source(StrEnum):
    """Where in the page a field was read; a redesign shows as a shift of sources."""

    JSON_LD = "json-ld"
    META = "meta"
    SELECTOR = "selector"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article, with its caption where it has one."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from its page.

    Times are UTC. `body` holds the paragraphs parted by a blank line. `canonical_url` and
    `article_id` are empty until the article is identified. `sources` says for each field that was
    found where in the page it stood. `paid` says that the page shows others than subscribers
    only a part. `agency` is whose copy the article says it is: as its page has it until the
    article is cleaned, then by one name, empty where it is the outlet's own.
    """

    outlet: str
    site: str
    url: str
    title: str
    lead: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    form: Form = Form.TEXT
    published_at: datetime | None = None
    modified_at: datetime | None = None
    images: tuple[Image, ...] = ()
    paid: bool = False
    agency: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    canonical_link: str = ""
    canonical_url: str = ""
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page in the page archive: what it is, and where its record stands.

    `file` is relative to the archive's folder; `offset` and `length` are the record's bytes in it;
    `digest` is that of the body as received. `original` is the index's number of the page whose
    record holds the body, where this record only says that the body came again.
    """

    file: str
    machine: str
    offset: int
    length: int
    digest: str
    url: str
    site: str
    content_type: str
    fetched_at: datetime
    original: int | None = None


@dataclass(frozen=True, slots=True)
class FirstCopy:
    """The archived page whose body came again: its number in the index, its file, its time."""

    page: int
    file: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed; `published_at` is UTC, None where the feed states no readable time."""

    url: str
    title: str
    summary: str
    published_at: datetime | None
