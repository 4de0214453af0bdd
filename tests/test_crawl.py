"""A crawl from the feeds to the store, as a user runs it, against the replica over HTTP."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from replica.newsroom import Story
from replica.run import Replica
from tests.captures import CAPTURES, needs_captures
from tests.conftest import OUTLETS, Diembao, crawled, opened


def truth(replica: Replica) -> dict[str, Story]:
    """Every story that the replica publishes, by its address."""
    return {story.url: story for room in replica.newsrooms.values() for story in room}


def words(text: str) -> list[str]:
    return re.sub("[\u00ad\u200b]", "", text).split()


def test_every_article_is_stored_once_with_what_the_outlet_published(
    diembao: Diembao, replica: Replica
) -> None:
    said = diembao("crawl", *OUTLETS, "--json", replica=replica.address)
    assert said.code == 0, said.err
    stories = truth(replica)
    stored = diembao("articles", "--limit", "1000", "--format", "jsonl").records
    assert len({line["url"] for line in stored}) == len(stored)
    assert {line["url"] for line in stored} == set(stories)
    for line in stored:
        story = stories[line["url"]]
        assert line["published_at"] == story.published_at.isoformat(timespec="seconds")
        if story.host != "vietnamplus.vn":  # its pages name the section above first
            assert line["section"] == story.section
        assert line["form"] == story.form


def test_the_ledger_adds_up_and_a_second_run_stores_nothing_and_says_why(
    diembao: Diembao, replica: Replica
) -> None:
    """A run with a period asks every source, so that it must know what it has."""
    first = crawled(diembao("crawl", *OUTLETS, "--json", replica=replica.address))
    layers = (word for layer in ("feeds", "news", "listings") for word in ("--via", layer))
    words = ("crawl", *OUTLETS, "--since", "2026-11-01", *layers, "--json")
    second = crawled(diembao(*words, replica=replica.address))
    stored = diembao("articles", "--limit", "1000", "--format", "jsonl").records
    per_outlet = Counter(line["outlet"] for line in stored)
    for slug, run in first.items():
        outcomes = run["outcomes"]
        new = outcomes["stored_new"] + outcomes.get("paid", 0)
        assert run["stored_new"] == new == per_outlet[slug]
        assert second[slug]["stored_new"] == 0
        assert second[slug]["outcomes"]["known"] == per_outlet[slug]
        shown = diembao("runs", str(run["run"]), "--json").records[0]
        assert shown == run
        sites = 2 if slug == "ttxvn" else 1
        assert shown["requests"] == sum(shown["sources"].values()) + per_outlet[slug] + sites


@needs_captures
def test_a_crawl_over_real_pages_stores_every_one_of_them(diembao: Diembao) -> None:
    with Replica(per_day=0, captures=CAPTURES) as real:
        said = diembao(
            "crawl", *OUTLETS, "dantri", "tuoitre", "vietnamnet", "--json", replica=real.address
        )
    runs = crawled(said)
    assert {slug: run["stored_new"] for slug, run in runs.items()} == {
        "ttxvn": 6,
        "vnexpress": 4,
        "vtv": 1,
        "dantri": 13,
        "tuoitre": 1,
        "vietnamnet": 1,
    }


def test_one_outlet_that_is_down_does_not_stop_the_others(
    diembao: Diembao, mended: Replica
) -> None:
    mended.break_with({"host": "vtv.vn", "fault": "drop"})
    said = diembao("crawl", *OUTLETS, "--json", replica=mended.address)
    runs = crawled(said)
    assert said.code == 1
    assert runs["vtv"]["status"] == "failed"
    assert "vtv.vn cannot be reached" in runs["vtv"]["problem"]
    assert runs["vnexpress"]["status"] == runs["ttxvn"]["status"] == "finished"
    assert "vtv: no source could be read" in said.err


def outcomes_with(diembao: Diembao, replica: Replica, *faults: dict[str, object]) -> Counter[str]:
    """The ledger of VnExpress's articles when something is broken there."""
    replica.break_with(*({"host": "vnexpress.net"} | fault for fault in faults))
    said = diembao("crawl", "vnexpress", "--json", replica=replica.address, page_limit_mb="1")
    assert "Traceback" not in said.err
    return Counter(crawled(said)["vnexpress"]["outcomes"])


def one_page(replica: Replica) -> str:
    story = next(iter(replica.newsrooms["vnexpress.net"]))
    return urlsplit(story.url).path


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"fault": "status", "status": 404}, "http_error"),
        ({"fault": "status", "status": 403}, "blocked"),
        ({"fault": "large", "megabytes": 2}, "too_large"),
        ({"fault": "redirect", "location": "https://e.vnexpress.net/x-4999999.html"}, "off_site"),
        ({"fault": "body", "text": "<h1>Không tìm thấy</h1>"}, "not_an_article"),
        ({"fault": "body", "text": "<article class='fck_detail'>x</article>"}, "parse_failed"),
        ({"fault": "body", "text": "%PDF", "content_type": "application/pdf"}, "not_an_article"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_that_cannot_be_had_is_counted_by_its_name_and_not_stored(
    diembao: Diembao, mended: Replica, fault: dict[str, object], outcome: str
) -> None:
    path = one_page(mended)
    ledger = outcomes_with(diembao, mended, {"path": path, **fault})
    assert ledger[outcome] == 1
    assert ledger.total() == ledger["stored_new"] + 1
    shown = diembao("runs", "1")
    assert path in shown.out or outcome == "off_site"


def test_a_damaged_feed_gives_its_items_and_a_page_in_its_place_is_named(
    diembao: Diembao, mended: Replica
) -> None:
    mended.break_with(
        {"host": "vnexpress.net", "path": "/rss/thoi-su.rss", "fault": "html", "text": "<html>"},
        {"host": "vnexpress.net", "path": "/rss/tin-moi-nhat.rss", "fault": "truncate"},
    )
    said = diembao("crawl", "vnexpress", "--json", replica=mended.address)
    run = crawled(said)["vnexpress"]
    assert run["sources"]["not_a_feed"] == 1
    shown = diembao("runs", "1").out
    assert "an HTML page answers in its place" in shown
    assert "cut off" in shown


def test_period_and_limit_bound_what_is_fetched(diembao: Diembao, replica: Replica) -> None:
    day = "14/11/2026"
    run = crawled(
        diembao(
            *("crawl", "ttxvn", "--since", day, "--until", day, "--limit", "5", "--json"),
            replica=replica.address,
        )
    )["ttxvn"]
    stored = diembao("articles", "--format", "jsonl").records
    assert len(stored) == run["stored_new"] <= 5
    assert all(line["published_at"].startswith("2026-11-14") for line in stored)
    assert run["outcomes"]["out_of_period"] > 0


def test_a_list_of_addresses_is_crawled_instead_of_the_sources(
    diembao: Diembao, replica: Replica, tmp_path: object
) -> None:
    story = next(iter(replica.newsrooms["vtv.vn"]))
    listed = (
        f"# của tôi\n{story.url}?utm_source=zalo#x\n{story.url}\nhttps://vnexpress.net/x-1.html\n"
    )
    file = f"{tmp_path}/urls.txt"
    with open(file, "w", encoding="utf-8") as out:  # noqa: PTH123
        out.write(listed)
    said = diembao("crawl", "vtv", "--urls", file, "--json", replica=replica.address)
    assert crawled(said)["vtv"]["outcomes"] == {"stored_new": 1, "off_site": 1}


def test_two_crawls_of_one_outlet_never_run_at_the_same_time(
    diembao: Diembao, replica: Replica, environment: dict[str, str]
) -> None:
    from pathlib import Path

    from store.engine import open_engine
    from store.locks import lock_outlet

    engine = open_engine(f"sqlite:///{Path(environment['DIEMBAO_DATA_DIR']) / 'diembao.db'}")
    release = lock_outlet(engine, "vtv")
    try:
        said = diembao("crawl", "vtv", "vnexpress", replica=replica.address)
    finally:
        release()
    assert said.code == 1
    assert "vtv: vtv is being crawled already" in said.err
    assert "vnexpress: finished" in said.err


def test_scrapys_own_commands_do_the_same(
    environment: dict[str, str], replica: Replica, diembao: Diembao
) -> None:
    import subprocess
    import sys

    from tests.conftest import ROOT

    scrapy = [sys.executable, "-m", "scrapy"]
    env = environment | {"DIEMBAO_REPLICA": replica.address}
    listed = subprocess.run(
        [*scrapy, "list"], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert set(OUTLETS) < set(listed.stdout.split())
    subprocess.run([*scrapy, "crawl", "vnexpress", "-a", "limit=3"], cwd=ROOT, env=env, check=True)
    assert len(diembao("articles", "--format", "jsonl").records) == 3


def test_the_database_of_a_crawl_is_sound(
    diembao: Diembao, replica: Replica, environment: dict[str, str]
) -> None:
    diembao("crawl", *OUTLETS, replica=replica.address)
    with opened(environment) as open_:
        assert open_.scalar(text("PRAGMA integrity_check")) == "ok"
        assert open_.execute(text("PRAGMA foreign_key_check")).all() == []
        assert open_.scalar(text("SELECT count(*) FROM frontier WHERE outcome IS NULL")) == 0
