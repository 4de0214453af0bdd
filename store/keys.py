"""Article keys that sort by time.

A key is the second of publication times 2²⁰ plus a counter within that second. Newest first is
then the order of the keys, also after a back-fill of past periods, and a period is a range of
keys. A key is made once, when the article is first stored, and never changes.
"""

from datetime import UTC, datetime

from crawler.dates import Period

PER_SECOND = 2**20


def first_key(moment: datetime) -> int:
    """Return the first key of the second of a moment (UTC)."""
    return int(moment.timestamp()) * PER_SECOND


def moment_of(key: int) -> datetime:
    """Return the second (UTC) that a key is in."""
    return datetime.fromtimestamp(key // PER_SECOND, UTC)


def second_of(key: int) -> int:
    """Return the second that a key is in, counted from 1970."""
    return key // PER_SECOND


def end_of_second(key: int) -> int:
    """Return the first key of the second after the one that a key is in."""
    return (key // PER_SECOND + 1) * PER_SECOND


def key_range(period: Period) -> tuple[int | None, int | None]:
    """Return the keys of a period, half-open; None where an end is open."""
    start = first_key(period.start) if period.start else None
    end = first_key(period.end) if period.end else None
    return start, end
