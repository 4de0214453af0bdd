"""Opening the database: SQLite by default, PostgreSQL when it grows."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from errors import StoreError

_MIGRATIONS = Path(__file__).parent / "migrations"
# Seconds that a writer waits for another one; a batch of ours takes far less than one.
_BUSY_SECONDS = 30
# Articles that are indexed while somebody waits for another command: about ten seconds' worth.
_MOST_AT_ONCE = 5_000
# Marks a transaction that writes: on SQLite it must say so when it begins, because one that reads
# first and writes later fails at once when another writer came between, busy timeout or not.
WRITES = {"diembao_writes": True}

# What a database says → what to tell the user.
_SENTENCES = (
    ("database is locked", "is locked by another program. Close that one, or try again later."),
    ("readonly database", "is read-only. Check who owns the file and its folder."),
    ("read-only", "is read-only. Check the user's rights."),
    ("full", "has no space left on its disk. Free some; what was stored before is kept."),
    ("disk i/o error", "cannot be written: the disk is full or failing. What was stored is kept."),
    ("unable to open", "cannot be opened. Check that its folder exists and can be written."),
    ("not a database", "is no SQLite database. Check DIEMBAO_DATABASE_URL, or restore a backup."),
    ("malformed", "is damaged. Restore a backup."),
    ("refused", "cannot be reached: no server answers there. Check that it runs."),
    ("could not translate host", "cannot be reached: its host's name is not found."),
    ("authentication failed", "refuses the user or password in DIEMBAO_DATABASE_URL."),
    ("does not exist", "lacks something that it should have."),
)


def _told(context: ExceptionContext) -> StoreError | None:
    """Turn what the driver raises into a sentence; our own mistakes stay what they are."""
    error = context.sqlalchemy_exception
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return None
    name = context.engine.url.render_as_string(hide_password=True) if context.engine else ""
    said = " ".join(str(error.orig).split())
    known = (sentence for words, sentence in _SENTENCES if words in said.lower())
    return StoreError(f"The database {name} {next(known, f'gives an error: {said[:300]}.')}")


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    connection.isolation_level = None  # transactions begin where we begin them, see _begin
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",  # in WAL mode a power cut can undo the last commits, never damage
        "foreign_keys=ON",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("diembao_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_current(connection: Connection) -> bool:
    """Whether the tables are those of the newest migration; spares importing Alembic (0.5 s)."""
    newest = max(file.stem[:4] for file in _MIGRATIONS.glob("versions/[0-9]*.py"))
    if not inspect(connection).has_table("alembic_version"):
        return False
    current = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return bool(current == newest)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_postgresql(connection: Connection) -> None:
    """Refuse a database whose locale knows no Vietnamese letters.

    Raises:
        StoreError: in the locale "C", lower('LỪA ĐẢO') leaves the letters as they are.
    """
    if connection.scalar(text("SELECT lower('LỪA ĐẢO')")) != "lừa đảo":
        raise StoreError(
            "The PostgreSQL database is in the locale C, which knows no Vietnamese letters. "
            "Create it anew: CREATE DATABASE diembao TEMPLATE template0 LOCALE 'C.UTF-8'."
        )
    # One process at a time makes or upgrades the tables.
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('diembao schema'))"))


@cache
def open_engine(url: str) -> Engine:
    """Open the database, and make its tables where they are missing.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`.

    Raises:
        StoreError: it cannot be opened, or is no database that can hold Vietnamese text.
    """
    engine = create_engine(make_url(url))
    event.listen(engine, "handle_error", _told, retval=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        path = Path(engine.url.database or "")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} cannot be made: {error.strerror}.") from None
    try:
        _prepare(engine)
        _complete_index(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare(engine: Engine) -> None:
    with engine.connect() as connection:
        if _is_current(connection):
            return
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            _check_postgresql(connection)
        _upgrade(connection)


def _complete_index(engine: Engine) -> None:
    """Fill a search index that lacks articles, where that takes a moment only.

    Raises:
        StoreError: it takes longer, and is to be done by the command that shows its progress.
    """
    from store.terms import fill_terms, is_complete, missing_terms

    with engine.connect() as connection:
        if is_complete(connection):
            return
        missing = missing_terms(connection)
    if missing > _MOST_AT_ONCE:
        raise StoreError(
            f"The search index is to be made for {missing:,} articles: run 'diembao db upgrade'."
        )
    for _ in fill_terms(engine):
        pass
