"""How many new articles came in which span of time, when all that is known is what runs brought.

What a run brought came out since the run before it. Spread evenly over that time, it does not
matter whether an outlet is crawled once a day or every quarter of an hour, nor how punctually.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from crawler.ledger import Outcome, Status
from health.records import Catch
from health.shares import ASKED, LOST

# Between two runs further apart we were away, and feeds may not have shown everything since.
AWAY = timedelta(hours=36)
_WORKED = (Status.FINISHED, Status.STOPPED)


def catch_of(at: datetime, status: str, articles: Mapping[str, int]) -> Catch:
    """What a run brought, by its ledger of articles.

    Where most of the pages that it asked for did not come or could not be read, it did not work:
    later runs fetch what is missing, or it was never to be had.
    """
    lost, asked = (sum(articles.get(name, 0) for name in names) for names in (LOST, ASKED))
    new = articles.get(Outcome.STORED_NEW, 0) + articles.get(Outcome.PAID, 0)
    return Catch(at, new, status in _WORKED and 2 * lost <= asked)


class Flow:
    """The articles of an outlet over time.

    Args:
        catches: what its runs brought, oldest first.
    """

    def __init__(self, catches: Sequence[Catch]) -> None:
        self._times: list[float] = []
        self._sums: list[float] = []
        self._gaps: list[tuple[float, float]] = []
        held = 0
        for catch in catches:
            held += catch.new
            if not catch.worked:
                continue  # what it brought counts with the next run that worked
            at = catch.at.timestamp()
            before = self._sums[-1] if self._sums else 0.0
            if self._times and at - self._times[-1] > AWAY.total_seconds():
                self._gaps.append((self._times[-1], at))
            # The first run brings whatever sources still show.
            self._sums.append(before + held if self._times else 0.0)
            self._times.append(at)
            held = 0

    @property
    def end(self) -> datetime | None:
        """When the latest run that worked began; nothing is known of later times."""
        if not self._times:
            return None
        return datetime.fromtimestamp(self._times[-1], UTC)

    def between(self, start: datetime, end: datetime) -> float | None:
        """Return how many articles came in a span; None where we were away for a part of it."""
        first, last = start.timestamp(), end.timestamp()
        if not self._times or first < self._times[0] or last > self._times[-1]:
            return None
        if any(begin < last and stop > first for begin, stop in self._gaps):
            return None
        return self._until(last) - self._until(first)

    def _until(self, moment: float) -> float:
        at = bisect_right(self._times, moment)
        if at == len(self._times):
            return self._sums[-1]
        before, after = self._times[at - 1], self._times[at]
        part = (moment - before) / (after - before)
        return self._sums[at - 1] + part * (self._sums[at] - self._sums[at - 1])
