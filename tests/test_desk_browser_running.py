"""What goes on while somebody looks, in a real browser: a crawl, charts, a rule that is tried."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from crawler import clock
from crawler.dates import VIETNAM
from replica.run import Replica
from store.rulesets import rule_history
from store.runs import runs_of
from store.users import Role
from tests.browser import browser, enter, page
from tests.desk import RunningDesk, desk, running_desk
from tests.stored import article, put
from tests.test_desk_topics import NO_DRUGS, store_two
from tests.test_rulesets import DRUGS

__all__ = ["browser", "desk", "page"]

SLOW = 60_000  # milliseconds; a crawl's process begins within seconds


# What a browser shows is the same on both databases; that it is, other tests hold.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_crawl_is_watched_to_its_end(
    engine: Engine, replica: Replica, tmp_path: Path, page: Page
) -> None:
    with running_desk(engine, replica=replica.address, data_dir=tmp_path) as desk:
        enter(page, desk, Role.OPERATOR, "/co-quan/vnexpress")
        page.get_by_role("button", name="Thu thập ngay").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        page.reload()
        ended = page.locator("#crawl").get_by_role("status")
        expect(ended).to_contain_text("xong", timeout=SLOW)
        [run] = runs_of(engine, "vnexpress", 2)
        expect(ended).to_contain_text(f"{run.stored_new} bài mới")
        listed = page.get_by_label("Các lần thu thập gần đây").get_by_role("row")
        expect(listed).to_have_count(2)
        expect(page.get_by_role("button", name="Thu thập ngay")).to_be_visible()


def test_charts_are_drawn_under_the_policy_and_lead_to_their_articles(
    desk: RunningDesk, page: Page
) -> None:
    # More than five topics are drawn as columns.
    topics = ["covid-19", "drugs", "fire-rescue", "prisons-amnesty", "traffic", "weapons"]
    put(desk.engine, [article(1, DRUGS, published_at=clock.now())], [topics])
    enter(page, desk, Role.READER, "/thong-ke")
    charts = page.locator("figure.chart svg")
    expect(charts).to_have_count(3, timeout=SLOW)
    column = charts.first.locator(".mark-rect.role-mark path").first
    expect(column).to_have_attribute("fill", re.compile("#"))
    column.hover()
    tip = page.locator("#vg-tooltip-element.visible")
    expect(tip).to_contain_text(clock.now().astimezone(VIETNAM).strftime("%d/%m/%Y"))
    expect(tip.locator("strong")).to_have_text("1")
    column.click()
    expect(page).to_have_url(re.compile(r"/tim-kiem\?q=topic%3A"))


def test_a_rule_is_changed_tried_and_saved_without_losing_the_page(
    desk: RunningDesk, page: Page
) -> None:
    store_two(desk.engine)
    enter(page, desk, Role.EDITOR, "/chu-de/drugs/sua")
    text = page.get_by_label("Nội dung tệp")
    text.fill("slug = 5")
    page.get_by_role("button", name="Thử trên 30 ngày qua").click()
    expect(page.get_by_role("alert").filter(has_text="chưa đúng")).to_be_visible()
    expect(text).to_have_value("slug = 5")
    text.fill(NO_DRUGS)
    page.get_by_role("button", name="Thử trên 30 ngày qua").click()
    expect(page.get_by_role("link", name=DRUGS)).to_be_visible(timeout=SLOW)
    assert rule_history(desk.engine) == []
    page.get_by_role("button", name="Lưu và đưa vào dùng").click()
    expect(page.get_by_text("Đã lưu; từ nay")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Gắn lại chủ đề").click()
    expect(page.get_by_text("Đã gắn lại chủ đề cho 2 bài")).to_be_visible(timeout=SLOW)


def test_pages_fit_a_phone_and_can_be_read_without_a_script(
    desk: RunningDesk, browser: Browser
) -> None:
    put(desk.engine, [article(1, DRUGS, published_at=clock.now())], [["drugs"]])
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    narrow = context.new_page()
    for path in ("/thong-ke", "/co-quan", "/co-quan/vtv", "/chu-de", "/chu-de/drugs"):
        enter(narrow, desk, Role.OPERATOR, path)
        width = narrow.locator("body").bounding_box()
        assert width is not None
        assert width["width"] <= 320, path
    enter(narrow, desk, Role.READER, "/thong-ke")
    narrow.get_by_text("Bảng số liệu").first.click()
    expect(narrow.get_by_role("link", name="1", exact=True).first).to_be_visible()
    expect(narrow.locator("noscript img").first).to_be_visible()
    context.close()
