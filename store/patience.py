"""Waiting for a database that is away: its server is restarted, a long work holds its lock.

What is to be written is held meanwhile, and written once: where the connection broke in the middle
of a commit, the server is asked what became of that transaction before anything is done again.
"""

import logging
from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine, text

from errors import StoreAway
from store.engine import WRITES

log = logging.getLogger(__name__)

# Seconds that a database is waited for: a server's restart takes one minute, its upgrade ten.
LONGEST = 600.0
# Seconds between two tries.
_PAUSE = 1.0

T = TypeVar("T")


def wait_for(
    work: Callable[[], T],
    *,
    longest: float = LONGEST,
    stopping: Event | None = None,
    again: Callable[[], None] = lambda: None,
) -> T:
    """Do work; where the database is away, wait and do it again.

    Args:
        work: what to do; it must bear to be begun anew.
        longest: how long to wait at the most, in seconds.
        stopping: ends the waiting when it is set.
        again: called before each further try.

    Raises:
        StoreAway: the database did not come back in time.
    """
    stopping = stopping or Event()
    try:
        return work()
    except StoreAway as error:
        away = error
    log.warning("%s It is waited for.", away)
    began = monotonic()
    while monotonic() - began < longest and not stopping.wait(_PAUSE):
        try:
            again()
            done = work()
        except StoreAway as error:
            away = error
        else:
            log.warning("The database is back after %.0f s.", monotonic() - began)
            return done
    raise away


class Patience:
    """Does work in a database, and waits where it is away.

    Args:
        engine: the database.
        longest: how long to wait at the most, in seconds.
        stopping: ends the waiting when it is set.
        again: called when the database is back, before the work is done again.

    Attributes:
        stood_still_at: when (`time.monotonic`) somebody last had to wait long; 0.0: never.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        longest: float = LONGEST,
        stopping: Event | None = None,
        again: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._longest = longest
        self._stopping = stopping
        self._again = again
        self.stood_still_at = 0.0

    def read(self, work: Callable[[Connection], T]) -> T:
        """Read in one transaction; return what the work returns.

        Raises:
            StoreAway: the database did not come back in time.
        """

        def once() -> T:
            with self._engine.connect() as connection:
                return work(connection)

        return self._waiting(once)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Write in one transaction, exactly once; return what the work returns.

        Raises:
            StoreAway: the database did not come back in time.
        """
        return self._waiting(_Writing(self._engine, work))

    def _waiting(self, once: Callable[[], T]) -> T:
        began = monotonic()
        try:
            return wait_for(once, longest=self._longest, stopping=self._stopping, again=self._again)
        finally:
            if monotonic() - began >= _PAUSE:
                self.stood_still_at = monotonic()


class _Writing(Generic[T]):
    """One transaction that writes; called again, it finds out whether it was committed."""

    def __init__(self, engine: Engine, work: Callable[[Connection], T]) -> None:
        self._engine = engine
        self._work = work
        # The transaction whose commit nobody confirmed, and what it gave.
        self._doubtful: tuple[str, T] | None = None

    def __call__(self) -> T:
        if self._doubtful:
            number, result = self._doubtful
            if self._is_committed(number):
                return result
            self._doubtful = None
        committing: tuple[str, T] | None = None
        try:
            opened = self._engine.connect().execution_options(**WRITES)
            with opened as connection, connection.begin():
                result = self._work(connection)
                committing = (_number_of(connection), result)
        except StoreAway:
            # SQLite says that it is locked before anything is written, never afterwards.
            if committing and committing[0]:
                self._doubtful = committing
            raise
        return result

    def _is_committed(self, number: str) -> bool:
        """What became of a transaction.

        Raises:
            StoreAway: the server has not noticed yet that its client is gone.
        """
        with self._engine.connect() as connection:
            state = connection.scalar(
                text("SELECT pg_xact_status(CAST(:number AS xid8))"), {"number": number}
            )
        if state == "in progress":
            raise StoreAway("The server still works on what was sent to it.")
        return bool(state == "committed")


def _number_of(connection: Connection) -> str:
    """The number of a transaction on PostgreSQL; SQLite has none."""
    if connection.dialect.name == "sqlite":
        return ""
    return str(connection.scalar(text("SELECT CAST(pg_current_xact_id() AS text)")))
