"""From story templates to Vietnamese prose: every slot filled, every choice made by one dice.

A template's text knows two marks:

* ``[a|b|c]``: one of the alternatives;
* ``{slot}``: a value that stays the same all through one story; ``{slot.2}`` is a second,
  different one (two suspects, two provinces); ``{slot!}`` is drawn anew at each use.

A slot is looked for among the template's own slots, then in ``words.toml``, then among the
computed ones (dates, places, registration plates).
"""

import datetime as dt
import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "stories"

PARTS = ("titles", "leads", "opening", "middle", "closing", "captions", "tags")

# Files that hold no stories: vocabulary, and paragraphs for any story of a kind.
_SHARED = frozenset({"words.toml", "colour.toml"})
_ALTERNATIVES = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]")
_SLOT = re.compile(r"\{([a-z_]+)(?:\.(\d)|(!))?\}")
_NAME_PARTS = {
    "man": ("surnames", "male_middles", "male_names"),
    "woman": ("surnames", "female_middles", "female_names"),
}
# Slots that are dates, as days from the day of publication.
_DAYS = {"today": (0, 0), "yesterday": (-1, -1), "days_ago": (-12, -2), "days_ahead": (3, 25)}
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?] ))[a-zà-ỹđ]")


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Whole numbers a slot may take, printed with the Vietnamese thousands dot."""

    first: int
    last: int
    step: int = 1

    def draw(self, dice: random.Random) -> str:
        """Draw one number and print it: 12500 becomes ``12.500``."""
        return f"{dice.randrange(self.first, self.last + 1, self.step):,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of story: what it is about, and the texts it is made from."""

    subject: str
    desk: str
    topics: tuple[str, ...]
    about_police: bool
    colour: str
    weight: float
    slots: Mapping[str, tuple[str, ...] | NumberRange]
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    opening: tuple[str, ...]
    middle: tuple[str, ...]
    closing: tuple[str, ...]
    captions: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of one story, before an outlet prints it."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    tags: tuple[str, ...]


def _slots(table: Mapping[str, Any]) -> dict[str, tuple[str, ...] | NumberRange]:
    return {
        name: tuple(value)
        if isinstance(value, list)
        else NumberRange(value["from"], value["to"], value.get("step", 1))
        for name, value in table.items()
    }


@cache
def words() -> Mapping[str, tuple[str, ...] | NumberRange]:
    """Vocabulary shared by all subjects."""
    return _slots(tomllib.loads((STORIES / "words.toml").read_text(encoding="utf-8")))


@cache
def _colour() -> Mapping[str, tuple[str, ...]]:
    table = tomllib.loads((STORIES / "colour.toml").read_text(encoding="utf-8"))
    return {kind: tuple(paragraphs) for kind, paragraphs in table.items()}


@cache
def templates() -> tuple[Template, ...]:
    """Read every story template, in the order of file names, so that seeds stay true."""
    found: list[Template] = []
    for path in sorted(STORIES.glob("*.toml")):
        if path.name not in _SHARED:
            subject = tomllib.loads(path.read_text(encoding="utf-8"))
            found += [_template(path.stem, subject, story) for story in subject["story"]]
    return tuple(found)


def _template(name: str, subject: Mapping[str, Any], story: Mapping[str, Any]) -> Template:
    return Template(
        subject=name,
        desk=story.get("desk", subject["desk"]),
        topics=tuple(story.get("topics", subject["topics"])),
        about_police=subject["about_police"],
        colour=story.get("colour", subject.get("colour", "local")),
        weight=story.get("weight", 1.0),
        slots=_slots(subject.get("slots", {}) | story.get("slots", {})),
        **{part: tuple(story[part]) for part in PARTS},
    )


class Writer:
    """Fills the slots of one story, remembering each value it has given."""

    def __init__(self, template: Template, dice: random.Random, day: dt.date) -> None:
        self.template = template
        self._dice = dice
        self._day = day
        self._given: dict[tuple[str, str], str] = {}

    def draft(self) -> Draft:
        """Write the whole story."""
        template, dice = self.template, self._dice
        return Draft(
            title=self.fill(dice.choice(template.titles)),
            lead=self.fill(dice.choice(template.leads)),
            paragraphs=(
                self.fill(dice.choice(template.opening)),
                *map(self.fill, self._middle()),
                self.fill(dice.choice(template.closing)),
            ),
            captions=tuple(self.fill(caption) for caption in template.captions),
            tags=tuple(dict.fromkeys(self._expand(tag) for tag in template.tags)),
        )

    def _middle(self) -> list[str]:
        """Choose what the story tells, in the template's order, with some colour in between."""
        dice, pool = self._dice, self.template.middle
        taken = dice.sample(range(len(pool)), dice.randint(3, min(6, len(pool))))
        chosen = [pool[position] for position in sorted(taken)]
        for paragraph in dice.sample(_colour()[self.template.colour], dice.randint(1, 4)):
            chosen.insert(dice.randint(1, len(chosen)), paragraph)
        return chosen

    def other(self, texts: tuple[str, ...], current: str) -> str:
        """Another of a story's titles or leads, with the same people and places in it."""
        for text in self._dice.sample(texts, len(texts)):
            if (filled := self.fill(text)) != current:
                return filled
        return f"{current.removesuffix('.')} ({self.fill('cập nhật {clock}')})"

    def another_paragraph(self, told: tuple[str, ...]) -> str:
        """A paragraph that the story has not told yet."""
        pool = self.template.middle + _colour()[self.template.colour]
        filled = (self.fill(text) for text in self._dice.sample(pool, len(pool)))
        return next(text for text in filled if text not in told)

    def fill(self, text: str) -> str:
        """Make the choices in a text, fill its slots and begin its sentences with capitals."""
        return _SENTENCE_START.sub(lambda start: start[0].upper(), self._expand(text))

    def _expand(self, text: str) -> str:
        chosen = _ALTERNATIVES.sub(lambda group: self._dice.choice(group[1].split("|")), text)
        return _SLOT.sub(self._value_of, chosen)

    def _value_of(self, slot: re.Match[str]) -> str:
        name, which, fresh = slot.groups(default="")
        return self._draw(name, which) if fresh else self._value(name, which or "1")

    def _value(self, name: str, which: str) -> str:
        key = (name, which)
        if key not in self._given:
            self._given[key] = self._draw(name, which)
        return self._given[key]

    def _draw(self, name: str, which: str) -> str:
        pool = self.template.slots.get(name) or words().get(name)
        if isinstance(pool, NumberRange):
            return pool.draw(self._dice)
        if pool is not None:
            taken = {value for (other, _), value in self._given.items() if other == name}
            fresh = [value for value in pool if value not in taken]
            return self._expand(self._dice.choice(fresh or pool))
        return self._compute(name, which)

    def _compute(self, name: str, which: str) -> str:
        match name:
            case "man" | "woman":
                return " ".join(map(self._any, _NAME_PARTS[name]))
            case "in_province":
                province = self._value("province", which)
                return f"{'thành phố' if province in _texts('cities') else 'tỉnh'} {province}"
            case "police":
                return f"Công an {self._value('in_province', which)}"
            case "clock":
                minutes = self._dice.choice(("", "15", "20", "30", "40", "45"))
                return f"{self._dice.randint(5, 22)}h{minutes}"
            case "plate":
                series = f"{self._dice.randint(11, 99)}{self._dice.choice('ABCDEFGHK')}"
                return f"{series}-{self._dice.randint(100, 999)}.{self._dice.randint(10, 99)}"
            case _:
                return self._date(name)

    def _date(self, name: str) -> str:
        day = self._day
        if name in _DAYS:
            day += dt.timedelta(days=self._dice.randint(*_DAYS[name]))
            return f"{day.day}/{day.month}"
        parts = {"month": day.month, "year": day.year, "last_year": day.year - 1}
        if name not in parts:
            message = f"{self.template.subject}: no slot is called {name!r}"
            raise LookupError(message)
        return str(parts[name])

    def _any(self, name: str) -> str:
        return self._dice.choice(_texts(name))


def _texts(name: str) -> tuple[str, ...]:
    pool = words()[name]
    assert isinstance(pool, tuple), name
    return pool
