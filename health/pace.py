"""Runs: whether an outlet is crawled at all, whether its runs end well, how fast it answers."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median

from crawler.dates import vietnamese_day
from crawler.ledger import Status
from health.records import Fault, OutletFacts, Sound, Verdict

# An answer within a second keeps nobody waiting: the pause between two requests is two.
_SLOW_MS, _SLOWER = 1000, 3.0
_WELL_MS, _LITTLE_SLOWER = 700, 2.0
# The median of so many answers, and of so many runs, is more than chance.
_FEWEST_REQUESTS = 5
_FEWEST_RUNS = 5
_LATELY = timedelta(days=2)
# A killed run may be a power cut; two in a row are not.
_KILLED = 2
# An outlet was left out when the others were crawled on so many days since.
_DAYS_LEFT_OUT = 2


def pace(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether an outlet answers much more slowly than usual."""
    measured = [
        run for run in facts.runs if run.answer_ms is not None and run.requests >= _FEWEST_REQUESTS
    ]
    until = facts.usual_until("slow_answers")
    usual = [run.answer_ms for run in measured[1:] if run.answer_ms and run.started_at < until]
    if len(usual) < _FEWEST_RUNS or measured[0].started_at < facts.now - _LATELY:
        return
    latest, normal = measured[0].answer_ms or 0, median(usual)
    if latest >= _SLOW_MS and latest >= _SLOWER * normal:
        told = {"answer_ms": latest, "usual_ms": round(normal)}
        yield Fault("slow_answers", facts.outlet, "", measured[0].started_at, told)
    elif latest < _WELL_MS or latest < _LITTLE_SLOWER * normal:
        yield Sound("slow_answers", facts.outlet)


def endings(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether the latest runs ended in order."""
    if not facts.runs:
        return
    latest = facts.runs[0]
    if latest.status in (Status.FINISHED, Status.STOPPED):
        yield Sound("run_failed", facts.outlet)
        return
    killed = [run.status for run in facts.runs[:_KILLED]].count(Status.KILLED)
    if latest.status is Status.FAILED or killed == _KILLED:
        told = {"run": latest.run, "why": latest.problem}
        yield Fault("run_failed", facts.outlet, "", latest.started_at, told)


def left_out(outlets: Sequence[OutletFacts]) -> Iterator[Verdict]:
    """Look whether an outlet is no longer crawled while the others are."""
    newest = {facts.outlet: facts.runs[0].started_at for facts in outlets if facts.runs}
    for facts in outlets:
        own = newest.get(facts.outlet)
        if own is None or len(newest) == 1:
            continue
        day = vietnamese_day(own)
        days = [
            len({vietnamese_day(each.at) for each in other.catches if each.at > own} - {day})
            for other in outlets
            if other is not facts
        ]
        if median(days) >= _DAYS_LEFT_OUT:
            yield Fault("not_crawled", facts.outlet, "", own, {"last_at": own.isoformat()})
        elif max(newest.values()) - own < timedelta(days=1):
            yield Sound("not_crawled", facts.outlet)
