"""What changed between two versions of a text, word by word."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate, groupby

# A word with the white space behind it, so that pieces join to the text that they came from.
_WORD = re.compile(r"\S+\s*|\s+")
# Pairs of equal words that are looked at: a third of a second's worth. An article of 1,000 words
# has 20,000 or so; texts made of few words, over and over, would take hours.
_MOST_WORK = 2_000_000
# Between the first and the last word that differ.
_MOST_WORDS = 50_000


class Kind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text; the later text is those that are the same and those that were added."""

    kind: Kind
    text: str


Block = tuple[int, int, int]


def words_of(text: str) -> list[str]:
    """Return the words of a text, each with the white space behind it."""
    return _WORD.findall(text)


def changes(before: str, after: str) -> list[Change]:
    """Return how a text became another, in order; what was removed stands before what was added.

    The work is bounded: of texts that are huge, or have few different words, the largest stretches
    that are the same are found, and the rest counts as exchanged. Other white space is no change.

    Args:
        before: a text.
        after: what became of it.
    """
    old, new = words_of(before), words_of(after)
    pieces = _pieces(old, new)
    return [
        Change(kind, "".join(text for _, text in its))
        for kind, its in groupby(pieces, key=lambda piece: piece[0])
    ]


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    a = b = 0
    for start_a, start_b, size in [*_same(old, new), (len(old), len(new), 0)]:
        if start_a > a:
            # The last word of the later text has no white space behind it.
            joint = " " if b == len(new) and new and not new[-1][-1].isspace() else ""
            yield Kind.REMOVED, joint + "".join(old[a:start_a])
        if start_b > b:
            yield Kind.ADDED, "".join(new[b:start_b])
        a, b = start_a + size, start_b + size
        if size:
            yield Kind.SAME, "".join(new[start_b:b])


def _same(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The stretches that are the same: where each begins in both, and how long it is."""
    bare_old, bare_new = ([word.strip() for word in words] for words in (old, new))
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and bare_old[head] == bare_new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and bare_old[-1 - tail] == bare_new[-1 - tail]:
        tail += 1
    middle = _matching(
        bare_old[head : len(old) - tail],
        bare_new[head : len(new) - tail],
    )
    moved = [(a + head, b + head, size) for a, b, size in middle]
    ends = [(0, 0, head), *moved, (len(old) - tail, len(new) - tail, tail)]
    return [block for block in ends if block[2]]


def _matching(old: list[str], new: list[str]) -> list[Block]:
    """The same by difflib, the largest stretches first, until the work is too much."""
    if max(len(old), len(new)) > _MOST_WORDS:
        return []
    often = Counter(new)
    # How much is to be looked at up to each word.
    work = list(accumulate((1 + often[word] for word in old), initial=0))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    left, found = _MOST_WORK, list[Block]()
    ranges = deque([(0, len(old), 0, len(new))])
    while ranges:
        a, end_a, b, end_b = ranges.popleft()
        left -= work[end_a] - work[a]
        if a == end_a or b == end_b or left < 0:
            continue
        match = matcher.find_longest_match(a, end_a, b, end_b)
        if match.size:
            found.append((match.a, match.b, match.size))
            ranges.append((a, match.a, b, match.b))
            ranges.append((match.a + match.size, end_a, match.b + match.size, end_b))
    return sorted(found)
