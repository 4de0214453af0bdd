"""The jobs that look after what is stored: copies of the database, and what is too old."""

from datetime import datetime, timedelta
from threading import Event as Flag

from sqlalchemy import Engine

from errors import DiemBaoError, StoreError
from jobs import BrokenOff
from settings import Settings
from store import archive as pages
from store.backup import backup as write_backup
from store.backup import delete_oldest, new_name
from store.jobs import JobLog
from store.patience import Patience

# Marks the copies that this job made: others are nobody's to delete.
_DAILY = "-daily"
# What a job did is of interest for a season.
_LOG_KEPT = timedelta(days=90)


def backup(stopping: Flag, engine: Engine, settings: Settings, now: datetime) -> str:
    """Write a copy of the database, and delete the oldest of those that this job wrote.

    Raises:
        BrokenOff: the scheduler stops.
        StoreError: it cannot be written, as `store.backup.backup` says.
    """

    def check(done: int) -> None:
        del done
        if stopping.is_set():
            raise BrokenOff

    file = new_name(engine, settings.backups, now, _DAILY)
    try:
        write_backup(engine, file, check)
    except (BrokenOff, StoreError):
        # SQLite turns what is raised while it copies into an error of its own.
        if stopping.is_set():
            raise BrokenOff("the copy was not finished") from None
        raise
    size = file.stat().st_size / 1e6
    gone = delete_oldest(settings.backups, _DAILY, settings.backups_kept)
    return f"{file.name}, {size:.1f} MB; {gone} older ones deleted"


def archive(engine: Engine, settings: Settings, now: datetime) -> str:
    """Delete files of the page archive that hold nothing young enough to be kept."""
    if not settings.archive_days:
        return "the archive is switched off: what it holds is kept"
    before = now - timedelta(days=settings.archive_days)
    try:
        gone = pages.prune(engine, settings.archive, before)
    except OSError as error:
        raise DiemBaoError(f"{error.filename} cannot be deleted: {error.strerror}.") from None
    return f"{gone.files} files with {gone.pages} pages deleted"


def prune(engine: Engine, settings: Settings, now: datetime) -> str:
    """Delete the records of jobs that are too old, but each job's last."""
    del settings
    gone = JobLog(Patience(engine)).prune(now - _LOG_KEPT)
    return f"{gone} records of jobs deleted"
