"""Where the fields of pages are read, against where they usually are."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from crawler.drift import FEWEST_PAGES, FieldSources, drifted
from crawler.ledger import Outcome
from health.records import Fault, OutletFacts, RunFacts, Sound, Verdict

# Pages of small outlets are gathered over so many days at the most.
_LONGEST = timedelta(days=7)
# Well again where no share is moved by half of what counts as drift.
_WELL = 0.5


def layout(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether fields are read from worse places, or missing more, than they usually are."""
    latest = _latest(facts)
    until = min(facts.usual_until("layout_changed"), latest[-1].started_at if latest else facts.now)
    usual = [run.field_sources for run in facts.runs if run.started_at < until]
    if not latest or not any(usual):
        return
    now = _together([run.field_sources for run in latest])
    if _pages(now) < FEWEST_PAGES:
        return
    if not drifted(now, usual, part=_WELL):
        yield Sound("layout_changed", facts.outlet)
    elif found := drifted(now, usual):
        told = [
            {
                "field": drift.field,
                "place": str(drift.place),
                "share": round(drift.share, 3),
                "usual": round(drift.usual, 3),
            }
            for drift in found
        ]
        urls = facts.examples.get(Outcome.STORED_NEW, ())[:3]
        since = latest[-1].started_at
        yield Fault("layout_changed", facts.outlet, "", since, {"fields": told}, urls)


def _latest(facts: OutletFacts) -> list[RunFacts]:
    """The latest runs that together have enough pages."""
    taken: list[RunFacts] = []
    pages = 0
    for run in facts.runs:
        if pages >= FEWEST_PAGES or run.started_at < facts.now - _LONGEST:
            break
        if run.field_sources:
            taken.append(run)
            pages += _pages(run.field_sources)
    return taken


def _pages(sources: FieldSources) -> int:
    return max((sum(each.values()) for each in sources.values()), default=0)


def _together(runs: Sequence[FieldSources]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        for field, sources in run.items():
            counts[field].update(sources)
    return counts
