"""When it is worth asking a source again, and when one that answers is frozen."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from crawler.ledger import Outcome, SourceState

# Between two readings of a source that works: as long as its newest item is old, within these.
_SOONEST = timedelta(minutes=15)
_LATEST = timedelta(hours=6)
# After a failure the wait grows by this with every point of the failure score: linear, so that
# an outlet's bad hour costs an hour and not the night.
_BACK_OFF = timedelta(minutes=30)
_LONGEST_BACK_OFF = timedelta(hours=12)

# A feed is frozen when its newest item is older than this many of its longest pauses. The longest
# of thirty pauses is about four times the mean one, so that a pause three times as long comes once
# in a hundred thousand; twice as long would come every month among a hundred feeds.
_PAUSES = 3
# But not before this: at night, and where the newest items came in a burst, pauses are longer.
_SHORTEST_STALE = timedelta(hours=12)
# Nor later than this, however rare its items are.
_LONGEST_STALE = timedelta(days=14)
# So long where they do not tell its rhythm: with fewer of them the longest pause is chance, and
# without dates there is none.
_UNKNOWN_STALE = timedelta(days=7)
_FEWEST_ITEMS = 5

# A source that was skipped for this long is read again, whatever the widest feed shows.
_SKIP_AT_MOST = timedelta(hours=24)
# After a shorter time where that feed is frozen: it cannot tell that there is nothing new.
_SKIP_BESIDE_FROZEN = timedelta(hours=6)

# What will not mend itself counts whole, what may half, what passes a quarter.
_HARD = frozenset({Outcome.NOT_A_FEED, Outcome.NOT_A_SITEMAP, Outcome.EMPTY, Outcome.BLOCKED})
_PASSING = frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.NOT_FETCHED})


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


def stale_after(published: Iterable[datetime | None], now: datetime) -> datetime:
    """Return the moment after which a feed that still shows the same items is frozen.

    Args:
        published: when its items came out, as far as they say.
        now: when it was read with these items.
    """
    dates = sorted(each for each in published if each and each <= now)
    if len(dates) < _FEWEST_ITEMS:
        return (dates[-1] if dates else now) + _UNKNOWN_STALE
    pause = max(after - before for before, after in pairwise(dates))
    return dates[-1] + min(max(_PAUSES * pause, _SHORTEST_STALE), _LONGEST_STALE)


def is_frozen(state: SourceState, now: datetime) -> bool:
    """Whether a source that answers shows nothing any more."""
    return state.stale_at is not None and state.stale_at <= now


def can_wait(state: SourceState, widest: SourceState | None, now: datetime) -> bool:
    """Whether a source need not be read, since its site's widest feed shows nothing new.

    Args:
        state: what the source was like; read lately, or failed lately and left alone for a while.
        widest: what the widest feed was like.
        now: the present moment (UTC).
    """
    if state.failures:
        return state.next_poll_at is not None and state.next_poll_at > now
    skip = _SKIP_BESIDE_FROZEN if widest and is_frozen(widest, now) else _SKIP_AT_MOST
    return state.read_at is not None and state.read_at > now - skip
