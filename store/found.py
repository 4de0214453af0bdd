"""A page of hits as the desk shows it: rows with their stories, counts to narrow them by."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, select

from search.query import And, Near, Not, Or, Part, Phrase, Query, both, leaves, wanted_phrases
from search.ranking import ranked
from search.words import folded
from store.facets import Facets, facets
from store.folding import Others, others, tellings
from store.models import ArticleRow
from store.recent import Recent
from store.searching import Hit, Search, documents

MOST_COUNTED = 2_000
# Beyond the page, hits are counted for so long, in seconds.
_COUNTING = 0.06
# Of the hits so many are ranked by relevance for a page: those found in headlines, the newest.
MOST_RANKED = 200
_orders: Recent[list[int]] = Recent(60, 50)
_counts: Recent[Facets] = Recent(15, 200)


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with who else tells its story, and whether its page is paid for or gone."""

    hit: Hit
    others: Others
    paid: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits.

    Attributes:
        rows: the hits; fewer than asked for where looking took too long.
        before: the key to go on from; None where there are no more.
        facets: what the newest hits have in common; None on later pages.
    """

    rows: tuple[Found, ...]
    before: int | None
    facets: Facets | None


def newest(engine: Engine, query: Query, limit: int, before: int | None = None) -> Results:
    """Return a page of hits, newest first; with the first one the counts by facet.

    The counts are of the newest 2,000 hits, or of as many as are found in a moment; they hold for
    15 seconds where the hits are the same.

    Args:
        engine: the database.
        query: what is searched for.
        limit: how many hits.
        before: `Results.before` of the page before; None: the first page.
    """
    search = Search(engine, query)
    looked = search.look(limit + 1, limit + 1, _COUNTING, before)
    keys = looked.keys[:limit]
    counted = None
    if before is None and keys:
        # Counts belong to these hits: with a new one they are made anew.
        counted = _counts.get((engine, query, *keys), lambda: _counted(engine, search))
    following = keys[-1] if len(looked.keys) > limit else looked.last
    return Results(_rows(engine, search, keys), following, counted)


def _counted(engine: Engine, search: Search) -> Facets:
    looked = search.look(1, MOST_COUNTED + 1, _COUNTING)
    more = looked.last is not None or len(looked.keys) > MOST_COUNTED
    with engine.connect() as connection:
        return facets(connection, looked.keys[:MOST_COUNTED], more=more)


def most_relevant(engine: Engine, query: Query, limit: int, after: int | None = None) -> Results:
    """Return a page of the best hits first, without counts.

    So that a page comes at once, 200 hits are ranked: the newest of those that have words of the
    query in the headline, filled up with the newest of the others. The command line ranks 5,000.

    Args:
        engine: the database.
        query: what is searched for.
        limit: how many hits.
        after: `Results.before` of the page before; None: the first page.
    """
    question = (engine.url, query)
    order = _orders.get(question, lambda: _ranked(engine, query))
    start = order.index(after) + 1 if after in order else 0
    keys = order[start : start + limit]
    following = keys[-1] if len(order) > start + limit else None
    return Results(_rows(engine, Search(engine, query), keys), following, None)


def _ranked(engine: Engine, query: Query) -> list[int]:
    phrases = tuple(dict.fromkeys(wanted_phrases(query)))
    parts = [replace(each, part=Part.TITLE) for each in phrases if each.part is Part.ANYWHERE]
    asked = [both(query, Or(tuple(parts)) if len(parts) > 1 else parts[0])] if parts else []
    keys: dict[int, None] = {}
    for each in [*asked, query]:
        left = MOST_RANKED - len(keys)
        looked = Search(engine, each).look(1, MOST_RANKED, _COUNTING).keys if left else []
        keys.update(dict.fromkeys([key for key in looked if key not in keys][:left]))
    with engine.connect() as connection:
        return ranked(documents(connection, list(keys)), phrases)


def _rows(engine: Engine, search: Search, keys: list[int]) -> tuple[Found, ...]:
    hits = search.hits(keys)
    with engine.connect() as connection:
        marks = _marks(connection, keys)
        told = tellings(connection, {mark[0] for mark in marks.values() if mark[0] is not None})
    rows = []
    for hit in hits:
        story, paid, withdrawn = marks[hit.line.id]
        beside = others(told.get(story, ()) if story else (), hit.line.id, hit.line.outlet)
        rows.append(Found(hit, beside, paid, withdrawn))
    return tuple(rows)


def _marks(connection: Connection, keys: list[int]) -> dict[int, tuple[int | None, bool, bool]]:
    columns = (ArticleRow.story, ArticleRow.paid, ArticleRow.withdrawn_at)
    rows = connection.execute(select(ArticleRow.id, *columns).where(ArticleRow.id.in_(keys)))
    return {row.id: (row.story, row.paid, row.withdrawn_at is not None) for row in rows}


def unaccented(engine: Engine, query: Query) -> Query | None:
    """Return a query that finds nothing with its accents left out, where that finds something.

    A word without accents means any accents: so a wrong one (`tàng trử`) is got round.
    """
    if not any(_has_accents(leaf) for leaf in leaves(query)):
        return None
    wider = _without_accents(query)
    return wider if Search(engine, wider).look(1, 1, 0).keys else None


def _has_accents(leaf: Query) -> bool:
    phrases = leaf.phrases if isinstance(leaf, Near) else (leaf,)
    return any(isinstance(each, Phrase) and each.exact for each in phrases)


def _without_accents(query: Query) -> Query:
    match query:
        case Phrase():
            return replace(query, words=tuple(folded[each] for each in query.words), exact=False)
        case Near():
            bare = (_without_accents(each) for each in query.phrases)
            return replace(query, phrases=tuple(each for each in bare if isinstance(each, Phrase)))
        case And() | Or():
            return type(query)(tuple(map(_without_accents, query.parts)))
        case Not():  # what is unwanted stays as narrow as it was typed
            return query
        case _:
            return query
