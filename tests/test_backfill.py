"""Back-fill of a past period: every layer finds what it lists, and a stop loses nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date

import pytest

from replica.run import Replica
from tests.conftest import ROOT, Diembao, crawled
from tests.test_kill import kill_everything, sound

SINCE, UNTIL = date(2026, 9, 26), date(2026, 10, 4)
PERIOD = ("--since", str(SINCE), "--until", str(UNTIL))
# An archive of each kind: monthly sitemaps, an index of sitemaps, day listings; and one without.
ARCHIVES = {
    "nhandan": "nhandan.vn",
    "thanhnien": "thanhnien.vn",
    "vtv": "vtv.vn",
    "vov": "vov.vn",
}


@pytest.fixture(scope="module")
def past() -> Iterator[Replica]:
    """Four outlets with three articles a day, from before the period to after it."""
    since, until = date(2026, 9, 20), date(2026, 10, 10)
    with Replica(tuple(ARCHIVES.values()), per_day=3, since=since, until=until) as running:
        yield running


def in_period(replica: Replica, host: str) -> set[str]:
    return {
        story.url
        for story in replica.newsrooms[host]
        if SINCE <= story.published_at.date() <= UNTIL
    }


def urls(diembao: Diembao, slug: str) -> set[str]:
    words = ("articles", "--outlet", slug, "--limit", "10000", "--format", "jsonl")
    return {line["url"] for line in diembao(*words).records}


@pytest.mark.parametrize("slug", ARCHIVES)
def test_an_archive_alone_finds_every_article_of_a_period_and_fetches_no_other(
    diembao: Diembao, past: Replica, slug: str
) -> None:
    asked = len(past.requests())
    words = ("crawl", slug, *PERIOD, "--via", "archives", "--json")
    run = crawled(diembao(*words, replica=past.address))[slug]
    assert urls(diembao, slug) == in_period(past, ARCHIVES[slug])
    assert run["status"] == "finished"
    pages = [r["path"] for r in past.requests()[asked:] if r["path"].count("-") > 3]
    assert len(pages) == len(set(pages)), "an article was fetched twice"


def test_listings_are_followed_back_to_the_period_and_no_further(
    diembao: Diembao, past: Replica
) -> None:
    words = ("crawl", "vtv", *PERIOD, "--via", "listings", "--json")
    run = crawled(diembao(*words, replica=past.address))["vtv"]
    found = urls(diembao, "vtv")
    assert found
    assert found <= in_period(past, "vtv.vn")
    assert run["outcomes"]["out_of_period"] > 0


def test_a_back_fill_that_is_killed_goes_on_where_it_was_and_ends_as_if_it_had_not_been(
    diembao: Diembao, past: Replica, environment: dict[str, str]
) -> None:
    past.break_with({"path": "/*.htm", "host": "thanhnien.vn", "fault": "slow", "seconds": 0.7})
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", "from cli import main; main()", "crawl", "thanhnien", *PERIOD],
            cwd=ROOT,
            env=environment | {"DIEMBAO_REPLICA": past.address},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while sound(environment)["articles"] == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        kill_everything(process)
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
    finally:
        past.break_with()
    held = sound(environment)["articles"]
    wanted = in_period(past, "thanhnien.vn")
    assert 0 < held < len(wanted)
    asked = len(past.requests())
    run = crawled(diembao("crawl", "thanhnien", *PERIOD, "--json", replica=past.address))
    assert urls(diembao, "thanhnien") == wanted
    assert run["thanhnien"]["stored_new"] == len(wanted) - held
    shards = [r for r in past.requests()[asked:] if "/sitemaps/sitemaps-" in r["path"]]
    assert not shards, "what was read whole is not read again"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("quochoi", *PERIOD), "diembao crawl quochoi --urls FILE"),
        (("vtv", "--since", "2126-01-01"), "is in the future"),
    ],
)
def test_a_period_that_cannot_be_had_is_a_clear_sentence(
    diembao: Diembao, past: Replica, words: tuple[str, ...], said: str
) -> None:
    run = diembao("crawl", *words, replica=past.address)
    assert run.code == 2
    assert said in run.err


def test_endless_listings_end_at_a_limit_that_the_ledger_names(
    diembao: Diembao, past: Replica
) -> None:
    words = ("crawl", "vtv", *PERIOD, "--via", "listings", "--json")
    diembao(*words, replica=past.address, listing_pages="1")
    assert "stopped at page 1 (setting listing_pages)" in diembao("runs", "1").out


def test_a_redirect_loop_ends_by_its_name(diembao: Diembao, past: Replica) -> None:
    story = next(iter(past.newsrooms["vtv.vn"]))
    path = story.url.removeprefix("https://vtv.vn")
    rule = {"host": "vtv.vn", "fault": "redirect"}
    past.break_with(
        {**rule, "path": path, "location": f"{path}?a"},
        {**rule, "path": path + "*", "location": path},
    )
    try:
        run = crawled(diembao("crawl", "vtv", "--json", replica=past.address))["vtv"]
    finally:
        past.break_with()
    assert run["outcomes"]["redirect_loop"] == 1
