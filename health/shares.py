"""How many of the pages that were asked for came and could be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.ledger import Kind, Outcome
from health.records import Fault, OutletFacts, RunFacts, Sound, Verdict

_READ = (
    *(Outcome.STORED_NEW, Outcome.PAID, Outcome.NEW_VERSION, Outcome.UNCHANGED),
    Outcome.PARSE_FAILED,
)
_FAILED = (
    *(Outcome.HTTP_ERROR, Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.REDIRECT_LOOP),
    *(Outcome.TOO_LARGE, Outcome.REFUSED_BY_ROBOTS),
)
ASKED = (*_READ, *_FAILED, Outcome.BLOCKED, Outcome.NOT_MODIFIED, Outcome.WITHDRAWN)
# Of these, the articles are still to be had.
LOST = (*_FAILED, Outcome.BLOCKED, Outcome.PARSE_FAILED)

# Runs are added up, the newest first, until there are so many pages; older ones than this say
# nothing of today.
_LONGEST = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of pages that is watched.

    Attributes:
        name: of the finding.
        bad: the outcomes that count.
        of: the outcomes that they are a share of.
        fewest: with fewer pages nothing is said.
        at_least: so many bad ones it takes.
        wrong: the share that is wrong.
        well: the share that is well again; between the two nothing changes.
    """

    name: str
    bad: tuple[Outcome, ...]
    of: tuple[Outcome, ...]
    fewest: int
    at_least: int
    wrong: float
    well: float


_SHARES = (
    # An outlet that refuses us says so on every page; a single forbidden one is an editor's slip.
    _Share("blocked", (Outcome.BLOCKED,), ASKED, fewest=3, at_least=3, wrong=0.2, well=0.05),
    # A redesign makes nearly all pages unreadable, an odd kind of item one in twenty.
    _Share("parse_failures", (Outcome.PARSE_FAILED,), _READ, 5, 4, wrong=0.25, well=0.1),
    # Stories that were taken down answer 404, but never every second one.
    _Share("pages_failing", _FAILED, ASKED, fewest=5, at_least=4, wrong=0.5, well=0.2),
)


def shares(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether pages are refused, fail, or cannot be read."""
    for share in _SHARES:
        if verdict := _judge(facts, share):
            yield verdict


def _count(run: RunFacts, outcomes: tuple[Outcome, ...]) -> int:
    articles = run.outcomes.get(Kind.ARTICLE, {})
    return sum(articles.get(outcome, 0) for outcome in outcomes)


def _judge(facts: OutletFacts, share: _Share) -> Verdict | None:
    runs = _enough(facts, share)
    pages = sum(_count(run, share.of) for run in runs)
    if pages < share.fewest:
        return None
    bad = sum(_count(run, share.bad) for run in runs)
    if bad <= share.well * pages:
        return Sound(share.name, facts.outlet)
    if bad < share.at_least or bad < share.wrong * pages:
        return None
    return Fault(
        share.name,
        facts.outlet,
        "",
        _since(facts, share),
        {"pages": bad, "of": pages, "share": round(bad / pages, 3)},
        [url for outcome in share.bad for url in facts.examples.get(outcome, ())][:3],
    )


def _enough(facts: OutletFacts, share: _Share) -> Sequence[RunFacts]:
    """The latest runs that together have enough pages."""
    taken: list[RunFacts] = []
    pages = 0
    for run in facts.runs:
        if pages >= share.fewest or run.started_at < facts.now - _LONGEST:
            break
        taken.append(run)
        pages += _count(run, share.of)
    return taken


def _since(facts: OutletFacts, share: _Share) -> datetime:
    """When the first of the latest runs began that all had such pages, or none at all."""
    since = facts.now
    for run in facts.runs:
        if _count(run, share.bad):
            since = run.started_at
        elif _count(run, share.of):
            break
    return since
