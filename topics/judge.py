"""One topic before one article: which occurrences stand, which are cancelled, and the score."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from topics.article import Field, Occurrence
from topics.model import Rule, Topic
from topics.scan import Found

Holds = Callable[[str], bool]
"""Tells by its slug whether a context holds for the article."""


class Standing(NamedTuple):
    """An occurrence that counts.

    Attributes:
        rule: The rule that found it.
        at: The words.
        score: What it adds to its topic by itself.
    """

    rule: Rule
    at: Occurrence
    score: float


class Cancelled(NamedTuple):
    """An occurrence that a condition struck out.

    Attributes:
        rule: The rule that found it.
        at: The words.
        reason: Why it does not count.
        by: The words that speak against it, where there are some.
    """

    rule: Rule
    at: Occurrence
    reason: str
    by: Occurrence | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a topic comes to.

    Attributes:
        score: The sum over its phrases.
        holds: Whether that reaches the threshold.
        standing: What counts, in order of place.
        cancelled: What does not.
    """

    score: float
    holds: bool
    standing: tuple[Standing, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule with the numbers of its lists."""

    rule: Rule
    phrases: int
    all: tuple[int, ...]
    any: int | None
    none: int | None
    keep: int | None


@dataclass(slots=True)
class Groups:
    """The lists of phrases of a rule set, each kept once and known by its number."""

    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)

    @property
    def company(self) -> frozenset[int]:
        """The lists that no rule begins from."""
        return frozenset(self.numbers.values()) - self.begun

    def number(self, phrases: tuple[str, ...]) -> int:
        """The number of a list."""
        return self.numbers.setdefault(phrases, len(self.numbers))

    def ready(self, rule: Rule) -> _Ready:
        """A rule with its lists numbered."""
        self.begun.add(self.number(rule.phrases))
        return _Ready(
            rule,
            phrases=self.number(rule.phrases),
            all=tuple(map(self.number, rule.all)),
            any=self.number(rule.any) if rule.any else None,
            none=self.number(rule.none) if rule.none else None,
            keep=self.number(rule.keep) if rule.keep else None,
        )


class Judge:
    """One topic made ready."""

    def __init__(self, topic: Topic, groups: Groups) -> None:
        self.topic = topic
        self._rules = [groups.ready(rule) for rule in topic.rules]
        self._exclusions = [groups.ready(rule) for rule in topic.exclusions]

    def judge(self, fields: list[Field], found: Found, holds: Holds) -> Verdict:
        """Weigh what was found.

        Args:
            fields: The article.
            found: The occurrences of all lists.
            holds: Tells whether a context holds.

        Returns:
            The verdict.
        """
        candidates = [
            (rule, at)
            for rule in self._rules
            for at in found.of(rule.phrases)
            if not rule.rule.where or fields[at.field].stands_in(rule.rule.where, at.start)
        ]
        if not candidates:
            return Verdict(0.0, holds=False)
        covers = list(self._covers(fields, found, holds))
        standing: list[Standing] = []
        cancelled: list[Cancelled] = []
        for rule, at in candidates:
            struck = _covered(at, covers) or _unmet(rule, at, fields, found, holds)
            if struck:
                cancelled.append(Cancelled(rule.rule, at, *struck))
            else:
                weight = fields[at.field].weight(at.start)
                standing.append(Standing(rule.rule, at, rule.rule.score * weight * at.strength))
        standing = _apart(standing)
        score = _sum(standing)
        enough = score > self.topic.threshold - 1e-9
        return Verdict(score, enough, tuple(standing), tuple(cancelled))

    def _covers(
        self, fields: list[Field], found: Found, holds: Holds
    ) -> Iterator[tuple[Rule, Occurrence]]:
        """The exclusions whose own conditions are met, and where they stand."""
        for ready in self._exclusions:
            kept = found.of(ready.keep) if ready.keep is not None else ()
            for at in found.of(ready.phrases):
                if any(keep.overlaps(at) for keep in kept):
                    continue
                if not _unmet(ready, at, fields, found, holds):
                    yield ready.rule, at


def _covered(
    at: Occurrence, covers: Iterable[tuple[Rule, Occurrence]]
) -> tuple[str, Occurrence] | None:
    """The exclusion that covers an occurrence."""
    return next(
        ((f"exclude {rule.name}", words) for rule, words in covers if words.covers(at)), None
    )


def _unmet(
    ready: _Ready, at: Occurrence, fields: list[Field], found: Found, holds: Holds
) -> tuple[str, Occurrence | None] | None:
    """The first condition of a rule that an occurrence does not meet."""
    rule = ready.rule
    if rule.quoted and not fields[at.field].is_quoted(at.start):
        return "not in quotation marks", None
    for slug in rule.requires:
        if not holds(slug):
            return f"not in the context {slug}", None
    for slug in rule.unless:
        if holds(slug):
            return f"in the context {slug}", None
    for group in (*ready.all, *(() if ready.any is None else (ready.any,))):
        if not _nearby(at, found.of(group), rule, fields):
            return f"no company within {rule.within}", None
    if ready.none is not None:
        unwelcome = _nearby(at, found.of(ready.none), rule, fields)
        if unwelcome:
            return f"unwelcome company within {rule.within}", unwelcome
    return None


def _nearby(
    at: Occurrence, company: Iterable[Occurrence], rule: Rule, fields: list[Field]
) -> Occurrence | None:
    """The first of some words that is in a rule's scope of an occurrence, but no part of it."""
    for other in company:
        if at.overlaps(other):
            continue
        if rule.within == "article":
            return other
        if at.field != other.field:
            continue
        place = fields[at.field]
        if rule.within == "sentence":
            near = place.sentence(at.start) == place.sentence(other.start)
        elif rule.within == "paragraph":
            near = place.paragraph(at.start) == place.paragraph(other.start)
        else:
            first, second = sorted((at, other), key=lambda words: words.start)
            near = len(place.text[first.end : second.start].split()) <= rule.within
        if near:
            return other
    return None


def _apart(standing: list[Standing]) -> list[Standing]:
    """Of occurrences that overlap the one that counts most, and of equals the longest."""
    kept: list[Standing] = []
    for each in sorted(standing, key=lambda one: (-one.score, one.at.start - one.at.end)):
        if not any(each.at.overlaps(other.at) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.at)


def _sum(standing: list[Standing]) -> float:
    """The score: what each phrase comes to, but none more than one good occurrence of it."""
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    most: dict[tuple[str, str], float] = {}
    for rule, at, score in standing:
        key = rule.name, at.phrase
        sums[key] += score
        most[key] = rule.score * at.strength
    return sum(min(score, most[key]) for key, score in sums.items())
