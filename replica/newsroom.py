"""The truth of the replica: which stories an outlet published, and what they say.

A newsroom is a function, not a store: the same outlet, seed, range and number a day give the
same stories in every process, and any one of them without the others. The story of a day stays
the same when the range moves on.
"""

import datetime as dt
import random
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, Protocol

from replica.assignments import Assignment, Form, assignments_of_day
from replica.prose import Writer

Quirk = Literal["none", "nfd", "soft-hyphen", "zero-width"]
_QUIRKS: tuple[Quirk, ...] = ("none", "nfd", "soft-hyphen", "zero-width")
_QUIRK_WEIGHTS = (92, 3, 2, 3)
_SPACE_INSIDE = re.compile(r"(?<=\w) (?=\w)")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a site: its slug, its name in print, its number, its parent's slug if any."""

    slug: str
    name: str
    number: int
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The truth of one article, against which what a crawler read can be checked.

    Texts are as the outlet meant them: composed Unicode, without the outlet's own prefix
    (``VTV.vn - ``), agency or dateline. How a page prints them is the site's affair: `quirk`
    says whether the printed title carries odd Unicode, and by `variant` the site chooses among
    its layouts.
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


class Masthead(Protocol):
    """What a newsroom must know of the site it writes for."""

    outlet: str
    host: str
    sections: Sequence[Section]
    desks: Mapping[str, Sequence[str]]
    """Which sections (slugs) print the stories of a desk, most usual first."""
    bylines: Sequence[str]
    whole_minutes: bool
    """Whether the site gives times without seconds."""

    def article_id(self, assignment: Assignment) -> str:
        """Make the id of an article from its place in the run and its times."""
        ...

    def article_path(self, section: Section, slug: str, article_id: str) -> str:
        """Make the path of an article's address."""
        ...

    def image_url(self, story_slug: str, assignment: Assignment, position: int) -> str:
        """Make the address of an article's picture."""
        ...


class Newsroom:
    """All stories of one site in a range of Vietnamese days.

    Args:
        masthead: the site.
        seed: another seed, other stories.
        since: first day.
        until: last day, included.
        per_day: stories a day; 0 makes an empty newsroom.
    """

    def __init__(
        self, masthead: Masthead, seed: int, since: dt.date, until: dt.date, per_day: int
    ) -> None:
        self.masthead = masthead
        self.since = since
        self.until = until
        self.per_day = per_day
        self._seed = f"{masthead.host}/{seed}"
        self._sections = {section.slug: section for section in masthead.sections}
        # One cache per newsroom: pages show their neighbours' titles.
        self.story = lru_cache(maxsize=1024)(self._write)

    def __len__(self) -> int:
        """The number of stories."""
        return max((self.until - self.since).days + 1, 0) * self.per_day

    def __iter__(self) -> Iterator[Story]:
        """The stories, newest first."""
        return (self.story(number) for number in range(len(self) - 1, -1, -1))

    def by_id(self, article_id: str) -> Story | None:
        """The story with this article id, if there is one."""
        number = self._numbers.get(article_id)
        return None if number is None else self.story(number)

    def newest(self, section: str | None = None, skip: int = 0, limit: int = 50) -> list[Story]:
        """The newest stories of a section (its sub-sections included), or of the whole site."""
        numbers = range(len(self)) if section is None else self._by_section.get(section, [])
        end = len(numbers) - skip
        return [self.story(each) for each in reversed(numbers[max(end - limit, 0) : max(end, 0)])]

    def between(self, start: dt.datetime, end: dt.datetime, section: str | None) -> list[Story]:
        """The stories published in a span of time (end included), newest first."""
        numbers = range(len(self)) if section is None else self._by_section.get(section, [])
        return [
            self.story(each)
            for each in reversed(numbers)
            if start <= self._assignment(each).published_at <= end
        ]

    def count(self, section: str | None = None) -> int:
        """How many stories a section holds, or the whole site."""
        return len(self) if section is None else len(self._by_section.get(section, []))

    def before(self, story: Story, limit: int) -> list[Story]:
        """Stories that came out just before this one: what related boxes are filled with."""
        return [
            self.story(each)
            for each in range(story.number - 1, story.number - limit - 1, -1)
            if each >= 0
        ]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {self._article_id(number): number for number in range(len(self))}

    @cached_property
    def _by_section(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in range(len(self)):
            section = self._section(number)
            found.setdefault(section.slug, []).append(number)
            if section.parent:
                found.setdefault(section.parent, []).append(number)
        return found

    def _assignment(self, number: int) -> Assignment:
        if not 0 <= number < len(self):
            raise IndexError(number)
        day, position = divmod(number, self.per_day)
        return assignments_of_day(
            self._seed,
            self.since + dt.timedelta(days=day),
            self.per_day,
            self.masthead.whole_minutes,
        )[position]

    def _section(self, number: int) -> Section:
        assignment = self._assignment(number)
        slugs = self.masthead.desks[assignment.template.desk]
        # Two in three go to the desk's usual section.
        place = 0 if assignment.variant % 3 else assignment.variant // 3
        return self._sections[slugs[place % len(slugs)]]

    def _article_id(self, number: int) -> str:
        return self.masthead.article_id(self._assignment(number))

    def _write(self, number: int) -> Story:
        assignment = self._assignment(number)
        masthead, section = self.masthead, self._section(number)
        dice = random.Random(f"{self._seed}/{assignment.serial}")
        draft = Writer(assignment.template, dice, assignment.published_at.date()).draft()
        slug = slug_of(draft.title)
        article_id = masthead.article_id(assignment)
        paragraphs, captions = draft.paragraphs, draft.captions
        match assignment.form:
            case "video":
                # Some video items carry nothing but their lead.
                paragraphs, captions = paragraphs[: dice.choice((0, 1, 2))], ()
            case "photo":
                paragraphs = paragraphs[:2]
            case "text":
                captions = captions[: dice.choices((0, 1, 2), (15, 60, 25))[0]]
        return Story(
            outlet=masthead.outlet,
            host=masthead.host,
            number=number,
            article_id=article_id,
            url=f"https://{masthead.host}{masthead.article_path(section, slug, article_id)}",
            slug=slug,
            title=draft.title,
            lead=draft.lead,
            paragraphs=paragraphs,
            authors=tuple(dice.sample(masthead.bylines, dice.choices((1, 2), (85, 15))[0])),
            section=section.name,
            section_slug=section.slug,
            tags=draft.tags,
            created_at=assignment.created_at,
            published_at=assignment.published_at,
            modified_at=assignment.modified_at,
            form=assignment.form,
            captions=captions,
            images=tuple(
                masthead.image_url(slug, assignment, position)
                for position in range(max(len(captions), 1))
            ),
            topics=assignment.template.topics,
            about_police=assignment.template.about_police,
            quirk=dice.choices(_QUIRKS, _QUIRK_WEIGHTS)[0],
            variant=assignment.variant,
        )


def slug_of(title: str) -> str:
    """Fold a title into the slug of its address: ``Đường đông`` becomes ``duong-dong``."""
    plain = title.lower().replace("đ", "d")
    letters = unicodedata.normalize("NFD", plain)
    ascii_only = "".join(each for each in letters if not unicodedata.combining(each))
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only.replace(".", "").replace(",", "")))
