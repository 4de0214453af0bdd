"""When jobs are due: planned times, and what has to be made up for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.timetable import Times, is_overdue

ZONE = "Asia/Ho_Chi_Minh"
NIGHTLY = Times.of("0 1 * * *", ZONE)
QUARTERS = Times.of("*/15 * * * *", ZONE)
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)  # in Vietnam
ONE_O_CLOCK = datetime(2026, 11, 22, 18, tzinfo=UTC)  # that morning, in Vietnam


def overdue(
    times: Times,
    *,
    last: datetime | None,
    alive: datetime | None,
    broken_off: int = 0,
    now: datetime = NOON,
) -> bool:
    return is_overdue(times, last_due=last, broken_off=broken_off, alive_until=alive, now=now)


def test_planned_times_are_those_of_the_zone_and_handed_out_in_utc() -> None:
    assert NIGHTLY.latest(NOON) == ONE_O_CLOCK
    assert NIGHTLY.after(NOON) == ONE_O_CLOCK + timedelta(days=1)
    assert NIGHTLY.latest(ONE_O_CLOCK) == ONE_O_CLOCK
    assert NIGHTLY.after(ONE_O_CLOCK) == ONE_O_CLOCK + timedelta(days=1)
    rare = Times.of("0 0 29 feb *", ZONE)
    assert rare.latest(NOON) == datetime(2024, 2, 28, 17, tzinfo=UTC)


def test_a_run_that_was_missed_is_made_up_for() -> None:
    evening = ONE_O_CLOCK - timedelta(hours=5)
    assert overdue(NIGHTLY, last=ONE_O_CLOCK - timedelta(days=1), alive=evening)
    assert overdue(NIGHTLY, last=None, alive=evening), "it never ran, but was planned"
    assert not overdue(NIGHTLY, last=ONE_O_CLOCK, alive=evening)


def test_nothing_is_made_up_for_by_a_scheduler_that_never_was() -> None:
    assert not overdue(NIGHTLY, last=None, alive=None)


def test_a_changed_timetable_is_no_missed_run() -> None:
    """The digest went out at 01:00; at noon it was put to 07:00: it does not go out again."""
    seven = Times.of("0 7 * * *", ZONE)
    assert not overdue(seven, last=ONE_O_CLOCK, alive=NOON - timedelta(seconds=20))


def test_what_was_planned_shortly_before_the_end_may_not_have_begun() -> None:
    now = ONE_O_CLOCK + timedelta(minutes=10)
    last = ONE_O_CLOCK - timedelta(days=1)
    assert overdue(NIGHTLY, last=last, alive=ONE_O_CLOCK + timedelta(seconds=2), now=now)


@pytest.mark.parametrize(("broken_off", "again"), [(1, True), (2, True), (3, False)])
def test_what_was_broken_off_is_begun_anew_but_not_for_ever(broken_off: int, again: bool) -> None:
    alive = NOON - timedelta(minutes=1)
    assert overdue(NIGHTLY, last=ONE_O_CLOCK, alive=alive, broken_off=broken_off) is again


@given(st.lists(st.integers(min_value=1, max_value=60 * 24 * 5), min_size=1, max_size=12))
def test_however_long_the_gaps_each_is_made_up_for_once(minutes: list[int]) -> None:
    """A machine that wakes now and then, looks what is overdue, does it, and sleeps again."""
    now, last, alive = NOON, ONE_O_CLOCK, NOON
    for gap in minutes:
        before, now = now, now + timedelta(minutes=gap)
        planned = NIGHTLY.latest(now)
        missed = planned is not None and planned > before
        assert overdue(NIGHTLY, last=last, alive=alive, now=now) is missed
        if missed:
            assert planned is not None
            last = planned
        assert not overdue(NIGHTLY, last=last, alive=alive, now=now), "twice"
        alive = now


@pytest.mark.parametrize(
    ("crontab", "words"),
    [
        ("0 0 30 2 *", "never comes"),
        ("0 0 31 apr,jun *", "never comes"),
        ("every day", "five fields"),
        ("61 * * * *", "61"),
        ("0 6 * * 1-5", "by name"),
    ],
)
def test_times_that_cannot_be_are_refused(crontab: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Times.of(crontab, ZONE)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Times.of("0 6 * * *", "Asia/Saigonn")
