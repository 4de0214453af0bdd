"""Several machines share one queue: nothing is lost, nothing is done twice, no host is hurried."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from procrastinate import App
from procrastinate.manager import JobManager
from sqlalchemy import Engine, text

from crawler import clock
from crawler.processes import Event, Order
from replica.run import Replica
from spiders import outlets
from store.engine import open_engine
from store.heartbeats import Heartbeat, beat, heartbeats
from store.models import Base
from store.queue import make_queue, queue_length
from tests.conftest import OUTLETS, Diembao, new_database
from tests.working import Road, machines, until
from workers.care import give_back, take_up
from workers.connector import PatientConnector
from workers.dispatch import crawl_by_workers
from workers.queue import QUEUE, enqueue

Environment = dict[str, str]


@pytest.fixture
def shared(postgresql: str) -> Iterator[Engine]:
    """The database that the machines share."""
    engine = open_engine(new_database(postgresql, "diembao_workers"))
    yield engine
    engine.dispose()
    open_engine.cache_clear()


@pytest.fixture
def everywhere(shared: Engine, environment: Environment, replica: Replica) -> Environment:
    """What is set on every machine."""
    url = shared.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return environment | {"DIEMBAO_DATABASE_URL": url, "DIEMBAO_REPLICA": replica.address}


def jobs(engine: Engine) -> list[tuple[str, str]]:
    """Outlet and state of all jobs, in the order in which they were queued."""
    with engine.connect() as connection:
        query = "SELECT lock, status FROM procrastinate.procrastinate_jobs ORDER BY id"
        return [(lock, status) for lock, status in connection.execute(text(query))]


def articles(engine: Engine) -> int:
    with engine.connect() as connection:
        twice = "SELECT count(*) - count(DISTINCT (site, article_id)) FROM articles"
        assert connection.scalar(text(twice)) == 0, "an article stored twice"
        return connection.scalar(text("SELECT count(*) FROM articles")) or 0


def published(replica: Replica) -> int:
    return sum(len(room) for room in replica.newsrooms.values())


def forget_heartbeats(engine: Engine) -> None:
    """As if forty seconds had gone by since somebody was last heard."""
    with engine.connect() as connection, connection.begin():
        workers = "procrastinate.procrastinate_workers"
        past = f"UPDATE {workers} SET last_heartbeat = last_heartbeat - interval '41 s'"
        connection.execute(text(past))


def test_no_host_belongs_to_two_outlets_so_the_lock_of_an_outlet_is_that_of_its_hosts() -> None:
    owners: dict[str, set[str]] = {}
    for outlet in outlets().values():
        for site in outlet.sites:
            for host in (site.host, *site.aliases, *site.service_hosts):
                owners.setdefault(host.removeprefix("www."), set()).add(outlet.slug)
    assert {host: slugs for host, slugs in owners.items() if len(slugs) > 1} == {}


def test_sqlite_needs_no_workers_and_both_commands_say_so(diembao: Diembao) -> None:
    for command in ("worker", "workers"):
        said = diembao(command)
        assert said.code == 2
        assert "With SQLite there is one machine, and it needs no workers" in said.err
        assert said.err.count("\n") == 1


def test_a_crawl_waits_once_and_the_queue_is_no_part_of_our_tables(
    shared: Engine, diembao: Diembao, everywhere: Environment
) -> None:
    back_fill = Order("vtv", ("--since", "2021-09-01"))
    assert enqueue(shared, [Order("vtv"), Order("vov"), back_fill]) == ["vtv", "vov", "vtv"]
    assert enqueue(shared, [Order("vtv"), Order("laodong"), back_fill]) == ["laodong"]
    assert queue_length(shared) == {"waiting": 4, "running": 0, "failed": 0}
    with shared.connect() as connection:
        opts = {"include_name": lambda name, *_: not str(name).startswith("article_terms")}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    checked = diembao("db", "check", DIEMBAO_DATABASE_URL=everywhere["DIEMBAO_DATABASE_URL"])
    assert "procrastinate" not in checked.out
    assert checked.code == 0, checked.out


def test_machines_that_start_at_once_make_the_queue_once(shared: Engine) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with ThreadPoolExecutor() as several:
        with shared.connect() as first, first.begin():
            first.execute(text("SELECT pg_advisory_xact_lock(hashtext('diembao queue'))"))
            made = [several.submit(make_queue, shared) for _ in range(3)]
            until(lambda: first.scalar(waiting) == 3)
        for each in made:
            each.result()
    assert queue_length(shared) == {"waiting": 0, "running": 0, "failed": 0}


def test_living_workers_get_the_crawls_and_while_there_are_none_the_scheduler_crawls(
    engine: Engine,
) -> None:
    here = [Event("vtv", "finished", {})]
    crawl = crawl_by_workers(engine, lambda *_: iter(here))
    now = clock.now()
    assert list(crawl([Order("vtv")], now)) == here
    heart = Heartbeat("worker press1 7", "worker", "press1", 7, now, now - timedelta(minutes=1))
    beat(engine, heart)
    assert list(crawl([Order("vtv")], now)) == here, "it is dead"
    if engine.dialect.name == "postgresql":
        beat(engine, replace(heart, beat_at=now))
        orders = [Order("vtv"), Order("vov")]
        assert [each.name for each in crawl(orders, now)] == ["queued", "queued"]
        assert list(crawl(orders, now)) == [], "they wait already"


def in_queue(engine: Engine, work: Callable[[JobManager, int], Awaitable[None]]) -> None:
    """Do something as a worker: with the queue's jobs, and a worker's number."""

    async def opened() -> None:
        app = App(connector=PatientConnector(engine, lambda: True))
        async with app.open_async():
            await work(app.job_manager, await app.job_manager.register_worker())

    asyncio.run(opened())


def test_jobs_of_a_dead_worker_wait_again_or_are_failed_where_the_same_crawl_waits(
    shared: Engine,
) -> None:
    async def die_and_be_found(jobs_of: JobManager, worker: int) -> None:
        for _ in range(3):
            await jobs_of.fetch_job([QUEUE], worker)
        back_fill = Order("vov", ("--since", "2021-09-01"))
        enqueue(shared, [Order("vtv"), back_fill])
        await take_up(jobs_of, shared)
        assert {state for _, state in jobs(shared)[:3]} == {"doing"}, "it was heard just now"
        forget_heartbeats(shared)
        await asyncio.gather(*(take_up(jobs_of, shared) for _ in range(3)))

    enqueue(shared, map(Order, ("vtv", "vov", "laodong")))
    in_queue(shared, die_and_be_found)
    assert jobs(shared) == [
        ("vtv", "failed"),
        ("vov", "todo"),  # what waits of that outlet is another crawl
        ("laodong", "todo"),
        ("vtv", "todo"),
        ("vov", "todo"),
    ]

    async def take(jobs_of: JobManager, worker: int) -> None:
        taken = [await jobs_of.fetch_job([QUEUE], worker) for _ in range(4)]
        assert [job and job.lock for job in taken] == ["vov", "laodong", "vtv", None]

    in_queue(shared, take)


def test_a_crawl_that_takes_down_every_worker_is_given_up(shared: Engine) -> None:
    async def take_and_return(jobs_of: JobManager, worker: int) -> None:
        for _ in range(7):
            job = await jobs_of.fetch_job([QUEUE], worker)
            assert job is not None
            await give_back(jobs_of, job)

    enqueue(shared, [Order("vtv")])
    in_queue(shared, take_and_return)
    assert jobs(shared) == [("vtv", "failed")]


def test_two_machines_share_the_work_show_what_they_do_and_end_in_order(
    shared: Engine, everywhere: Environment, tmp_path: Path, replica: Replica, diembao: Diembao
) -> None:
    with machines(tmp_path, everywhere, count=2, crawls_at_once="1") as both:
        until(lambda: len(heartbeats(shared, "worker")) == 2)
        enqueue(shared, map(Order, OUTLETS))
        until(lambda: all(each.doing for each in heartbeats(shared)))
        url = everywhere["DIEMBAO_DATABASE_URL"]
        [seen] = diembao("workers", "--json", DIEMBAO_DATABASE_URL=url).records
        assert [each["pid"] for each in seen["workers"]] == sorted(
            machine.process.pid for machine in both
        )
        assert {each["silent"] for each in seen["workers"]} == {False}
        until(lambda: jobs(shared) == [])
        assert all('"event": "a crawl ended"' in machine.log for machine in both)
        assert [machine.end() for machine in both] == [0, 0]
    assert articles(shared) == published(replica)
    assert heartbeats(shared) == []


def begun(engine: Engine, replica: Replica) -> None:
    """Queue outlets whose pages are slow, and wait until some of their articles are stored."""
    replica.break_with({"path": "*.htm*", "fault": "slow", "seconds": 2})
    enqueue(engine, map(Order, OUTLETS))
    until(lambda: articles(engine) > 0)


def test_a_worker_that_is_asked_to_end_gives_its_crawls_back_and_the_next_one_goes_on(
    shared: Engine, everywhere: Environment, tmp_path: Path, mended: Replica
) -> None:
    with machines(tmp_path / "first", everywhere) as [first]:
        begun(shared, mended)
        assert first.end() == 0
        assert "goes back into the queue" in first.log
    held = articles(shared)
    assert 0 < held < published(mended)
    assert {state for _, state in jobs(shared)} == {"todo"}
    mended.break_with()
    with machines(tmp_path / "second", everywhere):
        until(lambda: jobs(shared) == [])
    assert articles(shared) == published(mended)


def test_a_killed_worker_loses_no_article_also_with_a_second_job_of_its_outlet_queued(
    shared: Engine, everywhere: Environment, tmp_path: Path, mended: Replica
) -> None:
    with machines(tmp_path, everywhere, count=2) as [first, second]:
        begun(shared, mended)
        assert enqueue(shared, [Order("vtv")]) == ["vtv"]
        first.kill()
        mended.break_with()
        forget_heartbeats(shared)
        until(lambda: {state for _, state in jobs(shared)} <= {"failed"})
        assert second.end() == 0
    assert articles(shared) == published(mended)
    with shared.connect() as connection:
        open_runs = text("SELECT count(*) FROM runs WHERE status = 'running'")
        assert connection.scalar(open_runs) == 0


def test_a_worker_waits_for_a_database_that_is_away_and_goes_on(
    shared: Engine, everywhere: Environment, tmp_path: Path, mended: Replica
) -> None:
    mended.break_with({"host": "vtv.vn", "path": "*.htm*", "fault": "slow", "seconds": 2})
    with Road(everywhere["DIEMBAO_DATABASE_URL"]) as road:
        far = everywhere | {"DIEMBAO_DATABASE_URL": road.url}
        with machines(tmp_path, far, crawls_at_once="1") as [machine]:
            enqueue(shared, [Order("vtv")])
            until(lambda: articles(shared) > 0)
            road.cut()
            machine.says("the database is away")
            enqueue(shared, [Order("vnexpress")])  # from another machine
            road.mend()
            machine.says("the database is back")
            until(lambda: jobs(shared) == [])
            assert machine.end() == 0
    with shared.connect() as connection:
        of = text("SELECT count(*) FROM articles WHERE outlet = 'vnexpress'")
        assert connection.scalar(of) == len(mended.newsrooms["vnexpress.net"])
