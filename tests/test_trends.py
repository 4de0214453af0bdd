"""Counts for charts, spikes, and how outlets fare, on both databases."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, insert

from crawler.dates import Period, vietnamese_day
from crawler.ledger import Status
from desk.spikes import is_spike, spikes, usual
from spiders import outlet_named
from store.keys import first_key
from store.models import RunRow, SourceRow
from store.outlet_state import newest_articles, source_lines, volume_days
from store.recent import Recent
from store.runs import runs_of
from store.statistics import Counted, Dimension, count_articles
from store.trends import quick_counts
from tests.stored import NOON
from tests.test_statistics import Item, put

DAY = timedelta(days=1)
TODAY = vietnamese_day(NOON)


def item(number: int, at: datetime, outlet: str = "vtv", *topics: str) -> Item:
    return Item(first_key(at) + number, at, outlet=outlet, topics=frozenset(topics))


def test_counts_are_those_of_the_statistics_and_hold_for_a_minute(engine: Engine) -> None:
    items = [
        item(n, NOON - DAY * (n % 3), ("vtv", "vov")[n % 2], *("drugs", "traffic")[: n % 3])
        for n in range(20)
    ]
    put(engine, items)
    period = Period(NOON - DAY * 2, NOON + DAY)
    for dimensions in (
        (Dimension.TOPIC, Dimension.DAY),
        (Dimension.OUTLET, Dimension.TOPIC),
        (Dimension.TOPIC,),
    ):
        what = Counted(topics=("drugs", "traffic"), period=period)
        found = quick_counts(engine, dimensions, what)
        assert found == count_articles(engine, dimensions, what).cells
    shares = quick_counts(engine, (Dimension.OUTLET,), Counted(period=period))
    assert shares == {("vtv",): 10, ("vov",): 10}
    put(engine, items[:1])
    assert quick_counts(engine, (Dimension.OUTLET,), Counted(period=period)) == shares


def test_of_many_who_ask_the_same_one_makes_the_answer_and_a_failure_is_not_kept() -> None:
    asked: list[int] = []
    kept: Recent[int] = Recent(60, 2)
    together = Barrier(5)
    answers: list[int] = []

    def make() -> int:
        asked.append(1)
        return len(asked)

    def ask() -> None:
        together.wait()
        answers.append(kept.get("a", make))

    threads = [Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 5
    with pytest.raises(ZeroDivisionError):
        kept.get("b", lambda: 1 // 0)
    assert kept.get("b", lambda: 7) == 7
    kept.get("c", make)  # the third: the one that was not asked for longest goes
    assert kept.get("a", make) == 3
    stale: Recent[int] = Recent(-1, 2)
    assert [stale.get("a", make), stale.get("a", make)] == [4, 5]


def test_a_spike_is_far_above_what_its_weekday_has() -> None:
    monday = date(2026, 11, 23)
    days = [monday - timedelta(days=ago) for ago in range(70, -1, -1)]
    counts = {day: 4 if day.weekday() < 5 else 1 for day in days}
    assert usual(counts, monday, days[0]) == 4
    assert usual(counts, days[20], days[0]) is None
    assert spikes({("drugs", day): n for day, n in counts.items()}, days) == []
    counts[monday] = 14
    saturday = monday - timedelta(days=2)
    counts[saturday] = 6  # usual for a workday, not for a Saturday
    found = spikes({("drugs", day): n for day, n in counts.items()}, days)
    assert [(each.day, each.articles, each.usual) for each in found] == [
        (monday, 14, 4),
        (saturday, 6, 1),
    ]
    assert not is_spike(4, 0)
    assert is_spike(5, 0)
    assert not is_spike(130, 100)


def test_an_outlets_days_stand_beside_what_is_usual_for_workdays_and_weekends(
    engine: Engine,
) -> None:
    items = []
    for ago in range(60):
        at = NOON - DAY * ago
        many = 1 if vietnamese_day(at).weekday() >= 5 else 3
        items += [item(n, at) for n in range(many if ago else 2)]
    put(engine, [*items, item(7, NOON - DAY * 3, "vov")])
    volumes = volume_days(engine, ["vtv", "vov", "dantri"], NOON)
    days = volumes["vtv"]
    assert (len(days), days[-1].day) == (29, TODAY)
    assert (days[-1].articles, days[-1].usual) == (2, 3)
    assert {(each.day.weekday() >= 5, each.articles, each.usual) for each in days[:-1]} == {
        (True, 1, 1.0),
        (False, 3, 3.0),
    }
    assert {each.usual for each in volumes["vov"] + volumes["dantri"]} == {None}
    newest = newest_articles(engine, ["vtv", "vov", "dantri"])
    assert newest["vov"] == (first_key(NOON - DAY * 3) + 7, NOON - DAY * 3)
    assert set(newest) == {"vtv", "vov"}


def test_the_sources_of_an_outlets_file_are_listed_with_how_they_were_read(engine: Engine) -> None:
    outlet = outlet_named("vtv")
    feed = source_lines(engine, outlet)[0]
    assert feed.state is None
    row = {"url": feed.url, "outlet": "vtv", "etag": "", "last_modified": "", "body_hash": ""}
    other = {**row, "url": "https://vtv.vn/sitemap-2021-09.xml"}
    with engine.begin() as connection:
        connection.execute(
            insert(SourceRow), [{**each, "failures": 1.5, "read_at": NOON} for each in (row, other)]
        )
    lines = source_lines(engine, outlet)
    assert [line.url for line in lines if line.state] == [feed.url]
    assert lines[0].state is not None
    assert (lines[0].state.failures, lines[0].state.read_at) == (1.5, NOON)


def test_the_runs_of_an_outlet_are_listed_the_latest_first(engine: Engine) -> None:
    rows = [
        {"outlet": outlet, "started_at": NOON - DAY * ago, "status": Status.FINISHED}
        for outlet, ago in (("vtv", 2), ("vov", 0), ("vtv", 1), ("vtv", 3))
    ]
    with engine.begin() as connection:
        connection.execute(insert(RunRow), [row | {"requests": 0, "bytes": 0} for row in rows])
    assert [run.started_at for run in runs_of(engine, "vtv", 2)] == [NOON - DAY, NOON - DAY * 2]
