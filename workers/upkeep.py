"""What a worker's machine needs once a day: its page archive and the queue are kept small."""

import asyncio
from datetime import timedelta
from pathlib import Path

from procrastinate.manager import JobManager
from sqlalchemy import Engine

from crawler import clock
from crawler.logs import log_of
from errors import StoreError
from store.archive import prune
from store.heartbeats import forget_dead
from workers.queue import QUEUE

log = log_of("worker")

_EVERY = 24 * 3600.0
# Crawls that were given up, and workers that died, can be seen for so many days.
_KEPT_DAYS = 7


class Upkeep:
    """Deletes what is too old to keep, at the start and then once a day.

    Args:
        archive: the folder of this machine's page archive, which only this machine can prune.
        days: how long pages are kept; 0: there is no archive.
    """

    def __init__(self, archive: Path, days: int) -> None:
        self._archive = archive
        self._days = days

    async def go_on(self, jobs: JobManager, engine: Engine) -> None:
        """Do it once a day, without end."""
        while True:
            await jobs.delete_old_jobs(24 * _KEPT_DAYS, QUEUE, include_failed=True)
            try:
                await asyncio.to_thread(self._prune, engine)
            except (StoreError, OSError) as error:
                log.warning("what is old could not be deleted", problem=str(error))
            await asyncio.sleep(_EVERY)

    def _prune(self, engine: Engine) -> None:
        forget_dead(engine, "worker", clock.now() - timedelta(days=_KEPT_DAYS))
        if self._days:
            gone = prune(engine, self._archive, clock.now() - timedelta(days=self._days))
            if gone.files:
                log.info("the page archive was pruned", files=gone.files, bytes=gone.bytes)
