"""Where in an article the words of a query stand, for people to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.matching import Words
from search.query import Part, Phrase
from search.words import placed_words_of

# How much is shown, in words; two lines or so.
_BEFORE = 12
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text, and which stretches of it are hits: half-open, in code points."""

    text: str
    hits: tuple[tuple[int, int], ...] = ()


def hits_in(text: str, phrases: Iterable[Phrase]) -> tuple[tuple[int, int], ...]:
    """Return where phrases stand in a text: half-open, in code points, in order, apart.

    Hits with nothing but white space between are one.
    """
    placed = placed_words_of(text)
    words = Words([word.exact for word in placed])
    found = sorted(
        (placed[at].start, placed[at + len(phrase.words) - 1].end)
        for phrase in phrases
        for at in words.places(phrase)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and (start <= merged[-1][1] or text[merged[-1][1] : start].isspace()):
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def marked_title(title: str, phrases: Sequence[Phrase]) -> Snippet:
    """Return a headline with its hits."""
    asked = [each for each in phrases if each.part in {Part.ANYWHERE, Part.TITLE}]
    return Snippet(title, hits_in(title, asked))


def _telling(paragraphs: Sequence[str], phrases: Sequence[Phrase]) -> str:
    """The paragraph with the most phrases in it, the first of those."""
    best, most = paragraphs[0] if paragraphs else "", 0
    for each in paragraphs:
        held = sum(map(Words.of(each).hold, phrases))
        if held > most:
            best, most = each, held
        if most == len(phrases):
            break  # the rest, which may be long, need not be read
    return best


def snippet(paragraphs: Sequence[str], phrases: Sequence[Phrase]) -> Snippet:
    """Return the stretch of a text that shows best why it was found.

    Args:
        paragraphs: lead and paragraphs, in order.
        phrases: what was searched for.

    Returns:
        A stretch of the paragraph with the most phrases in it, the first of those; the beginning
        of the text where none is in it. Cut ends show an ellipsis.
    """
    asked = [each for each in phrases if each.part is Part.ANYWHERE]
    best = _telling(paragraphs, asked)
    hits = hits_in(best, asked)
    spaces = [at for at, letter in enumerate(best) if letter == " "]
    first = sum(at < hits[0][0] for at in spaces) if hits else 0
    begin = max(first - _BEFORE, 0)
    start = spaces[begin - 1] + 1 if begin else 0
    end = spaces[begin + _SHOWN] if begin + _SHOWN < len(spaces) else len(best)
    opening, closing = "… " * (start > 0), " …" * (end < len(best))
    moved = len(opening) - start
    shown = tuple((a + moved, min(b, end) + moved) for a, b in hits if start <= a < end)
    return Snippet(opening + best[start:end] + closing, shown)
