"""The scheduler as it runs: real processes, on the replica, on both databases."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, func, insert, select, update

from crawler.ledger import Status
from crawler.processes import Event, Order
from jobs.all import jobs_of
from jobs.crawls import crawl_here, due_outlets, nightly
from jobs.upkeep import backup
from replica.run import Replica
from scheduler import overdue
from settings import Settings, load_settings
from spiders import outlet_named, outlets
from store.engine import open_engine
from store.jobs import JobLog, JobRun, JobStatus, latest_runs, scheduler_state
from store.models import ArticleRow, JobRunRow, SourceRow
from store.patience import Patience
from store.runs import last_runs
from tests.conftest import ROOT, new_database
from tests.servers import postgresql_server

# So long ago the scheduler was last heard of: ten quarters of an hour.
GAP = timedelta(hours=2, minutes=30)


def log_of(engine: Engine) -> JobLog:
    return JobLog(Patience(engine))


def feeds_of(slug: str) -> list[str]:
    return [site.absolute(path) for site in outlet_named(slug).sites for path in site.feeds]


def due_alone(engine: Engine, *slugs: str) -> None:
    """Say of the feeds of all other outlets that they were read just now."""
    now = datetime.now(UTC)
    later = now + timedelta(days=1)
    known = {"etag": "", "last_modified": "", "body_hash": "", "failures": 0.0}
    rows = [
        known | {"url": url, "outlet": slug, "read_at": now, "next_poll_at": later}
        for slug in outlets()
        if slug not in slugs
        for url in feeds_of(slug)
    ]
    with engine.begin() as connection:
        connection.execute(insert(SourceRow), rows)


def long_silent(engine: Engine) -> None:
    """A scheduler read the feeds, lived on for a while, and was not heard of since."""
    then = datetime.now(UTC) - GAP
    log = log_of(engine)
    log.end(log.begin("feeds", then, then), JobStatus.DONE, "no feed is due", then)
    log.beat(machine="press1", pid=4711, started_at=then, now=then, doing="")


@pytest.fixture
def variables(environment: dict[str, str], database: str) -> dict[str, str]:
    return environment | {"DIEMBAO_DATABASE_URL": database, "DIEMBAO_NIGHTLY_AT": ""}


@contextmanager
def scheduling(variables: dict[str, str], replica: Replica) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli import main; main()", "schedule"],
        cwd=ROOT,
        env=variables | {"DIEMBAO_REPLICA": replica.address},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(what: Callable[[], object]) -> None:
    until = time.monotonic() + 180
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)


def last(engine: Engine, job: str = "feeds") -> JobRun | None:
    return latest_runs(engine, [job]).get(job)


def has_ended(engine: Engine, since: datetime) -> bool:
    run = last(engine)
    return run is not None and run.began_at > since and run.status is not JobStatus.RUNNING


def articles(engine: Engine) -> int:
    with engine.connect() as connection:
        urls = ArticleRow.canonical_url
        stored, once = connection.execute(
            select(func.count(urls), func.count(func.distinct(urls)))
        ).one()
    assert stored == once, "an article stored twice"
    return int(stored)


def published(replica: Replica, *hosts: str) -> int:
    return sum(len(list(replica.newsrooms[host])) for host in hosts)


def stopped(process: subprocess.Popen[str]) -> str:
    """Stop a scheduler as systemd does; what it said."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=40)
    assert time.monotonic() - began < 30
    assert process.returncode == 0, said
    assert "Traceback" not in said, said[max(said.find("Traceback") - 600, 0) :][:3000]
    return said


def test_what_was_missed_is_done_once_and_one_scheduler_runs_at_a_time(
    variables: dict[str, str], engine: Engine, replica: Replica
) -> None:
    due_alone(engine, "vtv")
    long_silent(engine)
    began = datetime.now(UTC)

    def other(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from cli import main; main()", "schedule", *words],
            cwd=ROOT,
            env=variables | {"DIEMBAO_REPLICA": replica.address},
            capture_output=True,
            text=True,
            check=False,
        )

    assert "The scheduler is dead: press1, process 4711" in other("--list").stdout
    with scheduling(variables, replica) as process:
        wait_until(lambda: has_ended(engine, began))
        refused = other()
        assert refused.returncode == 1
        assert f"process {process.pid}, since" in refused.stderr
        shown = other("--list").stdout
        assert "A scheduler is running: " in shown
        assert "1 outlet, 36 new" in " ".join(shown.split())
        assert psutil.Process(process.pid).memory_info().rss < 150_000_000
        stopped(process)
    assert "was stopped at" in other("--list").stdout
    assert articles(engine) == published(replica, "vtv.vn")
    assert set(last_runs(engine)) == {"vtv"}, "no other outlet had a feed that was due"
    with engine.connect() as connection:
        runs = connection.scalar(
            select(func.count()).where(JobRunRow.job == "feeds", JobRunRow.began_at > began)
        )
    assert runs == 1, "ten were missed"


def test_sigterm_ends_crawls_in_order_and_the_next_scheduler_does_what_was_left(
    variables: dict[str, str], engine: Engine, mended: Replica
) -> None:
    due_alone(engine, "vnexpress")
    long_silent(engine)
    mended.break_with({"path": "*.htm*", "fault": "slow", "seconds": 2.5})
    with scheduling(variables, mended) as process:
        wait_until(lambda: articles(engine) > 0)
        stopped(process)
    run, held = last(engine), articles(engine)
    assert run is not None
    assert run.status is JobStatus.STOPPED
    crawl = last_runs(engine)["vnexpress"]
    assert crawl.status is Status.STOPPED
    assert 0 < crawl.stored_new == held < published(mended, "vnexpress.net")
    mended.break_with()
    began = datetime.now(UTC)
    with scheduling(variables, mended) as process:
        wait_until(lambda: has_ended(engine, began))
        stopped(process)
    assert articles(engine) == published(mended, "vnexpress.net")


def test_what_a_killed_scheduler_was_doing_is_begun_anew(
    variables: dict[str, str], engine: Engine, mended: Replica
) -> None:
    due_alone(engine, "vnexpress")
    long_silent(engine)
    mended.break_with({"path": "*.htm*", "fault": "slow", "seconds": 1.5})
    with scheduling(variables, mended) as process:
        wait_until(lambda: articles(engine) > 0)
        crawls = psutil.Process(process.pid).children()
        process.kill()
        process.wait()
        psutil.wait_procs(crawls, timeout=30)  # they notice, and end in order
    state = scheduler_state(engine, datetime.now(UTC) + timedelta(minutes=5))
    assert state is not None
    assert (state.alive, state.stopped) == (False, False)
    mended.break_with()
    began = datetime.now(UTC)
    with scheduling(variables, mended) as process:
        wait_until(lambda: has_ended(engine, began))
        stopped(process)
    with engine.connect() as connection:
        of_feeds = select(JobRunRow.status).where(JobRunRow.job == "feeds")
        ends = connection.scalars(of_feeds.order_by(JobRunRow.id)).all()
    assert ends == ["done", "killed", "done"]
    assert articles(engine) == published(mended, "vnexpress.net")


def test_a_server_that_goes_away_under_scheduler_and_crawl_is_waited_for_and_nothing_is_lost(
    environment: dict[str, str], mended: Replica
) -> None:
    with postgresql_server() as server:
        database = new_database(server.url, "diembao_away")
        variables = environment | {"DIEMBAO_DATABASE_URL": database, "DIEMBAO_NIGHTLY_AT": ""}
        engine = open_engine(database)
        due_alone(engine, "vnexpress", "vtv")
        long_silent(engine)
        began = datetime.now(UTC)
        mended.break_with({"path": "*.htm*", "fault": "slow", "seconds": 1})
        with scheduling(variables, mended) as process:
            wait_until(lambda: articles(engine) > 0)
            engine.dispose()
            server.stop()
            away = int(os.environ.get("AWAY_SECONDS", "6"))  # a minute does as well
            time.sleep(away)
            assert process.poll() is None
            server.start()
            wait_until(lambda: has_ended(engine, began))
            state = scheduler_state(engine, datetime.now(UTC))
            assert state is not None
            wait_until(lambda: _beaten(engine, state.beat_at))
            said = stopped(process)
        run = last(engine)
        assert run is not None
        assert (run.status, run.detail) == (JobStatus.DONE, "2 outlets, 72 new, 0 new versions"), (
            said
        )
        assert articles(engine) == published(mended, "vnexpress.net", "vtv.vn")
        for crawl in last_runs(engine).values():
            assert crawl.status is Status.FINISHED, crawl.problem
            assert set(crawl.outcomes) == {"stored_new"}
        engine.dispose()
        open_engine.cache_clear()


def _beaten(engine: Engine, before: datetime) -> bool:
    state = scheduler_state(engine, datetime.now(UTC))
    return state is not None and state.beat_at > before


def test_only_outlets_with_a_feed_that_is_due_are_crawled(engine: Engine) -> None:
    some = [outlet_named(slug) for slug in ("vnexpress", "vtv", "vov")]
    now = datetime.now(UTC)
    due_alone(engine, "vnexpress", "vtv")
    assert due_outlets(engine, some, now) == ["vnexpress", "vtv"], "they were never read"
    due_alone_again = feeds_of("vov")[1]
    with engine.begin() as connection:
        soon = update(SourceRow).where(SourceRow.url == due_alone_again)
        connection.execute(soon.values(next_poll_at=now + timedelta(minutes=5)))
    slugs = due_outlets(engine, some, now)
    assert slugs == ["vnexpress", "vtv", "vov"], "due before the next look"


def test_the_nightly_crawl_comes_back_to_an_outlet_that_was_busy(engine: Engine) -> None:
    busy = ["vtv", "vov"]

    def crawl(orders: Sequence[Order], now: datetime) -> Iterator[Event]:
        del now
        for order in orders:
            if order.outlet in busy:
                facts: dict[str, object] = {"problem": "being crawled already", "busy": True}
                yield Event(order.outlet, "failed", facts)
            else:
                done = {"status": "finished", "stored_new": 1, "new_versions": 0, "problem": ""}
                yield Event(order.outlet, "finished", {"summary": done})
        busy[:] = ["vov"]

    said = nightly(crawl, engine, Settings(), datetime.now(UTC))
    count = sum(each.agreement_from is not None and each.has_sources for each in outlets().values())
    expected = f"{count - 1} outlets, {count - 1} new, 0 new versions; left to another crawl: vov"
    assert said == expected


def test_a_crawl_of_due_feeds_asks_for_these_alone(
    variables: dict[str, str], engine: Engine, replica: Replica
) -> None:
    due_alone(engine)
    [first, second, *_] = feeds_of("vnexpress")
    with engine.begin() as connection:
        now = update(SourceRow).where(SourceRow.url == second)
        connection.execute(now.values(next_poll_at=datetime.now(UTC)))
    asked = len(replica.requests())
    subprocess.run(
        [sys.executable, "-m", "crawler", "vnexpress", "--due", "yes"],
        cwd=ROOT,
        env=variables | {"DIEMBAO_REPLICA": replica.address},
        check=True,
        capture_output=True,
    )
    paths = [request["path"] for request in replica.requests()[asked:]]
    assert [path for path in paths if path.endswith(".rss")] == [second.partition(".net")[2]]
    assert first.partition(".net")[2] not in paths


def test_a_simulation_does_jobs_at_moments_of_its_own(
    variables: dict[str, str], engine: Engine, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_alone(engine, "vtv")
    moment = datetime(2026, 11, 14, 18, tzinfo=UTC)
    simulated = {"DIEMBAO_REPLICA": replica.address, "DIEMBAO_NOW": "2026-11-01"}
    for name, value in (variables | simulated).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    stopping = threading.Event()
    jobs = jobs_of(settings, crawl_here(settings, stopping), stopping)
    night = {"feeds": job_run("feeds", moment - timedelta(days=1))}
    [feeds] = overdue(jobs, night, None, moment)
    assert feeds.work(engine, settings, moment) == "1 outlet, 36 new, 0 new versions"
    began = last_runs(engine)["vtv"].started_at - moment
    assert timedelta() <= began < timedelta(minutes=5)
    done = {"feeds": job_run("feeds", moment)}
    assert overdue(jobs, done, None, moment + timedelta(minutes=5)) == []


def job_run(job: str, at: datetime) -> JobRun:
    return JobRun(job, at, at, at, JobStatus.DONE, "")


def test_the_log_keeps_each_jobs_last_run_and_forgets_what_is_old(engine: Engine) -> None:
    log, now = log_of(engine), datetime.now(UTC)
    for days in (200, 150, 10):
        then = now - timedelta(days=days)
        log.end(log.begin("nightly", then, then), JobStatus.DONE, f"{days} days ago", then)
    old = now - timedelta(days=200)
    log.end(log.begin("digest", old, old), JobStatus.FAILED, "no answer", old)
    assert log.prune(now - timedelta(days=90)) == 2
    kept = log.latest(["nightly", "digest", "feeds"])
    assert {name: run.detail for name, run in kept.items()} == {
        "nightly": "10 days ago",
        "digest": "no answer",
    }


def test_runs_that_were_broken_off_in_a_row_are_counted(engine: Engine) -> None:
    log, now = log_of(engine), datetime.now(UTC)
    log.end(log.begin("nightly", now, now), JobStatus.STOPPED, "", now)
    log.end(log.begin("nightly", now, now), JobStatus.DONE, "", now)
    log.end(log.begin("nightly", now, now), JobStatus.STOPPED, "", now)
    log.begin("nightly", now, now)
    log.bury(now)
    run = log.latest(["nightly"])["nightly"]
    assert (run.status, run.broken_off) == (JobStatus.KILLED, 2)


def test_the_daily_copies_are_kept_for_a_while_and_no_others_are_touched(
    tmp_path: Path, engine: Engine
) -> None:
    settings = Settings(data_dir=tmp_path, backups_kept=2)
    settings.backups.mkdir()
    others = [settings.backups / name for name in ("diembao-2026-11-01T0500.db", "notes.db")]
    for each in others:
        each.touch()

    moment = datetime(2026, 11, 20, 22, tzinfo=UTC)
    said = [
        backup(threading.Event(), engine, settings, moment + timedelta(days=day))
        for day in range(3)
    ]
    daily = sorted(file.name.partition(".")[0] for file in settings.backups.glob("*-daily.*"))
    assert daily == ["diembao-2026-11-22T0500-daily", "diembao-2026-11-23T0500-daily"]
    assert "1 older ones deleted" in said[-1]
    assert all(each.exists() for each in others)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DIEMBAO_NIGHTLY_AT", "0 0 30 2 *", "DIEMBAO_NIGHTLY_AT is '0 0 30 2 *': is a time that"),
        ("DIEMBAO_SCHEDULE_ZONE", "Asia/Saigonn", "DIEMBAO_SCHEDULE_ZONE is 'Asia/Saigonn'"),
        ("DIEMBAO_NOW", "2026-11-24T01:00", "goes by the clock of the system"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_by_name_at_the_start(
    diembao: Callable[..., object], replica: Replica, variable: str, value: str, words: str
) -> None:
    said = diembao("schedule", **{variable: value, "DIEMBAO_REPLICA": replica.address})
    assert (said.code, words in said.err) == (2, True), said  # type: ignore[attr-defined]
