"""The index that search reads: for each article the words of its latest version.

Every word is in it in both spellings (`search.words`), so that an unaccented query and an accented
one are both answered by the index alone: the folded words of a text, then the exact ones. An exact
word without marks gets a sign behind it (`an` → `an˙`), or it would be taken for the folded form of
`án`. Words of the section and of the byline bear a sign before them. Two common syllables side by
side are a term of their own (`search.common`), so that rare phrases of common syllables are found
without reading half the index.

SQLite has FTS5 without content: the texts stand in `versions`. To take an article out it must be
told the words that it was given, so they are made of the stored text by the same code, and
`VERSION` goes up with every change of what is made. PostgreSQL has a tsvector that is written out
here, word by word, because its own parser would make other words.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Table,
    Text,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from search.common import pairs_in
from search.words import END, Remembered, folded, words_of
from store.engine import WRITES
from store.locks import one_writer
from store.models import ArticleRow, FactRow, VersionRow

# Of what this module writes; a database with another one is indexed anew.
VERSION = "1"
_FACT = "search index"
_HALF = f"{VERSION}, being filled"

EXACT = "˙"
OF_SECTION = "§"
OF_AUTHOR = "«"

# PostgreSQL keeps positions up to 16,383, and 256 a word; a row of words is at most 1 MB.
_MOST_POSITIONS = 16_383
_MOST_PLACES = 255
_MOST_BYTES = 500_000

# Articles in one transaction while the index is filled.
_BATCH = 500

# The two forms of the index. FTS5 knows its rows by `rowid`, and takes commands by its own name.
fts = Table(
    "article_terms",
    MetaData(),
    Column("rowid", BigInteger, primary_key=True),
    *(Column(name, Text) for name in ("article_terms", "title", "text", "labels", "pairs")),
)
docsize = Table("article_terms_docsize", MetaData(), Column("id", BigInteger, primary_key=True))
tsv = Table(
    "article_terms",
    MetaData(),
    Column("article", BigInteger, primary_key=True),
    Column("long", Boolean),
    Column("terms", TSVECTOR),
)


def _exact_term(word: str) -> str:
    return word + EXACT if folded[word] == word and word != END else word


# What an exact word is called in the index.
exact_terms: dict[str, str] = Remembered(_exact_term)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What of an article is searched."""

    title: str
    lead: str
    body: str
    section: str
    authors: Sequence[str]

    def labels(self) -> Iterator[tuple[str, Sequence[str]]]:
        """The words of section and byline, each with the sign that they bear."""
        yield OF_SECTION, words_of(self.section)
        yield OF_AUTHOR, words_of("\n".join(self.authors))

    def words(self) -> tuple[Sequence[str], Sequence[str]]:
        """The words of the headline, and those of lead and body."""
        return words_of(self.title), words_of(f"{self.lead}\n\n{self.body}")


def _line(words: Sequence[str], sign: str = "") -> str:
    """The folded words, then the exact ones, as FTS5 takes them; `END` is a word like others."""
    both = chain(map(folded.__getitem__, words), (END,), map(exact_terms.__getitem__, words))
    return " ".join([sign + word for word in both] if sign else both)


def _fts_row(key: int, article: Indexed) -> dict[str, object]:
    title, body = article.words()
    return {
        "rowid": key,
        "title": _line(title),
        "text": _line(body),
        "labels": " ".join(_line(words, sign) for sign, words in article.labels()),
        "pairs": " ".join(pairs_in(title) | pairs_in(body)),
    }


def _tsv_row(key: int, article: Indexed) -> dict[str, object]:
    places: dict[str, list[str]] = defaultdict(list)
    title, body = article.words()
    at = 0
    for sign, words, weight in (
        ("", title, "A"),
        ("", body, ""),
        *((sign, words, "") for sign, words in article.labels()),
    ):
        at += 2  # no phrase goes across
        for word in words:
            at += 1
            if word != END:
                place = f"{min(at, _MOST_POSITIONS)}{weight}"
                places[sign + folded[word]].append(place)
                places[sign + exact_terms[word]].append(place)
    places.update((pair, []) for pair in pairs_in(title) | pairs_in(body))
    size, pieces = 0, []
    for word, where in places.items():
        size += len(word.encode()) + 2 * min(len(where), _MOST_PLACES) + 2
        if size > _MOST_BYTES:  # no article of this world; it is found by its first words
            break
        pieces.append(f"'{word}'" + ":" * bool(where) + ",".join(where[:_MOST_PLACES]))
    long = at > _MOST_POSITIONS or any(len(where) > _MOST_PLACES for where in places.values())
    return {"article": key, "long": long, "terms": " ".join(pieces)}


def add_terms(connection: Connection, articles: Mapping[int, Indexed]) -> None:
    """Index articles that are not in the index, in the caller's transaction."""
    if not articles:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(insert(fts), [_fts_row(*each) for each in articles.items()])
    else:
        connection.execute(
            text(
                'INSERT INTO article_terms (article, "long", terms) '
                "VALUES (:article, :long, CAST(:terms AS tsvector))"
            ),
            [_tsv_row(*each) for each in articles.items()],
        )


def renew_terms(connection: Connection, key: int, before: Indexed, after: Indexed) -> None:
    """Index an article anew, in the caller's transaction.

    Args:
        connection: in a transaction that writes.
        key: the article's.
        before: what was indexed, exactly: FTS5 takes out the words that it is told.
        after: what there is now.
    """
    if before == after:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(insert(fts), _fts_row(key, before) | {"article_terms": "delete"})
    else:
        connection.execute(delete(tsv).where(tsv.c.article == key))
    add_terms(connection, {key: after})


def indexed(connection: Connection, keys: Sequence[int]) -> dict[int, Indexed]:
    """Return what of stored articles is searched, by key."""
    latest = (VersionRow.article == ArticleRow.id) & (VersionRow.number == ArticleRow.version)
    rows = connection.execute(
        select(
            *(ArticleRow.id, VersionRow.title, VersionRow.lead, VersionRow.body),
            *(ArticleRow.section, VersionRow.authors),
        )
        .join(VersionRow, latest)
        .where(ArticleRow.id.in_(keys))
    )
    return {row.id: Indexed(*row[1:]) for row in rows}


def _state(connection: Connection) -> str | None:
    return connection.scalar(select(FactRow.value).where(FactRow.name == _FACT))


def is_complete(connection: Connection) -> bool:
    """Whether every article is in the index, as this code makes it."""
    return _state(connection) == VERSION


def _empty(connection: Connection) -> None:
    """Take everything out of the index, and note that it is to be filled."""
    if connection.dialect.name == "sqlite":
        connection.execute(insert(fts), {"article_terms": "delete-all"})
    else:
        connection.execute(delete(tsv))
    connection.execute(delete(FactRow).where(FactRow.name == _FACT))
    connection.execute(insert(FactRow), {"name": _FACT, "value": _HALF})


def _key_in_index(connection: Connection) -> ColumnElement[int]:
    """The column with the keys that are in the index; FTS5 keeps them in a table beside."""
    return docsize.c.id if connection.dialect.name == "sqlite" else tsv.c.article


def _missing(connection: Connection, below: int | None) -> list[int]:
    """The newest articles that are not in the index, of those older than `below`."""
    there = exists().where(_key_in_index(connection) == ArticleRow.id)
    wanted = select(ArticleRow.id).where(~there).order_by(ArticleRow.id.desc()).limit(_BATCH)
    return list(
        connection.scalars(wanted if below is None else wanted.where(ArticleRow.id < below))
    )


def missing_terms(connection: Connection) -> int:
    """Return how many articles are to be indexed."""
    articles = connection.scalar(select(func.count()).select_from(ArticleRow)) or 0
    if _state(connection) not in {VERSION, _HALF}:
        return articles
    there = connection.scalar(select(func.count(_key_in_index(connection))))
    return articles - (there or 0)


@contextmanager
def _filling(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other process fills or stores in at the same time."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        one_writer(connection)
        yield connection


def fill_terms(engine: Engine, *, anew: bool = False) -> Iterator[int]:
    """Index every article that is not yet, newest first; stopped and started again, it goes on.

    Args:
        engine: the database.
        anew: also where the index says of itself that it is whole.

    Yields:
        How many articles were indexed, batch by batch.
    """
    with _filling(engine) as connection:
        if is_complete(connection) and not anew:
            return
        if anew or _state(connection) != _HALF:
            _empty(connection)
    below: int | None = None
    while True:
        with _filling(engine) as connection:
            keys = _missing(connection, below)
            add_terms(connection, indexed(connection, keys))
            if not keys:
                done = update(FactRow).where(FactRow.name == _FACT)
                connection.execute(done.values(value=VERSION))
                return
        below = keys[-1]
        yield len(keys)
