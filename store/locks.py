"""One crawl of an outlet at a time, wherever it was started; a dead holder's lock is free."""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text

from errors import OutletBusy, StoreError

Release = Callable[[], None]


def _busy(outlet: str) -> OutletBusy:
    return OutletBusy(f"{outlet} is being crawled already; see 'diembao runs'.")


def _lock_file(engine: Engine, outlet: str) -> Release:
    lock = FileLock(Path(f"{engine.url.database}.{outlet}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise _busy(outlet) from None
    except OSError as error:
        raise StoreError(f"{lock.lock_file} cannot be written: {error.strerror}.") from None
    return lock.release


def _lock_session(engine: Engine, outlet: str) -> Release:
    connection = engine.connect()
    taken = connection.scalar(
        text("SELECT pg_try_advisory_lock(hashtext('diembao crawl'), hashtext(:outlet))"),
        {"outlet": outlet},
    )
    connection.commit()
    if not taken:
        connection.close()
        raise _busy(outlet)

    def release() -> None:
        # Not handed back to the pool, whose next user would inherit the lock.
        if not connection.closed:
            connection.invalidate()
            connection.close()

    return release


def lock_outlet(engine: Engine, outlet: str) -> Release:
    """Take the lock of an outlet's crawl; return what frees it.

    On SQLite a lock file beside the database, on PostgreSQL an advisory lock of a session: the
    kernel or the server frees either when the process that holds it dies.

    Raises:
        OutletBusy: another crawl of the outlet holds it.
        StoreError: the lock file cannot be written.
    """
    if engine.dialect.name == "sqlite":
        return _lock_file(engine, outlet)
    return _lock_session(engine, outlet)


def one_writer(connection: Connection) -> None:
    """Let one transaction at a time write articles, which on SQLite is so by itself.

    Two would make the same key, and each would miss the other's reprints.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('diembao articles'))"))
