"""A query as a tree. `search.parser` makes it of what people type.

Query ─┬─ Phrase   words in a row, in a part of the article
       ├─ Near     phrases close to one another
       ├─ HasTopic, OfOutlet, OfForm, Published
       └─ Not, And, Or
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from crawler.dates import Period, vietnamese_day


class Part(StrEnum):
    """Where in an article words are looked for."""

    ANYWHERE = "anywhere"  # headline, lead and text
    TITLE = "title"
    SECTION = "section"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row within one sentence; one word is a phrase, too.

    Attributes:
        words: in the matching form (`search.words`).
        exact: whether their accents are meant; else they are without any, and mean any.
        open: whether the last word is only the beginning of one.
        part: where they are looked for.
    """

    words: tuple[str, ...]
    exact: bool
    open: bool = False
    part: Part = Part.ANYWHERE


@dataclass(frozen=True, slots=True)
class Near:
    """Phrases, in any order, with at most `most` words between the first and the last of them.

    Words of the phrases that stand between count too; sentence ends do not.
    """

    phrases: tuple[Phrase, ...]
    most: int


@dataclass(frozen=True, slots=True)
class HasTopic:
    """Articles with a topic, by its slug."""

    topic: str


@dataclass(frozen=True, slots=True)
class OfOutlet:
    """Articles of an outlet, by its slug."""

    outlet: str


@dataclass(frozen=True, slots=True)
class OfForm:
    """Articles of a form: `text`, `video` or `photo`."""

    form: str


@dataclass(frozen=True, slots=True)
class Published:
    """Articles of a period."""

    period: Period


@dataclass(frozen=True, slots=True)
class Not:
    """Articles for which the part does not hold."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class And:
    """Articles for which every part holds."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles for which some part holds."""

    parts: tuple["Query", ...]


Query = Phrase | Near | HasTopic | OfOutlet | OfForm | Published | Not | And | Or


def conjuncts(query: Query) -> tuple[Query, ...]:
    """Return the parts that must all hold: those of an `And` at the top, else the query itself."""
    return query.parts if isinstance(query, And) else (query,)


def both(first: Query, *more: Query) -> Query:
    """Return the query that all of these must hold for, as flat as it can be."""
    parts = tuple(part for query in (first, *more) for part in conjuncts(query))
    return parts[0] if len(parts) == 1 else And(parts)


def leaves(query: Query) -> Iterator[Query]:
    """Return what a query is made of, without the words that join it."""
    if isinstance(query, Not):
        yield from leaves(query.part)
    elif isinstance(query, And | Or):
        for part in query.parts:
            yield from leaves(part)
    else:
        yield query


def wanted_phrases(query: Query) -> Iterator[Phrase]:
    """Return the phrases that an article may be found by, for marking them in it."""
    if isinstance(query, Phrase):
        yield query
    elif isinstance(query, Near):
        yield from query.phrases
    elif isinstance(query, And | Or):
        for part in query.parts:
            yield from wanted_phrases(part)


_OF_PART = {
    Part.ANYWHERE: "",
    Part.TITLE: "title:",
    Part.SECTION: "section:",
    Part.AUTHOR: "author:",
}


def _phrase(phrase: Phrase) -> str:
    words = " ".join(phrase.words)
    shown = f'"{words}"' if len(phrase.words) > 1 else words
    return _OF_PART[phrase.part] + shown + "*" * phrase.open


def _period(period: Period) -> str:
    day = "%d/%m/%Y"
    first = f"from:{vietnamese_day(period.start):{day}}" if period.start else ""
    # The end is the first moment after the last day.
    last = f"to:{vietnamese_day(period.end - timedelta(1)):{day}}" if period.end else ""
    return " ".join(filter(None, (first, last)))


def shown(query: Query) -> str:  # noqa: PLR0911 - one for each kind
    """Return a query, or a part of it, as one could type it."""
    match query:
        case Phrase():
            return _phrase(query)
        case Near():
            return f" ~{query.most} ".join(map(_phrase, query.phrases))
        case HasTopic():
            return f"topic:{query.topic}"
        case OfOutlet():
            return f"outlet:{query.outlet}"
        case OfForm():
            return f"form:{query.form}"
        case Published():
            return _period(query.period)
        case Not():
            return f"NOT {_within(query.part)}"
        case And():
            return " ".join(map(_within, query.parts))
        case Or():
            return " OR ".join(map(_within, query.parts))


def _within(query: Query) -> str:
    return f"({shown(query)})" if isinstance(query, And | Or) else shown(query)
