"""When it is worth asking a source again, and when one that answers is frozen."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, pairwise
from math import comb

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
# After a shorter time where that feed is frozen: it cannot tell that there is nothing new.
_SKIPPED_BESIDE_FROZEN = timedelta(hours=6)
# An article stands in its section so long after its time at the latest, as in the widest feed.
_LATE = timedelta(minutes=30)
# After a failure the wait grows by this with every point of the failure score: linear, so that
# an outlet's bad hour costs an hour and not the night.
_BACK_OFF = timedelta(minutes=30)
_LONGEST_BACK_OFF = timedelta(hours=12)

# A feed is frozen when its newest item is older than some of its longest pauses. Of items that come
# independently of each other, a pause of c times the longest of n pauses comes once in (n + c) over
# c items: three times suffice with fifty items, four with thirty, eight with ten. A hundred feeds
# with an item or two a day show five thousand a month: so rare must it be.
_FEWEST_TIMES = 3
_ONCE_IN = 20_000
# But not before this: at night, and where the newest items came in a burst, pauses are longer.
_SHORTEST_STALE = timedelta(hours=12)
# Nor later than a day where so many items are usual in one, however long its nights are: half of
# them come on holidays, and none by chance never.
_LIVELY, _LIVELY_STALE = 24, timedelta(days=1)
# Nor later than this, however rare its items are; and then where they are too few to tell.
_LONGEST_STALE = timedelta(days=28)
_FEWEST_ITEMS = 5
# So long where no item has a date, and all that is known is that they are the same.
_UNKNOWN_STALE = timedelta(days=7)

# What will not mend itself counts whole, what may half, what passes a quarter.
_HARD = frozenset({Outcome.NOT_A_FEED, Outcome.NOT_A_SITEMAP, Outcome.EMPTY, Outcome.BLOCKED})
_PASSING = frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.NOT_FETCHED})


def is_due(next_poll_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to read a source; one that was never read has no time."""
    return next_poll_at is None or next_poll_at <= now + _AHEAD


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
    if not dates:
        return now + _UNKNOWN_STALE
    if len(dates) < _FEWEST_ITEMS:
        return dates[-1] + _LONGEST_STALE
    pauses = [after - before for before, after in pairwise(dates)]
    times = next(c for c in count(_FEWEST_TIMES) if comb(len(pauses) + c, c) >= _ONCE_IN)
    lively = len(pauses) * timedelta(days=1) >= _LIVELY * (dates[-1] - dates[0])
    longest = _LIVELY_STALE if lively else _LONGEST_STALE
    return dates[-1] + min(max(times * max(pauses), _SHORTEST_STALE), longest)


def is_frozen(state: SourceState, now: datetime) -> bool:
    """Whether a source that answers shows nothing any more."""
    return state.stale_at is not None and state.stale_at <= now


def can_wait(state: SourceState, widest: SourceState, now: datetime) -> bool:
    """Whether a source may be skipped while its site's widest feed shows what it showed before.

    Args:
        state: what the source was like when last read; it may have failed then.
        widest: what the widest feed was like: what was read after its newest item has that too.
        now: the present moment (UTC).
    """
    if state.failures:
        return state.next_poll_at is not None and state.next_poll_at > now
    if state.read_at is None or widest.newest_item_at is None:
        return False
    longest = _SKIPPED_BESIDE_FROZEN if is_frozen(widest, now) else _SKIPPED_AT_MOST
    return state.read_at > max(now - longest, widest.newest_item_at + _LATE)
