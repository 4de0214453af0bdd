"""One crawl of an outlet at a time, wherever it was started; a dead holder's lock is free."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, select, text

from errors import DiemBaoError, OutletBusy, RetagBusy, SenderBusy, StoreError
from store.models import RunRow

Release = Callable[[], None]


def _lock_file(engine: Engine, name: str, busy: DiemBaoError) -> Release:
    lock = FileLock(Path(f"{engine.url.database}.{name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise busy from None
    except OSError as error:
        raise StoreError(f"{lock.lock_file} cannot be written: {error.strerror}.") from None
    return lock.release


def _lock_session(engine: Engine, name: str, busy: DiemBaoError) -> Release:
    connection = engine.connect()
    taken = connection.scalar(
        text("SELECT pg_try_advisory_lock(hashtext('diembao crawl'), hashtext(:name))"),
        {"name": name},
    )
    connection.commit()
    if not taken:
        connection.close()
        raise busy

    def release() -> None:
        # Not handed back to the pool, whose next user would inherit the lock.
        if not connection.closed:
            connection.invalidate()
            connection.close()

    return release


def _lock(engine: Engine, name: str, busy: DiemBaoError) -> Release:
    lock = _lock_file if engine.dialect.name == "sqlite" else _lock_session
    return lock(engine, name, busy)


def lock_outlet(engine: Engine, outlet: str) -> Release:
    """Take the lock of an outlet's crawl; return what frees it.

    On SQLite a lock file beside the database, on PostgreSQL an advisory lock of a session: the
    kernel or the server frees either when the process that holds it dies.

    Raises:
        OutletBusy: another crawl of the outlet holds it.
        StoreError: the lock file cannot be written.
    """
    return _lock(
        engine, outlet, OutletBusy(f"{outlet} is being crawled already; see 'diembao runs'.")
    )


def lock_retag(engine: Engine) -> Release:
    """Take the lock of tagging what is stored anew; return what frees it.

    Raises:
        RetagBusy: it is being done already.
        StoreError: the lock file cannot be written.
    """
    busy = RetagBusy("Stored articles are being tagged anew already: wait until that has ended.")
    return _lock(engine, "retag", busy)


def lock_copy(engine: Engine) -> Release:
    """Take the lock of copying to a database; return what frees it.

    Raises:
        StoreError: another copy to it is running.
    """
    return _lock(engine, "copy", StoreError("Another copy to that database is running."))


def lock_sender(engine: Engine) -> Release:
    """Take the lock of sending messages; return what frees it.

    Raises:
        SenderBusy: another process is sending.
        StoreError: the lock file cannot be written.
    """
    return _lock(engine, "messages", SenderBusy("Another process is sending the messages."))


@contextmanager
def all_outlets(engine: Engine) -> Iterator[None]:
    """Hold the locks of all outlets that were ever crawled: meanwhile none of their crawls runs.

    Raises:
        OutletBusy: one is being crawled.
        StoreError: a lock file cannot be written.
    """
    with engine.connect() as connection:
        outlets = list(connection.scalars(select(RunRow.outlet).distinct()))
    with ExitStack() as locks:
        for outlet in outlets:
            locks.callback(lock_outlet(engine, outlet))
        yield


def one_writer(connection: Connection, what: str = "articles") -> None:
    """Let one transaction at a time write articles, which on SQLite is so by itself.

    Two would make the same key, and each would miss the other's reprints. The same holds of
    `what` else is looked up first and written then.
    """
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
        connection.execute(lock, {"name": f"diembao {what}"})


def one_teller(connection: Connection) -> None:
    """Let one transaction at a time decide what is told, which on SQLite is so by itself.

    Two would find the same news untold, and write two messages of it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('diembao messages'))"))
