"""The truth of the replica: which stories an outlet published, and what they say.

A newsroom is a function, not a store: the same outlet, seed, range and number a day give the
same stories in every process, and any one of them without the others. The story of a day stays
the same when the range moves on.
"""

import datetime as dt
import random
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from replica.assignments import Assignment, Form, assignments_of_day
from replica.life import changes_of, planned_changes
from replica.masthead import Masthead
from replica.prose import Writer
from replica.story import Quirk, Section, Story, slug_of
from replica.wire import SIGNED, WIRE, edited, take_up

__all__ = ["Newsroom", "Section", "Story", "slug_of"]

_QUIRKS: tuple[Quirk, ...] = ("none", "nfd", "soft-hyphen", "zero-width")
_QUIRK_WEIGHTS = (92, 3, 2, 3)
LONG_SLUG = 20  # words


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is public at a moment: numbers of stories, of all and by section."""

    numbers: Sequence[int]
    by_section: Mapping[str, Sequence[int]]


class Newsroom:
    """All stories of one site in a range of Vietnamese days.

    Iterating gives every story of the range as it first came out. `newest`, `between`, `before`,
    `by_id` and `count` show what is public: where the newsroom stands in time (`now`) with
    everything published, corrected, moved and withdrawn until then; with no time set, all of the
    range, as it first came out.

    Args:
        masthead: the site.
        seed: another seed, other stories.
        since: first day.
        until: last day, included.
        per_day: stories a day; 0 makes an empty newsroom.
        holidays: days on which every second story is left out.
    """

    def __init__(
        self,
        masthead: Masthead,
        seed: int,
        since: dt.date,
        until: dt.date,
        per_day: int,
        holidays: Collection[dt.date] = (),
    ) -> None:
        self.masthead = masthead
        self.since = since
        self.until = until
        self.per_day = per_day
        self._holidays = frozenset(holidays)
        self._seed, self._wire = f"{masthead.host}/{seed}", f"{WIRE}/{seed}"
        self._sections = {section.slug: section for section in masthead.sections}
        # One cache per newsroom: pages show their neighbours' titles.
        self.story = lru_cache(maxsize=1024)(self._write)
        self._day = lru_cache(maxsize=256)(self._plan)
        self._now: dt.datetime | None = None
        self._shown: _Shown | None = None

    def __len__(self) -> int:
        """The number of stories in the range, those left out on holidays among them."""
        return max((self.until - self.since).days + 1, 0) * self.per_day

    def __iter__(self) -> Iterator[Story]:
        """The stories of the range as they came out, newest first."""
        return (self.story(number) for number in reversed(self._out))

    @property
    def now(self) -> dt.datetime | None:
        """Where the newsroom stands in time."""
        return self._now

    @now.setter
    def now(self, moment: dt.datetime | None) -> None:
        if moment != self._now:
            self._now = moment
            self._shown = None

    def by_id(self, article_id: str) -> Story | None:
        """The story with this article id, if there is one and it is public."""
        number = self._numbers.get(article_id)
        return None if number is None else self._as_shown(number)

    def was_withdrawn(self, article_id: str) -> bool:
        """Whether this story was public once and has been taken down."""
        number = self._numbers.get(article_id)
        return (
            number is not None
            and self._now is not None
            and self._assignment(number).published_at <= self._now
            and self._as_shown(number) is None
        )

    def newest(self, section: str | None = None, skip: int = 0, limit: int = 50) -> list[Story]:
        """The newest stories of a section (its sub-sections included), or of the whole site."""
        numbers = self._public(section)
        end = len(numbers) - skip
        return self._told(reversed(numbers[max(end - limit, 0) : max(end, 0)]))

    def newest_of(
        self, desks: Collection[str], form: Form | None = None, limit: int = 50
    ) -> list[Story]:
        """The newest stories of some desks, or of a form whatever their desk."""
        chosen: list[int] = []
        for number in reversed(self._public(None)):
            assignment = self._assignment(number)
            if assignment.template.desk in desks or assignment.form == form:
                chosen.append(number)
                if len(chosen) == limit:
                    break
        return self._told(chosen)

    def between(
        self, start: dt.datetime, end: dt.datetime, section: str | None = None
    ) -> list[Story]:
        """The stories published in a span of time (end included), newest first."""
        return self._told(
            each
            for each in reversed(self._public(section))
            if start <= self._assignment(each).published_at <= end
        )

    def count(self, section: str | None = None) -> int:
        """How many stories a section holds, or the whole site."""
        return len(self._public(section))

    def before(self, story: Story, limit: int) -> list[Story]:
        """Stories that came out before this one: what related boxes are filled with.

        Those just before it, and others after each cosmetic change of the story.
        """
        last = story.number - 1 - story.edition * limit
        return self._told(n for n in range(last, last - limit, -1) if n >= 0 and self._is_out(n))

    def _told(self, numbers: Iterator[int] | Sequence[int]) -> list[Story]:
        return [story for each in numbers if (story := self._as_shown(each))]

    def _as_shown(self, number: int) -> Story | None:
        story = self.story(number)
        return story if self._now is None else story.as_of(self._now)

    def _public(self, section: str | None) -> Sequence[int]:
        if self._now is None:
            return self._out if section is None else self._by_section.get(section, [])
        if self._shown is None:
            self._shown = self._show(self._now)
        return self._shown.numbers if section is None else self._shown.by_section.get(section, [])

    def _show(self, now: dt.datetime) -> _Shown:
        """What is public at a moment, told from the plans alone."""
        out = bisect_right(
            range(len(self)), now, key=lambda number: self._assignment(number).published_at
        )
        numbers: list[int] = []
        by_section: dict[str, list[int]] = {}
        for number in filter(self._is_out, range(out)):
            done = [kind for kind, at in planned_changes(self._assignment(number)) if at <= now]
            if "withdrawn" not in done:
                numbers.append(number)
                self._file(number, by_section, moved="section" in done)
        return _Shown(numbers, by_section)

    def _is_out(self, number: int) -> bool:
        day, position = divmod(number, self.per_day)
        return position % 2 == 0 or self.since + dt.timedelta(days=day) not in self._holidays

    @cached_property
    def _out(self) -> Sequence[int]:
        return [number for number in range(len(self)) if self._is_out(number)]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {
            self.masthead.article_id(self._assignment(number))
            or self.story(number).article_id: number
            for number in self._out
        }

    @cached_property
    def _by_section(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in self._out:
            self._file(number, found, moved=False)
        return found

    def _file(self, number: int, found: dict[str, list[int]], *, moved: bool) -> None:
        section = self._section(number, moved=moved)
        found.setdefault(section.slug, []).append(number)
        if section.parent:
            found.setdefault(section.parent, []).append(number)

    def _assignment(self, number: int) -> Assignment:
        if not 0 <= number < len(self):
            raise IndexError(number)
        day, position = divmod(number, self.per_day)
        return self._day(self.since + dt.timedelta(days=day))[position]

    def _plan(self, day: dt.date) -> tuple[Assignment, ...]:
        masthead = self.masthead
        own, wire = (
            assignments_of_day(seed, day, self.per_day, masthead.whole_minutes)
            for seed in (self._seed, self._wire)
        )
        return take_up(own, wire, masthead.wire_share)

    def _section(self, number: int, *, moved: bool = False) -> Section:
        assignment = self._assignment(number)
        slugs = self.masthead.desks[assignment.template.desk]
        # Two in three go to the desk's usual section.
        place = 0 if assignment.variant % 3 else assignment.variant // 3
        section = self._sections[slugs[place % len(slugs)]]
        if not moved:
            return section
        sections = self.masthead.sections
        return sections[(sections.index(section) + 1) % len(sections)]

    def _write(self, number: int) -> Story:
        assignment = self._assignment(number)
        masthead, section = self.masthead, self._section(number)
        source = assignment.source
        seed = f"{self._wire}/{source.serial}" if source else f"{self._seed}/{assignment.serial}"
        dice = random.Random(seed)
        writer = Writer(assignment.template, dice, assignment.published_at.date())
        draft = writer.draft()
        if source:
            dice.seed(f"{self._seed}/{assignment.serial}")
            draft = edited(draft, writer, dice)
        slug = slug_of(draft.title)
        if masthead.long_slugs:
            words = slug_of(f"{draft.title} {draft.lead}").split("-")[:LONG_SLUG]
            slug = f"{'-'.join(words)}-{assignment.published_at:%Hh%M-ngay-%-d-%-m}"
        article_id = masthead.article_id(assignment) or slug
        paragraphs, captions = draft.paragraphs, draft.captions
        match assignment.form:
            case "video":
                # Some video items carry nothing but their lead.
                paragraphs, captions = paragraphs[: dice.choice((0, 1, 2))], ()
            case "photo" if masthead.prose_in_captions:
                paragraphs, captions = (), (*paragraphs[:3], *captions)
            case "photo":
                paragraphs = paragraphs[:2]
            case "text":
                captions = captions[: dice.choices((0, 1, 2), (15, 60, 25))[0]]
        paid = bool(masthead.paid_share) and assignment.variant % masthead.paid_share == 1
        story = Story(
            outlet=masthead.outlet,
            host=masthead.host,
            number=number,
            article_id=article_id,
            url=self._url(section.slug, slug, article_id),
            slug=slug,
            title=draft.title,
            lead=draft.lead,
            paragraphs=() if paid else paragraphs,
            authors=SIGNED
            if source
            else tuple(dice.sample(masthead.bylines, dice.choices((1, 2), (85, 15))[0])),
            section=section.name,
            section_slug=section.slug,
            tags=draft.tags,
            created_at=assignment.created_at,
            published_at=assignment.published_at,
            modified_at=masthead.touched_at(assignment),
            form=assignment.form,
            captions=() if paid else captions,
            images=tuple(
                masthead.image_url(slug, assignment, position)
                for position in range(max(len(captions), 1))
            ),
            topics=assignment.template.topics,
            about_police=assignment.template.about_police,
            quirk=dice.choices(_QUIRKS, _QUIRK_WEIGHTS)[0],
            variant=assignment.variant,
            paid=paid,
        )
        # After everything else: the dice must fall for the story as if nothing came after it.
        changes = changes_of(
            story, assignment, writer, self._section(number, moved=True), self._url
        )
        return replace(story, changes=changes) if changes else story

    def _url(self, section_slug: str, slug: str, article_id: str) -> str:
        path = self.masthead.article_path(self._sections[section_slug], slug, article_id)
        return f"{self.masthead.origin}{path}"
