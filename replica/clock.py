"""Where the replica stands in time: at the end of its range, or where a test puts it."""

import datetime as dt
from pathlib import Path

from replica.assignments import VIETNAM


def moment_of(text: str) -> dt.datetime:
    """Read an ISO moment; without a zone it is Vietnamese time."""
    moment = dt.datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


class Clock:
    """A moment that stays, or one in a file that may change.

    Args:
        moment: where the clock stands; nothing: at the end of the range, where nothing that was
            published is ever corrected or withdrawn.
        file: a file with an ISO moment that goes before, read again whenever it changes.
    """

    def __init__(self, moment: dt.datetime | None = None, file: Path | None = None) -> None:
        self._moment = moment
        self._file = file
        self._stamp: tuple[int, int, int] | None = None

    def now(self) -> dt.datetime | None:
        """Where the clock stands."""
        if self._file is not None:
            try:
                stat = self._file.stat()
            except FileNotFoundError:
                return self._moment
            # A file put in the other's place may have its size and, on a quick machine, its time.
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if stamp != self._stamp:
                self._stamp = stamp
                self._moment = moment_of(self._file.read_text("utf-8"))
        return self._moment
