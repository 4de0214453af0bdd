"""What runs by itself: each job with its times and its work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from jobs.timetable import Times

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from settings import Settings

# Does what is due at a moment (UTC), and says in a sentence what it did.
Work = Callable[["Engine", "Settings", datetime], str]


class BrokenOff(Exception):
    """A job ended before it was done, because the scheduler stops; says how far it came."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs by itself.

    Attributes:
        name: by which it is known in the log.
        times: when it runs; None: it is switched off.
        work: what it does. It must bear to be begun anew.
        then: jobs that run after each of its runs, whatever their own times.
    """

    name: str
    times: Times | None
    work: Work
    then: tuple[str, ...] = ()
