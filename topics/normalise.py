"""One spelling for matching, and the way back to the text as it was given.

Vietnamese reaches us in many spellings that look the same on a page: composed or decomposed
accents, `hòa` or `hoà`, Icelandic `ð` or Cyrillic `а` in place of a letter, soft hyphens and
zero-width characters inside a word, full-width letters, line breaks between two syllables.
`normalise` maps them all to one, and keeps what it takes to cite the original.

Nearly all text is plain already, so the work is arranged for that: whole-string operations run
at hundreds of megabytes a second, and only the odd pieces between plain characters go through
Python. What changes the length of the text happens in those pieces alone; every other step
exchanges one character for one, and needs no map.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

_INVISIBLE: Final = "\u00ad\u200b-\u200d\u2060\ufeff"
_MARKS: Final = "\u0300-\u036f"
# Characters that stay as they are whatever stands beside them: printable ASCII, the letters of
# Vietnamese and its neighbours in Latin-1 (without Ð and ð), the punctuation of newspapers.
_PLAIN: Final = r"!-~À-ÏÑ-ïñ-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ–—‘’“”•"

# Characters that are no plain ones, with the spaces between and after them.
_RUN: Final = re.compile(rf"[^ {_PLAIN}][^{_PLAIN}]*")
# The units a piece is rewritten by: white space, a character with its marks, invisible ones.
_UNIT: Final = re.compile(
    rf"[{_INVISIBLE}]*\s[\s{_INVISIBLE}]*"
    rf"|[^\s{_INVISIBLE}](?:[{_INVISIBLE}]*[{_MARKS}])*"
    rf"|[{_INVISIBLE}]+"
)
_HIDDEN: Final = re.compile(rf"[{_INVISIBLE}]+")
_SEVERAL_MARKS: Final = re.compile(rf"[{_MARKS}]{{2,}}")
_SHAPE_MARKS: Final = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make another letter

_STRANGE: Final = re.compile(r"[ðÐƉЀ-ԯ]")
_LOOK_LIKE_D: Final = str.maketrans("ðÐƉ", "đĐĐ")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏẠ-ỹＡ-Ｚａ-ｚ]")
_WORD: Final = re.compile(rf"[\w{_MARKS}{_INVISIBLE}]+")
_CYRILLIC_TO_LATIN: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҺԚԜаеѕіјорсухһԛԝ",
    "ABESIJKMHOPCTYXHQWaesijopcyxhqw",
)

# Both neighbours are letters or digits; the class comes first so that the search stays fast.
_JOINT: Final = re.compile(r"[-_\u2010](?<=[^\W_].)(?=[^\W_])")
# The tone mark on the first vowel of oa, oe, uy moves to the second. In this direction no word
# is in danger: `quý` and `già` are written so already, `của` and `mùa` are other vowels.
_EARLY_TONE: Final = re.compile(r"[òóỏõọùúủũụ](?:(?<=[òóỏõọ])[ae]|(?<=[ùúủũụ])y)")
_LATE_TONE: Final = {
    first + second: plain + toned
    for firsts, plain, second, toneds in (
        ("òóỏõọ", "o", "a", "àáảãạ"),
        ("òóỏõọ", "o", "e", "èéẻẽẹ"),
        ("ùúủũụ", "u", "y", "ỳýỷỹỵ"),
    )
    for first, toned in zip(firsts, toneds, strict=True)
}


class _Piece(NamedTuple):
    """A stretch of text that was rewritten; offsets in code points."""

    start: int  # in the matching form
    end: int
    source_start: int  # in the text as given
    source_end: int


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in its matching form.

    Attributes:
        text: The matching form.
        source: The text as given but for characters exchanged one for one.
        pieces: Where the two may differ in length, in order of place.
        starts: Where each of these begins in `text`.
    """

    text: str
    source: str
    pieces: tuple[_Piece, ...]
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the matching form stands in the text as given.

        Args:
            start: First code point in the matching form.
            end: One past the last; greater than `start`.

        Returns:
            The half-open range of code points in the text as given.
        """
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, at: int) -> tuple[int, int]:
        """The range of `source` that the character at `at` was made of."""
        nearest = bisect_right(self.starts, at) - 1
        if nearest < 0:
            return at, at + 1
        piece = self.pieces[nearest]
        if at >= piece.end:
            moved = at - piece.end + piece.source_end
            return moved, moved + 1
        place = piece.start
        for unit in _UNIT.finditer(self.source, piece.source_start, piece.source_end):
            place += len(_respelled(unit[0]))
            if at < place:
                return unit.span()
        raise AssertionError  # the units of a piece make up the piece


def normalise(text: str, *, keep_case: bool = False) -> Normalised:
    """Bring a text to the form that phrases are matched in.

    Args:
        text: Any text.
        keep_case: Leave capitals as they are, to look at abbreviations. Tone marks are
            moved in lower-case words only.

    Returns:
        The matching form, with the way back.
    """
    # A line break is one space. Of two spaces the second becomes a tab, and so an odd piece: one
    # regular expression without alternatives then finds everything, four times as fast.
    source = text.replace("\n", " ").replace("  ", " \t")
    form = source
    pieces: tuple[_Piece, ...] = ()
    if _RUN.search(source):
        if _STRANGE.search(source):
            source = _latinised(source)
        form, pieces = _rewritten(source)
    if not keep_case:
        form = form.lower()
    form = _JOINT.sub(" ", form)
    form = _EARLY_TONE.sub(lambda found: _LATE_TONE[found[0]], form)
    return Normalised(form, source, pieces, tuple(piece.start for piece in pieces))


def _latinised(text: str) -> str:
    """The text with look-alike letters replaced, one character for one."""
    return _WORD.sub(_latin_word, text.translate(_LOOK_LIKE_D))


def _latin_word(found: re.Match[str]) -> str:
    """A word in one alphabet: Cyrillic letters stay where there is no Latin one beside them."""
    word = found[0]
    return word.translate(_CYRILLIC_TO_LATIN) if _LATIN.search(word) else word


def _rewritten(source: str) -> tuple[str, tuple[_Piece, ...]]:
    """The text with its odd pieces respelled, and where they are."""
    parts: list[str] = []
    pieces: list[_Piece] = []
    done = size = 0
    for run in _RUN.finditer(source):
        start, end = max(run.start() - 1, 0), run.end()  # from the letter that bears the marks
        respelled = _respelled(source[start:end])
        size += start - done
        parts += source[done:start], respelled
        pieces.append(_Piece(size, size + len(respelled), start, end))
        size += len(respelled)
        done = end
    parts.append(source[done:])
    return "".join(parts), tuple(pieces)


@lru_cache(maxsize=2048)  # articles have few kinds of odd pieces, decomposed ones a few hundred
def _respelled(piece: str) -> str:
    """An odd piece in composed letters and single spaces."""
    return "".join(map(_unit, _UNIT.findall(piece)))


def _unit(unit: str) -> str:
    """One unit of `_UNIT` in composed letters, a single space, or nothing."""
    visible = _HIDDEN.sub("", unit)
    if visible.isspace():
        return " "
    # Canonical order leaves a tone mark typed before a circumflex where it is, and NFC then
    # cannot compose the two: marks of shape go first.
    apart = _SEVERAL_MARKS.sub(
        lambda marks: "".join(sorted(marks[0], key=lambda mark: mark not in _SHAPE_MARKS)),
        unicodedata.normalize("NFKD", visible),
    )
    # İ is the one letter whose lower case is two characters long.
    return unicodedata.normalize("NFC", apart).replace("İ", "I")
