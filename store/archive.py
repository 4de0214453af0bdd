"""Keeping the page archive: what it holds, whether it is whole, and what is too old to keep."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, distinct, func, select
from sqlalchemy.orm import Session, aliased

from crawler.archive import MACHINE, Place, files_in, read_record
from errors import PageDamaged, PageMissing
from store.engine import WRITES
from store.models import PageRow

# Rows of the index that are read at a time.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Month:
    """What the archive holds of a month; `again` of its pages came with the same bytes as before.

    The month is the one in which the files were begun (UTC).
    """

    month: str
    files: int
    pages: int
    again: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a record stands: `problem` is empty where it is whole; `elsewhere` was not looked at."""

    url: str
    problem: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was deleted: files with their bytes, and rows of the index."""

    files: int = 0
    bytes: int = 0
    pages: int = 0


def months(engine: Engine) -> list[Month]:
    """Return what the index holds, of all machines, oldest month first."""
    month = func.substr(PageRow.file, 1, 7)
    counted = (
        func.count(distinct(PageRow.file)),
        func.count(),
        func.count(PageRow.original),
        func.sum(PageRow.length),
    )
    with engine.connect() as connection:
        rows = connection.execute(select(month, *counted).group_by(month).order_by(month))
        return [
            Month(name, files, pages, again, int(size)) for name, files, pages, again, size in rows
        ]


def count_pages(engine: Engine) -> int:
    """Return how many records the index has."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(PageRow)) or 0


def check(engine: Engine, folder: Path) -> Iterator[Verdict]:
    """Hold every record of the index against its file.

    What only another machine can read is left out.
    """
    body = aliased(PageRow)
    rows = (
        select(PageRow, body.id)
        .outerjoin(body, body.id == func.coalesce(PageRow.original, PageRow.id))
        .order_by(PageRow.id)
        .limit(_BATCH)
    )
    last = 0
    while True:
        with Session(engine) as session:  # closed before the files are read: that takes long
            batch = session.execute(rows.where(PageRow.id > last)).all()
        if not batch:
            return
        for page, held in batch:
            yield _verdict(folder, page, has_body=held is not None)
        last = batch[-1][0].id


def _verdict(folder: Path, page: PageRow, *, has_body: bool) -> Verdict:
    try:
        read_record(folder, Place(page.file, page.offset, page.length), page.digest)
    except PageMissing as missing:
        if page.machine != MACHINE:
            return Verdict(page.url, elsewhere=True)
        return Verdict(page.url, str(missing))
    except PageDamaged as damaged:
        return Verdict(page.url, str(damaged))
    gone = "" if has_body else f"{page.file}, byte {page.offset}: the page that it repeats is gone"
    return Verdict(page.url, gone)


def prune(engine: Engine, folder: Path, before: datetime) -> Pruned:
    """Delete the files whose every record is older than a moment, and their rows of the index.

    A file stays as long as a younger record elsewhere refers to one in it. A file goes before its
    rows: what is interrupted between the two is finished by the next call.

    Args:
        engine: the database.
        folder: the archive's folder; files of other machines are theirs to delete.
        before: the moment (UTC).

    Raises:
        OSError: a file cannot be deleted.
    """
    here = files_in(folder)
    with engine.connect() as connection:
        indexed, old = _old_files(connection, before, here)
    strays = [file for file, path in here.items() if file not in indexed and _age(path) < before]
    sizes = [here[file].stat().st_size for file in (*old, *strays) if file in here]
    pages = 0
    for file in (*old, *strays):
        if file in here:
            here[file].unlink(missing_ok=True)
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            pages += connection.execute(delete(PageRow).where(PageRow.file == file)).rowcount
    for month in {here[file].parent for file in (*old, *strays) if file in here}:
        with suppress(OSError):  # not empty
            month.rmdir()
    return Pruned(len(sizes), sum(sizes), pages)


def _age(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _old_files(
    connection: Connection, before: datetime, here: dict[str, Path]
) -> tuple[set[str], list[str]]:
    """Return all files of the index, and those of them that can be deleted here."""
    newest = func.max(PageRow.fetched_at)
    rows = connection.execute(
        select(PageRow.file, PageRow.machine, newest).group_by(PageRow.file, PageRow.machine)
    ).all()
    old = {
        file
        for file, machine, latest in rows
        if latest < before and (machine == MACHINE or file in here)
    }
    body = aliased(PageRow)
    referring: dict[str, set[str]] = defaultdict(set)
    for file, referred in connection.execute(
        select(PageRow.file, body.file)
        .join(body, body.id == PageRow.original)
        .where(PageRow.file != body.file)
        .distinct()
    ):
        referring[referred].add(file)
    while kept := {file for file in old if referring[file] - old}:
        old -= kept
    return {file for file, *_ in rows}, sorted(old)
