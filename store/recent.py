"""Answers that hold for a while: made once, and given again to whoever asks the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Recent(Generic[Answer]):
    """A few answers by their questions. Of threads that ask the same, one makes the answer.

    Args:
        seconds: how long an answer holds.
        most: how many are kept; the one that was not asked for longest goes.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[float, Future[Answer]]] = OrderedDict()

    def get(self, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer to a question, made by `make` where none holds.

        Raises:
            Exception: whatever `make` raises, to everybody who waits for it; it is not kept.
        """
        with self._lock:
            until, answer = self._kept.get(question, (0.0, None))
            ours = answer is None or monotonic() > until
            if ours or answer is None:
                answer = Future()
                self._kept[question] = monotonic() + self._seconds, answer
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if ours:
            try:
                answer.set_result(make())
            except BaseException as error:
                answer.set_exception(error)
                with self._lock:
                    self._kept.pop(question, None)
                raise
        return answer.result()
