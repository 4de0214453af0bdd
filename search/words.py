"""The words of a text, as search knows them.

A word is a run of letters and digits of the text's matching form (`topics.normalise`): lower case,
composed, one placement of tone marks, hyphens parting syllables. It is known in two spellings:
*folded*, without any mark (`đối tượng` → `doi tuong`), which is what unaccented queries mean, and
*exact*, as it is. Sentences end where a reader would end them, so that phrases can respect that.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from topics.normalise import normalise

# A headline of 5 MB or a book pasted into a page is cut here: 60 times a long article.
MOST_CHARACTERS = 300_000

# Stands between sentences: a character that is no letter, that `normalise` leaves alone, and that a
# bullet in a text may be as well: what it parts are no sentences either.
END = "•"
# Sixty letters in a row are no word of any language, but something that a database may choke on.
_WORD = re.compile(rf"[^\W_]{{1,60}}|{END}(?![^\w{END}]*{END})")
# After a full stop behind one of these the sentence goes on: "TP. HCM", "PGS. TS. Bình", "Văn A.".
_ABBREVIATIONS = frozenset(
    (
        *("TP", "Tp", "tp", "TX", "Tx", "TT", "GS", "PGS", "TS", "ThS", "BS", "DS", "KTS", "LS"),
        *("CN", "NSND", "NSƯT", "NGND", "Mr", "Mrs", "Ms", "Dr", "St", "vs", "Co", "Ltd", "Inc"),
        *"ABCDĐEGHIKLMNOPQRSTUVXY",
    )
)
# The white space behind a sentence, its closing quotes and brackets; or a line's end.
_END_OF_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s|\n")
_LAST_WORD = re.compile(r"\w+\Z")


Made = TypeVar("Made")


class Remembered(dict[str, Made]):
    """What is made of each word, once: a language has few thousand syllables."""

    _MOST = 200_000  # hostile pages hold endless new ones; a month of articles has half of this

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> Made:
        if len(self) >= self._MOST:
            self.clear()
        made = self[word] = self._make(word)
        return made


def _without_marks(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("đ", "d")


folded: dict[str, str] = Remembered(_without_marks)


def _goes_on(text: str, dot: int) -> bool:
    """Whether the full stop at `dot` belongs to the word before it."""
    before = _LAST_WORD.search(text, max(dot - 8, 0), dot)
    return before is not None and before[0] in _ABBREVIATIONS


def _with_ends(text: str) -> str:
    """The text with the white space after each sentence exchanged for `END`, one for one."""
    text = text[:MOST_CHARACTERS]

    def end(found: re.Match[str]) -> str:
        if found[0][0] == "." and _goes_on(text, found.start()):
            return found[0]
        return found[0][:-1] + END

    return _END_OF_SENTENCE.sub(end, text)


@lru_cache(maxsize=256)  # an article's are asked for by its index and by its story group
def words_of(text: str) -> Sequence[str]:
    """Return the exact words of a text in order, with `END` between sentences."""
    return _WORD.findall(normalise(_with_ends(text)).text)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it is, and where it stands (half-open, in code points)."""

    exact: str
    start: int
    end: int


def placed_words_of(text: str) -> list[Word]:
    """Return the words of a text like `words_of`, each with its place in the text as given."""
    form = normalise(_with_ends(text))
    return [
        Word(found[0], *form.span(found.start(), found.end()))
        for found in _WORD.finditer(form.text)
    ]


def has_marks(word: str) -> bool:
    """Whether a word bears an accent or is written with `đ`: a query then means just that."""
    return folded[word] != word
