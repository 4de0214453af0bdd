"""How outlets are treated: robots.txt, pauses, Retry-After, hosts that refuse or are gone."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.fetching.hosts import seconds_to_wait
from crawler.policy import scrapy_settings
from replica.run import Replica
from settings import Settings
from tests.conftest import Diembao, crawled


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"fault": "status", "status": 503}, "refused_by_robots"),
        ({"fault": "html", "text": "<html>Xin chào</html>"}, "refused_by_robots"),
        ({"fault": "body", "text": "User-agent: *\nDisallow: /"}, "refused_by_robots"),
        ({"fault": "drop"}, "unreachable"),
    ],
    ids=["server error", "a page in its place", "forbidden", "unreachable"],
)
def test_a_robots_txt_that_refuses_or_cannot_be_read_ends_the_crawl_before_it_begins(
    diembao: Diembao, mended: Replica, fault: dict[str, object], outcome: str
) -> None:
    mended.break_with({"host": "vnexpress.net", "path": "/robots.txt", **fault})
    asked = len(mended.requests())
    said = diembao("crawl", "vnexpress", "--json", replica=mended.address)
    run = crawled(said)["vnexpress"]
    assert said.code == 1
    assert set(run["sources"]) == {outcome}
    assert {request["path"] for request in mended.requests()[asked:]} == {"/robots.txt"}


def test_a_missing_robots_txt_allows_everything(diembao: Diembao, mended: Replica) -> None:
    mended.break_with({"path": "/robots.txt", "fault": "status", "status": 404})
    run = crawled(diembao("crawl", "vtv", "--json", replica=mended.address))["vtv"]
    assert run["stored_new"] > 0


def test_one_rule_of_robots_txt_is_obeyed_for_its_paths_alone(
    diembao: Diembao, mended: Replica
) -> None:
    rules = "User-agent: *\nDisallow: /rss/the-thao.rss\n"
    mended.break_with({"host": "vtv.vn", "path": "/robots.txt", "fault": "body", "text": rules,
                       "content_type": "text/plain"})  # fmt: skip
    run = crawled(diembao("crawl", "vtv", "--json", replica=mended.address))["vtv"]
    assert run["sources"]["refused_by_robots"] == 1
    assert run["stored_new"] > 0


def test_live_requests_to_a_host_come_one_at_a_time_with_the_promised_pause(
    tmp_path: Path, replica: Replica
) -> None:
    """The live defaults, against the replica: what the outlets would see."""
    live = scrapy_settings(Settings(data_dir=tmp_path, contact="test@example.vn"))
    mild = scrapy_settings(Settings(data_dir=tmp_path, replica=replica.address))
    throttled = mild | {
        name: live[name]
        for name in (
            *("CONCURRENT_REQUESTS_PER_DOMAIN", "DOWNLOAD_DELAY", "DOWNLOAD_DELAY_JITTER"),
            *("AUTOTHROTTLE_ENABLED", "AUTOTHROTTLE_START_DELAY", "USER_AGENT"),
        )
    }
    asked = len(replica.requests())
    crawl_in_a_process(throttled, tmp_path, replica.address)
    times = sorted(
        request["time"] for request in replica.requests()[asked:] if request["host"] == "vtv.vn"
    )
    pauses = [after - before for before, after in pairwise(times)]
    assert len(pauses) >= 5
    assert min(pauses) >= live["DOWNLOAD_DELAY"] * 0.98
    agents = {request["user_agent"] for request in replica.requests()[asked:]}
    assert agents == {live["USER_AGENT"]}
    assert "test@example.vn" in live["USER_AGENT"]


def crawl_in_a_process(settings: dict[str, object], folder: Path, replica: str) -> None:
    import json
    import os
    import subprocess
    import sys

    from tests.conftest import ROOT

    addresses = folder / "urls.txt"
    addresses.write_text(
        "\n".join(f"https://vtv.vn/tin-10026111510000000{n}.htm" for n in range(6)), "utf-8"
    )
    program = (
        "import json, sys; from scrapy.crawler import AsyncCrawlerProcess\n"
        "process = AsyncCrawlerProcess(json.loads(sys.argv[1]))\n"
        "process.crawl('vtv', urls=sys.argv[2]); process.start()"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DIEMBAO_")}
    subprocess.run(
        [sys.executable, "-c", program, json.dumps(settings), str(addresses)],
        cwd=ROOT,
        env=environment | {"DIEMBAO_DATA_DIR": str(folder), "DIEMBAO_REPLICA": replica},
        check=True,
        timeout=120,
    )


def test_a_host_that_asks_us_to_wait_is_left_alone_for_as_long(
    diembao: Diembao, mended: Replica
) -> None:
    mended.break_with(
        {"host": "vtv.vn", "path": "/rss/home.rss", "fault": "status", "status": 429,
         "headers": {"Retry-After": "3"}, "times": 1},
    )  # fmt: skip
    asked = len(mended.requests())
    run = crawled(diembao("crawl", "vtv", "--json", replica=mended.address))["vtv"]
    requests = [r for r in mended.requests()[asked:] if r["host"] == "vtv.vn"]
    refused = next(r["time"] for r in requests if r["status"] == 429)
    # Requests that were on their way already, side by side, do not count.
    later = [r["time"] for r in requests if r["time"] > refused + 0.5]
    assert min(later) >= refused + 2.9
    assert run["stored_new"] == len(list(mended.newsrooms["vtv.vn"]))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b"Tue, 24 Nov 2026 00:01:30 GMT", 90.0),
        (b"Mon, 23 Nov 2026 00:00:00 GMT", 0.0),
        (b"soon", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: bytes | None, seconds: float | None) -> None:
    assert seconds_to_wait(header, datetime(2026, 11, 24, tzinfo=UTC)) == seconds


def test_an_outlet_that_refuses_us_is_not_asked_again_and_again(
    diembao: Diembao, mended: Replica
) -> None:
    mended.break_with({"host": "vtv.vn", "path": "*.htm", "fault": "status", "status": 403})
    asked = len(mended.requests())
    run = crawled(diembao("crawl", "vtv", "--json", replica=mended.address))["vtv"]
    refused = [r for r in mended.requests()[asked:] if r["status"] == 403]
    # Five in a row, and what was on its way beside them: 16 at a time against the replica.
    assert len(refused) <= 5 + 16
    assert run["outcomes"] == {"blocked": sum(run["outcomes"].values())}


def test_the_daily_cap_ends_a_run_and_a_later_one_takes_up_the_rest(
    tmp_path: Path, replica: Replica, diembao: Diembao, environment: dict[str, str]
) -> None:
    mild = scrapy_settings(Settings(data_dir=tmp_path, replica=replica.address))
    folder = Path(environment["DIEMBAO_DATA_DIR"])
    folder.mkdir()
    crawl_in_a_process(mild | {"DIEMBAO_REQUESTS_PER_DAY": 4}, folder, replica.address)
    asked = len(replica.requests())
    capped = diembao("runs", "1", "--json").records[0]
    assert capped["requests"] == 4
    assert capped["outcomes"] == {"http_error": 3, "not_fetched": 3}
    crawl_in_a_process(mild | {"DIEMBAO_REQUESTS_PER_DAY": 4}, folder, replica.address)
    assert len(replica.requests()) == asked, "yesterday's cap still holds today"


def test_a_live_crawl_without_a_contact_is_refused_in_one_sentence(diembao: Diembao) -> None:
    said = diembao("crawl", "vnexpress")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "DIEMBAO_CONTACT" in said.err


def test_addresses_that_are_not_public_are_never_connected_to() -> None:
    from crawler.fetching.handler import PublicResolver

    resolver = object.__new__(PublicResolver)
    for private in ("127.0.0.1", "10.0.0.8", "192.168.1.5", "169.254.169.254", "0.0.0.0"):
        with pytest.raises(Exception, match="no public address"):
            resolver._public(private, "vnexpress.net")
    assert resolver._public("111.65.250.2", "vnexpress.net") == "111.65.250.2"
