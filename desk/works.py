"""What takes longer than a page may: crawls, tries of rules, retags. Each has a thread of its own.

Pages find them by name and show how far they are (`desk.streams`), also after a reload, for as
long as the desk runs. What must outlive it stands in the database: a crawl's ledger, the topics of
articles.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Any

from crawler import clock
from desk.i18n import N_
from desk.problems import Problem
from errors import DiemBaoError

# Works that have ended are kept to be looked at; the oldest go first.
_ENDED_KEPT = 60
# Seconds that works are given to end in order; a crawl is killed before.
_PATIENCE = 40

log = logging.getLogger("desk.works")


class AlreadyGoing(Problem):
    """A work of that name is going on."""

    def __init__(self) -> None:
        super().__init__(
            409,
            N_("Đang làm rồi"),
            N_("Việc này đang chạy, do một người khác hoặc chính bạn bắt đầu. Hãy đợi nó xong."),
        )


@dataclass
class Work:
    """Something that goes on, or has ended.

    Attributes:
        name: what it is, such as `crawl vtv`; one of a name at a time.
        by: who began it.
        began_at: when (UTC).
        about: what else its page must know of it.
        stop: set it to end the work in order.
        progress: the last that it told; None until then.
        result: what came out, once it has ended well.
        error: why it failed, where it did.
        ended_at: when it ended (UTC); None while it goes on.
        changes: grows with everything above.
    """

    name: str
    by: str
    began_at: datetime
    about: Any = None
    stop: Event = field(default_factory=Event)
    progress: Any = None
    result: Any = None
    error: Exception | None = None
    ended_at: datetime | None = None
    changes: int = 0

    @property
    def going(self) -> bool:
        """Whether it has not ended yet."""
        return self.ended_at is None

    def tell(self, progress: Any) -> None:
        """Let pages know how far it is; for the work itself."""
        self.progress = progress
        self.changes += 1

    def run(self, do: Callable[["Work"], Any]) -> None:
        """Do it, to its end."""
        try:
            self.result = do(self)
        except Exception as error:  # the thread has nobody to tell but the page
            told = isinstance(error, Problem | DiemBaoError)
            log.warning("%s: %s", self.name, error, exc_info=not told)
            self.error = error
        self.ended_at = clock.now()
        self.changes += 1


class Works:
    """The works of a running desk."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._works: dict[str, Work] = {}
        self._threads: dict[str, Thread] = {}
        self.closing = Event()

    def begin(self, name: str, by: str, do: Callable[[Work], Any], about: Any = None) -> Work:
        """Begin a work in a thread of its own.

        Args:
            name: what it is; it takes the place of one of that name that has ended.
            by: who begins it.
            do: does it; is given the work, tells its progress there and minds `stop`.
            about: what its page must know of it.

        Raises:
            AlreadyGoing: one of that name is going on.
        """
        work = Work(name, by, clock.now(), about)
        with self._lock:
            before = self._works.pop(name, None)
            if before is not None and before.going:
                self._works[name] = before
                raise AlreadyGoing
            ended = [each.name for each in self._works.values() if not each.going]
            for old in ended[: max(0, len(ended) - _ENDED_KEPT)]:
                del self._works[old], self._threads[old]
            self._works[name] = work
            thread = Thread(target=work.run, args=(do,), name=name, daemon=True)
            self._threads[name] = thread
        thread.start()
        return work

    def find(self, name: str) -> Work | None:
        """The work of a name that goes on, or the last one that has ended."""
        return self._works.get(name)

    def stop_all(self, beginning: str) -> None:
        """Ask the works whose names begin so to end in order."""
        for name, work in list(self._works.items()):
            if name.startswith(beginning):
                work.stop.set()

    def close(self) -> None:
        """Let streams end, and ask what goes on to end in order."""
        self.closing.set()
        self.stop_all("")

    def join(self) -> None:
        """Wait until everything has ended."""
        for thread in list(self._threads.values()):
            thread.join(_PATIENCE)
