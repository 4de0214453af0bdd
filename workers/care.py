"""Jobs that nobody works on any more: found, and given back to the queue.

A worker that dies leaves its crawls marked as running; its heartbeat tells. A plain retry fails
where the same crawl was queued again meanwhile, and the outlet's lock would never come free.
"""

import asyncio

from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from sqlalchemy import Engine

from crawler.logs import log_of
from store.locks import lock_take_up
from workers.dispatch import DEAD_AFTER
from workers.queue import QUEUE

log = log_of("worker")

# A crawl that took down so many workers, or was given back so often, is not tried once more.
_MOST_ATTEMPTS = 6


async def give_back(jobs: JobManager, job: Job) -> None:
    """Let a job be taken again; where the same crawl waits already, that one does its work."""
    outlet = job.lock
    if job.attempts >= _MOST_ATTEMPTS:
        await jobs.finish_job(job, Status.FAILED, delete_job=False)
        log.error("a crawl was given up", outlet=outlet, attempts=job.attempts)
        return
    try:
        await jobs.retry_job(job)
    except UniqueViolation:
        await jobs.finish_job(job, Status.FAILED, delete_job=False)
        log.warning("a crawl was left by its worker; the same one waits", outlet=outlet)
    else:
        log.warning("a crawl was left by its worker and waits again", outlet=outlet)


async def take_up(jobs: JobManager, engine: Engine) -> None:
    """Give back the jobs of dead workers; one worker at a time does so, of all machines.

    Raises:
        StoreError: the database is away.
    """
    if not await _left(jobs):
        return
    release = await asyncio.to_thread(lock_take_up, engine)
    if release is None:
        return
    try:
        # Read again: whoever held the lock before may just have given them back.
        for job in await _left(jobs):
            try:
                await give_back(jobs, job)
            except ConnectorException as error:  # its worker came back to life and ended it
                log.warning("a crawl ended by itself", outlet=job.lock, why=str(error.__cause__))
    finally:
        await asyncio.to_thread(release)


async def _left(jobs: JobManager) -> list[Job]:
    return list(await jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=DEAD_AFTER))
