"""Narrowing a query as it is typed: adding a clause to its text, and taking one out again.

A clause is what must hold besides the rest: `topic:drugs`, `-outlet:vtv`, `from:01/11/2026`. What
somebody typed is kept as typed; only white space between its parts is evened out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from errors import QueryError
from search.parser import Names, parse
from search.query import Query, conjuncts
from search.tokens import Kind, Token, tokens_of

_STARTS = frozenset({Kind.WORD, Kind.PHRASE, Kind.OPEN, Kind.FIELD, Kind.NOT})
# Behind these a part of a query goes on.
_GOES_ON = frozenset({Kind.FIELD, Kind.NOT, Kind.NEAR})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a query that stands beside others, and the word AND or OR between two."""

    kind: Kind
    text: str


def _pieces(text: str, names: Names) -> list[_Piece]:
    """What a query's text is made of, brackets as one piece.

    Raises:
        QueryError: the query cannot be read.
    """
    parse(text, names)
    starts: list[Token] = []
    depth, before = 0, Kind.AND
    for token in tokens_of(text):
        joins = token.kind in {Kind.AND, Kind.OR, Kind.END}
        opens = token.kind in _STARTS and before not in _GOES_ON
        if depth == 0 and (joins or opens):
            starts.append(token)
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        # A distance that is glued to a phrase is of the words in it, and ends the piece.
        ends = token.kind is Kind.NEAR and token.glued and before is Kind.PHRASE
        before = Kind.WORD if ends else token.kind
    return [
        _Piece(token.kind, text[token.at : following.at].strip())
        for token, following in pairwise(starts)
    ]


def adder(text: str, names: Names) -> Callable[[str], str]:
    """Return what makes a query that asks for a clause besides, for one clause after another.

    Args:
        text: the query as typed; may be empty.
        names: the topics and outlets that there are.

    Returns:
        Takes a clause, what must hold besides; one that the query has already is not added.

    Raises:
        QueryError: the query cannot be read; what is returned raises it for a clause.
    """
    typed = text.strip()
    if not typed:
        return lambda clause: clause
    held = set(conjuncts(parse(text, names)))
    either = any(each.kind is Kind.OR for each in _pieces(text, names))

    def added(clause: str) -> str:
        more = [each.text for each in _pieces(clause, names) if _meant(each, names) not in held]
        return " ".join([f"({typed})" if more and either else typed, *more])

    return added


def remove_clause(text: str, clause: str, names: Names) -> str:
    """Return a query without a clause; unchanged where the query does not have it.

    Args:
        text: the query as typed.
        clause: as it stands in it or written otherwise, `topic:"ma túy"` for `topic:drugs`.
        names: the topics and outlets that there are.

    Returns:
        What is left, empty where nothing is.

    Raises:
        QueryError: the query cannot be read.
    """
    unwanted = set(conjuncts(parse(clause, names)))
    pieces = _pieces(text, names)
    if any(each.kind is Kind.OR for each in pieces):
        return text
    kept: list[_Piece] = []
    for piece in pieces:
        if piece.kind is Kind.AND or _meant(piece, names) not in unwanted:
            kept.append(piece)
        elif kept and kept[-1].kind is Kind.AND:
            kept.pop()
    if len(kept) == len(pieces):
        return text
    if kept and kept[0].kind is Kind.AND:
        del kept[0]
    if len(kept) == 1:
        return _bare(kept[0], names)
    return " ".join(piece.text for piece in kept)


def clauses(text: str, names: Names) -> list[tuple[str, Query]]:
    """Return the parts of a query that must all hold, each as typed and as read.

    Raises:
        QueryError: the query cannot be read.
    """
    pieces = _pieces(text, names)
    if any(each.kind is Kind.OR for each in pieces):
        return [(text.strip(), parse(text, names))]
    parts = ((piece.text, _meant(piece, names)) for piece in pieces if piece.kind is not Kind.AND)
    return [(typed, meant) for typed, meant in parts if meant is not None]


def _meant(piece: _Piece, names: Names) -> Query | None:
    """What a piece of a query that can be read asks for; None where there is no word in it."""
    try:
        return parse(piece.text, names)
    except QueryError:
        return None


def _bare(piece: _Piece, names: Names) -> str:
    """The piece without brackets about the whole of it."""
    inner = piece.text[1:-1].strip()
    if piece.kind is Kind.OPEN and _meant(_Piece(Kind.OPEN, inner), names) == _meant(piece, names):
        return inner
    return piece.text
