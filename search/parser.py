"""What people type, read as a query.

    query  := all { "OR" all }
    all    := not { ["AND"] not }
    not    := ("NOT" | "-") not | near
    near   := piece { "~n" piece }
    piece  := "(" query ")" | FIELD ":" piece | "phrase" ["~n"] | word

Operators are in capitals, as newspaper databases have them; `AND` need not be written. Fields:
`title:`, `section:`, `author:` narrow words to a part of the article and may stand before a
bracket; `topic:`, `outlet:`, `form:`, `from:`, `to:` take a name or a day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from crawler.dates import Period, day_start, parse_day
from crawler.records import Form
from errors import QueryError, UsageError
from search.query import (
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
    both,
)
from search.tokens import Kind, Token, tokens_of
from search.words import END, folded, has_marks, words_of

# More than any analyst's search has; the database's work grows with each.
MOST_CHARACTERS = 4_000
MOST_TERMS = 200
_MOST_LEVELS = 100
_MOST_BETWEEN = 100
# One letter with a star begins half of all words.
_FEWEST_LETTERS = 2

_PARTS = {"title": Part.TITLE, "section": Part.SECTION, "author": Part.AUTHOR}
_NAMED: Mapping[str, Callable[[str], Query]] = {
    "topic": HasTopic,
    "outlet": OfOutlet,
    "form": OfForm,
}
_FORMS = {
    **{form.value: form.value for form in Form},
    "bài viết": "text",
    "tin ảnh": "photo",
    "ảnh": "photo",
}
_DAYS = ("from", "to")
FIELDS = (*_PARTS, *_NAMED, *_DAYS)
_ENDS = frozenset({Kind.END, Kind.CLOSE, Kind.OR})


@lru_cache(1_000)  # the same names are looked up for every query
def _key(name: str) -> str:
    return " ".join(folded[word] for word in words_of(name))


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What may follow `topic:` and `outlet:`: slugs, or names as people know them, to slugs.

    What follows `form:` is always the same.
    """

    topics: Mapping[str, str] = field(default_factory=dict)
    outlets: Mapping[str, str] = field(default_factory=dict)

    def slug(self, kind: str, name: str) -> str | None:
        """Return the slug that a name stands for, whatever its capitals and accents."""
        known = self._of(kind)
        return {_key(each): slug for each, slug in known.items()}.get(_key(name))

    def known(self, kind: str) -> list[str]:
        """Return the slugs of a kind."""
        return sorted(set(self._of(kind).values()))

    def _of(self, kind: str) -> Mapping[str, str]:
        return {"topic": self.topics, "outlet": self.outlets, "form": _FORMS}[kind]


class _Parser:
    """Reads one query, piece by piece."""

    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        self._names = names
        self._tokens = list(tokens_of(text))
        self._next = 0
        self._levels = 0
        self._terms = 0

    def _fail(self, problem: str, token: Token, **values: object) -> QueryError:
        return QueryError(problem, self._text, token.at, typed=token.text, **values)

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += token.kind is not Kind.END
        return token

    def whole(self) -> Query:
        """The query; nothing may be left over."""
        query = self._any("")
        if self._token.kind is Kind.CLOSE:
            raise self._fail("A bracket is closed that was not opened.", self._token)
        if query is None:
            raise self._fail("There is no word to search for.", self._tokens[0])
        return query

    def _any(self, scope: str) -> Query | None:
        parts = [self._all(scope)]
        while self._token.kind is Kind.OR:
            operator = self._take()
            parts.append(self._all(scope))
            if parts[-1] is None or parts[-2] is None:
                raise self._fail("OR needs something to search for on both sides.", operator)
        found = tuple(part for part in parts if part is not None)
        if len(found) > 1:
            return Or(found)
        return found[0] if found else None

    def _all(self, scope: str) -> Query | None:
        parts: list[Query] = []
        while self._token.kind not in _ENDS:
            operator = self._take() if self._token.kind is Kind.AND else None
            part = None if operator and self._token.kind in _ENDS else self._not(scope)
            if operator and not (parts and part):
                raise self._fail("AND needs something to search for on both sides.", operator)
            if part is not None:
                parts.append(part)
        return both(*parts) if parts else None

    def _not(self, scope: str) -> Query | None:
        if self._token.kind is not Kind.NOT:
            return self._near(scope)
        operator = self._take()
        self._deeper(operator)
        part = None if self._token.kind in _ENDS else self._not(scope)
        if part is None:
            raise self._fail("NOT needs something behind it.", operator)
        return Not(part)

    def _near(self, scope: str) -> Query | None:
        first = self._piece(scope)
        phrases, distances = [first], set()
        while self._token.kind is Kind.NEAR:
            operator = self._take()
            distances.add(self._distance(operator))
            phrases.append(None if self._token.kind in _ENDS else self._piece(scope))
            if not all(isinstance(each, Phrase) for each in phrases):
                raise self._fail("~ stands between two words or phrases.", operator)
            if len(distances) > 1:
                raise self._fail("Words near one another have one distance.", operator)
        if not distances:
            return first
        near = tuple(each for each in phrases if isinstance(each, Phrase))
        if len({each.part for each in near}) > 1:
            raise self._fail("Words near one another stand in one part of the article.", operator)
        return Near(near, distances.pop())

    def _distance(self, token: Token) -> int:
        if len(token.text) > 3 or int(token.text) > _MOST_BETWEEN:  # noqa: PLR2004
            raise self._fail("~ goes up to {most} words.", token, most=_MOST_BETWEEN)
        return int(token.text)

    def _piece(self, scope: str) -> Query | None:
        token = self._take()
        match token.kind:
            case Kind.OPEN:
                return self._bracket(scope, token)
            case Kind.FIELD:
                return self._field(scope, token)
            case Kind.WORD | Kind.PHRASE:
                return self._value(scope, token)
            case Kind.NEAR:
                raise self._fail("~ stands between two words or phrases.", token)
            case _:
                raise self._fail("{typed} needs something before it.", token)

    def _bracket(self, scope: str, token: Token) -> Query | None:
        self._deeper(token)
        query = self._any(scope)
        if self._token.kind is not Kind.CLOSE:
            raise self._fail("A bracket is opened and not closed.", token)
        self._take()
        return query

    def _deeper(self, token: Token) -> None:
        self._levels += 1
        if self._levels > _MOST_LEVELS:
            told = "There are more than {most} brackets and NOTs."
            raise self._fail(told, token, most=_MOST_LEVELS)

    def _field(self, scope: str, token: Token) -> Query | None:
        name = token.text.lower()
        if name not in FIELDS:
            known = ", ".join(f"{each}:" for each in FIELDS)
            told = (
                "There is no field {typed}:; there are {known}. A colon of the text itself stands "
                "between quotes."
            )
            raise self._fail(told, token, known=known)
        if scope:
            told = "{typed}: stands within {scope}:, which is one already."
            raise self._fail(told, token, scope=scope)
        follows = self._token.kind
        if follows not in {Kind.WORD, Kind.PHRASE, Kind.OPEN} or (
            follows is Kind.OPEN and name in _DAYS
        ):
            raise self._fail("{typed}: needs a value behind it.", token)
        return self._piece(name)

    def _value(self, scope: str, token: Token) -> Query | None:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise self._fail("There are more than {most} words or phrases.", token, most=MOST_TERMS)
        if scope in _DAYS:
            return self._day(scope, token)
        if scope in _NAMED:
            return self._name(scope, token)
        return self._words(_PARTS.get(scope, Part.ANYWHERE), token)

    def _day(self, scope: str, token: Token) -> Query:
        try:
            day = parse_day(token.text)
            if scope == "from":
                return Published(Period(start=day_start(day)))
            return Published(Period(end=day_start(day + timedelta(1))))
        except UsageError:
            told = "{typed!r} is no day: write it as 2026-11-24 or 24/11/2026."
            raise self._fail(told, token) from None
        except OverflowError:
            raise self._fail("{typed} is beyond the calendar.", token) from None

    def _name(self, scope: str, token: Token) -> Query:
        slug = self._names.slug(scope, token.text)
        if slug is None:
            told = "There is no {kind} {typed!r}; there are {known}."
            raise self._fail(told, token, kind=scope, known=", ".join(self._names.known(scope)))
        return _NAMED[scope](slug)

    def _words(self, part: Part, token: Token) -> Query | None:
        words, starred = words_of(token.text.rstrip("*")), token.text.endswith("*")
        if "*" in token.text.rstrip("*"):
            raise self._fail("* stands at the end of a word.", token)
        if starred and (not words or len(words[-1]) < _FEWEST_LETTERS):
            raise self._fail("* needs {least} letters before it.", token, least=_FEWEST_LETTERS)
        exact = any(map(has_marks, words))
        runs: list[list[str]] = [[]]
        for word in words:
            runs.append([]) if word == END else runs[-1].append(word)
        phrases = [Phrase(tuple(run), exact, part=part) for run in runs if run]
        if not phrases:
            return None  # typed, but no word: a dash, a full stop
        if starred:
            phrases[-1] = Phrase(phrases[-1].words, exact, open=True, part=part)
        if self._token.kind is Kind.NEAR and self._token.glued and token.kind is Kind.PHRASE:
            return self._words_near(phrases, self._take())
        return both(*phrases)

    def _words_near(self, phrases: list[Phrase], token: Token) -> Query:
        """The words of a phrase that are to be near one another, in any order."""
        words = tuple(
            Phrase((word,), each.exact, each.open and at == len(each.words) - 1, each.part)
            for each in phrases
            for at, word in enumerate(each.words)
        )
        if len(words) == 1:
            raise self._fail("~ behind a phrase needs two words in it.", token)
        return Near(words, self._distance(token))


def parse(text: str, names: Names) -> Query:
    """Read a query.

    Args:
        text: as typed, in any normalisation form.
        names: the topics and outlets that there are.

    Raises:
        QueryError: naming what is wrong, where, and what is allowed.
    """
    if len(text) > MOST_CHARACTERS:
        told = "The query has {characters:,} characters; at most {most:,} are read."
        lengths = {"characters": len(text), "most": MOST_CHARACTERS}
        raise QueryError(told, text, MOST_CHARACTERS, **lengths)
    return _read(text, names)


@lru_cache(250)  # the links that narrow a search ask for the same clauses again and again
def _read(text: str, names: Names) -> Query:
    return _Parser(text, names).whole()
