"""Nights by themselves: six of `make month`, and what it asks of all thirty."""

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bench.month.verdict import Alarm, Verdict, breaches, false_alarms, judge
from replica.month import SIX_NIGHTS
from tests.conftest import ROOT

HOUR = timedelta(hours=1)
CRAWLS = [
    SIX_NIGHTS.at(night) + hours * HOUR
    for night in range(1, 7)
    for hours in (1, 12)
    if not SIX_NIGHTS.at(4) + 10 * HOUR < SIX_NIGHTS.at(night) + hours * HOUR < SIX_NIGHTS.at(6)
]
CRAWLS.insert(7, SIX_NIGHTS.at(5) + 14 * HOUR)


def alarm(name: str, outlet: str, opened: float, mended: float) -> Alarm:
    """One that was told and mended in the crawls at these times."""
    at, end = (SIX_NIGHTS.at(night) + HOUR for night in (opened, mended))
    return Alarm(name, outlet, "", at, at, end, end)


GATE = alarm("blocked", "laodong", 2, 3)


def gate(*alarms: Alarm) -> Verdict:
    return next(each for each in judge(SIX_NIGHTS, alarms, CRAWLS) if "gate" in each.trouble.what)


def test_in_six_nights_every_trouble_is_told_and_mended_and_no_article_is_lost(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.month", "--six", "--folder", str(tmp_path / "month")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "Articles missing: 0" in done.stdout
    assert "told: laodong: blocked mended" in done.stdout


@pytest.mark.parametrize(
    ("alarms", "breach"),
    [
        ([GATE], ""),
        ([], "not told"),
        ([replace(GATE, told_at=None)], "not told"),
        ([replace(GATE, told_at=SIX_NIGHTS.at(2.5) + HOUR)], "told late"),
        ([replace(GATE, mended_at=None)], "not told to be mended"),
        ([replace(GATE, mended_at=SIX_NIGHTS.at(3.5) + HOUR)], "mended late"),
        ([replace(GATE, mended_at=SIX_NIGHTS.at(2.5) + HOUR)], "mended too early"),
        ([GATE, replace(GATE, opened_at=SIX_NIGHTS.at(2.5) + HOUR)], "told 2 times"),
    ],
)
def test_a_trouble_is_held_to_its_time(alarms: list[Alarm], breach: str) -> None:
    assert gate(*alarms).breach == breach


def test_what_no_trouble_explains_is_a_false_alarm_and_two_of_them_are_a_breach() -> None:
    other_outlet = replace(GATE, outlet="vnexpress")
    long_after = replace(GATE, opened_at=SIX_NIGHTS.at(4) + HOUR)
    wrong = false_alarms(SIX_NIGHTS, [GATE, other_outlet, long_after], CRAWLS)
    assert wrong == [other_outlet, long_after]
    assert breaches([], wrong[:1], 0) == []
    assert breaches([], wrong, 3) == ["2 false alarms.", "3 articles are missing."]


def test_a_feed_stands_still_from_the_moment_that_its_trouble_begins() -> None:
    def frozen(moment: datetime) -> list[str]:
        rules = SIX_NIGHTS.rules(moment)
        return [rule["moment"] for rule in rules if rule["fault"] == "frozen"]

    began = SIX_NIGHTS.at(2)
    assert frozen(began - HOUR) == []
    assert frozen(began) == frozen(began + 30 * HOUR) == [began.isoformat()]
    assert frozen(SIX_NIGHTS.at(4)) == []
