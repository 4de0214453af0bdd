"""A consistent copy of the database in one file, made while crawls go on writing.

SQLite: VACUUM INTO. It reads one snapshot, as WAL mode gives it, so no writer waits and no crawl
disturbs it; the online backup API would begin anew whenever another process writes. What it makes
is compact, too. PostgreSQL: pg_dump, which reads one snapshot as well.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, text

from crawler.dates import VIETNAM
from errors import StoreError

# Told how many bytes of the copy are written so far.
Progress = Callable[[int], None]

# SQLite's instructions between two looks at the size of the copy: some hundredths of a second.
_INSTRUCTIONS = 100_000
# Seconds between two looks at the size of a dump.
_LOOK_EVERY = 0.5


def new_name(engine: Engine, folder: Path, now: datetime, why: str = "") -> Path:
    """A name for a copy made at a moment: `diembao-2026-11-24T0130.db`, as clocks in Vietnam show.

    `.db` is a database, `.dump` is for pg_restore. `why` follows the time in the name: `-daily`.
    """
    suffix = ".db" if engine.dialect.name == "sqlite" else ".dump"
    return folder / f"diembao-{now.astimezone(VIETNAM):%Y-%m-%dT%H%M}{why}{suffix}"


def delete_oldest(folder: Path, why: str, kept: int) -> int:
    """Delete all but the newest copies of one kind; return how many.

    Args:
        folder: where they are.
        why: their kind, as `new_name` has it.
        kept: how many stay.

    Raises:
        StoreError: one cannot be deleted.
    """
    named = re.compile(rf"diembao-\d{{4}}-\d\d-\d\dT\d{{4}}{re.escape(why)}\.(db|dump)")
    copies = [file for file in folder.iterdir() if named.fullmatch(file.name)]
    old = sorted(copies, key=lambda copy: copy.name, reverse=True)[kept:]
    try:
        for copy in old:
            copy.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{error.filename} cannot be deleted: {error.strerror}.") from None
    return len(old)


def size(engine: Engine) -> int:
    """Return about how many bytes the copy will have; 0 where that is not known before."""
    if engine.dialect.name != "sqlite":
        return 0  # a dump is packed and holds no index: a fraction of the database
    with engine.connect() as connection:
        pages, free, each = (
            connection.scalar(text(f"PRAGMA {name}")) or 0
            for name in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * each)


def backup(engine: Engine, file: Path, progress: Progress) -> None:
    """Write a copy of the database to a file, checked, or leave nothing there.

    Args:
        engine: the database, of whatever version; one that only reads will do.
        file: where to; its folder is made where it is missing.
        progress: is told how far it is.

    Raises:
        StoreError: the file exists, there is no room for it, the copy does not read back well, or
            pg_dump is missing or too old.
    """
    with _made_whole(file) as part:
        if engine.dialect.name == "sqlite":
            _check_room(engine, file.parent)
            _copy_sqlite(engine, part, progress)
        else:
            _dump_postgresql(engine, part, progress)


@contextmanager
def _made_whole(file: Path) -> Iterator[Path]:
    """Give a temporary name to write under; the file appears when all of it is on the disk."""
    part = file.with_name(f"{file.name}.part")
    if file.exists():
        raise StoreError(f"{file} exists already and is left alone. Name another file.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)  # what a backup that was killed left
        part.touch(mode=0o600)  # as much is in it as in the database
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _check_room(engine: Engine, folder: Path) -> None:
    needed, free = size(engine), shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(
            f"The backup needs about {needed / 1e6:.0f} MB, and {folder} has {free / 1e6:.0f} MB "
            "free. Free some, or name a file on another disk."
        )


def _copy_sqlite(engine: Engine, part: Path, progress: Progress) -> None:
    # Through the driver: VACUUM runs in no transaction, and SQLAlchemy would begin one.
    with closing(_reader(Path(engine.url.database or ""))) as source:
        source.set_progress_handler(lambda: progress(part.stat().st_size), _INSTRUCTIONS)
        try:
            source.execute("VACUUM INTO ?", (str(part),))
        except sqlite3.Error as error:
            raise StoreError(f"The database cannot be backed up: {error}.") from None
    with closing(_reader(part)) as copy:
        [(verdict, *_)] = copy.execute("PRAGMA quick_check(1)").fetchall()
    if verdict != "ok":
        raise StoreError(
            f"The backup is damaged ({verdict}) and was not kept. See what 'diembao db check' says."
        )


def _reader(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _dump_postgresql(engine: Engine, part: Path, progress: Progress) -> None:
    with engine.connect() as connection:
        server = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    _require_tools(server)
    options = engine.url.translate_connect_args(username="user", database="dbname")
    options |= {name: ",".join(values) for name, values in engine.url.normalized_query.items()}
    # In the environment, where other users of the machine do not see it.
    secret = {"PGPASSWORD": str(options.pop("password"))} if "password" in options else {}
    to = ("--format=custom", f"--file={part}")
    dump = ["pg_dump", *to, "--no-password", f"--dbname={make_conninfo(**options)}"]
    _run(dump, os.environ | secret, lambda: progress(part.stat().st_size))
    # Unpacks all of it, and so finds what is damaged.
    _run(["pg_restore", f"--file={os.devnull}", str(part)], os.environ, lambda: None)


def _require_tools(server: int) -> None:
    """Refuse to begin without a pg_dump that can read a server of this major version."""
    install = f"On Debian and Ubuntu: apt install postgresql-client-{server}."
    if not all(map(shutil.which, ("pg_dump", "pg_restore"))):
        raise StoreError(f"A backup of PostgreSQL needs pg_dump and pg_restore on PATH. {install}")
    said = subprocess.run(["pg_dump", "--version"], capture_output=True, text=True, check=False)  # noqa: S607
    version = re.search(r"\d+", said.stdout)
    if version is None or int(version[0]) < server:
        found = version[0] if version else "an unknown version"
        raise StoreError(
            f"The pg_dump on PATH is {found}, older than the server ({server}), and cannot read "
            f"it. {install} Then put /usr/lib/postgresql/{server}/bin first in PATH."
        )


def _run(command: list[str], environment: Mapping[str, str], look: Callable[[], None]) -> None:
    """Run a program of PostgreSQL's to its end, looking now and then; what it says is told."""
    with subprocess.Popen(  # noqa: S603
        command, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    _, said = process.communicate(timeout=_LOOK_EVERY)
                    break
                look()
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        last = said.strip().splitlines()[-1] if said.strip() else f"exit code {process.returncode}"
        raise StoreError(f"The database cannot be backed up: {last.rstrip('.')}.")
