"""What runs when: one process that begins each job at its time, and never twice at once.

APScheduler keeps the times in memory; when each job began and how it ended is in our own table. At
the start what was missed is made up for, once. While the machine slept or the database was away,
jobs wait, and begin when it is back: once, however many of their times have passed.
"""

import os
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import inf
from time import monotonic, sleep

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine

from crawler import clock
from crawler.archive import MACHINE
from crawler.dates import VIETNAM
from crawler.logs import log_of
from errors import DiemBaoError, SchedulerBusy, StoreAway, StoreError
from jobs import BrokenOff, Job
from jobs.timetable import is_overdue
from settings import Settings
from store.jobs import BEATS_EVERY, JobLog, JobRun, JobStatus, scheduler_state
from store.locks import Lock, lock_scheduler
from store.patience import Patience, wait_for

log = log_of("scheduler")

# How long jobs may take to end when the scheduler stops, in seconds: a system gives its services
# half a minute, and the log has to be written.
_GRACE = 28.0
_TICK = 0.1


def overdue(
    jobs: Sequence[Job], runs: dict[str, JobRun], alive_until: datetime | None, now: datetime
) -> list[Job]:
    """Return the jobs that have to be made up for at a moment.

    Args:
        jobs: all jobs.
        runs: the latest run of each that ever ran.
        alive_until: the last sign of life of the scheduler before (UTC), if there was one.
        now: the present moment (UTC).
    """
    late = []
    for job in jobs:
        last = runs.get(job.name)
        if job.times and is_overdue(
            job.times,
            last_due=last.due_at if last else None,
            broken_off=last.broken_off if last else 0,
            alive_until=alive_until,
            now=now,
        ):
            late.append(job)
    return late


def shown(moment: datetime) -> str:
    """A moment as people read it: `24/11/2026 06:30`, in Vietnam."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


class Scheduler:
    """The one scheduler of a database.

    Args:
        engine: the database.
        settings: what the jobs' work goes by.
        jobs: all jobs; those without times are left out.
        stopping: ends it in order when it is set.
        told: is told of each job that ended: its name, and how.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        jobs: Sequence[Job],
        stopping: threading.Event,
        told: Callable[[str, str], None],
    ) -> None:
        self._told = told
        self._engine = engine
        self._settings = settings
        self._jobs = [job for job in jobs if job.times]
        self._stopping = stopping
        self._log = JobLog(Patience(engine, longest=inf, stopping=stopping))
        self._doing: set[str] = set()
        self._lost: SchedulerBusy | None = None
        # A thread for each job, and one for the signs of life.
        threads = ThreadPoolExecutor(len(self._jobs) + 1)
        self._clockwork = BlockingScheduler(
            executors={"default": threads},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=UTC,
        )

    def run(self) -> bool:
        """Begin each job at its time until it is told to stop; return whether all jobs ended.

        Raises:
            SchedulerBusy: another scheduler is running, or took over while the database was away.
            StoreError: the database cannot be used.
        """
        lock = self._lock()
        try:
            self._plan()
            self._began = clock.now()
            self._beat(lock)
            threading.Thread(target=self._stop_when_told, daemon=True).start()
            interval = IntervalTrigger(seconds=int(BEATS_EVERY.total_seconds()))
            self._clockwork.add_job(self._beat, interval, [lock], id="beat")
            self._clockwork.start()
            ended = self._wait_for_jobs()
            if self._lost:
                raise self._lost
            self._rest()
            return ended
        finally:
            lock()

    def _lock(self) -> Lock:
        try:
            return lock_scheduler(self._engine)
        except SchedulerBusy:
            raise SchedulerBusy(self._who()) from None

    def _who(self) -> str:
        state = scheduler_state(self._engine, clock.now())
        if state is None:
            return "Another scheduler is just starting."
        who = f"{state.machine}, process {state.pid}, since {shown(state.started_at)}"
        return f"A scheduler is running already: {who}."

    # What is to be done.

    def _plan(self) -> None:
        """Put all jobs into the clockwork; those that were missed begin at once."""
        now = clock.now()
        before = scheduler_state(self._engine, now)
        self._log.bury(now)
        runs = self._log.latest([job.name for job in self._jobs])
        late = overdue(self._jobs, runs, before.beat_at if before else None, now)
        for job in self._jobs:
            assert job.times is not None, "those without are left out"
            at_once = {"next_run_time": datetime.now(UTC)} if job in late else {}
            self._clockwork.add_job(self._do, job.times.trigger, [job], id=job.name, **at_once)
            following = job.times.after(now)
            if at_once:
                log.info("job was missed and begins now", job=job.name)
            else:
                log.info("job waits", job=job.name, until=shown(following) if following else None)

    def _do(self, job: Job) -> None:
        """Run a job from its begin to its end in the log."""
        self._doing.add(job.name)
        try:
            self._do_logged(job)
        except StoreAway as error:  # only when the scheduler stops meanwhile
            log.warning("job broken off", job=job.name, problem=str(error))
        except Exception:
            log.exception("an error of our own in the scheduler", job=job.name)
        finally:
            # A connection to SQLite keeps up to 64 MB of its pages; nobody needs them now.
            self._engine.dispose()
            self._doing.discard(job.name)

    def _do_logged(self, job: Job) -> None:
        now = clock.now()
        last = self._log.latest([job.name]).get(job.name)
        planned = job.times.latest(now) if job.times else None
        due = planned if planned and (last is None or planned > last.due_at) else now
        run = self._log.begin(job.name, due, now)
        log.info("job begins", job=job.name)
        status, said = self._work(job)
        tell = log.warning if status is JobStatus.FAILED else log.info
        tell("job ended", job=job.name, status=status.value, said=said)
        self._told(job.name, status)
        self._log.end(run, status, said, clock.now())
        if not self._stopping.is_set():
            for name in job.then:
                if self._clockwork.get_job(name):
                    self._clockwork.modify_job(name, next_run_time=datetime.now(UTC))

    def _work(self, job: Job) -> tuple[JobStatus, str]:
        def once() -> str:
            return job.work(self._engine, self._settings, clock.now())

        try:
            return JobStatus.DONE, wait_for(once, stopping=self._stopping)
        except BrokenOff as broken:
            return JobStatus.STOPPED, str(broken)
        except StoreAway as error:
            stopped = self._stopping.is_set()
            return JobStatus.STOPPED if stopped else JobStatus.FAILED, str(error)
        except DiemBaoError as error:
            return JobStatus.FAILED, str(error)
        except Exception as error:
            log.exception("an error of our own", job=job.name)
            return JobStatus.FAILED, f"an error of our own: {type(error).__name__}: {error}"[:500]

    # Signs of life, and the end.

    def _beat(self, lock: Lock) -> None:
        """Give a sign of life; where the database's server was restarted, take the lock again."""
        try:
            wait_for(lock.renew, longest=inf, stopping=self._stopping)
            self._log.beat(
                machine=MACHINE,
                pid=os.getpid(),
                started_at=self._began,
                now=clock.now(),
                doing=", ".join(sorted(self._doing)),
            )
        except SchedulerBusy:
            self._lost = SchedulerBusy("Another scheduler took over while the database was away.")
            self._stopping.set()
        except StoreError as error:  # the next one is in a quarter of a minute
            log.warning("the database is away", problem=str(error))

    def _stop_when_told(self) -> None:
        self._stopping.wait()
        log.info("stopping")
        while not self._clockwork.running:  # told so before it began
            sleep(_TICK)
        self._clockwork.shutdown(wait=False)

    def _wait_for_jobs(self) -> bool:
        """Wait for running jobs, each of which was told to end; return whether all have."""
        until = monotonic() + _GRACE
        while self._doing and monotonic() < until:
            sleep(_TICK)
        if left := sorted(self._doing):
            log.warning("jobs did not end in time", jobs=", ".join(left))
        return not left

    def _rest(self) -> None:
        try:
            self._log.rest(clock.now())
        except StoreAway as error:
            log.warning("the database is away", problem=str(error))
