"""Reading articles to export: any number of them, whole, in constant memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Engine, select

from store.keys import key_range
from store.models import ArticleRow, TopicRow, VersionRow
from store.reading import Wanted, in_latest_version, only_of, topics_of

# Keys read at a time, and articles: a batch of these, with texts, is a few megabytes at the most.
_KEYS = 2_000
_ARTICLES = 200


@dataclass(frozen=True, slots=True)
class ExportedArticle:
    """An article as it is exported: what lists show, then the rest of it; times are UTC.

    `agency` is whose copy it says it is, `story` its group of reprints, None where it stands alone.
    """

    id: int
    published_at: datetime
    outlet: str
    site: str
    section: str
    form: str
    title: str
    lead: str
    url: str
    about_police: bool
    topics: tuple[str, ...]
    body: str
    authors: tuple[str, ...]
    agency: str
    story: int | None
    first_seen_at: datetime
    modified_at: datetime | None
    version: int
    withdrawn_at: datetime | None
    paid: bool
    article_id: str


_FACTS = (
    *(ArticleRow.id, ArticleRow.published_at, ArticleRow.outlet, ArticleRow.site),
    *(ArticleRow.section, ArticleRow.form, VersionRow.title, VersionRow.lead),
    *(ArticleRow.canonical_url.label("url"), ArticleRow.about_police, VersionRow.body),
    *(VersionRow.authors, ArticleRow.agency, ArticleRow.story, ArticleRow.first_seen_at),
    *(ArticleRow.modified_at, ArticleRow.version, ArticleRow.withdrawn_at, ArticleRow.paid),
    ArticleRow.article_id,
)


def listed_keys(engine: Engine, wanted: Wanted, limit: int | None = None) -> Iterator[int]:
    """Return the keys of articles, newest first, in constant memory.

    They are read page by page, each from where the last one ended: no transaction stays open, so
    an export that takes minutes keeps nobody from writing.

    Args:
        engine: the database.
        wanted: which articles.
        limit: how many at the most; None: all.
    """
    # The column whose order an index has, so that nothing is sorted.
    key = TopicRow.article if wanted.topic else ArticleRow.id
    query = select(key).where(*only_of(wanted)).order_by(key.desc())
    if wanted.topic:
        query = query.join(ArticleRow, ArticleRow.id == key).where(TopicRow.topic == wanted.topic)
    start, below = key_range(wanted.period)
    if start is not None:
        query = query.where(key >= start)
    left = limit
    while left is None or left > 0:
        size = _KEYS if left is None else min(_KEYS, left)
        page = (query if below is None else query.where(key < below)).limit(size)
        with engine.connect() as connection:
            keys = connection.scalars(page).all()
        yield from keys
        if len(keys) < size:
            return
        below = keys[-1]
        left = None if left is None else left - size


def export_articles(engine: Engine, keys: Iterable[int]) -> Iterator[ExportedArticle]:
    """Return articles whole, in the order of their keys, in constant memory.

    Args:
        engine: the database.
        keys: of the articles wanted; read as the articles are asked for. Those that there are no
            articles of are passed over.
    """
    coming = iter(keys)
    while batch := list(islice(coming, _ARTICLES)):
        with engine.connect() as connection:
            found = _read(connection, batch)
        yield from (found[key] for key in batch if key in found)


def _read(connection: Connection, keys: Sequence[int]) -> dict[int, ExportedArticle]:
    topics = topics_of(connection, keys)
    query = select(*_FACTS).join(VersionRow, in_latest_version()).where(ArticleRow.id.in_(keys))
    return {
        row["id"]: ExportedArticle(
            **{**row, "authors": tuple(row["authors"]), "topics": tuple(sorted(topics[row["id"]]))}
        )
        for row in connection.execute(query).mappings()
    }
