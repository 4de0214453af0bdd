"""The truth of one article, and what becomes of it after it has come out."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal, Self

from replica.assignments import Form

Quirk = Literal["none", "nfd", "soft-hyphen", "zero-width"]
ChangeKind = Literal["headline", "slug", "lead", "body", "section", "cosmetic", "withdrawn"]

_SPACE_INSIDE = re.compile(r"(?<=\w) (?=\w)")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a site: its slug, its name in print, its number, its parent's slug if any."""

    slug: str
    name: str
    number: int
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to a story at a moment; what is empty stays as it was.

    ``headline`` and ``lead`` replace those, ``body`` adds a paragraph, ``slug`` is a headline that
    the address follows, ``section`` moves the story, ``withdrawn`` takes it down. ``cosmetic``
    turns the related boxes and the white space and leaves what the story says, and its modified
    time, as they were.
    """

    kind: ChangeKind
    at: dt.datetime
    title: str = ""
    lead: str = ""
    paragraphs: tuple[str, ...] = ()
    slug: str = ""
    url: str = ""
    section: str = ""
    section_slug: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The truth of one article, against which what a crawler read can be checked.

    Texts are as the outlet meant them: composed Unicode, without the outlet's own prefix
    (``VTV.vn - ``), agency or dateline. How a page prints them is the site's affair: `quirk`
    says whether the printed title carries odd Unicode, and by `variant` the site chooses among
    its layouts. Of a `paid` story the public sees the lead alone, so it has no paragraphs here.

    A story is what it was when it came out; `as_of` tells what it was later. `edition` counts the
    cosmetic changes so far.
    """

    outlet: str
    host: str
    number: int
    article_id: str
    url: str
    slug: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]
    section: str
    section_slug: str
    tags: tuple[str, ...]
    created_at: dt.datetime
    published_at: dt.datetime
    modified_at: dt.datetime
    form: Form
    captions: tuple[str, ...]
    images: tuple[str, ...]
    topics: tuple[str, ...]
    about_police: bool
    quirk: Quirk
    variant: int
    paid: bool = False
    changes: tuple[Change, ...] = ()
    edition: int = 0

    @property
    def printed_title(self) -> str:
        """The title as pages and feeds carry it, odd Unicode and all."""
        match self.quirk:
            case "nfd":
                return unicodedata.normalize("NFD", self.title)
            case "soft-hyphen":
                return _SPACE_INSIDE.sub(" \u00ad", self.title, count=1)
            case "zero-width":
                return _SPACE_INSIDE.sub("\u200b ", self.title, count=1)
            case "none":
                return self.title

    @property
    def withdrawn_at(self) -> dt.datetime | None:
        """When the story is taken down, if it is."""
        return next((each.at for each in self.changes if each.kind == "withdrawn"), None)

    def as_of(self, moment: dt.datetime) -> Self | None:
        """What the outlet showed at a moment; nothing before it came out or once withdrawn."""
        if moment < self.published_at:
            return None
        story = self
        for change in self.changes:
            if change.at > moment:
                break
            if change.kind == "withdrawn":
                return None
            story = story.changed(change)
        return story

    def changed(self, change: Change) -> Self:
        """The story after a change."""
        if change.kind == "cosmetic":
            return replace(self, edition=self.edition + 1)
        return replace(
            self,
            title=change.title or self.title,
            lead=change.lead or self.lead,
            paragraphs=change.paragraphs or self.paragraphs,
            slug=change.slug or self.slug,
            url=change.url or self.url,
            section=change.section or self.section,
            section_slug=change.section_slug or self.section_slug,
            modified_at=change.at,
        )


def slug_of(title: str) -> str:
    """Fold a title into the slug of its address: ``Đường đông`` becomes ``duong-dong``."""
    plain = title.lower().replace("đ", "d")
    letters = unicodedata.normalize("NFD", plain)
    ascii_only = "".join(each for each in letters if not unicodedata.combining(each))
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only.replace(".", "").replace(",", "")))
