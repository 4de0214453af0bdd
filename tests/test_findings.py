"""Findings in the store, and what a crawl notes for them: on both databases, and over HTTP."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from crawler import clock
from crawler.ledger import SourceState
from health.job import evaluate, run
from health.records import Fault, Sound
from replica.run import Replica
from settings import Settings
from store.engine import WRITES
from store.findings import News, mark_told, open_findings, untold, write_verdicts
from store.models import (
    FrontierRow,
    HeartbeatRow,
    JobRunRow,
    MessageRow,
    RunRow,
    SourceRow,
)
from tests.conftest import DAY, Diembao, crawled, opened

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # 1:30 in the night of the 24th in Vietnam
HOUR = timedelta(hours=1)
FEED = "https://vtv.vn/rss/home.rss"


def fault(name: str = "feed_frozen", subject: str = FEED, **facts: object) -> Fault:
    return Fault(name, "vtv", subject, NOW - 30 * HOUR, facts, [FEED])


def news(engine: Engine, now: datetime) -> list[News | None]:
    with engine.connect() as connection:
        return [each.news(now) for each in untold(connection, now)]


def tell(engine: Engine, now: datetime) -> list[News | None]:
    """Tell what is to be told, as the alerts do; return why each was."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        found = untold(connection, now)
        mark_told(connection, [each.id for each in found], now)
    return [each.news(now) for each in found]


def test_a_finding_opens_once_is_told_once_a_day_and_closes_with_a_notice(engine: Engine) -> None:
    assert len(write_verdicts(engine, [fault(hours=30)], NOW).opened) == 1
    assert tell(engine, NOW) == [News.NEW]
    for hours in range(1, 23):  # the same night and day, run after run
        again = write_verdicts(engine, [fault(hours=30 + hours)], NOW + hours * HOUR)
        assert (again.opened, again.open) == ([], 1)
        assert tell(engine, NOW + hours * HOUR) == []
    assert tell(engine, NOW + 24 * HOUR) == [News.STILL]
    [finding] = open_findings(engine)
    assert finding.since == NOW - 30 * HOUR, "the first word on it holds"
    assert (finding.facts, finding.seen_at) == ({"hours": 52}, NOW + 22 * HOUR)
    nothing = write_verdicts(engine, [], NOW + 25 * HOUR)
    assert (nothing.closed, nothing.open) == ([], 1), "what was not looked at stays"
    mended = write_verdicts(engine, [Sound("feed_frozen", "vtv", FEED)], NOW + 26 * HOUR)
    assert [each.subject for each in mended.closed] == [FEED]
    assert tell(engine, NOW + 26 * HOUR) == [News.MENDED]
    assert tell(engine, NOW + 50 * HOUR) == []
    assert open_findings(engine) == []
    assert len(write_verdicts(engine, [fault()], NOW + 60 * HOUR).opened) == 1, "a new one"


def test_what_was_found_in_the_evening_is_not_told_again_at_night(engine: Engine) -> None:
    evening = NOW - 3 * HOUR
    write_verdicts(engine, [fault()], evening)
    assert tell(engine, evening) == [News.NEW]
    assert tell(engine, NOW) == [], "another day, but three hours later"
    assert tell(engine, NOW + 24 * HOUR) == [News.STILL]


def test_what_came_and_went_before_anybody_was_told_is_not_told(engine: Engine) -> None:
    write_verdicts(engine, [fault()], NOW)
    write_verdicts(engine, [Sound("feed_frozen", "vtv", FEED)], NOW + HOUR)
    assert news(engine, NOW + HOUR) == []


def put_runs(engine: Engine, **last: object) -> None:
    """Four weeks of nightly runs of VTV; the last one, of NOW, as given."""
    row = {
        "outlet": "vtv",
        "status": "finished",
        "requests": 40,
        "bytes": 0,
        "problem": "",
        "field_sources": {"title": {"selector": 30}},
        "outcomes": {"feed": {"read": 3}, "article": {"stored_new": 30, "known": 9}},
        "answer_ms": 200,
        "bounded": False,
    }
    nights = [row | {"started_at": NOW - n * 24 * HOUR} for n in range(28, 0, -1)]
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(insert(RunRow), [*nights, row | {"started_at": NOW} | last])


def found(engine: Engine, settings: Settings, now: datetime = NOW) -> list[str]:
    evaluate(engine, settings, now)
    return sorted(each.name for each in open_findings(engine))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    # As in a simulation: the clock of PostgreSQL's server is then not compared with.
    return Settings(data_dir=tmp_path, replica="http://127.0.0.1:9", now=NOW)


@pytest.mark.parametrize(
    ("last", "names"),
    [
        ({}, []),
        ({"field_sources": {"title": {"fallback": 30}}}, ["layout_changed"]),
        ({"answer_ms": 3000}, ["slow_answers"]),
        ({"outcomes": {"article": {"stored_new": 0, "known": 9}}}, ["volume_low"]),
        ({"outcomes": {"article": {"blocked": 30, "known": 9}}}, ["blocked"]),
        ({"status": "failed", "problem": "no space", "outcomes": {}}, ["run_failed"]),
        ({"bounded": True, "answer_ms": 9000, "outcomes": {"article": {"blocked": 9}}}, []),
    ],
)
def test_runs_in_the_store_are_judged_by_those_before_them(
    engine: Engine, settings: Settings, last: Mapping[str, object], names: list[str]
) -> None:
    put_runs(engine, **last)
    assert found(engine, settings) == names
    assert run(engine, settings, NOW) == (
        f"Findings: 0 new, 0 mended, {len(names)} open." if names else "Nothing is wrong."
    )


def test_sources_and_examples_come_from_the_latest_runs(engine: Engine, settings: Settings) -> None:
    put_runs(engine, outcomes={"feed": {"read": 1}, "article": {"parse_failed": 9}})
    state = SourceState(FEED, "", "", "", NOW - 30 * HOUR, NOW - HOUR, NOW, NOW + HOUR, 0.0)
    page = "https://vtv.vn/tin-1.htm"
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        columns = {name: getattr(state, name) for name in SourceState.__dataclass_fields__}
        connection.execute(insert(SourceRow).values(outlet="vtv", **columns))
        row = {"run": 29, "kind": "article", "identity": page, "url": page, "site": "vtv.vn"}
        row |= {"article_id": "1", "via": FEED, "found_at": NOW, "outcome": "parse_failed"}
        connection.execute(insert(FrontierRow).values(**row))
    assert found(engine, settings) == ["feed_frozen", "parse_failures"]
    frozen, unread = open_findings(engine)
    assert frozen.facts["hours"] == 30
    assert unread.evidence == [page]


def test_the_system_is_judged_by_its_jobs_messages_heartbeats_and_backups(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    put_runs(engine)
    times = {"due_at": NOW, "began_at": NOW, "ended_at": NOW}
    jobs = [
        {"job": job, "status": status, "detail": "x"} | times
        for job, status in (("digest", "failed"), ("feeds", "failed"), ("feeds", "done"))
    ]
    jobs = [row | {"began_at": NOW + n * HOUR / 60 - HOUR} for n, row in enumerate(jobs)]
    jobs.append(jobs[0] | {"began_at": NOW - 72 * HOUR})
    beat = {"name": "scheduler", "kind": "scheduler", "machine": "press1", "pid": 1}
    message = {"key": "k", "channel": "press", "subject": "x", "body": "x", "due_at": NOW}
    message |= {"created_at": NOW - 2 * HOUR, "attempts": 3, "problem": "no answer"}
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(insert(JobRunRow), jobs)
        connection.execute(
            insert(HeartbeatRow).values(**beat, started_at=NOW, beat_at=NOW - HOUR, doing="")
        )
        connection.execute(insert(MessageRow).values(**message))
    names = ["backup_old", "job_failing", "messages_waiting", "process_silent"]
    assert found(engine, settings) == names
    assert {each.subject for each in open_findings(engine)} == {"", "digest", "press", "scheduler"}
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "diembao-2026-11-24T0100.db").touch()
    assert found(engine, settings) == names[1:]


def test_a_clock_that_differs_from_the_database_servers_is_found(
    engine: Engine, tmp_path: Path
) -> None:
    put_runs(engine, started_at=clock.now())
    right = found(engine, Settings(data_dir=tmp_path), clock.now())
    assert "clock_wrong" not in right
    wrong = found(engine, Settings(data_dir=tmp_path), clock.now() - 2 * HOUR)
    assert "clock_wrong" in wrong, "on SQLite by the run that is yet to come"


# Over HTTP, as users run it.


def test_a_gate_is_found_by_the_run_that_meets_it_and_mended_by_the_next(
    diembao: Diembao, environment: dict[str, str], mended: Replica
) -> None:
    at = {"replica": mended.address, "now": f"{DAY}T23:00:00"}
    assert diembao("crawl", "vnexpress", "--limit", "5", **at).code == 0
    at["now"] = f"{DAY}T23:30:00"
    mended.break_with({"host": "vnexpress.net", "path": "*.html", "fault": "status", "status": 403})
    said = diembao("crawl", "vnexpress", **at)
    assert "vnexpress: refuses us. It refused " in said.err
    doctor = diembao("doctor", **at)
    assert doctor.code == 1
    assert "Ask the outlet to admit our User-Agent" in doctor.out
    [finding] = [each for each in diembao("doctor", "--json", **at).records if each["outlet"]]
    assert (finding["name"], finding["serious"]) == ("blocked", True)
    assert finding["vi"]["title"] == "bị trang báo chặn"
    assert finding["evidence"][0].startswith("https://vnexpress.net/")
    outlets = {each["outlet"]: each for each in diembao("outlets", "--json").records}
    assert outlets["vnexpress"]["findings"] == ["blocked"]
    assert outlets["vtv"]["findings"] == []
    mended.break_with()
    at["now"] = f"{DAY + timedelta(days=1)}T01:00:00"
    said = diembao("crawl", "vnexpress", **at)
    assert "vnexpress: mended: refuses us." in said.err
    assert [each for each in diembao("doctor", "--json", **at).records if each["outlet"]] == []
    with opened(environment) as connection:
        closed = connection.exec_driver_sql("SELECT name, closed_at IS NOT NULL FROM findings")
        assert ("blocked", 1) in closed.all()


def test_a_run_notes_its_ledger_and_how_fast_it_was_answered(
    diembao: Diembao, environment: dict[str, str], replica: Replica
) -> None:
    run = crawled(diembao("crawl", "vtv", "--json", replica=replica.address))["vtv"]
    diembao("crawl", "vtv", "--since", "2026-11-15", replica=replica.address)
    with opened(environment) as connection:
        rows = connection.exec_driver_sql("SELECT outcomes, answer_ms, bounded FROM runs").all()
        connection.exec_driver_sql("DELETE FROM frontier")
        connection.commit()
    outcomes = json.loads(rows[0][0])
    assert outcomes["article"] == run["outcomes"]
    assert sum(outcomes["feed"].values()) > 1
    assert 0 < rows[0][1] < 5000
    assert [bool(row[2]) for row in rows] == [False, True]
    assert diembao("runs", "1", "--json").records[0]["outcomes"] == run["outcomes"]
