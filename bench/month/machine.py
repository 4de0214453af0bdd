"""Our machine in a simulation: the scheduler's jobs at their times, by a clock that jumps."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

from sqlalchemy import Engine

from crawler.archive import MACHINE
from errors import DiemBaoError
from jobs import Job
from scheduler import overdue
from settings import Settings
from store.jobs import JobLog, JobStatus, scheduler_state
from store.patience import Patience

# After these jobs, and what follows each, people may have been told something.
CRAWLS = ("feeds", "nightly")


@dataclass(frozen=True, slots=True)
class Done:
    """A job that ran with all that follows it, and what it said of itself."""

    job: str
    at: datetime
    said: str


class Machine:
    """A machine on which the scheduler's jobs run one after the other.

    From the moment that a job is planned for, time goes on as in the processes that it starts.

    Args:
        engine: the database.
        settings: what the jobs' work goes by.
        jobs: all jobs; those without times are left out.
        arrive: told each moment before the jobs of that moment run.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        jobs: list[Job],
        arrive: Callable[[datetime], None],
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._jobs = {job.name: job for job in jobs if job.times}
        self._log = JobLog(Patience(engine))
        self._arrive = arrive
        self._moment = self._on_since = datetime.min.replace(tzinfo=UTC)
        self._arrived = 0.0

    @property
    def now(self) -> datetime:
        """The present moment (UTC)."""
        return self._moment + timedelta(seconds=monotonic() - self._arrived)

    def switch_on(self, moment: datetime) -> Iterator[Done]:
        """Come to life at a moment (UTC), and make up for what was missed."""
        before = scheduler_state(self._engine, moment)
        self._on_since = moment
        self._come_to(moment)
        jobs = list(self._jobs.values())
        alive_until = before.beat_at if before else None
        for job in overdue(jobs, self._log.latest(list(self._jobs)), alive_until, moment):
            yield self._do(job)

    def live_until(self, end: datetime) -> Iterator[Done]:
        """Do each job at its time until a moment (UTC)."""
        while (planned := self._next()) < end:
            for job in self._jobs.values():
                assert job.times, "those without are left out"
                if job.times.latest(planned) == planned:
                    # A job may still run at another one's time; time does not go back for it.
                    if self.now < planned:
                        self._come_to(planned)
                    yield self._do(job)
            if self.now < planned + timedelta(seconds=1):
                self._come_to(planned + timedelta(seconds=1))

    def _next(self) -> datetime:
        times = (job.times.after(self.now) for job in self._jobs.values() if job.times)
        return min(filter(None, times))

    def _come_to(self, moment: datetime) -> None:
        self._moment, self._arrived = moment, monotonic()
        self._arrive(moment)
        self._beat("")

    def _beat(self, doing: str) -> None:
        alive = {"machine": MACHINE, "pid": os.getpid(), "started_at": self._on_since}
        self._log.beat(now=self.now, doing=doing, **alive)  # type: ignore[arg-type]

    def _do(self, job: Job) -> Done:
        at = self._moment
        self._beat(job.name)
        run = self._log.begin(job.name, self._moment, self.now)
        try:
            said, status = job.work(self._engine, self._settings, self.now), JobStatus.DONE
        except DiemBaoError as error:
            said, status = str(error), JobStatus.FAILED
        self._log.end(run, status, said, self.now)
        for name in job.then:
            if following := self._jobs.get(name):
                self._do(following)
        return Done(job.name, at, said)
