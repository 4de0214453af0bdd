"""Opening the database: SQLite by default, PostgreSQL when it grows."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from errors import StoreAway, StoreBusy, StoreError, StoreFull, UsageError
from settings import DATABASES
from store.schema import newest, refuse_half_copy, require_current, upgrade, version_of

# Seconds that a writer waits for another one; a batch of ours takes far less than one.
_BUSY_SECONDS = 30
# Articles that are indexed while somebody waits for another command: about ten seconds' worth.
_MOST_AT_ONCE = 5_000
# Marks a transaction that writes: on SQLite it must say so when it begins, because one that reads
# first and writes later fails at once when another writer came between, busy timeout or not.
WRITES = {"diembao_writes": True}

# How we speak to a PostgreSQL: not as PGCLIENTENCODING says, and so that a server whose machine
# vanished is noticed within half a minute (seconds; the last one milliseconds).
_POSTGRESQL = {
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

_NO_SERVER = "cannot be reached: no server answers there. Check that it runs."
# What a database says → what that is, and what to tell the user; the first that fits. What is away
# will be back by itself.
_SAID: dict[type[StoreError], dict[str, str]] = {
    StoreBusy: {
        "database is locked": "is locked by another program. Close that one, or try again later.",
    },
    StoreAway: {
        "refused": _NO_SERVER,
        "is the server running": _NO_SERVER,
        "could not translate host": "cannot be reached: its host's name is not found.",
        "timeout expired": "cannot be reached: its host does not answer.",
        "starting up": "is starting up. Try again in a moment.",
        "not yet accepting": "is starting up. Try again in a moment.",
        "recovery mode": "is starting up. Try again in a moment.",
        "shutting down": "is shutting down.",
        "too many clients": "has as many connections as it allows. Close some.",
        "remaining connection slots": "has as many connections as it allows. Close some.",
        "terminating connection": "went away: its server was stopped.",
        "server closed the connection": "went away: its server was stopped.",
    },
    StoreFull: {
        "full": "has no space left on its disk. Free some; what was stored before is kept.",
        "disk i/o error": "cannot be written: its disk is full or failing. What was stored stays.",
    },
    StoreError: {
        "readonly database": "is read-only. Check who owns the file and its folder.",
        "read-only": "is read-only. Check the user's rights.",
        "unable to open": "cannot be opened. Check that its folder exists and can be written.",
        "not a database": "is no SQLite database. Check DIEMBAO_DATABASE_URL, or restore a backup.",
        "malformed": "is damaged. Restore a backup.",
        "authentication failed": "refuses the user or password in DIEMBAO_DATABASE_URL.",
        "does not exist": "lacks something that it should have.",
    },
}


def _told(context: ExceptionContext) -> StoreError | None:
    """Turn what the driver raises into a sentence; our own mistakes stay what they are."""
    error = context.sqlalchemy_exception
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return None
    name = context.engine.url.render_as_string(hide_password=True) if context.engine else ""
    said = " ".join(str(error.orig).split())
    for kind, sentences in _SAID.items():
        for words, sentence in sentences.items():
            if words in said.lower():
                return kind(f"The database {name} {sentence}")
    if context.is_disconnect:
        return StoreAway(f"The database {name} went away.")
    if context.connection is None:  # it did not let us in, for a reason that will pass
        return StoreAway(f"The database {name} cannot be reached: {said[:300]}.")
    return StoreError(f"The database {name} gives an error: {said[:300]}.")


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


def _prepare_reader(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("diembao_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _read_only(
    dialect: Dialect, entry: ConnectionPoolEntry, words: list[Any], options: dict[str, Any]
) -> None:
    """Connect so that nothing can be written, whatever is asked."""
    del entry
    if dialect.name == "sqlite":
        words[0] = f"{Path(words[0]).absolute().as_uri()}?mode=ro"
        options["uri"] = True
    else:
        options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on"
        options["options"] += " -c TimeZone=UTC"  # days and hours in a query are then SQLite's


def new_engine(url: str, *, read_only: bool = False, kept: int = 0) -> Engine:
    """Make the engine of a database, and look no further.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`.
        read_only: refuse every statement that writes; the database must exist.
        kept: connections that a reader keeps open between two questions.

    Raises:
        UsageError: this is no URL of a database.
        StoreError: the folder of an SQLite file cannot be made, or there is no file to read.
    """
    parsed = _parsed(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    options: dict[str, Any] = {} if sqlite else {"connect_args": _POSTGRESQL}
    if kept:
        # A connection that the server has closed meanwhile is noticed, and made anew.
        options |= {"poolclass": QueuePool, "pool_size": kept, "pool_pre_ping": not sqlite}
    elif read_only:  # holds no connection open between two questions
        options["poolclass"] = NullPool
    engine = create_engine(parsed, **options)
    event.listen(engine, "handle_error", _told, retval=True)
    if sqlite:
        event.listen(engine, "connect", _prepare_reader if read_only else _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        _look_for(Path(parsed.database or ""), read_only=read_only)
    if read_only:
        event.listen(engine, "do_connect", _read_only)
    return engine


def _parsed(url: str) -> URL:
    try:
        if url.startswith(DATABASES):
            return make_url(url)
    except (ValueError, ArgumentError):
        pass
    # It is not repeated: there may be a password in it.
    raise UsageError("A database is named sqlite:///PATH or postgresql://USER@HOST/NAME.")


def _look_for(file: Path, *, read_only: bool) -> None:
    if read_only and not file.exists():
        raise StoreError(f"There is no database {file}.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{file.parent} cannot be made: {error.strerror}.") from None


@cache
def open_engine(url: str) -> Engine:
    """Open the database, and make its tables where they are missing.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`.

    Raises:
        StoreError: it cannot be opened, is no database that can hold Vietnamese text, was made by
            a newer program, or is a copy that was not finished.
    """
    engine = new_engine(url)
    try:
        make_tables(engine)
        complete_index(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def make_tables(engine: Engine) -> None:
    """Make the tables of a database, or bring them to this program's version.

    Raises:
        StoreError: as `open_engine` says.
    """
    with engine.connect() as connection:
        if version_of(connection) == newest():
            refuse_half_copy(connection)
            return
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        upgrade(connection)


def complete_index(engine: Engine) -> None:
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


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it happens, or nothing."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        yield connection


def open_reader(url: str, *, kept: int = 0) -> Engine:
    """Open a database to read it only: nothing is made, upgraded or written.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`.
        kept: connections that are kept open between two questions; none by default.

    Raises:
        StoreError: it cannot be opened, or its tables are not those that this program knows.
    """
    engine = new_engine(url, read_only=True, kept=kept)
    try:
        with engine.connect() as connection:
            require_current(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine
