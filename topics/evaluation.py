"""How well a rule set does on items that people labelled: precision, recall, F1 and the misses.

A labelled file holds JSON lines with `title`, `text` (or `lead` and `body`), `topics` and
`about_police`; `id` and `trap` where the item has them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from topics.model import POLICE
from topics.tagger import Explanation, Tagger

_FIELDS: Final = ("title", "lead", "body", "text")


class LabelledFileError(ValueError):
    """A labelled file cannot be used; the message names the line and what it lacks."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item with what people say about it.

    Attributes:
        id: What it is called; its line number where it has no id.
        fields: Its texts by name.
        topics: Slugs that it should have.
        about_police: Whether it is about the Vietnamese police.
        trap: The kind of trap that it was written for; empty for none.
    """

    id: str
    fields: Mapping[str, str]
    topics: frozenset[str]
    about_police: bool
    trap: str = ""

    @property
    def expected(self) -> frozenset[str]:
        """The topics, and the police layer as one more."""
        return self.topics | ({POLICE} if self.about_police else set())


@dataclass(slots=True)
class Score:
    """Counts of one topic, or of several pooled."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Self) -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of what was tagged that should be; 1 where nothing was tagged."""
        tagged = self.right + self.wrong
        return self.right / tagged if tagged else 1.0

    @property
    def recall(self) -> float:
        """The share of what should be tagged that was; 1 where nothing should."""
        due = self.right + self.missed
        return self.right / due if due else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed or 1)


@dataclass(frozen=True, slots=True)
class Miss:
    """An item that was tagged otherwise than people say, with the whole explanation."""

    item: Labelled
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result over a labelled file.

    Attributes:
        items: How many items there were.
        police: The police layer.
        topics: Each topic that was expected or tagged.
        misses: What went wrong, in the order of the file.
        traps: By kind of trap, the items of it and those that went wrong.
    """

    items: int
    police: Score
    topics: Mapping[str, Score]
    misses: tuple[Miss, ...]
    traps: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def pooled(self) -> Score:
        """All topics together, each tag counting once: the micro-average."""
        return sum(self.topics.values(), Score())

    @property
    def macro_f1(self) -> float:
        """The mean of the topics' F1, each topic counting once."""
        return sum(score.f1 for score in self.topics.values()) / (len(self.topics) or 1)


def read_labelled(lines: Iterable[str]) -> Iterator[Labelled]:
    """The items of a labelled file.

    Args:
        lines: JSON lines; empty ones are passed over.

    Yields:
        The items.

    Raises:
        LabelledFileError: A line is no such object.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data: dict[str, Any] = json.loads(line)
            fields = {name: str(data[name]) for name in _FIELDS if data.get(name)}
            topics, about = frozenset(data["topics"]), data["about_police"]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise LabelledFileError(
                f'line {number}: must be a JSON object with "title", "text", "topics" (a list of '
                'slugs) and "about_police" (true or false)'
            ) from None
        yield Labelled(
            str(data.get("id", number)), fields, topics, bool(about), data.get("trap") or ""
        )


def evaluate(tagger: Tagger, items: Iterable[Labelled]) -> Evaluation:
    """Tag labelled items and count.

    Args:
        tagger: The rules to be measured.
        items: What people say.

    Returns:
        The scores, and the misses with their explanations.
    """
    scores: dict[str, Score] = {}
    misses: list[Miss] = []
    kinds: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    count = 0
    for item in items:
        count += 1
        tags = tagger.tag(item.fields)
        tagged = {*tags.topics, *([POLICE] if tags.about_police else [])}
        for slug in item.expected | tagged:
            score = scores.setdefault(slug, Score())
            score.right += slug in item.expected and slug in tagged
            score.wrong += slug not in item.expected
            score.missed += slug not in tagged
        kinds[item.trap] += 1
        if tagged != item.expected:
            failed[item.trap] += 1
            missing = tuple(sorted(item.expected - tagged))
            unexpected = tuple(sorted(tagged - item.expected))
            misses.append(Miss(item, missing, unexpected, tagger.explain(item.fields)))
    police = scores.pop(POLICE, Score())
    traps = {kind: (kinds[kind], failed[kind]) for kind in sorted(kinds) if kind}
    return Evaluation(count, police, dict(sorted(scores.items())), tuple(misses), traps)
