"""One crawl of an outlet and one scheduler at a time; a dead holder's lock is free."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, select, text

from errors import (
    DiemBaoError,
    OutletBusy,
    RetagBusy,
    SchedulerBusy,
    SenderBusy,
    StoreAway,
    StoreError,
)
from store.models import RunRow


class Lock(Protocol):
    """A lock that is held; calling it frees it."""

    def __call__(self) -> None:
        """Free it; once is enough."""
        ...

    def renew(self) -> None:
        """Take it again where the server lost it: it was restarted, say.

        Raises:
            DiemBaoError: somebody else has it now, as whoever took it said.
            StoreAway: the server is still away.
        """
        ...


# A machine that loses its power says no goodbye: the server then frees its locks after a minute,
# and not after the two hours that systems wait by themselves.
_KEEP_ALIVE = (
    "SELECT set_config('tcp_keepalives_idle', '30', false), "
    "set_config('tcp_keepalives_interval', '10', false), "
    "set_config('tcp_keepalives_count', '3', false)"
)


class _FileLock:
    """A lock file; the kernel keeps it for as long as its holder lives."""

    def __init__(self, engine: Engine, name: str, busy: DiemBaoError) -> None:
        self._lock = FileLock(Path(f"{engine.url.database}.{name}.lock"))
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise busy from None
        except OSError as error:
            raise StoreError(
                f"{self._lock.lock_file} cannot be written: {error.strerror}."
            ) from None

    def __call__(self) -> None:
        self._lock.release()

    def renew(self) -> None:
        pass


class _SessionLock:
    """An advisory lock of PostgreSQL; the server keeps it for as long as the session lasts."""

    def __init__(self, engine: Engine, name: str, busy: DiemBaoError) -> None:
        self._engine = engine
        self._name = name
        self._busy = busy
        self._connection = self._taken()

    def _taken(self) -> Connection:
        connection = self._engine.connect()
        try:
            connection.execute(text(_KEEP_ALIVE))
            taken = connection.scalar(
                text("SELECT pg_try_advisory_lock(hashtext('diembao crawl'), hashtext(:name))"),
                {"name": self._name},
            )
            connection.commit()
        except BaseException:
            connection.close()
            raise
        if not taken:
            connection.close()
            raise self._busy
        return connection

    def __call__(self) -> None:
        if self._connection.closed:
            return
        with suppress(StoreError):  # the server is gone, and the lock with it
            self._connection.execute(text("SELECT pg_advisory_unlock_all()"))
        # Not handed back to the pool: where unlocking failed, its next user would hold the lock.
        self._connection.invalidate()
        self._connection.close()

    def renew(self) -> None:
        try:
            if not self._connection.closed:
                self._connection.scalar(text("SELECT 1"))
                self._connection.commit()
                return
        except StoreAway:  # closed: it would connect anew by itself, without the lock
            self._connection.close()
        self._connection = self._taken()


def _lock(engine: Engine, name: str, busy: DiemBaoError) -> Lock:
    lock = _FileLock if engine.dialect.name == "sqlite" else _SessionLock
    return lock(engine, name, busy)


def lock_outlet(engine: Engine, outlet: str) -> Lock:
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


def lock_retag(engine: Engine) -> Lock:
    """Take the lock of tagging what is stored anew; return what frees it.

    Raises:
        RetagBusy: it is being done already.
        StoreError: the lock file cannot be written.
    """
    busy = RetagBusy("Stored articles are being tagged anew already: wait until that has ended.")
    return _lock(engine, "retag", busy)


def lock_scheduler(engine: Engine) -> Lock:
    """Take the lock of the scheduler; return what frees it.

    Raises:
        SchedulerBusy: another one holds it.
        StoreError: the lock file cannot be written.
    """
    return _lock(engine, "scheduler", SchedulerBusy("Another scheduler is running."))


def lock_copy(engine: Engine) -> Lock:
    """Take the lock of copying to a database; return what frees it.

    Raises:
        StoreError: another copy to it is running.
    """
    return _lock(engine, "copy", StoreError("Another copy to that database is running."))


def lock_sender(engine: Engine) -> Lock:
    """Take the lock of sending messages; return what frees it.

    Raises:
        SenderBusy: another process is sending.
        StoreError: the lock file cannot be written.
    """
    return _lock(engine, "messages", SenderBusy("Another process is sending the messages."))


def lock_take_up(engine: Engine) -> Lock | None:
    """Take the lock of giving back what dead workers left; return what frees it.

    None where another worker has it.
    """
    try:
        return _lock(engine, "take up", OutletBusy("Another worker gives back crawls."))
    except OutletBusy:
        return None


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
