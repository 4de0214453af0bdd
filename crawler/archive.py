"""The page archive: raw responses in WARC files, which other web archiving tools read as well.

    {archive_dir}/2026-11/vnexpress-20261124T063258-press1-4711-001.warc.gz

One file per crawl process and gigabyte, one record per gzip member. A file that is being written
ends in `.part`; readers find a page under either name, so that closing a file touches no index.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from os import fsync, getpid
from pathlib import Path
from socket import gethostname
from typing import BinaryIO

from crawler import clock
from crawler.warc import (
    Capture,
    Headers,
    about_record,
    length_of_whole_records,
    page_record,
    read_page,
)
from errors import PageDamaged, PageMissing

# Stands in file names and in the index: several machines may share a database, or a folder.
MACHINE = re.sub(r"[^A-Za-z0-9.]+", "-", gethostname())

_PART = ".part"
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its file, relative to the archive's folder, and its bytes in it."""

    file: str
    offset: int
    length: int


def path_of(folder: Path, file: str) -> Path | None:
    """Return where a file of the archive is now, closed or still being written; None if gone."""
    return next(
        (path for path in (folder / file, folder / f"{file}{_PART}") if path.exists()), None
    )


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of the archive, by the names that the index has for them."""
    return {
        path.relative_to(folder).as_posix().removesuffix(_PART): path
        for pattern in ("*/*.warc.gz", f"*/*.warc.gz{_PART}")
        for path in folder.glob(pattern)
    }


class ArchiveFiles:
    """Writes the pages of one crawl process.

    Args:
        folder: the archive's folder.
        outlet: the slug of the outlet that is crawled; its lock is held.
        limit: bytes after which a file is closed and the next one begun.
        about: what each file says of its making, such as `software`.
    """

    def __init__(self, folder: Path, outlet: str, limit: int, about: Mapping[str, str]) -> None:
        self._folder = folder
        self._outlet = outlet
        self._limit = limit
        self._about = about
        self._file: BinaryIO | None = None
        self._path = Path()
        self._serial = 0

    def write(self, page: Capture, first_at: datetime | None = None) -> Place:
        """Write a page, flushed to the system when this returns.

        Args:
            page: the response.
            first_at: when this very body was archived for the same address, if it was. The
                record then refers to that one and holds the headers only.

        Raises:
            OSError: the file cannot be written; what was written before is whole.
        """
        if self._file is None:
            self._begin()
        place = self._append(page_record(page, first_at))
        if place.offset + place.length >= self._limit:
            self.close()
        return place

    def _begin(self) -> None:
        now = clock.now()
        month = self._folder / f"{now:%Y-%m}"
        month.mkdir(parents=True, exist_ok=True)
        self._serial += 1
        name = f"{self._outlet}-{now:%Y%m%dT%H%M%S}-{MACHINE}-{getpid()}-{self._serial:03}.warc.gz"
        self._path = month / name
        # Unbuffered: a record is one write, and nothing is held back that a kill would lose.
        self._file = (month / f"{name}{_PART}").open("xb", buffering=0)
        self._append(about_record(name, self._about))

    def _append(self, record: bytes) -> Place:
        assert self._file is not None
        offset = self._file.tell()
        left = memoryview(record)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            with suppress(OSError):  # half a record is of no use to anybody
                self._file.truncate(offset)
                self._file.seek(offset)
            raise
        return Place(self._path.relative_to(self._folder).as_posix(), offset, len(record))

    def close(self) -> None:
        """Close the file that is being written, if any, and give it its name.

        Raises:
            OSError: the system could not write it down.
        """
        if self._file is None:
            return
        file, self._file = self._file, None
        with file:
            fsync(file.fileno())
        with suppress(FileNotFoundError):  # the outlet's next crawl was quicker and took it up
            self._path.with_name(f"{self._path.name}{_PART}").rename(self._path)

    def adopt(self) -> list[Path]:
        """Close the files that killed crawls of the outlet left, without what was cut off.

        Whoever holds the outlet's lock knows that nobody writes them any more.

        Raises:
            OSError: a file cannot be read or written.
        """
        adopted = []
        for part in sorted(self._folder.glob(f"*/{self._outlet}-*.warc.gz{_PART}")):
            whole = _whole_records(part)
            if not whole:
                part.unlink()
                continue
            with part.open("r+b") as file:
                file.truncate(whole)
                fsync(file.fileno())
            adopted.append(part.rename(part.with_suffix("")))
        return adopted


def _whole_records(path: Path) -> int:
    with path.open("rb") as file:
        return length_of_whole_records(iter(lambda: file.read(_CHUNK), b""))


def read_record(folder: Path, place: Place, digest: str) -> tuple[Headers, bytes]:
    """Read a page of the archive and hold it to its digest.

    Returns:
        The response's headers, and its body as received: empty where the record only says that
        the body came again.

    Raises:
        PageMissing: its file is not there.
        PageDamaged: it is cut off, or its bytes are not those that were written.
    """
    path = path_of(folder, place.file)
    if path is None:
        raise PageMissing(f"{place.file} is not in {folder}")
    with path.open("rb") as file:
        file.seek(place.offset)
        packed = file.read(place.length)
    try:
        return read_page(packed, digest)
    except PageDamaged as damaged:
        raise PageDamaged(f"{place.file}, byte {place.offset}: {damaged}") from None
