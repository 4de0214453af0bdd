"""What a query means: whether it holds for an article, by the words that stand in it.

The index finds articles fast; this says which are right. It decides alone where the index cannot
(words near one another), and a test holds every other kind of query to it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import accumulate

from search.query import (
    And,
    HasTopic,
    Near,
    Not,
    OfForm,
    OfOutlet,
    Or,
    Part,
    Phrase,
    Published,
    Query,
)
from search.words import END, folded, words_of


class Words:
    """The words of a text in both spellings (`search.words`), with `END` between sentences."""

    def __init__(self, exact: Sequence[str]) -> None:
        self._exact = list(exact)

    @classmethod
    def of(cls, text: str) -> "Words":
        """Read the words of a text."""
        return cls(words_of(text))

    @cached_property
    def _folded(self) -> list[str]:
        return [folded[word] for word in self._exact]

    @cached_property
    def _exact_line(self) -> str:
        return f" {' '.join(self._exact)} "

    @cached_property
    def _folded_line(self) -> str:
        return f" {' '.join(self._folded)} "

    @cached_property
    def sentence_ends(self) -> list[int]:
        """How many sentences end before each word."""
        return list(accumulate((word == END for word in self._exact), initial=0))

    def __len__(self) -> int:
        return len(self._exact)

    def _lines(self, phrase: Phrase) -> tuple[str, str]:
        """The words on a line, and the phrase as it would stand there."""
        line = self._exact_line if phrase.exact else self._folded_line
        return line, f" {' '.join(phrase.words)}{'' if phrase.open else ' '}"

    def count(self, phrase: Phrase) -> int:
        """How often a phrase stands among them; of two that share a word, one is counted."""
        line, wanted = self._lines(phrase)
        return line.count(wanted)

    def hold(self, phrase: Phrase) -> bool:
        """Whether a phrase stands among them."""
        line, wanted = self._lines(phrase)
        return wanted in line

    def places(self, phrase: Phrase) -> Iterator[int]:
        """Yield at which words a phrase begins."""
        if not self.hold(phrase):
            return
        words = self._exact if phrase.exact else self._folded
        *first, last = phrase.words
        for at in self._begins(words, phrase):
            end = at + len(first)
            ends_so = words[end].startswith(last) if phrase.open else words[end] == last
            if ends_so and words[at:end] == first:
                yield at

    @staticmethod
    def _begins(words: Sequence[str], phrase: Phrase) -> Iterator[int]:
        """Yield the words that a phrase may begin at: leaping is faster than looking at each."""
        last = len(words) - len(phrase.words) + 1
        if phrase.open and len(phrase.words) == 1:
            yield from range(last)
            return
        at = -1
        with suppress(ValueError):
            while True:
                yield (at := words.index(phrase.words[0], at + 1, last))


@dataclass(frozen=True, slots=True)
class Document:
    """The words of an article's latest version, and what else a query may ask of it."""

    title: Words
    text: Words  # lead and body
    section: Words
    author: Words
    outlet: str
    form: str
    topics: frozenset[str]
    published_at: datetime

    def parts(self, part: Part) -> tuple[Words, ...]:
        """The words of a part of the article; nothing is found across two of them."""
        match part:
            case Part.ANYWHERE:
                return self.title, self.text
            case Part.TITLE:
                return (self.title,)
            case Part.SECTION:
                return (self.section,)
            case Part.AUTHOR:
                return (self.author,)


def _are_near(near: Near, words: Words) -> bool:
    """Whether some place of each phrase ends at most so many words before the last one begins."""
    starts: list[list[int]] = []
    for phrase in near.phrases:
        ends = words.sentence_ends
        starts.append([at - ends[at] for at in words.places(phrase)])
    if not all(starts):
        return False
    for last in sorted(at for each in starts for at in each):
        for phrase, each in zip(near.phrases, starts, strict=True):
            before = bisect_right(each, last)
            if not before or last - each[before - 1] - len(phrase.words) > near.most:
                break
        else:
            return True
    return False


def holds(query: Query, document: Document) -> bool:  # noqa: PLR0911 - one for each kind
    """Whether a query holds for an article."""
    match query:
        case Phrase():
            return any(words.hold(query) for words in document.parts(query.part))
        case Near():
            # All its phrases are of one part: the parser gives them what stands before them.
            parts = document.parts(query.phrases[0].part)
            return any(_are_near(query, words) for words in parts)
        case HasTopic():
            return query.topic in document.topics
        case OfOutlet():
            return query.outlet == document.outlet
        case OfForm():
            return query.form == document.form
        case Not():
            return not holds(query.part, document)
        case And():
            return all(holds(part, document) for part in query.parts)
        case Or():
            return any(holds(part, document) for part in query.parts)
        case Published():
            return query.period.holds(document.published_at)
