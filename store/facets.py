"""What the newest hits of a search have in common: counts by outlet, topic, section, form, day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, select

from search.words import words_of
from store.dimensions import Dimension, Value, day_of
from store.models import ArticleRow, TopicRow

FACETS: Final = (
    *(Dimension.TOPIC, Dimension.OUTLET, Dimension.DAY, Dimension.SECTION),
    Dimension.FORM,
)


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of hits.

    Attributes:
        hits: how many were counted, the newest.
        more: whether there are others.
        counts: for each of `FACETS` how many of the hits have each value, the most first; days
            from the latest to the first. A hit counts under each of its topics.
    """

    hits: int
    more: bool
    counts: Mapping[Dimension, Mapping[Value, int]]


def facets(connection: Connection, keys: Sequence[int], *, more: bool) -> Facets:
    """Count hits.

    Args:
        connection: to the database.
        keys: of the hits, at most some thousands.
        more: whether there are others.
    """
    columns = {
        Dimension.OUTLET: ArticleRow.outlet,
        Dimension.SECTION: ArticleRow.section,
        Dimension.FORM: ArticleRow.form,
    }
    chosen = _among(keys)
    rows = connection.execute(select(*columns.values()).where(ArticleRow.id.in_(chosen))).all()
    topics = connection.scalars(select(TopicRow.topic).where(TopicRow.article.in_(chosen)))
    counted: dict[Dimension, Counter[Value]] = {
        **{each: Counter(row[at] for row in rows) for at, each in enumerate(columns)},
        Dimension.TOPIC: Counter(topics),
        Dimension.DAY: Counter(map(day_of, keys)),
    }
    return Facets(len(keys), more, {each: _ordered(each, counted[each]) for each in FACETS})


def _among(keys: Sequence[int]) -> BindParameter[int]:
    # Written into the statement: there are more of them than a statement likes as parameters.
    return bindparam("keys", list(keys), expanding=True, literal_execute=True)


def _ordered(facet: Dimension, counted: Counter[Value]) -> dict[Value, int]:
    if facet is Dimension.DAY:
        return dict(sorted(counted.items(), reverse=True))
    return dict(sorted(counted.items(), key=lambda each: (-each[1], str(each[0]))))


def clause_of(facet: Dimension, value: Value) -> str | None:
    """Return the clause that narrows a search to a value of a facet.

    Args:
        facet: one of `FACETS`.
        value: of it.

    Returns:
        `topic:drugs`, `section:"Pháp luật"`, `from:24/11/2026 to:24/11/2026`; None where there is
        nothing to search for, such as a section without a name. Sections whose names hold the
        words of another's are found with it.
    """
    if isinstance(value, date):
        return f"from:{value:%d/%m/%Y} to:{value:%d/%m/%Y}"
    if facet is Dimension.SECTION:
        words = " ".join(words_of(str(value)))
        return f'section:"{words}"' if words else None
    return f"{facet}:{value}"
