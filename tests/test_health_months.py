"""What the health check finds in simulated months: every fault, and next to nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from crawler.ledger import SourceState
from crawler.polling import can_wait, is_frozen, stale_after
from health.flow import Flow
from health.records import (
    Catch,
    Fault,
)
from tests.simulated_press import (
    START,
    Fate,
    Press,
    failed,
    gated,
    off,
    poisson,
    redesigned,
    silent,
    slowed,
)

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Eighty articles a day.
ILL = "outlet6"


@pytest.fixture(scope="module")
def known() -> Callable[[int], Press]:
    """Makes a press after four weeks on which nothing was wrong."""

    def make(seed: int) -> Press:
        press = Press(seed)
        list(press.quiet(range(28)))
        press.open.clear()
        return press

    return make


def told(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.name, fault.outlet) for fault in faults]


# Months.


def test_quiet_months_have_one_false_alarm_each_at_the_most(known: Callable[[int], Press]) -> None:
    for seed in range(3):
        alarms = list(known(seed).quiet(range(28, 58)))
        assert len(alarms) <= 1, alarms


@pytest.mark.parametrize(
    ("fate", "name"),
    [
        (failed, "site_down"),
        (gated, "blocked"),
        (redesigned, "layout_changed"),
        (slowed, "slow_answers"),
    ],
)
@pytest.mark.parametrize("begins_at_noon", [False, True])
def test_a_fault_is_told_once_by_the_first_run_and_mended_by_the_first_one_after_it(
    known: Callable[[int], Press], fate: Fate, name: str, begins_at_noon: bool
) -> None:
    press = known(7)
    halves = [(day, noon) for day in range(28, 34) for noon in (False, True)]
    first = 2 + begins_at_noon
    ill = range(first, first + 5)
    opened, closed = [], []
    for number, (day, noon) in enumerate(halves):
        new, gone = press.half_day(day, noon, {ILL: fate} if number in ill else {})
        opened += [(number, *each) for each in told(new)]
        closed += [(number, *each) for each in told(gone)]
    assert opened == [(first, name, ILL)]
    assert closed == [(first + 5, name, ILL)]


def test_a_holiday_with_half_the_volume_everywhere_is_no_alarm_and_one_silent_outlet_is(
    known: Callable[[int], Press],
) -> None:
    press = known(3)
    alarms = []
    for day in (28, 29, 30):
        for noon in (False, True):
            alarms += told(press.half_day(day, noon, {ILL: silent}, press=0.5)[0])
    assert alarms == [("volume_low", ILL)]


def test_in_the_middle_of_a_holiday_nights_crawls_nobody_is_judged_by_yesterdays_others(
    known: Callable[[int], Press],
) -> None:
    """While the others' runs of the night are still to come, it is too early to tell."""
    press = known(5)
    press.half_day(28, False, {})
    press.half_day(28, True, {}, press=0.3)
    at = START + 29 * DAY
    for number, outlet in enumerate(press.outlets, 10_000):
        outlet.publish(at, 0.6, 0.3)
        outlet.crawl(number, at + number % 10_000 * timedelta(minutes=9), None)
        opened, _ = press.judge(at + 2 * HOUR)
        assert told(opened) == []


def test_a_night_on_which_our_machine_was_off_is_nobodys_fault_but_ours(
    known: Callable[[int], Press],
) -> None:
    press = known(2)
    press.half_day(28, False, {})
    alarms = []
    for day, noon in ((28, True), (29, False), (29, True)):
        press.half_day(day, noon, {"*": off})
    for day, noon in ((30, False), (30, True), (31, False)):
        alarms += told(press.half_day(day, noon, {})[0])
    assert alarms == []


def test_our_own_line_is_one_finding_and_not_one_an_outlet(known: Callable[[int], Press]) -> None:
    press = known(6)
    opened, _ = press.half_day(28, False, {"*": failed})
    assert told(opened) == [("network_down", "")]
    _, closed = press.half_day(28, True, {})
    assert told(closed) == [("network_down", "")]


def test_a_small_outlet_may_be_silent_for_a_day_but_not_for_a_week() -> None:
    press = Press(8, rates=(4,))
    list(press.quiet(range(28)))
    alarms = []
    for day in range(28, 35):
        for noon in (False, True):
            opened, _ = press.half_day(day, noon, {"outlet0": silent})
            alarms += [(day, name) for name, _ in told(opened)]
    [(day, name)] = alarms
    assert name == "volume_low"
    assert 30 <= day <= 33


def test_it_does_not_matter_how_often_an_outlet_is_crawled() -> None:
    daily = Flow([Catch(NOW + day * DAY, 96) for day in range(5)])
    often = Flow([Catch(NOW + n * DAY / 96, 1) for n in range(5 * 96)])
    for flow in (daily, often):
        came = flow.between(NOW + DAY, NOW + 2.5 * DAY)
        assert came is not None
        assert round(came) == 144
    away = Flow([Catch(NOW, 5), Catch(NOW + DAY, 96), Catch(NOW + 3 * DAY, 200)])
    assert away.between(NOW + 2 * DAY, NOW + 3 * DAY) is None


# Feeds.


def items(random: Random, per_day: float, days: int) -> list[datetime]:
    """When the items of a feed came out: four fifths of them by day, two thirds at weekends."""
    out = []
    for hour in range(24 * days):
        at = NOW - days * DAY + hour * HOUR
        by_day = 6 <= (at.hour + 7) % 24 < 22
        mean = per_day * (0.8 / 16 if by_day else 0.2 / 8) * (0.67 if at.weekday() > 4 else 1)
        out += [at + random.random() * HOUR for _ in range(poisson(random, mean))]
    return sorted(out)


def test_of_a_hundred_and_twenty_feeds_two_a_month_are_called_frozen_by_chance_at_the_most() -> (
    None
):
    frozen = 0
    for seed in range(20):
        for per_day in (0.5, 2, 5, 15, 40, 100):
            every = items(Random(seed), per_day, 100)
            reads = [NOW - half * DAY / 2 for half in range(60)]  # a month, read twice a day
            shown = [[each for each in every if each <= at][-30:] for at in reads]
            stale = [stale_after(each, at) <= at for each, at in zip(shown, reads, strict=True)]
            frozen += any(stale)
    assert frozen <= 2


def test_a_feed_that_froze_is_found_a_day_later_and_does_not_speak_for_its_site() -> None:
    shown = items(Random(1), 40, 3)
    state = SourceState("x", stale_at=stale_after(shown, NOW))
    later = NOW + DAY
    assert not is_frozen(state, NOW + HOUR)
    assert is_frozen(state, later)
    other = SourceState("y", read_at=later - 8 * HOUR)
    lively = replace(state, newest_item_at=later - 9 * HOUR, stale_at=later + HOUR)
    assert can_wait(other, lively, later)
    assert not can_wait(other, replace(lively, stale_at=later - HOUR), later)


def test_a_feed_without_dates_is_frozen_when_it_is_the_same_for_a_week() -> None:
    assert stale_after([None, None], NOW) == NOW + 7 * DAY
