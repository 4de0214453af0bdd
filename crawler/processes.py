"""Crawling outlets side by side, each in a process of its own.

One outlet's crash, hang or greed is then its own: the others go on, and memory comes back.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

# How long a crawl may take to end in order after it was asked to, in seconds: longer than an answer
# is awaited, shorter than the half minute that a system gives its services.
_GRACE = 25.0
_TICK = 0.25


@dataclass(frozen=True, slots=True)
class Order:
    """What to do: an outlet, the words that follow it, and the module whose process does it."""

    outlet: str
    words: tuple[str, ...] = ()
    module: str = "crawler"


@dataclass(frozen=True, slots=True)
class Event:
    """What a crawl said: `started`, `progress`, `finished` or `failed`, and its facts.

    The last event of an outlet is `finished` (with `summary`) or `failed` (with `problem`).
    """

    outlet: str
    name: str
    facts: dict[str, Any]


# Crawls outlets with the words of their orders at a moment (UTC), tells what they say, and in the
# end `finished`, `failed`, or, where somebody else takes the orders, `queued`.
Crawl = Callable[[Sequence[Order], datetime], Iterator[Event]]


class _Crawl:
    """A crawl process, read by a thread; the end of its output is told as an event too."""

    def __init__(
        self,
        order: Order,
        minutes: float,
        environment: Mapping[str, str],
        events: "queue.Queue[Event]",
    ) -> None:
        self.outlet = order.outlet
        self._minutes = minutes
        self._events = events
        self._stop_at = monotonic() + minutes * 60
        self._kill_at: float | None = None
        self._why = ""
        # A session of its own: Ctrl-C reaches the parent alone, which ends the crawls in order.
        self._process = subprocess.Popen(  # noqa: S603 - our own module, words checked there
            [sys.executable, "-m", order.module, order.outlet, "--parent", *order.words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | environment,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        last = ""
        with self._process as process:  # its pipes are closed when it has ended
            assert process.stdout is not None
            for line in process.stdout:
                with contextlib.suppress(ValueError):  # a library's print, say
                    facts = json.loads(line)
                    last = facts.pop("event")
                    self._events.put(Event(self.outlet, last, facts))
            code = process.wait()
        if last not in ("finished", "failed"):
            why = self._why or f"its process ended without a word (exit code {code})"
            self._events.put(Event(self.outlet, "failed", {"problem": why}))

    def stop(self) -> None:
        """Ask the crawl to end in order; it is killed if it does not."""
        if self._kill_at is None:
            self._kill_at = monotonic() + _GRACE
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the crawl at once; what it had stored is kept."""
        self._process.kill()

    def watch(self) -> None:
        """Hold the crawl to its time limit."""
        if self._kill_at is not None and monotonic() > self._kill_at:
            self._why = self._why or "it did not end when asked to and was killed"
            self.kill()
        elif self._kill_at is None and monotonic() > self._stop_at:
            self._why = f"it reached its time limit of {self._minutes:g} minutes and hung"
            self.stop()


def crawl_side_by_side(
    orders: Sequence[Order],
    *,
    at_once: int,
    minutes: float,
    stopping: threading.Event | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Event]:
    """Crawl outlets and yield what their crawls say, until all have ended.

    Ctrl-C (`KeyboardInterrupt`) asks the running crawls to end in order and begins no more; a
    second one kills them. So does `stopping` when it is set, for callers in another thread than
    the main one.

    Args:
        orders: what to crawl.
        at_once: how many processes at a time.
        minutes: a crawl that takes longer is ended.
        stopping: ends the crawls in order when it is set.
        environment: variables that their processes get besides those of this one.
    """
    events: queue.Queue[Event] = queue.Queue()
    waiting = list(orders)
    running: dict[str, _Crawl] = {}
    interrupted = False
    while waiting or running:
        try:
            if stopping is not None and stopping.is_set():
                waiting.clear()
                for crawl in running.values():
                    crawl.stop()
            while waiting and len(running) < at_once:
                order = waiting.pop(0)
                running[order.outlet] = _Crawl(order, minutes, environment or {}, events)
            for crawl in running.values():
                crawl.watch()
            with contextlib.suppress(queue.Empty):
                event = events.get(timeout=_TICK)
                if event.name in ("finished", "failed"):
                    del running[event.outlet]
                yield event
        except KeyboardInterrupt:
            waiting.clear()
            for crawl in running.values():
                crawl.kill() if interrupted else crawl.stop()
            interrupted = True
