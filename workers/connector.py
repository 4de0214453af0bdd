"""The queue's way to the database, which waits for it when it goes away."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, LiteralString, TypeVar

from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException
from psycopg import AsyncConnection, OperationalError
from sqlalchemy import Engine

from crawler.logs import log_of
from store.queue import SCHEMA

log = log_of("worker")

# Seconds between two attempts, and the longest that one may take.
_PAUSE = 2.0
_WAIT = 5.0

T = TypeVar("T")


async def _find_queue(connection: AsyncConnection[Any]) -> None:
    await connection.execute(f"SET search_path TO {SCHEMA}".encode())
    await connection.commit()


class PatientConnector(PsycopgConnector):
    """Asks again until the database answers.

    Procrastinate's own gives up at once: its worker would end, or go on without a heartbeat and
    without writing down that a crawl has ended. What is asked again does no harm: an answer that
    got lost after the deed shows as a job that nobody works on (`workers.care`).

    Args:
        engine: the database.
        patient: whether to go on waiting; asked before every further attempt.
    """

    def __init__(self, engine: Engine, patient: Callable[[], bool]) -> None:
        url = engine.url.set(drivername="postgresql")
        super().__init__(
            conninfo=url.render_as_string(hide_password=False),
            kwargs={"client_encoding": "utf8", "connect_timeout": int(_WAIT)},
            configure=_find_queue,
            min_size=1,
            max_size=3,
            timeout=_WAIT,
        )
        self._patient = patient
        self._away = False

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                answer = await ask()
            except ConnectorException as error:
                if not isinstance(error.__cause__, OperationalError) or not self._patient():
                    raise
                self._note(away=True)
                await asyncio.sleep(_PAUSE)
            else:
                self._note(away=False)
                return answer

    def _note(self, *, away: bool) -> None:
        if away != self._away:
            said = "the database is away; waiting for it" if away else "the database is back"
            log.warning(said)
        self._away = away

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Execute a query."""
        await self._patiently(partial(super().execute_query_async, query, **arguments))

    async def execute_query_one_async(
        self, query: LiteralString, **arguments: Any
    ) -> dict[str, Any]:
        """Execute a query and return its one row."""
        return await self._patiently(partial(super().execute_query_one_async, query, **arguments))

    async def execute_query_all_async(
        self, query: LiteralString, **arguments: Any
    ) -> list[dict[str, Any]]:
        """Execute a query and return its rows."""
        return await self._patiently(partial(super().execute_query_all_async, query, **arguments))

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Be told of new jobs, without end."""
        listen = partial(super().listen_notify, on_notification=on_notification, channels=channels)
        await self._patiently(listen)
