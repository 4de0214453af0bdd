"""What is known of the system itself, for the health check."""

import re
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Select, func, select, text

from crawler.dates import VIETNAM
from errors import StoreError
from health.records import MEMORY, Beat, JobEnd, SystemFacts, Unsent
from settings import Settings
from store.findings import open_since
from store.models import HeartbeatRow, JobRunRow, MessageRow, RunRow

# A message that could not be sent for so long is out of date, whatever became of it.
_OUTDATED = timedelta(days=7)
# The ends of a job that are looked at.
_ENDS = 2
# The time in a backup's name, as `diembao db backup` writes it.
_BACKUP = re.compile(r"(\d{4}-\d\d-\d\dT\d{4}).*\.(?:db|dump)$")


def system_facts(connection: Connection, settings: Settings, now: datetime) -> SystemFacts:
    """Return what is known of the system.

    Args:
        connection: to the database.
        settings: for the data folder.
        now: the present moment (UTC).

    Raises:
        StoreError: the data folder cannot be looked at.
    """
    sqlite = connection.dialect.name == "sqlite"
    rounds = _rounds(connection, now)
    beats = [Beat(*row) for row in connection.execute(_beats())]
    return SystemFacts(
        now=now,
        rounds=rounds,
        disk_free=_disk_free(settings.data_dir),
        database_size=_size(connection),
        sqlite=sqlite,
        backup_at=_backup_at(settings.data_dir / "backups", connection),
        scheduled_since=connection.scalar(select(func.min(JobRunRow.began_at))),
        beats=beats,
        jobs=_jobs(connection, now),
        unsent=_unsent(connection, now),
        channels=list(connection.scalars(select(MessageRow.channel).distinct())),
        newest_row_at=max(
            (each for each in (_newest_run(connection), *(b.beat_at for b in beats)) if each),
            default=None,
        ),
        # In a simulation our time is made up.
        database_clock=None if sqlite or settings.now else connection.scalar(select(func.now())),
        open=open_since(connection).get("", {}),
    )


def _beats() -> Select[str, str, str, datetime]:
    return select(
        HeartbeatRow.name, HeartbeatRow.kind, HeartbeatRow.machine, HeartbeatRow.beat_at
    ).order_by(HeartbeatRow.name)


def _newest_run(connection: Connection) -> datetime | None:
    return connection.scalar(select(func.max(RunRow.started_at)))


def _rounds(connection: Connection, now: datetime) -> Sequence[datetime]:
    began = (
        select(RunRow.started_at)
        .where(RunRow.started_at > now - MEMORY)
        .order_by(RunRow.started_at)
    )
    return connection.scalars(began).all()


def _disk_free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder if folder.exists() else Path()).free
    except OSError as error:
        raise StoreError(f"{folder} cannot be looked at: {error.strerror}.") from None


def _size(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        pages, each = (
            connection.scalar(text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size")
        )
        return int(pages * each)
    return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def _backup_at(folder: Path, connection: Connection) -> datetime | None:
    """When the newest backup was made: by the job's own word, or by the names in the folder."""
    job = select(func.max(JobRunRow.ended_at)).where(
        JobRunRow.job == "backup", JobRunRow.status == "done"
    )
    made = [connection.scalar(job)]
    for file in folder.glob("*"):
        if found := _BACKUP.search(file.name):
            named = datetime.fromisoformat(found[1]).replace(tzinfo=VIETNAM)
            made.append(named)
    return max(filter(None, made), default=None)


def _jobs(connection: Connection, now: datetime) -> list[JobEnd]:
    """The latest ends of each job, newest first."""
    place = (
        func.row_number()
        .over(partition_by=JobRunRow.job, order_by=JobRunRow.began_at.desc())
        .label("place")
    )
    ended = (
        select(JobRunRow.job, JobRunRow.began_at, JobRunRow.status, JobRunRow.detail, place)
        .where(JobRunRow.ended_at.is_not(None), JobRunRow.began_at > now - MEMORY)
        .subquery()
    )
    latest = (
        select(ended.c.job, ended.c.began_at, ended.c.status, ended.c.detail)
        .where(ended.c.place <= _ENDS)
        .order_by(ended.c.job, ended.c.place)
    )
    return [JobEnd(*row) for row in connection.execute(latest)]


def _unsent(connection: Connection, now: datetime) -> list[Unsent]:
    tried = (
        select(MessageRow.channel, MessageRow.created_at, MessageRow.problem)
        .where(MessageRow.sent_at.is_(None), MessageRow.attempts > 0)
        .where(MessageRow.created_at > now - _OUTDATED)
        .order_by(MessageRow.channel, MessageRow.id)
    )
    by_channel: dict[str, list[tuple[datetime, str]]] = {}
    for channel, created_at, problem in connection.execute(tried):
        by_channel.setdefault(channel, []).append((created_at, problem))
    return [
        Unsent(channel, len(rows), min(at for at, _ in rows), rows[-1][1])
        for channel, rows in by_channel.items()
    ]
