"""What runs by itself tells how it is: metrics for Prometheus, who is alive, lines of a log."""

import io
import json
import logging
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.request import urlopen

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, insert

from crawler import clock
from crawler.logs import log_of, set_up_logs
from crawler.processes import Event
from health.metrics import Metrics
from store.engine import WRITES, new_engine
from store.heartbeats import Heartbeat, beat, forget_dead, heartbeats, say_goodbye
from store.models import FindingRow
from tests.stored import NOON

ENDED = {
    "status": "finished",
    "stored_new": 3,
    "outcomes": {"stored_new": 3, "timeout": 2},
    "requests": 9,
    "bytes": 40_000,
    "started_at": "2026-11-24T01:00:00+07:00",
    "finished_at": "2026-11-24T01:02:30+07:00",
}


def values(metrics: Metrics) -> Mapping[str, float]:
    """All samples as Prometheus reads them, by name and labels."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    metrics.serve("127.0.0.1", port)
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        said = answer.read().decode()
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(said)
        for sample in family.samples
    }


def heart(name: str, beat_at: datetime, doing: str = "") -> Heartbeat:
    return Heartbeat(name, "worker", "press1", 7, NOON, beat_at, doing)


def test_what_crawls_and_jobs_did_is_counted_by_their_last_words(engine: Engine) -> None:
    metrics = Metrics(engine)
    metrics.saw(Event("vtv", "progress", {"counts": {"stored_new": 2}, "seconds": 0}))
    metrics.saw(Event("vtv", "finished", {"summary": ENDED}))
    metrics.saw(Event("vtv", "finished", {"summary": ENDED | {"status": "stopped"}}))
    metrics.saw(Event("vov", "failed", {"problem": "no source could be read"}))
    metrics.saw(Event("vov", "failed", {"problem": "being crawled already", "busy": True}))
    metrics.ran("nightly", "failed")
    told = values(metrics)
    assert told["diembao_runs_total vtv finished"] == 1
    assert told["diembao_runs_total vtv stopped"] == 1
    assert (told["diembao_runs_total vov failed"], told["diembao_runs_total vov busy"]) == (1, 1)
    assert told["diembao_articles_stored_total vtv"] == 6
    assert told["diembao_outcomes_total timeout vtv"] == 4
    assert told["diembao_requests_total vtv"] == 18
    assert told["diembao_bytes_total vtv"] == 80_000
    assert told["diembao_crawl_seconds_sum vtv"] == 300
    assert told["diembao_job_runs_total nightly failed"] == 1
    assert told["process_resident_memory_bytes"] > 0


def test_what_is_so_is_read_when_somebody_asks(engine: Engine) -> None:
    finding = {"outlet": "vtv", "subject": "", "since": NOON, "opened_at": NOON, "seen_at": NOON}
    rows = [
        finding | {"name": "frozen-feed", "subject": "/a", "facts": {}, "evidence": []},
        finding | {"name": "frozen-feed", "subject": "/b", "facts": {}, "evidence": []},
        finding | {"name": "blocked", "closed_at": NOON, "facts": {}, "evidence": []},
    ]
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        for row in rows:
            connection.execute(insert(FindingRow).values(row))
    beat(engine, heart("worker press1 7", clock.now() - timedelta(seconds=90)))
    told = values(Metrics(engine))
    assert told["diembao_database_up"] == 1
    assert told["diembao_open_findings frozen-feed"] == 2
    assert "diembao_open_findings blocked" not in told
    assert 90 <= told["diembao_heartbeat_age_seconds worker press1 7"] < 120


def test_a_database_that_is_away_is_told_and_no_error() -> None:
    nowhere = new_engine("postgresql://press@127.0.0.1:9/press")
    assert values(Metrics(nowhere))["diembao_database_up"] == 0


def test_a_port_that_is_taken_costs_the_metrics_and_not_the_work(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        Metrics(engine).serve("127.0.0.1", taken.getsockname()[1])
    assert "metrics_port must be a free port, or 0" in capsys.readouterr().out


def test_processes_say_that_they_live_what_they_do_and_goodbye(engine: Engine) -> None:
    beat(engine, heart("one", NOON))
    beat(engine, heart("two", NOON))
    beat(engine, heart("one", NOON + timedelta(seconds=10), "vtv (3 new)"))
    assert heartbeats(engine, "scheduler") == []
    assert [(each.name, each.doing) for each in heartbeats(engine, "worker")] == [
        ("one", "vtv (3 new)"),
        ("two", ""),
    ]
    forget_dead(engine, "worker", NOON + timedelta(seconds=5))
    assert [each.name for each in heartbeats(engine)] == ["one"]
    say_goodbye(engine, "one")
    assert heartbeats(engine) == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def logs() -> Iterator[None]:
    """Puts logging back as it was: other tests listen to it."""
    root, ours = logging.getLogger(), logging.getLogger("diembao")
    before = (root.handlers[:], root.level, logging.raiseExceptions)
    yield
    root.handlers[:], level, logging.raiseExceptions = before
    root.setLevel(level)
    ours.setLevel(logging.NOTSET)
    structlog.reset_defaults()


def say(to: io.StringIO) -> None:
    set_up_logs(to, outlet="vtv")
    log_of("worker").info("a crawl ended", new=3, problem="Lỗi\nline two\x1b[2J")
    logging.getLogger("scrapy.core").warning("got %s", "\x1b[31mred")
    logging.getLogger("scrapy.core").info("a library's chatter")
    try:
        int("wrong")
    except ValueError:
        log_of("worker").exception("it failed")


@pytest.mark.usefixtures("logs")
def test_logs_are_one_json_object_a_line_for_us_and_for_libraries() -> None:
    said = io.StringIO()
    say(said)
    lines: list[dict[str, Any]] = [json.loads(line) for line in said.getvalue().splitlines()]
    ended, library, failed = lines
    assert (ended["level"], ended["event"], ended["new"]) == ("info", "a crawl ended", 3)
    assert datetime.fromisoformat(ended["time"]).tzinfo is not None
    assert (library["logger"], library["level"]) == ("scrapy.core", "warning")
    assert failed["exception"].endswith("literal for int() with base 10: 'wrong'")
    assert {line["outlet"] for line in lines} == {"vtv"}


@pytest.mark.usefixtures("logs")
def test_on_a_terminal_logs_are_for_people_and_what_others_sent_moves_no_cursor() -> None:
    said = Terminal()
    say(said)
    ended, library, *trace = said.getvalue().splitlines()
    assert "a crawl ended" in ended
    assert "Lỗi\ufffdline two\ufffd[2J" in ended
    assert "\x1b[31mred" not in library
    assert trace[-1].startswith("ValueError: ")
