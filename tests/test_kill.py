"""A crawl that is killed, or asked to stop, loses nothing and stores nothing twice."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from crawler.policy import scrapy_settings
from replica.run import Replica
from settings import Settings
from tests.conftest import OUTLETS, ROOT, Diembao, crawled, opened

KILLS = 6


@contextmanager
def crawling(
    environment: dict[str, str], replica: Replica, *words: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`diembao crawl` in a process group of its own, as a terminal would run it."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli import main; main()", "crawl", *(words or OUTLETS)],
        cwd=ROOT,
        env=environment | {"DIEMBAO_REPLICA": replica.address},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def sound(environment: dict[str, str]) -> dict[str, int]:
    """Check that the database is whole, and count what it holds."""
    file = Path(environment["DIEMBAO_DATA_DIR"]) / "diembao.db"
    if not file.exists():
        return {"articles": 0}
    with opened(environment) as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        if not connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE name='articles'")):
            return {"articles": 0}
        halves = """
            SELECT count(*) FROM articles a
            LEFT JOIN versions v ON v.article = a.id AND v.number = a.version
            WHERE v.article IS NULL OR (v.body = '' AND v.lead = '')
        """
        assert connection.scalar(text(halves)) == 0, "half an article"
        twice = "SELECT count(*) - count(DISTINCT canonical_url) FROM articles"
        assert connection.scalar(text(twice)) == 0, "an article stored twice"
        lies = """
            SELECT count(*) FROM frontier f WHERE f.outcome = 'stored_new' AND NOT EXISTS
            (SELECT 1 FROM articles a WHERE a.site = f.site AND a.article_id = f.article_id)
        """
        assert connection.scalar(text(lies)) == 0, "an outcome without its article"
        return {"articles": connection.scalar(text("SELECT count(*) FROM articles")) or 0}


def kill_everything(process: subprocess.Popen[bytes]) -> None:
    """Kill the command and its crawl processes at once, as a power cut would."""
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    for pid in (*map(int, children), process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_kills_at_random_moments_leave_a_sound_database_and_the_next_run_completes_the_work(
    environment: dict[str, str], replica: Replica, diembao: Diembao
) -> None:
    seed = int(os.environ.get("KILL_SEED", time.time_ns() % 100_000))
    print(f"KILL_SEED={seed}")  # noqa: T201 - to run the same kills again
    dice = random.Random(seed)
    before = 0
    for _ in range(KILLS):
        with crawling(environment, replica) as process:
            time.sleep(dice.uniform(0.5, 4.0))
            kill_everything(process)
        held = sound(environment)["articles"]
        assert held >= before, "an article was lost"
        before = held
    last = diembao("crawl", *OUTLETS, "--json", replica=replica.address)
    assert last.code == 0, last.err
    published = sum(len(list(room)) for room in replica.newsrooms.values())
    assert sound(environment)["articles"] == published
    killed = [run for run in diembao("runs", "--json").records if run["status"] == "killed"]
    assert all(sum(run["outcomes"].values()) >= run["stored_new"] for run in killed)
    assert not any("waiting" in run["outcomes"] for run in killed)


def test_ctrl_c_stops_in_order_keeps_what_was_stored_and_the_next_run_goes_on(
    environment: dict[str, str], mended: Replica, diembao: Diembao
) -> None:
    mended.break_with({"path": "*.htm*", "fault": "slow", "seconds": 1.5})
    with crawling(environment, mended, "vnexpress", "--json") as process:
        deadline = time.monotonic() + 20
        while sound(environment)["articles"] == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert b"Traceback" not in err
    stopped = json.loads(out)
    assert stopped["status"] == "stopped"
    held = sound(environment)["articles"]
    assert 0 < stopped["stored_new"] == held
    assert stopped["outcomes"].get("not_fetched", 0) > 0
    mended.break_with()
    again = crawled(diembao("crawl", "vnexpress", "--json", replica=mended.address))["vnexpress"]
    assert again["stored_new"] > 0
    assert sound(environment)["articles"] == len(list(mended.newsrooms["vnexpress.net"]))


def test_a_polite_crawl_that_is_stopped_sends_nothing_that_still_waits_for_its_turn(
    environment: dict[str, str], replica: Replica, diembao: Diembao, tmp_path: Path
) -> None:
    pause = 5.0
    variables = environment | {"DIEMBAO_REPLICA": replica.address}
    mild = scrapy_settings(Settings(data_dir=tmp_path, replica=replica.address))
    polite = mild | {"DOWNLOAD_DELAY": pause, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
    stories = list(replica.newsrooms["vtv.vn"])[:8]
    urls = tmp_path / "urls.txt"
    urls.write_text("\n".join(story.url for story in stories), "utf-8")
    program = (
        "import json, sys; from scrapy.crawler import AsyncCrawlerProcess\n"
        "process = AsyncCrawlerProcess(json.loads(sys.argv[1]))\n"
        "process.crawl('vtv', urls=sys.argv[2]); process.start()"
    )
    words = [sys.executable, "-c", program, json.dumps(polite), str(urls)]
    with subprocess.Popen(words, cwd=ROOT, env=variables) as process:
        deadline = time.monotonic() + 60
        while sound(environment)["articles"] == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        asked = time.monotonic()
        process.terminate()
        process.wait(timeout=60)
    assert time.monotonic() - asked < 2 * pause
    [run] = diembao("runs", "--json").records
    assert run["status"] == "stopped"
    assert run["outcomes"]["stored_new"] < 4 < run["outcomes"]["not_fetched"]


def test_a_crawl_that_hangs_is_ended_at_its_time_limit_and_the_others_go_on(
    diembao: Diembao, mended: Replica
) -> None:
    mended.break_with({"host": "vtv.vn", "path": "/rss/*", "fault": "hang"})
    said = diembao(
        *("crawl", "vtv", "vnexpress", "--json"),
        replica=mended.address,
        crawl_minutes="0.3",
        timeout_seconds="60",
    )
    runs = crawled(said)
    assert said.code == 1
    assert runs["vnexpress"]["status"] == "finished"
    assert runs["vtv"]["status"] in ("failed", "stopped")
    assert "time limit" in said.err


def test_a_full_disk_is_one_sentence_an_outlet_and_the_next_run_completes_the_work(
    environment: dict[str, str], replica: Replica, diembao: Diembao
) -> None:
    assert diembao("db", "upgrade").code == 0
    limit = (Path(environment["DIEMBAO_DATA_DIR"]) / "diembao.db").stat().st_size + 100_000

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    full = subprocess.run(
        [sys.executable, "-c", "from cli import main; main()", "crawl", *OUTLETS],
        cwd=ROOT,
        env=environment | {"DIEMBAO_REPLICA": replica.address},
        capture_output=True,
        text=True,
        preexec_fn=small_disk,
        check=False,
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    told = {line.partition(":")[0] for line in full.stderr.splitlines() if "disk is full" in line}
    assert told >= set(OUTLETS)
    sound(environment)
    assert diembao("crawl", *OUTLETS, replica=replica.address).code == 0
    assert sound(environment)["articles"] == sum(
        len(list(room)) for room in replica.newsrooms.values()
    )
