"""Every page in a real browser: for screen readers, on a phone, in the dark, on paper, calmly."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from crawler import clock
from desk.i18n import LANGUAGES
from desk.pages import menu
from store.engine import open_engine
from store.users import Role
from tests.browser import browser, enter, page
from tests.conftest import OUTLETS
from tests.desk import RunningDesk, running_desk
from tests.desk_pages import Pages
from tests.stored import article, put

__all__ = ["browser", "page"]

_SERIOUS = frozenset({"serious", "critical"})
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_PHONE = {"width": 360, "height": 740}
_DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk with a day of articles: reprints, versions, topics, a run."""
    folder = tmp_path_factory.mktemp("desk")
    engine = open_engine(f"sqlite:///{folder / 'diembao.db'}")
    body = "Công an tỉnh Điện Biên bắt hai đối tượng mua bán trái phép chất ma túy.\n\n" * 12
    written = [
        article(
            number,
            f"Bắt vụ ma túy số {number % 5} ở Điện Biên",
            f"{body}{number % 5}",
            lead="Lực lượng chức năng thu giữ 10 bánh heroin.",
            outlet=OUTLETS[number % 3],
            section="Pháp luật",
            published_at=clock.now(),
        )
        for number in range(12)
    ]
    put(engine, written, [["drugs"], ["drugs", "scam"], []] * 4)
    with running_desk(engine) as running:
        yield running


def _pages(desk: RunningDesk) -> list[str]:
    """Each kind of page once: of its articles the newest stands for all."""
    found: dict[str, str] = {}
    for address in Pages(desk.engine):
        kind = "".join(each for each in address if not each.isdigit())
        found.setdefault(kind, address)
    return list(found.values())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(page: Page, desk: RunningDesk, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    found = []
    for width in (_DESKTOP, _PHONE):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        for address in _pages(desk):
            enter(page, desk, Role.OPERATOR, address)
            page.wait_for_load_state("networkidle")  # charts are drawn when the page is there
            for wrong in Axe().run(page, options=_RULES).response["violations"]:
                nodes = [node["target"] for node in wrong["nodes"][:3]]
                if wrong["impact"] in _SERIOUS:
                    found.append((width["width"], address, wrong["id"], nodes))
    assert found == []


def test_every_page_fits_a_phone_in_both_languages(page: Page, desk: RunningDesk) -> None:
    page.set_viewport_size(_PHONE)  # type: ignore[arg-type]
    for code, language in LANGUAGES.items():
        enter(page, desk, Role.OPERATOR)
        page.get_by_role("button", name=language).click()
        for address in _pages(desk):
            page.goto(desk.address + address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= _PHONE["width"], (address, language)
            assert page.locator("html").get_attribute("lang") == code, address


def test_every_page_prints_its_content_and_nothing_to_click(page: Page, desk: RunningDesk) -> None:
    for address in _pages(desk):
        enter(page, desk, Role.OPERATOR, address)
        page.emulate_media(media="print")
        assert page.locator("main").is_visible(), address
        for unwanted in ("header nav", "footer form"):
            assert not any(each.is_visible() for each in page.locator(unwanted).all()), address
        ink = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ink in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}, (address, ink)
        page.emulate_media(media="screen")


def test_nothing_moves_for_whoever_asked_for_calm(page: Page, desk: RunningDesk) -> None:
    page.emulate_media(reduced_motion="reduce")
    moving = """[...document.querySelectorAll('*')].filter((each) => {
      const style = getComputedStyle(each);
      const long = (value) => value.split(',').some((part) => parseFloat(part) > 0.01);
      const animated = style.animationName !== 'none' && long(style.animationDuration);
      return animated || long(style.transitionDuration);
    }).map((each) => each.outerHTML.slice(0, 80))"""
    for address in _pages(desk):
        enter(page, desk, Role.OPERATOR, address)
        assert page.evaluate(moving) == [], address


def test_every_entry_of_the_menu_says_where_one_is(page: Page, desk: RunningDesk) -> None:
    for entry in menu(desk.user(Role.OPERATOR)):
        enter(page, desk, Role.OPERATOR, entry.path)
        current = page.locator("nav [aria-current=page]")
        assert current.get_attribute("href") == entry.path
        assert page.locator("h1").count() == 1, entry.path
