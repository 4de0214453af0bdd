"""What a rule set is made of, once read and checked: topics, their rules, their exclusions."""

from dataclasses import dataclass
from typing import Final, Literal

from errors import DiemBaoError

POLICE: Final = "about_police"
"""The slug of the file that decides whether an article is about the Vietnamese police."""

Place = Literal["title", "lead", "opening", "body"]
PLACES: Final[tuple[Place, ...]] = ("title", "lead", "opening", "body")

Scope = Literal["sentence", "paragraph", "article"]
SCOPES: Final[tuple[Scope, ...]] = ("sentence", "paragraph", "article")


class TopicFileError(DiemBaoError, ValueError):
    """A rule file cannot be used; the message names file, line and what to write instead.

    Attributes:
        file: Name of the file.
        line: Where in it, counted from 1; None where the whole file is meant.
    """

    def __init__(self, message: str, file: str, line: int | None = None) -> None:
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {message}")
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases, and what must or must not stand about them.

    The same record describes an exclusion, whose phrases cancel the occurrences they cover.

    Attributes:
        name: What explanations call it.
        phrases: What is looked for and cited.
        score: What each phrase adds to its topic.
        where: The places that count; empty for all.
        all: Lists of each of which something must stand in scope.
        any: One of these must stand in scope, where the list is not empty.
        none: None of these may stand in scope.
        within: The scope: sentence, paragraph, article, or a number of syllables.
        requires: Contexts of which each must hold.
        unless: Contexts of which none may hold.
        quoted: Whether it looks only at words that follow a quotation mark.
        keep: Of an exclusion: phrases that protect what they cover from it.
    """

    name: str
    phrases: tuple[str, ...]
    score: float = 1.0
    where: tuple[Place, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    within: Scope | int = "sentence"
    requires: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    quoted: bool = False
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One file: a topic, the police layer, or a context that rules refer to.

    Attributes:
        slug: The name in commands, JSON and the database; never changed.
        label: The name people read, in Vietnamese.
        definition: What counts, in a sentence or two of Vietnamese.
        rules: What speaks for it.
        exclusions: What cancels occurrences of its phrases.
        threshold: The score from which it holds.
    """

    slug: str
    label: str
    definition: str
    rules: tuple[Rule, ...]
    exclusions: tuple[Rule, ...] = ()
    threshold: float = 1.0

    @property
    def contexts(self) -> frozenset[str]:
        """Slugs of the contexts that its rules and exclusions look at."""
        every = (*self.rules, *self.exclusions)
        return frozenset(slug for rule in every for slug in (*rule.requires, *rule.unless))
