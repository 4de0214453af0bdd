"""A query in the language of the index: FTS5's on SQLite, a tsquery on PostgreSQL.

Only words in the forms of `search.words` and signs of `store.terms` get into either, always between
quotes: nothing that a user types is syntax.
"""

from collections.abc import Callable
from dataclasses import replace

from search.common import pairs_in
from search.query import And, Near, Not, Or, Part, Phrase, Query, leaves
from search.words import folded
from store.terms import OF_AUTHOR, OF_SECTION, exact_terms

_SIGNS = {Part.SECTION: OF_SECTION, Part.AUTHOR: OF_AUTHOR}


def is_text(query: Query) -> bool:
    """Whether a query asks for words alone."""
    return all(isinstance(leaf, Phrase | Near) for leaf in leaves(query))


def has_near(query: Query) -> bool:
    """Whether a query asks for nearness, which the index answers only roughly."""
    return any(isinstance(leaf, Near) for leaf in leaves(query))


def has_phrase(query: Query) -> bool:
    """Whether a query asks for words in a row."""
    return any(
        len(phrase.words) > 1
        for leaf in leaves(query)
        for phrase in (leaf.phrases if isinstance(leaf, Near) else (leaf,))
        if isinstance(phrase, Phrase)
    )


def loosened(query: Query, rough: Callable[[Query], bool]) -> Query | None:
    """Return a query that holds wherever the given one does, without what cannot be excluded.

    Args:
        query: any.
        rough: whether the index answers a query too widely, so that its opposite cannot be asked.

    Returns:
        The wider query; None where it would hold everywhere.
    """
    match query:
        case Not():
            return None if rough(query.part) else query
        case And() | Or():
            parts = [loosened(part, rough) for part in query.parts]
            kept = tuple(part for part in parts if part is not None)
            if not kept or (isinstance(query, Or) and len(kept) < len(parts)):
                return None
            return type(query)(kept)
        case _:
            return query


def _terms(phrase: Phrase) -> list[str]:
    sign = _SIGNS.get(phrase.part, "")
    # The beginning of a word bears no sign behind it yet.
    last = len(phrase.words) - 1 if phrase.open else None
    return [
        sign + (word if at == last else exact_terms[word]) if phrase.exact else sign + folded[word]
        for at, word in enumerate(phrase.words)
    ]


def _fts_phrase(phrase: Phrase) -> str:
    return f'"{" ".join(_terms(phrase))}"' + " *" * phrase.open


def _fts_near(near: Near) -> str:
    phrases = near.phrases
    if len({phrase.exact for phrase in phrases}) > 1:  # the two spellings stand apart
        phrases = tuple(replace(phrase, exact=False) for phrase in phrases)
    # Sentence ends stand between words, at most one behind each.
    return f"NEAR({' '.join(map(_fts_phrase, phrases))}, {2 * near.most + 1})"


def _fts_leaf(leaf: Phrase | Near) -> str:
    if isinstance(leaf, Near):
        part, found, pairs = leaf.phrases[0].part, _fts_near(leaf), []
    else:
        part, found, pairs = leaf.part, _fts_phrase(leaf), [f'"{pair}"' for pair in _pairs(leaf)]
    asked = f"title : {found}" if part is Part.TITLE else found
    # FTS5 goes from pair to pair, and looks only there whether the words stand in a row.
    return f"({' AND '.join([*pairs, asked])})" if pairs else asked


def fts_query(query: Query) -> str | None:
    """Return a query of words in FTS5's language.

    None where that has no words for it: FTS5 can take articles away from others, and not ask for
    all that lack a word.

    Args:
        query: any.
    """
    match query:
        case Phrase() | Near():
            return _fts_leaf(query)
        case Or():
            parts = [fts_query(part) for part in query.parts]
            return None if None in parts else f"({' OR '.join(filter(None, parts))})"
        case And():
            wanted = [fts_query(part) for part in query.parts if not isinstance(part, Not)]
            unwanted = [fts_query(part.part) for part in query.parts if isinstance(part, Not)]
            if not wanted or None in wanted or None in unwanted:
                return None
            found = f"({' AND '.join(filter(None, wanted))})"
            for each in unwanted:
                found = f"({found} NOT {each})"
            return found
        case _:
            return None


def _pairs(phrase: Phrase) -> list[str]:
    """The terms for the common syllables that stand side by side in a phrase."""
    if phrase.part not in {Part.ANYWHERE, Part.TITLE}:
        return []
    whole = phrase.words[: len(phrase.words) - phrase.open]
    return sorted(pairs_in([folded[word] for word in whole]))


def _ts_phrase(phrase: Phrase) -> str:
    weight = "A" if phrase.part is Part.TITLE else ""
    *first, last = _terms(phrase)
    marks = f":{weight}" if weight else ""
    words = [f"'{word}'{marks}" for word in first]
    end = "*" * phrase.open + weight
    words.append(f"'{last}'" + (f":{end}" if end else ""))
    # The index finds these first, and then looks whether they stand in a row.
    pairs = "".join(f" & '{pair}'" for pair in _pairs(phrase))
    return f"({' <-> '.join(words)}{pairs})"


def ts_query(query: Query, *, in_a_row: bool = True) -> str:
    """Return a query of words as a tsquery.

    Args:
        query: of words alone.
        in_a_row: whether the words of a phrase must stand in a row, or anywhere.
    """
    match query:
        case Phrase():
            found = _ts_phrase(query)
            return found if in_a_row else found.replace(" <-> ", " & ")
        case Near():
            phrases = (ts_query(each, in_a_row=in_a_row) for each in query.phrases)
            return f"({' & '.join(phrases)})"
        case Not():
            return f"!{ts_query(query.part, in_a_row=in_a_row)}"
        case And() | Or():
            sign = " & " if isinstance(query, And) else " | "
            return f"({sign.join(ts_query(part, in_a_row=in_a_row) for part in query.parts)})"
        case _:
            raise AssertionError  # asked for words alone
