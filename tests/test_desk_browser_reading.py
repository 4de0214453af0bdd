"""Today, search and articles in a real browser: by mouse, by keyboard, on a phone, in place."""

import re

import pytest
from playwright.sync_api import Page, expect

from store.by_hand import by_hand
from store.saved import saved_searches
from store.users import Role
from tests.browser import browser, enter, page
from tests.desk import RunningDesk, desk
from tests.pages import keys, noon
from tests.stored import article, put
from tests.test_desk_article import key

__all__ = ["browser", "desk", "key", "noon", "page"]


@pytest.fixture
def many(desk: RunningDesk) -> None:
    """Sixty articles about a motorway, every second one of VOV."""
    put(
        desk.engine,
        [article(n, f"Cao tốc {n}", "Xe cộ.", outlet=("vtv", "vov")[n % 2]) for n in range(60)],
    )


@pytest.mark.usefixtures("many")
def test_a_search_goes_on_where_one_scrolls_and_is_narrowed(page: Page, desk: RunningDesk) -> None:
    enter(page, desk, Role.READER, "/tim-kiem")
    page.get_by_role("searchbox").fill("cao tốc")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="60 bài")).to_be_visible()
    hits = page.locator(".hits > li:not(.more)")
    for held in (25, 50, 60):
        expect(hits).to_have_count(held)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".hits > li.more")).to_have_count(0)
    page.get_by_role("link", name=re.compile("Đài Tiếng nói Việt Nam 30")).click()
    expect(page.get_by_role("status").filter(has_text="30 bài")).to_be_visible()
    page.get_by_role("link", name="Bỏ Đài Tiếng nói Việt Nam").click()
    expect(page.get_by_role("status").filter(has_text="60 bài")).to_be_visible()


@pytest.mark.usefixtures("many")
def test_the_keyboard_moves_opens_and_searches(page: Page, desk: RunningDesk) -> None:
    enter(page, desk, Role.READER, "/tim-kiem?q=cao+tốc")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Cao tốc 1", exact=True)).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Cao tốc 0", exact=True)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Phím tắt")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("j")  # what is typed is typed
    expect(page.get_by_role("searchbox")).to_have_value("j")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cao tốc 0")


def test_an_editor_tags_and_notes_in_place(page: Page, desk: RunningDesk, key: int) -> None:
    enter(page, desk, Role.EDITOR, f"/bai/{key}")
    page.get_by_role("button", name="Bỏ chủ đề Tội phạm ma túy").click()
    expect(page.get_by_role("status")).to_have_text("Đã bỏ chủ đề.")
    page.get_by_label("Chủ đề cần thêm").select_option("traffic")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Đã thêm chủ đề.")
    page.get_by_role("button", name="tiêu cực").click()
    expect(page.get_by_role("button", name="tiêu cực")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Ghi chú mới").fill("Đã gọi.")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Đã gọi.")).to_be_visible()
    page.get_by_role("button", name="Chọn vào điểm báo").click()
    expect(page.get_by_role("status")).to_have_text("Đã chọn vào điểm báo.")
    assert page.url == f"{desk.address}/bai/{key}"
    said = by_hand(desk.engine, [key])[key]
    assert [(each.topic, each.present) for each in said.topics] == [
        ("drugs", False),
        ("traffic", True),
    ]
    assert said.marked
    assert [note.text for note in said.notes] == ["Đã gọi."]


def test_a_note_stays_typed_where_it_is_too_long(page: Page, desk: RunningDesk, key: int) -> None:
    enter(page, desk, Role.EDITOR, f"/bai/{key}")
    page.evaluate("document.getElementById('note').removeAttribute('maxlength')")
    page.get_by_label("Ghi chú mới").fill("x" * 4_001)
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="nhiều nhất 4.000 ký tự")).to_be_visible()
    expect(page.get_by_label("Ghi chú mới")).to_have_value("x" * 4_001)


def test_a_topic_is_hidden_and_its_rule_told(page: Page, desk: RunningDesk, key: int) -> None:
    enter(page, desk, Role.READER, f"/bai/{key}")
    found = page.locator("mark.c0").first
    colour = "getComputedStyle(document.querySelector('mark.c0')).backgroundColor"
    shown = page.evaluate(colour)
    found.focus()
    told = page.evaluate("getComputedStyle(document.activeElement, '::after').content")
    assert "từ khóa: ma túy" in told
    page.get_by_role("checkbox", name=re.compile("Tội phạm ma túy")).uncheck()
    assert page.evaluate(colour) != shown


def test_a_story_opens_in_place(page: Page, desk: RunningDesk) -> None:
    body = "Công an tỉnh bắt giữ hai đối tượng tàng trữ trái phép chất ma túy tại bến xe. " * 9
    put(desk.engine, [article(1, "Chép lại", body), article(2, "Đầu tiên", body, outlet="vov")])
    enter(page, desk, Role.READER)
    page.get_by_role("link", name=re.compile("1 bài cùng tin")).click()
    expect(page.get_by_role("link", name="Chép lại")).to_be_visible()
    expect(page.locator("details.others summary")).to_be_focused()


@pytest.mark.usefixtures("many")
def test_a_search_is_saved_and_found_again(page: Page, desk: RunningDesk) -> None:
    enter(page, desk, Role.READER, "/tim-kiem?q=cao+tốc")
    page.get_by_text("Lưu câu tìm").click()
    page.get_by_label("Tên câu tìm").fill("Đường")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Đã lưu câu tìm.")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Tìm kiếm").click()
    page.get_by_role("link", name="Đường").click()
    expect(page.get_by_role("searchbox")).to_have_value("cao tốc")
    assert [each.name for each in saved_searches(desk.engine)] == ["Đường"]


@pytest.mark.usefixtures("many")
def test_on_a_phone_the_hits_come_first_and_nothing_is_wider(page: Page, desk: RunningDesk) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    first = keys(desk.engine)[0]
    enter(page, desk, Role.EDITOR, "/tim-kiem?q=cao+tốc")
    expect(page.get_by_role("link", name="Cao tốc 0", exact=True)).to_be_in_viewport()
    page.get_by_text("Thu hẹp kết quả").click()
    expect(page.get_by_role("link", name=re.compile("Đài Tiếng nói Việt Nam"))).to_be_visible()
    for path in ("/", "/tim-kiem", "/tim-kiem?q=cao+tốc", f"/bai/{first}", f"/bai/{first}/ban/1"):
        page.goto(desk.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
