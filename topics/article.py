"""An article as rules see it: fields in one spelling, their sentences, their openings."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from topics.model import Place
from topics.normalise import Normalised, normalise

# How much of a body is its opening, in characters: two or three paragraphs. What it says counts
# half, what stands further down a quarter: two and four different mentions make one in the
# headline. Where no lead has said already what the matter is, the first sentences are the lead.
_OPENING: Final = 450
_IN_OPENING: Final = 0.5
_FURTHER_DOWN: Final = 0.25

# A sentence ends where white space follows its stop; after "TP." and the like it goes on.
_SENTENCE_END: Final = re.compile(r"""[.!?…](?<![Tt][Pp].)(?<!\b[A-ZĐ].)["”’')\]]*(?=\s)""")
_QUOTES: Final = frozenset("\"'“‘«")
_BLANK_LINE: Final = re.compile(r"\n\s*\n")
_LINE_END: Final = re.compile(r"""(?<=[.!?…:"”’')\]])[ \t]*\r?\n""")


class Occurrence(NamedTuple):
    """Words of a list of phrases in an article; offsets in code points of the field as given.

    Attributes:
        field: Number of the field.
        start: Before the words.
        end: After them.
        phrase: The phrase as the rule file has it.
        strength: 1, or less where only letters without accents say so.
    """

    field: int
    start: int
    end: int
    phrase: str
    strength: float

    def covers(self, other: "Occurrence") -> bool:
        """Whether the other's words are all among these."""
        same = self.field == other.field
        return same and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Occurrence") -> bool:
        """Whether the two share a word."""
        same = self.field == other.field
        return same and self.start < other.end and other.start < self.end


class Field:
    """One field of an article; what takes work to know is found out when asked for."""

    def __init__(self, name: str, text: str, *, is_lead: int = 0) -> None:
        """Take a field as it is given.

        Args:
            name: Its name.
            text: Its text.
            is_lead: How many of its characters count like a lead.
        """
        self.name = name
        self.text = text
        self.form: Normalised = normalise(text)
        self._is_lead = is_lead

    @cached_property
    def _sentences(self) -> list[int]:
        """Where sentences end."""
        ends = [found.end() for found in _SENTENCE_END.finditer(self.text)]
        return sorted({*ends, *self._paragraphs})

    @cached_property
    def _paragraphs(self) -> list[int]:
        """Where paragraphs end: at blank lines, or else at full lines."""
        ends = [found.start() for found in _BLANK_LINE.finditer(self.text)]
        return ends or [found.start() for found in _LINE_END.finditer(self.text)]

    def sentence(self, at: int) -> int:
        """Number of the sentence that a character belongs to."""
        return bisect_right(self._sentences, at)

    def paragraph(self, at: int) -> int:
        """Number of the paragraph that a character belongs to."""
        return bisect_right(self._paragraphs, at)

    def _sentence_end(self, at: int) -> int:
        """Where the sentence ends that a place falls in."""
        if len(self.text) <= at:
            return len(self.text)
        end = _SENTENCE_END.search(self.text, at)
        return end.end() if end else len(self.text)

    @cached_property
    def lead(self) -> int:
        """Where ends what counts like a lead."""
        return self._sentence_end(self._is_lead) if self._is_lead else 0

    @cached_property
    def opening(self) -> int:
        """Where the opening ends."""
        return self._sentence_end(max(self._is_lead, self.lead) + _OPENING)

    def weight(self, at: int) -> float:
        """What words at a place count."""
        if at < self.lead:
            return 1.0
        return _IN_OPENING if at < self.opening else _FURTHER_DOWN

    def is_quoted(self, at: int) -> bool:
        """Whether a quotation mark opens right before a place."""
        return self.text[at - 1 : at] in _QUOTES if at else False

    def stands_in(self, places: tuple[Place, ...], at: int) -> bool:
        """Whether a place of this field is one of those that a rule names."""
        if self.name in {"title", "lead"}:
            return self.name in places or (self.name == "lead" and "opening" in places)
        return "body" in places or ("opening" in places and at < self.opening)


def read_fields(fields: Mapping[str, str]) -> list[Field]:
    """An article's fields, in the order given.

    Args:
        fields: Texts by name; `title` and `lead` are what they say, any other is a body.
    """
    lead = 0 if fields.get("lead", "").strip() else _OPENING
    return [
        Field(name, text, is_lead=len(text) if name in {"title", "lead"} else lead)
        for name, text in fields.items()
        if text
    ]
