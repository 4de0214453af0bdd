"""What the scheduler did: when each job began and how it ended, and whether the scheduler lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from store.heartbeats import Heartbeat, write_beat
from store.models import HeartbeatRow, JobRunRow
from store.patience import Patience

# The scheduler says every quarter of a minute that it lives; two minutes of silence are no delay.
BEATS_EVERY = timedelta(seconds=15)
SILENT_AFTER = timedelta(minutes=2)

_SCHEDULER = "scheduler"
# What the scheduler says last, when it was stopped in order.
_STOPPED = "stopped"
# Latest runs that are looked at to see how often a job was broken off in a row.
_LOOKED_AT = 5


class JobStatus(StrEnum):
    """How a run of a job stands or ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"  # it was asked to end before it was done
    KILLED = "killed"  # the scheduler that ran it was gone


# These did not do what they were to do, for reasons that lie outside of them.
BROKEN_OFF = frozenset({JobStatus.STOPPED, JobStatus.KILLED})


@dataclass(frozen=True, slots=True)
class JobRun:
    """A job's latest run; times are UTC.

    Attributes:
        job: the job's name.
        due_at: the time that it was planned for.
        began_at: when it began.
        ended_at: when it ended; None where it runs.
        status: how it stands or ended.
        detail: what it says of itself, or the problem.
        broken_off: how many of its latest runs in a row were stopped or killed.
    """

    job: str
    due_at: datetime
    began_at: datetime
    ended_at: datetime | None
    status: JobStatus
    detail: str
    broken_off: int = 0


@dataclass(frozen=True, slots=True)
class SchedulerState:
    """The scheduler, as its last sign of life tells it; times are UTC.

    `alive` is false where that sign is too old, or it was stopped; `stopped` tells which.
    """

    machine: str
    pid: int
    started_at: datetime
    beat_at: datetime
    doing: str
    alive: bool
    stopped: bool


class JobLog:
    """The log of the scheduler's jobs; every call waits for a database that is away.

    Args:
        store: the database, and how long it is waited for.
    """

    def __init__(self, store: Patience) -> None:
        self._store = store

    def begin(self, job: str, due_at: datetime, now: datetime) -> int:
        """Note that a job begins; return the number of its run."""
        row = {"job": job, "due_at": due_at, "began_at": now, "status": JobStatus.RUNNING}

        def begun(connection: Connection) -> int:
            made = connection.execute(insert(JobRunRow), row | {"detail": ""})
            assert made.inserted_primary_key is not None
            return int(made.inserted_primary_key[0])

        return self._store.write(begun)

    def end(self, run: int, status: JobStatus, detail: str, now: datetime) -> None:
        """Note how a run of a job ended."""
        ended = update(JobRunRow).where(JobRunRow.id == run)
        self._store.write(
            lambda connection: connection.execute(
                ended.values(status=status, detail=detail, ended_at=now)
            )
        )

    def bury(self, now: datetime) -> None:
        """Note of runs that nobody ended that they were killed.

        Only for the holder of the scheduler's lock, who knows that no other one runs them.
        """
        dead = update(JobRunRow).where(JobRunRow.status == JobStatus.RUNNING)
        killed = {"status": JobStatus.KILLED, "ended_at": now}
        told = "the scheduler was gone before it ended"
        self._store.write(
            lambda connection: connection.execute(dead.values(killed | {"detail": told}))
        )

    def latest(self, jobs: Sequence[str]) -> dict[str, JobRun]:
        """The latest run of each of those jobs that ever ran."""
        return self._store.read(lambda connection: _latest(connection, jobs))

    def prune(self, before: datetime) -> int:
        """Delete what is older, but each job's latest run; return how many runs."""
        newest = select(func.max(JobRunRow.id)).group_by(JobRunRow.job)
        old = delete(JobRunRow).where(JobRunRow.began_at < before, JobRunRow.id.not_in(newest))
        return self._store.write(lambda connection: connection.execute(old).rowcount)

    def beat(
        self, *, machine: str, pid: int, started_at: datetime, now: datetime, doing: str
    ) -> None:
        """Give a sign of the scheduler's life."""
        heart = Heartbeat(_SCHEDULER, _SCHEDULER, machine, pid, started_at, now, doing)
        self._store.write(lambda connection: write_beat(connection, heart))

    def rest(self, now: datetime) -> None:
        """Say that the scheduler was stopped in order."""
        mine = update(HeartbeatRow).where(HeartbeatRow.name == _SCHEDULER)
        self._store.write(
            lambda connection: connection.execute(mine.values(beat_at=now, doing=_STOPPED))
        )


def _latest(connection: Connection, jobs: Sequence[str]) -> dict[str, JobRun]:
    found: dict[str, JobRun] = {}
    for job in jobs:
        runs = connection.execute(
            select(JobRunRow.__table__)
            .where(JobRunRow.job == job)
            .order_by(JobRunRow.id.desc())
            .limit(_LOOKED_AT)
        ).all()
        if runs:
            whole = (at for at, run in enumerate(runs) if run.status not in BROKEN_OFF)
            last = runs[0]
            found[job] = JobRun(
                job=job,
                due_at=last.due_at,
                began_at=last.began_at,
                ended_at=last.ended_at,
                status=JobStatus(last.status),
                detail=last.detail,
                broken_off=next(whole, len(runs)),
            )
    return found


def latest_runs(engine: Engine, jobs: Sequence[str]) -> dict[str, JobRun]:
    """Return the latest run of each of those jobs that ever ran."""
    with engine.connect() as connection:
        return _latest(connection, jobs)


def scheduler_state(engine: Engine, now: datetime) -> SchedulerState | None:
    """Return how the scheduler stands; None where there never was one."""
    mine = select(HeartbeatRow.__table__).where(HeartbeatRow.name == _SCHEDULER)
    with engine.connect() as connection:
        row = connection.execute(mine).one_or_none()
    if row is None:
        return None
    stopped = row.doing == _STOPPED
    return SchedulerState(
        machine=row.machine,
        pid=row.pid,
        started_at=row.started_at,
        beat_at=row.beat_at,
        doing=row.doing,
        alive=not stopped and row.beat_at > now - SILENT_AFTER,
        stopped=stopped,
    )
