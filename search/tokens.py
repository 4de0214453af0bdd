"""The pieces of a query as they are typed: words, phrases, brackets, operators, fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from errors import QueryError


class Kind(Enum):
    """What a piece is."""

    WORD = auto()
    PHRASE = auto()
    FIELD = auto()
    OPEN = auto()
    CLOSE = auto()
    NEAR = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes:
        kind: what it is.
        text: a word as typed, what stands between quotes, a field's name, a distance.
        at: where it stands, in code points.
        glued: whether nothing stands between it and the piece before.
    """

    kind: Kind
    text: str
    at: int
    glued: bool = False


_QUOTES = '"“”„«»'
_PIECE = re.compile(
    rf"(?P<OPEN>[(（])|(?P<CLOSE>[)）])|(?P<PHRASE>[{_QUOTES}])|~(?P<NEAR>\d+)"
    rf"|(?P<FIELD>[^\W\d_]+):(?!//)|(?P<NOT>[-−](?=[^\s\-)]))"
    rf"|(?P<WORD>(?:[^\s()（）{_QUOTES}~]|~(?!\d))+)"
)
_SPACE = re.compile(r"\s*")
_CLOSING_QUOTE = re.compile(f"[{_QUOTES}]")
_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


def tokens_of(query: str) -> Iterator[Token]:
    """Yield the pieces of a query, and `Kind.END` at last.

    Raises:
        QueryError: a quote is opened and not closed.
    """
    end = 0
    while True:
        spaces = _SPACE.match(query, end)
        assert spaces is not None, "it matches nothing, too"
        at = spaces.end()
        if at == len(query):
            yield Token(Kind.END, "", at)
            return
        found = _PIECE.match(query, at)
        assert found is not None, "a word may be any character that nothing else begins with"
        assert found.lastgroup is not None
        kind, text, glued = Kind[found.lastgroup], found[found.lastgroup], at == end
        end = found.end()
        if kind is Kind.PHRASE:
            closing = _CLOSING_QUOTE.search(query, end)
            if closing is None:
                raise QueryError("A quote is opened and not closed.", query, at)
            text, end = query[end : closing.start()], closing.end()
        elif kind is Kind.WORD:
            kind = _OPERATORS.get(text, kind)
        yield Token(kind, text, at, glued)
