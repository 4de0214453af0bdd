"""The desk's frame in a real browser: signing in, switching, a phone's width, the keyboard."""

import pytest
from playwright.sync_api import Browser, Page, expect

from store.users import Role
from tests.browser import browser, enter, page
from tests.desk import PASSWORD, RunningDesk, desk
from tests.stored import article, put

__all__ = ["browser", "desk", "page"]

PAGES = (
    "/",
    "/tim-kiem",
    "/tim-kiem?q=form:text",
    "/nguoi-dung",
    "/tai-khoan",
    "/nhat-ky",
    "/khong-co",
)


def test_somebody_signs_in_changes_the_language_and_signs_out(
    page: Page, desk: RunningDesk
) -> None:
    desk.session(Role.READER, "thu.ha")
    page.goto(desk.address)
    page.get_by_label("Tên đăng nhập").fill("thu.ha")
    page.get_by_label("Mật khẩu").fill("nhầm rồi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="chưa đúng")).to_be_visible()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Hôm nay")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")


def test_a_user_is_added_and_locked_after_a_question(page: Page, desk: RunningDesk) -> None:
    enter(page, desk, Role.OPERATOR, "/nguoi-dung")
    page.get_by_label("Tên đăng nhập").fill("van.nam")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator("code.secret")).to_contain_text("/mat-khau/")
    page.get_by_role("link", name="Về danh sách người dùng").click()
    row = page.get_by_role("row").filter(has_text="van.nam")
    page.once("dialog", lambda dialog: dialog.dismiss())
    row.get_by_role("button", name="Khóa", exact=True).click()
    expect(row.get_by_text("đã khóa")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Khóa", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Đã khóa van.nam.")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, desk: RunningDesk, width: int) -> None:
    put(desk.engine, [article(1, "Bắt giữ " + "a" * 300)])
    page.set_viewport_size({"width": width, "height": 700})
    for path in PAGES:
        enter(page, desk, Role.OPERATOR, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_reaches_the_content_first(page: Page, desk: RunningDesk) -> None:
    enter(page, desk, Role.READER)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_theme_is_kept_and_changes_the_colours(page: Page, desk: RunningDesk) -> None:
    enter(page, desk, Role.READER)
    expect(page.locator("html")).to_have_css("background-color", "rgb(251, 250, 247)")
    page.get_by_role("button", name="Tối").click()
    expect(page.locator("html")).to_have_css("background-color", "rgb(23, 24, 27)")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_policy_really_stops_a_script_in_the_page(browser: Browser, desk: RunningDesk) -> None:
    page = browser.new_page()
    page.goto(f"{desk.address}/dang-nhap")
    with page.expect_request(f"{desk.address}/csp-report"):
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'window.ran = true'}))"
        )
    assert page.evaluate("window.ran") is None
    page.context.close()
