"""An article's text in segments, each knowing which rules of which topics found words in it.

A pure function of texts and places: what a page makes of the segments, and how it escapes them, is
the page's own matter.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.query import Part, Phrase
from search.snippets import hits_in
from store.reading import StoredArticle
from topics.tagger import Match

_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A rule that found words, and the topic that it speaks for."""

    topic: str
    rule: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text.

    Attributes:
        text: as it is, to be escaped.
        marks: the rules that found words there, each once.
        hit: whether a search found it.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    hit: bool = False

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that it speaks for, each once."""
        return tuple(dict.fromkeys(mark.topic for mark in self.marks))


Segments = tuple[Segment, ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """The texts of an article: the headline, and the paragraphs of lead and body."""

    title: Segments
    lead: tuple[Segments, ...]
    body: tuple[Segments, ...]


def segments(text: str, matches: Iterable[Match], hits: Iterable[Span] = ()) -> Segments:
    """Part a text where what is marked begins or ends.

    Args:
        text: of a field.
        matches: of that field, in any order; they may overlap. What lies outside of the text, as
            after a change of it, is left out.
        hits: where a search found words, half-open.

    Returns:
        The text in order, nothing left out; neighbours differ in what marks them.
    """
    begins: dict[int, list[Mark | None]] = {}
    ends: dict[int, list[Mark | None]] = {}
    places: set[int] = {0, len(text)}
    spans: list[tuple[int, int, Mark | None]] = [(start, end, None) for start, end in hits]
    spans += [(each.start, each.end, Mark(each.topic, each.rule)) for each in matches]
    for start, end, mark in spans:
        if 0 <= start < end <= len(text):
            begins.setdefault(start, []).append(mark)
            ends.setdefault(end, []).append(mark)
            places |= {start, end}
    made: list[Segment] = []
    open_marks: dict[Mark | None, int] = {}
    order = sorted(places)
    for start, end in pairwise(order):
        for mark in ends.get(start, ()):
            open_marks[mark] -= 1
            if not open_marks[mark]:
                del open_marks[mark]
        for mark in begins.get(start, ()):
            open_marks[mark] = open_marks.get(mark, 0) + 1
        marks = tuple(sorted(mark for mark in open_marks if mark is not None))
        piece = Segment(text[start:end], marks, None in open_marks)
        if made and (made[-1].marks, made[-1].hit) == (piece.marks, piece.hit):
            piece = Segment(made.pop().text + piece.text, marks, piece.hit)
        made.append(piece)
    return tuple(made)


def paragraphs(
    text: str, matches: Sequence[Match], hits: Sequence[Span] = ()
) -> tuple[Segments, ...]:
    """Return the paragraphs of a text, parted by blank lines, each in segments.

    Args:
        text: of a field.
        matches: of that field, placed in the whole of it.
        hits: where a search found words, in the whole of it.
    """
    found: list[Segments] = []
    paragraph: list[Segment] = []
    for segment in segments(text, matches, hits):
        pieces = _BLANK_LINE.split(segment.text)
        for number, piece in enumerate(pieces):
            if number:
                found.append(tuple(paragraph))
                paragraph = []
            if piece:
                paragraph.append(Segment(piece, segment.marks, segment.hit))
    return tuple(each for each in (*found, tuple(paragraph)) if each)


def marked(article: StoredArticle, phrases: Sequence[Phrase] = ()) -> MarkedArticle:
    """Return an article's latest texts with what rules and a search found in them.

    Args:
        article: as stored.
        phrases: what was searched for, where the reader comes from a search.
    """
    by_field: dict[str, list[Match]] = {"title": [], "lead": [], "body": []}
    for match in article.matches:
        by_field.setdefault(match.field, []).append(match)
    anywhere = [each for each in phrases if each.part is Part.ANYWHERE]
    in_title = [each for each in phrases if each.part is Part.TITLE]
    title, lead, body = article.line.title, article.line.lead, article.body
    return MarkedArticle(
        segments(title, by_field["title"], hits_in(title, [*anywhere, *in_title])),
        paragraphs(lead, by_field["lead"], hits_in(lead, anywhere)),
        paragraphs(body, by_field["body"], hits_in(body, anywhere)),
    )
