"""Outlets at the desk: one is crawled with its progress, is busy, is stopped, ends in order."""

from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine

from crawler import clock
from crawler.dates import vietnamese_day
from crawler.ledger import Status
from desk.bars import HEIGHT, bars
from health.records import Fault
from replica.run import Replica
from store.audit import deeds
from store.findings import write_verdicts
from store.locks import lock_outlet
from store.outlet_state import DayVolume
from store.reading import Wanted, list_articles
from store.runs import runs_of
from store.users import Role
from tests.conftest import DAY
from tests.desk import Browser, desk, running_desk
from tests.stored import article, put

__all__ = ["desk"]

LISTENING = {"Accept": "text/event-stream"}


def listened(browser: Browser, path: str) -> str:
    """All that is sent to a browser that listens, to its end."""
    with browser.stream("GET", path, headers=LISTENING, timeout=60) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return "".join(answer.iter_text())


def test_an_outlet_is_crawled_with_its_progress_and_the_ledger_stays(
    engine: Engine, replica: Replica, tmp_path: Path
) -> None:
    with (
        running_desk(engine, replica=replica.address, data_dir=tmp_path) as desk,
        desk.signed_in(Role.OPERATOR, "chief") as browser,
    ):
        page = "/co-quan/vnexpress"
        sent = browser.submit(f"{page}/thu-thap", page=page)
        assert sent.headers["location"] == f"{page}#thu-thap"
        assert 'hx-sse:connect="/co-quan/vnexpress/tien-do"' in browser.get(page).text
        told = listened(browser, f"{page}/tien-do")
        [run] = runs_of(engine, "vnexpress", 9)
        assert run.status is Status.FINISHED
        assert run.stored_new == sum(run.outcomes.values()) > 0
        assert told.endswith("event: xong\ndata: xong\n\n")
        last = told.split("\n\n")[-3]
        assert f"{run.stored_new} bài mới" in last
        after = browser.get(page).text
        assert "hx-sse:connect" not in after
        assert f"/co-quan/vnexpress/lan/{run.run}" in after
        ledger = browser.get(f"/co-quan/vnexpress/lan/{run.run}").text
        assert "bài mới" in ledger
        assert browser.get(f"/co-quan/vtv/lan/{run.run}").status_code == 404
    [deed] = deeds(engine, 9)
    assert (deed.by, deed.action, deed.subject) == ("chief", "crawl.begin", "vnexpress")


def test_days_of_the_past_are_crawled_and_days_that_cannot_be_are_refused(
    engine: Engine, replica: Replica, tmp_path: Path
) -> None:
    with (
        running_desk(engine, replica=replica.address, data_dir=tmp_path) as desk,
        desk.signed_in(Role.OPERATOR) as browser,
    ):
        page, day = "/co-quan/vnexpress", DAY.isoformat()
        wrong = browser.submit(f"{page}/thu-thap", {"since": day, "until": "2026-01-01"}, page)
        assert wrong.status_code == 422
        assert "Khoảng ngày chưa đúng" in wrong.text
        browser.submit(f"{page}/thu-thap", {"since": day, "until": day}, page)
        listened(browser, f"{page}/tien-do")
    [run] = runs_of(engine, "vnexpress", 9)
    assert run.status is Status.FINISHED
    stored = list_articles(engine, Wanted(), 99)
    assert len(stored) == run.stored_new > 0
    assert {vietnamese_day(line.published_at) for line in stored} == {DAY}


def test_an_outlet_that_is_crawled_elsewhere_is_a_sentence(
    engine: Engine, replica: Replica, tmp_path: Path
) -> None:
    release = lock_outlet(engine, "vtv")
    with (
        running_desk(engine, replica=replica.address, data_dir=tmp_path) as desk,
        desk.signed_in(Role.OPERATOR) as browser,
    ):
        busy = browser.submit("/co-quan/vtv/thu-thap", page="/co-quan/vtv")
        release()
        assert busy.status_code == 409
        assert "Cơ quan báo chí này đang được thu thập" in busy.text
    assert runs_of(engine, "vtv", 1) == []
    assert deeds(engine, 9) == []


def running(engine: Engine, slug: str) -> None:
    """Wait until the crawl of an outlet has found addresses."""
    until = monotonic() + 30
    while not any(run.outcomes for run in runs_of(engine, slug, 1)):
        assert monotonic() < until
        sleep(0.1)


def test_a_crawl_is_stopped_and_a_second_one_must_wait(
    engine: Engine, mended: Replica, tmp_path: Path
) -> None:
    mended.break_with({"host": "vtv.vn", "path": "*.htm", "fault": "slow", "seconds": 2})
    with (
        running_desk(engine, replica=mended.address, data_dir=tmp_path) as desk,
        desk.signed_in(Role.OPERATOR) as browser,
    ):
        page = "/co-quan/vtv"
        browser.submit(f"{page}/thu-thap", page=page)
        running(engine, "vtv")
        assert "Đang thu thập" in browser.get("/co-quan/vtv/tien-do").text
        again = browser.submit(f"{page}/thu-thap", page=page)
        assert again.status_code == 409
        browser.submit(f"{page}/dung", page=page)
        told = listened(browser, f"{page}/tien-do")
        assert "bị dừng" in told
    [run] = runs_of(engine, "vtv", 9)
    assert run.status is Status.STOPPED
    assert [deed.action for deed in deeds(engine, 9)] == ["crawl.stop", "crawl.begin"]


def test_a_desk_that_ends_ends_its_crawls_in_order_though_somebody_listens(
    engine: Engine, mended: Replica, tmp_path: Path
) -> None:
    mended.break_with({"host": "vtv.vn", "path": "*.htm", "fault": "slow", "seconds": 2})
    with (
        running_desk(engine, replica=mended.address, data_dir=tmp_path) as desk,
        desk.signed_in(Role.OPERATOR) as browser,
    ):
        browser.submit("/co-quan/vtv/thu-thap", page="/co-quan/vtv")
        running(engine, "vtv")
        path = "/co-quan/vtv/tien-do"
        with browser.stream("GET", path, headers=LISTENING, timeout=60) as answer:
            next(answer.iter_text())
            desk.stop()
    [run] = runs_of(engine, "vtv", 9)
    assert run.status is Status.STOPPED
    lock_outlet(engine, "vtv")()


def test_only_operators_crawl_and_all_see_what_is_wrong(engine: Engine) -> None:
    fault = Fault(
        name="source_failing",
        outlet="vtv",
        subject="https://vtv.vn/rss/home.rss",
        since=clock.now(),
        facts={"why": "<b>404</b>"},
        evidence=("javascript:alert(1)", "https://vtv.vn/rss/home.rss"),
    )
    write_verdicts(engine, [fault], clock.now())
    put(engine, [article(1, "Tin của VTV", published_at=clock.now())])
    with running_desk(engine) as desk, desk.signed_in(Role.ANALYST) as browser:
        refused = browser.submit("/co-quan/vtv/thu-thap", page="/tai-khoan")
        assert refused.status_code == 403
        listed, page = browser.get("/co-quan").text, browser.get("/co-quan/vtv").text
    for text in (listed, page):
        assert "Một nguồn tin bị lỗi".lower() in text.lower()
    assert "&lt;b&gt;404&lt;/b&gt;" in page
    assert 'href="javascript' not in page
    assert "Thu thập ngay" not in page
    assert 'href="https://vtv.vn/rss/home.rss"' in page


@pytest.mark.parametrize(("articles", "low"), [(4, True), (5, False)])
def test_a_day_with_less_than_half_of_the_usual_is_marked(articles: int, low: bool) -> None:
    days = [DayVolume(DAY, articles, 10.0), DayVolume(DAY, 1, 10.0)]
    before, present = bars(days)
    assert before.low is low
    assert not present.low, "it is not over yet"
    assert before.y + before.height == HEIGHT
