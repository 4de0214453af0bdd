"""When it is worth asking a source again: soon after something new, later after failures."""

from dataclasses import replace
from datetime import datetime, timedelta

from crawler.ledger import Outcome, SourceState

# Between two readings of a source that works: as long as its newest item is old, within these.
_SOONEST = timedelta(minutes=15)
_LATEST = timedelta(hours=6)
# Feeds are looked after every quarter of an hour: what falls due before the middle of the next one
# is read now.
_AHEAD = _SOONEST / 2
# A source that was skipped for this long is read again, whatever the widest feed shows: each
# nightly crawl reads it, also one that comes a little early.
_SKIPPED_AT_MOST = timedelta(hours=20)
# An article stands in its section so long after its time at the latest, as in the widest feed.
_LATE = timedelta(minutes=30)
# After a failure the wait grows by this with every point of the failure score: linear, so that
# an outlet's bad hour costs an hour and not the night.
_BACK_OFF = timedelta(minutes=30)
_LONGEST_BACK_OFF = timedelta(hours=12)

# What will not mend itself counts whole, what may half, what passes a quarter.
_HARD = frozenset({Outcome.NOT_A_FEED, Outcome.NOT_A_SITEMAP, Outcome.EMPTY, Outcome.BLOCKED})
_PASSING = frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.NOT_FETCHED})


def is_due(next_poll_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to read a source; one that was never read has no time."""
    return next_poll_at is None or next_poll_at <= now + _AHEAD


def can_wait(state: SourceState, newest: datetime, now: datetime) -> bool:
    """Whether a source may be skipped while its site's widest feed shows what it showed before.

    Args:
        state: what it was like when last read.
        newest: the time of the widest feed's newest item (UTC): what was read since has it.
        now: the present moment (UTC).
    """
    if state.failures:
        return state.next_poll_at is not None and state.next_poll_at > now
    return state.read_at is not None and state.read_at > max(now - _SKIPPED_AT_MOST, newest + _LATE)


def after_success(state: SourceState, now: datetime) -> SourceState:
    """Return the state of a source that was just read, with the time of its next reading."""
    age = now - state.newest_item_at if state.newest_item_at else _SOONEST
    return replace(state, failures=0.0, next_poll_at=now + min(max(age, _SOONEST), _LATEST))


def after_failure(state: SourceState, outcome: Outcome, now: datetime) -> SourceState:
    """Return the state of a source that just failed, with the time of its next reading."""
    points = 1.0 if outcome in _HARD else 0.25 if outcome in _PASSING else 0.5
    failures = state.failures + points
    wait = min(_BACK_OFF * failures, _LONGEST_BACK_OFF)
    return replace(state, failures=failures, next_poll_at=now + wait)
