"""Whether the database is whole: its file, what refers to what, the ledger, the search index."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, column, exists, func, select, table, text

from errors import OutletBusy, StoreError
from store import invariants
from store.engine import WRITES, new_engine
from store.invariants import RESTORE, Finding, broken, how_many
from store.locks import all_outlets
from store.models import ArticleRow, Base, Key
from store.schema import half_copied_from, newest, version_of

_REFILL = "Make it anew: diembao db upgrade --index."
# Damages of a file that are told; one is enough to know.
_DAMAGES = 5


@dataclass(frozen=True, slots=True)
class Check:
    """Something that can be looked at, by a name for people.

    Where a vital one finds something, nothing else can be told.
    """

    what: str
    look: Callable[[Connection], Iterator[Finding]]
    vital: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What a database is: its kind, how it keeps texts, its version, and rows by table."""

    kind: str
    texts: str
    version: str
    rows: dict[str, int]


def overview(connection: Connection) -> Overview:
    """Describe a database with the tables of this program."""
    if connection.dialect.name == "sqlite":
        kind = f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}"
        texts = str(connection.scalar(text("PRAGMA encoding")))
    else:
        kind = f"PostgreSQL {connection.scalar(text('SHOW server_version'))}"
        collate = "SELECT datctype FROM pg_database WHERE datname = current_database()"
        texts = f"UTF8, locale {connection.scalar(text(collate))}"
    counted = {
        each.name: connection.scalar(select(func.count()).select_from(each)) or 0
        for each in Base.metadata.sorted_tables
    }
    return Overview(kind, texts, newest(), counted)


def checks(connection: Connection) -> Sequence[Check]:
    """Return what can be checked in a database, in order; the vital first."""
    sqlite = connection.dialect.name == "sqlite"
    file = [Check("the file", _file, vital=True)] if sqlite else []
    version = Check("the tables' version", _version, vital=True)
    return [
        *file,
        version,
        Check("what refers to what", invariants.references),
        Check("the latest versions", invariants.versions),
        Check("keys and times", invariants.keys),
        Check("story groups", invariants.stories),
        Check("the ledger", invariants.ledger),
        Check("what search finds", _indexed),
        *([Check("the search index", _index)] if sqlite else []),
    ]


def _file(connection: Connection) -> Iterator[Finding]:
    try:
        said = list(connection.scalars(text(f"PRAGMA integrity_check({_DAMAGES})")))
    except StoreError as error:
        said = [str(error.__cause__)]
    for damage in said:
        if damage != "ok":
            yield Finding(f"The file is damaged: {damage.rstrip('.')}. {RESTORE}")


def _version(connection: Connection) -> Iterator[Finding]:
    if (version := version_of(connection)) != newest():
        yield Finding(
            f"The tables are those of version {version or 'none'}, this program needs {newest()}. "
            "Run 'diembao db upgrade', then check again."
        )
    elif source := half_copied_from(connection):
        yield Finding(
            f"This is a copy of {source} that was not finished. Run the same 'diembao db copy' "
            "again: it goes on where it stopped."
        )


def _indexed(connection: Connection) -> Iterator[Finding]:
    """Every article is in the search index, and nothing else."""
    sqlite = connection.dialect.name == "sqlite"
    terms = (
        table("article_terms_docsize", column("id", Key))
        if sqlite
        else table("article_terms", column("article", Key))
    )
    [key] = terms.columns
    out = ~exists().where(key == ArticleRow.id)
    number, first = broken(connection, select(func.count(), func.min(ArticleRow.id)).where(out))
    if number:
        rows = how_many(number, "article is", "articles are")
        yield Finding(f"{rows} not in the search index, such as {first}. {_REFILL}")
    astray = ~exists().where(ArticleRow.id == key)
    number, _ = broken(connection, select(func.count(), func.min(key)).where(astray))
    if number:
        rows = how_many(number, "entry", "entries")
        yield Finding(f"{rows} of the search index lead to no article. {_REFILL}")


def _index(connection: Connection) -> Iterator[Finding]:
    """Read the search index of an SQLite database through: half a minute per million articles.

    SQLite does that as a writer only, so it is left for when no crawl is running.
    """
    # A backup that was just put back is in no WAL mode yet; the first writer changes that, and
    # waits for readers in vain.
    connection.rollback()
    writer = new_engine(connection.engine.url.render_as_string(hide_password=False))
    command = text("INSERT INTO article_terms(article_terms) VALUES ('integrity-check')")
    try:
        with all_outlets(writer), writer.connect().execution_options(**WRITES) as writing:
            writing.execute(command)
            writing.rollback()
    except OutletBusy:
        yield Finding(
            "A crawl is running, so the search index was not read through. Check again when it "
            "has ended.",
            note=True,
        )
    except StoreError as error:
        if "malformed" not in str(error.__cause__):
            raise
        yield Finding(f"The search index is damaged. {_REFILL}")
    finally:
        writer.dispose()
