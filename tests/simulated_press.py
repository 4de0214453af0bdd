"""A press that publishes by chance, as the health check sees it: pure facts, no database.

Outlets large and small; workdays, Saturdays, Sundays; days that differ by a fifth; videos that come
in bunches; pages that fail now and then; a night run and one at noon, neither quite punctual.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from crawler.ledger import Status
from health.flow import catch_of
from health.outlets import judge_outlets
from health.records import Catch, Fault, Key, OutletFacts, RunFacts, SourceRead, Verdict

START = datetime(2026, 9, 30, 18, tzinfo=UTC)  # one o'clock at night in Vietnam, a Thursday
RATES = (4, 9, 15, 25, 40, 60, 80, 110, 150, 180, 220, 250)
WEEKEND = {5: 0.75, 6: 0.6}
KEPT = 112

# What is done to a run before it is looked at; None: it does not take place.
Fate = Callable[[RunFacts, list[SourceRead]], tuple[RunFacts, list[SourceRead]] | None]


def poisson(random: Random, mean: float) -> int:
    """Draw a count; the normal approximation is good enough for large ones."""
    if mean > 50:
        return max(0, round(random.gauss(mean, mean**0.5)))
    count, left = 0, random.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + random.expovariate(1.0)
    return count


@dataclass
class Outlet:
    """One outlet and what is known of its runs, oldest first."""

    slug: str
    rate: float
    random: Random
    byline_missing: float
    pace: float
    runs: deque[RunFacts] = field(default_factory=lambda: deque(maxlen=KEPT))
    catches: deque[Catch] = field(default_factory=lambda: deque(maxlen=KEPT))
    reads: list[SourceRead] = field(default_factory=list)
    waiting: float = 0.0

    def publish(self, at: datetime, part: float, press: float) -> None:
        """Let half a day's articles come out."""
        weekday = (at + timedelta(hours=1)).weekday()  # of the hours before, in Vietnam
        mean = self.rate * part * press * WEEKEND.get(weekday, 1.0)
        self.waiting += poisson(self.random, mean * self.random.gammavariate(25, 1 / 25))

    def crawl(self, number: int, at: datetime, fate: Fate | None) -> None:
        """Let a run take place."""
        new, self.waiting = int(self.waiting), 0
        failed = poisson(self.random, new * 0.01)
        read = max(0, new - failed - poisson(self.random, new * 0.01))
        outcomes = {
            "feed": {"read": 4, "unchanged": 3},
            "article": {"stored_new": read, "parse_failed": failed, "known": 40},
        }
        run = RunFacts(
            *(number, at, Status.FINISHED, "", 8 + new, outcomes),
            field_sources=self._fields(read),
            answer_ms=round(self.pace * self.random.lognormvariate(0, 0.25)),
        )
        url = f"https://{self.slug}.vn/rss/{{}}.rss"
        reads = [SourceRead(number, at, url.format(n), "read") for n in range(4)]
        if fate is not None:
            changed = fate(run, reads)
            if changed is None:
                self.waiting = new
                return
            run, reads = changed
        self.runs.append(run)
        self.catches.append(catch_of(at, run.status, run.outcomes.get("article", {})))
        self.reads = [*reads, *self.reads][:40]

    def _fields(self, pages: int) -> dict[str, dict[str, int]]:
        without = self.random.betavariate(16 * self.byline_missing, 16 * (1 - self.byline_missing))
        videos = sum(self.random.random() < 0.08 for _ in range(pages))
        anonymous = sum(self.random.random() < without for _ in range(pages))
        return {
            "title": {"selector": pages},
            "body": {"selector": pages - videos, "missing": videos},
            "authors": {"selector": pages - anonymous, "missing": anonymous},
        }

    def facts(self, now: datetime, open_: dict[Key, datetime]) -> OutletFacts:
        """What the health check is told."""
        return OutletFacts(
            *(self.slug, now, [*reversed(self.runs)], [*self.catches], self.reads),
            newest_at=now - timedelta(hours=2),
            open=open_,
        )


class Press:
    """All outlets, night after night, and the findings that are open.

    Args:
        seed: another seed, another press.
        rates: articles a day, an outlet each.
    """

    def __init__(self, seed: int, rates: Sequence[float] = RATES) -> None:
        random = Random(seed)
        self.random = random
        self.outlets = [
            Outlet(
                *(f"outlet{n}", rate, random),
                byline_missing=random.uniform(0.05, 0.4),
                pace=random.uniform(100, 600),
            )
            for n, rate in enumerate(rates)
        ]
        self.open: dict[tuple[str, str, str], Fault] = {}
        self._number = 0

    def half_day(
        self, day: int, noon: bool, fates: dict[str, Fate], press: float = 1.0
    ) -> tuple[list[Fault], list[Fault]]:
        """Let half a day pass, crawl, and judge; return what was opened and what was closed."""
        at = START + timedelta(days=day, hours=12 if noon else 0)
        for outlet in self.outlets:
            outlet.publish(at, 0.4 if noon else 0.6, press)
            self._number += 1
            begun = at + timedelta(minutes=self.random.uniform(0, 10))
            outlet.crawl(self._number, begun, fates.get(outlet.slug) or fates.get("*"))
        return self.judge(at + timedelta(minutes=20))

    def judge(self, now: datetime) -> tuple[list[Fault], list[Fault]]:
        """Open and close findings, as `store.findings` does."""
        verdicts = judge_outlets([each.facts(now, self._since(each.slug)) for each in self.outlets])
        return self._opened(verdicts), self._closed(verdicts)

    def _since(self, outlet: str) -> dict[Key, datetime]:
        return {
            (name, subject): fault.since
            for (name, of, subject), fault in self.open.items()
            if of == outlet
        }

    def _opened(self, verdicts: Iterable[Verdict]) -> list[Fault]:
        opened = []
        for each in verdicts:
            key = (each.name, each.outlet, each.subject)
            if isinstance(each, Fault) and key not in self.open:
                self.open[key] = each
                opened.append(each)
        return opened

    def _closed(self, verdicts: Iterable[Verdict]) -> list[Fault]:
        keys = [(v.name, v.outlet, v.subject) for v in verdicts if not isinstance(v, Fault)]
        return [self.open.pop(key) for key in keys if key in self.open]

    def quiet(self, days: Iterable[int]) -> Iterator[Fault]:
        """Let days pass on which nothing is wrong; yield what was opened all the same."""
        for day in days:
            for noon in (False, True):
                yield from self.half_day(day, noon, {})[0]


def failed(run: RunFacts, reads: list[SourceRead]) -> tuple[RunFacts, list[SourceRead]]:
    """The host does not answer."""
    outcomes = {"feed": {"unreachable": 4}}
    gone = [replace(read, outcome="unreachable", detail="no connection") for read in reads]
    run = replace(run, status=Status.FAILED, outcomes=outcomes, field_sources={}, answer_ms=None)
    return run, gone


def gated(run: RunFacts, reads: list[SourceRead]) -> tuple[RunFacts, list[SourceRead]]:
    """A gate stands before the articles, not before the feeds."""
    articles = {"blocked": run.outcomes["article"]["stored_new"], "known": 40}
    outcomes = {**run.outcomes, "article": articles}
    return replace(run, outcomes=outcomes, field_sources={}), reads


def redesigned(run: RunFacts, reads: list[SourceRead]) -> tuple[RunFacts, list[SourceRead]]:
    """The selectors find nothing: texts are read by the fallback, bylines not at all."""
    pages = sum(run.field_sources["title"].values())
    fields = {"title": {"meta": pages}, "body": {"fallback": pages}, "authors": {"missing": pages}}
    return replace(run, field_sources=fields), reads


def slowed(run: RunFacts, reads: list[SourceRead]) -> tuple[RunFacts, list[SourceRead]]:
    """Answers take five seconds."""
    return replace(run, answer_ms=5000), reads


def silent(run: RunFacts, reads: list[SourceRead]) -> tuple[RunFacts, list[SourceRead]]:
    """It answers, and nothing in it is new."""
    return replace(
        run, outcomes={**run.outcomes, "article": {"known": 40}}, field_sources={}
    ), reads


def off(run: RunFacts, reads: list[SourceRead]) -> None:
    """Our machine is off."""
    del run, reads
