"""What the health check finds, told from simulated histories and plain facts; no database."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from string import Formatter

import pytest

from crawler.ledger import SourceState, Status
from crawler.polling import can_wait, is_frozen, stale_after
from health.describe import FILE, describe
from health.flow import Flow
from health.outlets import judge_outlets
from health.records import (
    Beat,
    Catch,
    Fault,
    JobEnd,
    OutletFacts,
    RunFacts,
    Sound,
    SourceFacts,
    SourceRead,
    SystemFacts,
    Unsent,
    Verdict,
)
from health.system import judge_system
from health.words import mended, names, render, template
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
    rounds = [START + day * DAY for day in range(30)]
    missed = [*rounds, rounds[-1] + 2 * DAY]
    assert names_of(SystemFacts(missed[-1] + HOUR, missed, 10**12)) == ["crawls_missed"]
    mended_by = [*missed, missed[-1] + DAY]
    assert names_of(SystemFacts(mended_by[-1] + HOUR, mended_by, 10**12)) == []


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
    quiet = SourceState("x", newest_item_at=later - DAY, stale_at=later + HOUR)
    assert can_wait(other, quiet, later)
    assert not can_wait(other, replace(quiet, stale_at=state.stale_at), later)


def test_a_feed_without_dates_is_frozen_when_it_is_the_same_for_a_week() -> None:
    assert stale_after([None, None], NOW) == NOW + 7 * DAY


# Everything that can be found, from plain facts.


def outlet(**more: object) -> OutletFacts:
    return replace(OutletFacts("vtv", NOW), **more)  # type: ignore[arg-type]


def run(number: int = 9, at: datetime = NOW, **articles: int) -> RunFacts:
    outcomes = {"feed": {"read": 2}, "article": articles}
    return RunFacts(number, at, Status.FINISHED, "", 20, outcomes)


FEED = "https://vtv.vn/rss/home.rss"
PAST = [run(n, NOW - n * DAY, stored_new=9) for n in range(1, 9)]
CAUGHT = [Catch(NOW - day * DAY, 40) for day in range(28, -1, -1)]
OTHERS = [OutletFacts(f"o{n}", NOW, [run(at=NOW, stored_new=9)], catches=CAUGHT) for n in range(3)]


def down(host: str, outcome: str = "unreachable") -> list[SourceRead]:
    return [SourceRead(9, NOW, f"https://{host}/{n}.rss", outcome, "no answer") for n in "ab"]


def fields(place: str) -> dict[str, dict[str, int]]:
    return {"title": {place: 20}}


OUTLETS: dict[str, list[OutletFacts]] = {
    "site_down": [outlet(reads=down("vtv.vn"))],
    "blocked": [outlet(runs=[run(blocked=6, stored_new=4)])],
    "source_failing": [outlet(sources=[SourceFacts(FEED, NOW - DAY, failures=1, problem="404")])],
    "feed_frozen": [
        outlet(sources=[SourceFacts(FEED, NOW, NOW - 2 * DAY, stale_at=NOW - DAY)]),
    ],
    "nothing_found": [outlet(runs=[run(not_an_article=20)])],
    "parse_failures": [outlet(runs=[run(parse_failed=6, stored_new=4)])],
    "pages_failing": [outlet(runs=[run(timeout=6, stored_new=2)])],
    "layout_changed": [
        outlet(
            runs=[
                replace(run(stored_new=9), field_sources=fields("fallback")),
                *(replace(each, field_sources=fields("selector")) for each in PAST),
            ]
        )
    ],
    "volume_low": [outlet(catches=[*CAUGHT[:-1], Catch(NOW, 1)])],
    "newest_old": [outlet(catches=CAUGHT, newest_at=NOW - 9 * DAY)],
    "slow_answers": [
        outlet(
            runs=[
                replace(run(stored_new=9), answer_ms=4000),
                *(replace(each, answer_ms=200) for each in PAST),
            ]
        )
    ],
    "run_failed": [outlet(runs=[replace(run(stored_new=9), status=Status.FAILED, problem="x")])],
    "not_crawled": [*OTHERS, outlet(runs=PAST[3:])],
    "all_quiet": [
        replace(each, outlet=f"o{n}", catches=[*CAUGHT[:-1], Catch(NOW, 1)])
        for n, each in enumerate(OTHERS * 2)
    ],
    "network_down": [outlet(outlet=f"o{n}", reads=down(f"o{n}.vn")) for n in range(4)],
}
QUIET = SystemFacts(NOW, [NOW - day * DAY for day in range(9, -1, -1)], 10**12)
ALIVE = Beat("scheduler", "scheduler", "press1", NOW)
SYSTEM: dict[str, SystemFacts] = {
    "crawls_missed": replace(QUIET, now=NOW + 2 * DAY),
    "process_silent": replace(QUIET, beats=[replace(ALIVE, beat_at=NOW - HOUR)], backup_at=NOW),
    "job_failing": replace(QUIET, jobs=[JobEnd("backup", NOW, "failed", "no room.")] * 2),
    "messages_waiting": replace(QUIET, unsent=[Unsent("press", 3, NOW - 2 * HOUR, "refused")]),
    "disk_low": replace(QUIET, disk_free=10**9, database_size=10**9),
    "database_large": replace(QUIET, database_size=4 * 10**10),
    "backup_old": replace(QUIET, backup_at=NOW - 2 * DAY),
    "clock_wrong": replace(QUIET, newest_row_at=NOW + HOUR),
}


def faults(verdicts: list[Verdict]) -> list[Fault]:
    return [each for each in verdicts if isinstance(each, Fault)]


def names_of(facts: SystemFacts) -> list[str]:
    return [fault.name for fault in faults(judge_system(facts))]


def test_everything_that_has_words_can_be_found_and_is_found_alone() -> None:
    assert {*OUTLETS, *SYSTEM} == set(names())
    for name, facts in OUTLETS.items():
        found = faults(judge_outlets(facts))
        assert [fault.name for fault in found] == [name]
    for name, system in SYSTEM.items():
        assert names_of(system) == [name]
    assert names_of(replace(QUIET, beats=[ALIVE], backup_at=NOW)) == []


def test_a_backup_is_missed_when_the_scheduler_had_a_night_for_it_and_not_before() -> None:
    """Who crawled by hand for weeks and starts the scheduler is not told at once."""
    begun = replace(QUIET, beats=[ALIVE], scheduled_since=NOW - HOUR)
    assert names_of(begun) == []
    assert names_of(replace(begun, scheduled_since=NOW - 2 * DAY)) == ["backup_old"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_every_finding_are_filled_by_its_facts(language: str) -> None:
    found = [fault for facts in OUTLETS.values() for fault in faults(judge_outlets(facts))]
    found += [fault for facts in SYSTEM.values() for fault in faults(judge_system(facts))]
    for fault in found:
        words = template(fault.name, language)  # type: ignore[arg-type]
        text = f"{words.title} {words.sentence} {words.advice}"
        needed = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert needed <= {*fault.facts, "outlet", "subject"}, fault.name
        shown = render(fault.name, fault.outlet, fault.subject, fault.facts, language)  # type: ignore[arg-type]
        assert "{" not in f"{shown}"


def test_words_are_written_as_people_write_them() -> None:
    drift = {"field": "authors", "place": "missing", "share": 0.8, "usual": 0.1}
    said = render("layout_changed", "vtv", "", {"fields": [drift]}, "vi").sentence
    assert said == ("Cách đọc bài khác thường lệ: tác giả bị thiếu ở 80% số trang (thường lệ 10%).")
    disk = {"free_bytes": 1_234_000_000, "needed_bytes": 2 * 10**9}
    assert render("disk_low", "", "", disk, "vi").sentence == (
        "Đĩa còn trống 1,2 GB; cần ít nhất 2,0 GB."
    )
    hostile = {"why": "x\n" * 5000, "run": 1}
    assert len(render("run_failed", "vtv", "", hostile, "en").sentence) < 300
    assert mended(NOW, NOW + HOUR, "vi") == (
        "Đã trở lại bình thường lúc 02:00 24/11/2026; bắt đầu từ 01:00 24/11/2026."
    )


def test_between_wrong_and_well_nothing_is_said() -> None:
    few = outlet(runs=[run(blocked=2, stored_new=18)])
    assert not [each for each in judge_outlets([few]) if each.name == "blocked"]
    well = outlet(runs=[run(stored_new=18)])
    assert Sound("blocked", "vtv") in judge_outlets([well])
    none = outlet(runs=[run(known=18)])
    assert not [each for each in judge_outlets([none]) if each.name == "blocked"]


def test_what_is_wrong_does_not_become_the_usual_while_it_is_reported() -> None:
    changed = [
        replace(run(n, NOW - n * DAY / 4, stored_new=9), field_sources=fields("fallback"))
        for n in range(40)
    ]
    before = [replace(each, field_sources=fields("selector")) for each in PAST[-3:]]
    since = changed[-1].started_at
    before = [replace(each, started_at=since - (n + 1) * DAY) for n, each in enumerate(before)]
    facts = outlet(runs=[*changed, *before])
    assert not faults(judge_outlets([facts])), "as if it had always been so"
    told_of = replace(facts, open={("layout_changed", ""): since})
    assert [each.name for each in faults(judge_outlets([told_of]))] == ["layout_changed"]


def test_a_source_that_left_the_outlets_file_is_no_longer_wrong() -> None:
    gone = SourceFacts(FEED, NOW - 20 * DAY, next_poll_at=NOW - 20 * DAY, failures=3)
    said = Counter(type(each) for each in judge_outlets([outlet(runs=[run()], sources=[gone])]))
    assert said[Fault] == 1  # `run()` found no article
    assert Sound("source_failing", "vtv", FEED) in judge_outlets(
        [outlet(runs=[run(known=3)], sources=[gone])]
    )


def test_the_page_of_the_findings_is_up_to_date() -> None:
    assert FILE.read_text("utf-8") == describe(), "run `make docs`"
