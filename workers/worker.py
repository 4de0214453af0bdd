"""A worker: it takes crawls from the queue and does each in a process of its own.

SIGTERM and SIGINT end it in order: its crawls are asked to end, what they had is stored, and their
jobs go back into the queue, where the next worker takes them and goes on.
"""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from math import inf
from os import getpid
from threading import Event as Flag
from time import monotonic

from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.worker import Worker
from psycopg import OperationalError
from sqlalchemy import Engine

from crawler import clock
from crawler.archive import MACHINE
from crawler.logs import log_of
from crawler.processes import Event, Order, crawl_side_by_side
from errors import StoreError
from store.heartbeats import Heartbeat, beat, say_goodbye
from store.queue import make_queue
from workers.care import give_back, take_up
from workers.connector import PatientConnector
from workers.dispatch import BEAT
from workers.queue import CRAWL, QUEUE
from workers.returning import Returned, Returning, wait_after
from workers.upkeep import Upkeep

log = log_of("worker")

# Rows of dead workers are kept for a day: a worker that was cut off for less takes up its own.
_FORGET_AFTER = 24 * 3600.0
# Seconds in which a stopping worker still waits for a database that is away.
_LAST_WAIT = 28.0


class CrawlWorker:
    """Takes crawls from the queue of a database until it is stopped.

    Args:
        engine: the database, a PostgreSQL; the queue's tables are made where they are missing.
        at_once: how many crawls at a time.
        minutes: a crawl that takes longer is ended.
        upkeep: what is done on this machine once a day.
        told: is told what the crawls say, from several threads.

    Raises:
        UsageError: the database is SQLite.
        StoreError: the database is away.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        at_once: int,
        minutes: float,
        upkeep: Upkeep,
        told: Callable[[Event], None],
    ) -> None:
        make_queue(engine)
        self._engine = engine
        self._minutes = minutes
        self._upkeep = upkeep
        self._told = told
        self._threads = ThreadPoolExecutor(at_once, "crawl")
        self._stop = Flag()
        self._patient_until = inf
        self._running: set[int] = set()  # jobs
        self._astray: set[int] = set()  # jobs that are ours by the queue, and not by us
        self._new: dict[str, int] = {}  # articles stored so far, by outlet
        self._changed = asyncio.Event()  # what we do
        self._beat_at = self._cared_at = -inf
        self._started_at = clock.now()
        self._name = f"worker {MACHINE} {getpid()}"
        self._app = App(connector=PatientConnector(engine, self._patient))
        self._app.task(name=CRAWL, queue=QUEUE, pass_context=True, retry=Returning())(self._crawl)
        self._worker = Worker(
            self._app,
            queues=[QUEUE],
            concurrency=at_once,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,  # the ledger of its run says it all
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=_FORGET_AFTER,
        )

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT.

        Raises:
            StoreError: the queue gives an error that waiting does not mend.
        """
        # Procrastinate's own handlers would wait for crawls to end by themselves.
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, self.stop)
        log.info("the worker begins", name=self._name)
        try:
            async with self._app.open_async():
                await self._work()
        except (ConnectorException, OperationalError) as error:
            raise StoreError(f"The queue gives an error: {error.__cause__ or error}.") from error
        finally:
            self._threads.shutdown(wait=False)
            with suppress(StoreError):
                say_goodbye(self._engine, self._name)
        log.info("the worker has ended", name=self._name)

    async def _work(self) -> None:
        jobs = self._app.job_manager
        beside = [
            asyncio.create_task(self._live()),
            asyncio.create_task(self._upkeep.go_on(jobs, self._engine)),
        ]
        for task in beside:  # without them nobody would know that it lives
            task.add_done_callback(lambda _: self.stop())
        try:
            await self._worker.run()  # type: ignore[no-untyped-call]
            if not self._stop.is_set():
                raise StoreError("The queue stopped this worker; its log says why. Start it again.")
        finally:
            for task in beside:
                task.cancel()
        for end in await asyncio.gather(*beside, return_exceptions=True):
            if isinstance(end, Exception):
                raise end

    def stop(self) -> None:
        """Take no more jobs, end the crawls in order, give their jobs back."""
        if not self._stop.is_set():
            self._patient_until = monotonic() + _LAST_WAIT
            self._stop.set()
            self._worker.stop()  # type: ignore[no-untyped-call]

    def _patient(self) -> bool:
        return monotonic() < self._patient_until

    # The crawls.

    async def _crawl(self, context: JobContext, outlet: str, words: list[str], module: str) -> None:
        job = context.job
        assert job.id is not None
        self._running.add(job.id)
        self._new[outlet] = 0
        self._changed.set()
        log.info("a crawl begins", outlet=outlet, job=job.id)
        try:
            loop = asyncio.get_running_loop()
            order = Order(outlet, tuple(words), module)
            end = await loop.run_in_executor(self._threads, self._follow, order)
            self._note(end)
            wait = wait_after(end, job, stopping=self._stop.is_set())
            if wait is not None and not await self._waits(job):
                log.info("a crawl goes back into the queue", outlet=outlet, seconds=wait)
                raise Returned(wait)
        finally:
            del self._new[outlet]
            self._running.discard(job.id)
            self._changed.set()

    def _follow(self, order: Order) -> Event:
        """Crawl one outlet to its end, in a thread; return the last thing that was said."""
        crawls = crawl_side_by_side([order], at_once=1, minutes=self._minutes, stopping=self._stop)
        last = Event(order.outlet, "failed", {"problem": "the worker was stopped before it began"})
        for event in crawls:
            self._told(event)
            if event.name == "progress":
                self._new[order.outlet] = event.facts["counts"].get("stored_new", 0)
            last = event
        return last

    def _note(self, end: Event) -> None:
        if end.name == "finished":
            run = end.facts["summary"]
            facts = {name: run[name] for name in ("run", "status", "stored_new", "problem")}
            log.info("a crawl ended", outlet=end.outlet, **facts)
        else:
            log.warning("a crawl failed", outlet=end.outlet, problem=end.facts["problem"])

    async def _waits(self, job: Job) -> bool:
        """Whether the same crawl was queued again meanwhile, and will do this one's work."""
        return bool(
            await self._app.job_manager.list_jobs_async(
                queueing_lock=job.queueing_lock, status="todo"
            )
        )

    # The heartbeat.

    async def _live(self) -> None:
        while True:
            self._changed.clear()
            try:
                await self._beat()
            except (StoreError, ConnectorException) as error:
                log.warning("no heartbeat", problem=str(error.__cause__ or error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), BEAT)

    async def _beat(self) -> None:
        doing = ", ".join(f"{outlet} ({new} new)" for outlet, new in self._new.items())
        heart = Heartbeat(
            *(self._name, "worker", MACHINE, getpid(), self._started_at, clock.now(), doing)
        )
        await asyncio.to_thread(beat, self._engine, heart)
        before, self._beat_at = self._beat_at, monotonic()
        if self._beat_at - self._cared_at < BEAT:
            return
        self._cared_at = self._beat_at
        await self._find_astray()
        # After a gap, when the database was away, the others' heartbeats are as old as ours was.
        if self._beat_at - before < 2 * BEAT:
            await take_up(self._app.job_manager, self._engine)

    async def _find_astray(self) -> None:
        """Give back jobs that the queue holds for ours and that we do not know.

        Such are left by an answer that got lost on its way when the database went away.
        """
        if (ours := self._worker.worker_id) is None:
            return
        jobs = self._app.job_manager
        doing = await jobs.list_jobs_async(queue=QUEUE, status="doing", worker_id=ours)
        unknown = {job.id: job for job in doing if job.id and job.id not in self._running}
        for number in unknown.keys() & self._astray:  # twice: one that just begins, or just ended
            await give_back(jobs, unknown[number])
        self._astray = set(unknown)
