"""What more machines bring: one worker against three, on one queue; and three of which one dies.

The replica answers after 200 ms. Each machine crawls one outlet at a time here, since all of them
share the cores of this one; see bench/README.md.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import Engine, text

from bench.made_outlets import ARTICLES, MOST, orders
from store.engine import open_engine
from store.heartbeats import heartbeats
from store.queue import queue_length
from tests.conftest import new_database
from tests.servers import postgresql_server
from workers.queue import enqueue

SLOW = '--fault={"path": "*", "fault": "slow", "seconds": 0.2}'


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of CPU: by the workers themselves, and by their crawls."""

    wall: float
    workers: float
    crawls: float


@contextmanager
def replica() -> Iterator[str]:
    """A fresh replica of the made outlets: in every run each page is drawn once."""
    words = [sys.executable, "-m", "bench.made_outlets", "serve", SLOW, "--until-stdin-closes"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield json.loads(process.stdout.readline())["address"]
    finally:
        process.communicate()


@contextmanager
def working(
    count: int, environment: dict[str, str], folder: Path
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many workers, each with a folder of its own."""
    running = []
    for number in range(count):
        own = folder / f"machine-{number}"
        own.mkdir()
        with (own / "log").open("wb") as log:
            running.append(
                subprocess.Popen(
                    [sys.executable, "-c", "from cli import main; main()", "worker"],
                    env={**environment, "DIEMBAO_DATA_DIR": str(own)},
                    stderr=log,
                )
            )
    try:
        yield running
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait()


def until(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    while not true():
        time.sleep(0.1)


def settled(engine: Engine) -> bool:
    """Whether the queue has no more work."""
    length = queue_length(engine)
    return not (length["waiting"] or length["running"])


def complete(engine: Engine, wanted: int) -> None:
    """Stop where an article is missing, or stored twice."""
    counted = "SELECT count(*), count(DISTINCT (site, article_id)) FROM articles"
    with engine.connect() as connection:
        stored, different = connection.execute(text(counted)).one()
    if not stored == different == wanted:
        sys.exit(f"{stored} articles were stored, {different} different: {wanted} wanted")


def cpu(workers: list[psutil.Process]) -> Cost:
    """The CPU that workers and their ended crawls took so far."""
    times = [worker.cpu_times() for worker in workers if worker.is_running()]
    own = sum(each.user + each.system for each in times)
    return Cost(0, own, sum(each.children_user + each.children_system for each in times))


def kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill a worker and its crawls, as a power cut would."""
    for process in [*psutil.Process(worker.pid).children(recursive=True), worker]:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


def measure(server: str, count: int, *, outlets: int, at_once: int, killing: bool) -> Cost:
    """Crawl made outlets with so many workers."""
    database = new_database(server, "diembao_bench")
    engine = open_engine(database)
    with replica() as address, tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DIEMBAO_DATABASE_URL": database,
            "DIEMBAO_REPLICA": address,
            "DIEMBAO_CRAWLS_AT_ONCE": str(at_once),
            "DIEMBAO_METRICS_PORT": "0",
        }
        with working(count, environment, Path(folder)) as workers:
            while len(heartbeats(engine, "worker")) < count:
                if any(worker.poll() is not None for worker in workers):
                    sys.exit("a worker did not start")
                time.sleep(0.1)
            processes = [psutil.Process(worker.pid) for worker in workers]
            before = cpu(processes)
            began = time.perf_counter()
            enqueue(engine, orders(outlets))
            if killing:
                until(lambda: queue_length(engine)["waiting"] <= outlets // 2)
                kill(workers[0])
            until(lambda: settled(engine))
            wall = time.perf_counter() - began
            after = cpu(processes)
        complete(engine, outlets * ARTICLES)
    engine.dispose()
    open_engine.cache_clear()
    return Cost(wall, after.workers - before.workers, after.crawls - before.crawls)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outlets", type=int, default=MOST, help=f"at most {MOST}")
    parser.add_argument("--at-once", type=int, default=1, help="crawls at once on each machine")
    options = parser.parse_args()
    print(f"{options.outlets} outlets of {ARTICLES + 2} answers, 200 ms each")
    print(f"{'':22}{'seconds':>10}{'CPU workers':>14}{'CPU crawls':>14}")
    walls = {}
    ways = (("one worker", 1, False), ("three workers", 3, False), ("three, one killed", 3, True))
    with postgresql_server() as server:
        for name, count, killing in ways:
            cost = measure(
                server.url, count, outlets=options.outlets, at_once=options.at_once, killing=killing
            )
            walls[name] = cost.wall
            print(f"{name:22}{cost.wall:>10.1f}{cost.workers:>14.1f}{cost.crawls:>14.1f}")
    ratio = walls["three workers"] / walls["one worker"]
    print(f"three take {ratio:.2f} × the time of one (aim: at most 0.45); no article lost or twice")


if __name__ == "__main__":
    main()
