"""What the health check finds, told from simulated histories and plain facts; no database."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest

from crawler.ledger import Status
from health.describe import FILE, describe
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

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


def test_a_missed_night_is_told_by_the_next_run_and_mended_by_the_one_after() -> None:
    rounds = [NOW - day * DAY for day in range(30, 1, -1)]
    missed = [*rounds, NOW]
    assert names_of(SystemFacts(NOW + HOUR, missed, 10**12)) == ["crawls_missed"]
    assert names_of(SystemFacts(NOW + DAY + HOUR, [*missed, NOW + DAY], 10**12)) == []
    weekends = [NOW - day * DAY for day in range(27, -1, -1) if day % 7 > 1]
    assert names_of(SystemFacts(weekends[-1] + 3 * DAY, weekends, 10**12)) == [], "an office's own"


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
