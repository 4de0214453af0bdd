"""A real Chromium for tests of the desk: the one on PATH, else the one of `make browsers`.

Where there is none the tests are skipped and say so; in CI they are not.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from desk.access import SESSION
from store.users import Role
from tests.conftest import ROOT
from tests.desk import RunningDesk

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Where `make browsers` puts one that needs no root.
UNPACKED = ROOT / ".venv" / "browsers" / "chromium"
# As root it runs without its sandbox, and it must not look for hosts outside.
WORDS = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run")
# Tells of what a page tried against the policy, and where.
_TELL = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("policy:", event.violatedDirective, event.blockedURI, event.sourceFile));
"""


def chromium() -> str | None:
    """The path of a Chromium, if there is one."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or (str(UNPACKED) if UNPACKED.exists() else None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium, for one module: while it runs, its event loop keeps out any other."""
    path = chromium()
    if path is None:
        assert not os.environ.get("CI"), "CI has no Chromium: `make browsers` gets one"
        pytest.skip("no Chromium here: `make browsers` gets one")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=WORDS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a new browser; any script error or policy report fails the test."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.add_init_script(_TELL)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda said: wrong.append(said.text) if said.text.startswith("policy:") else None,
    )
    yield opened
    context.close()
    assert wrong == []


def enter(page: Page, desk: RunningDesk, role: Role, path: str = "/") -> None:
    """Open a page of the desk as a user of a role."""
    session = {"name": SESSION, "value": desk.session(role), "url": desk.address}
    page.context.add_cookies([session])  # type: ignore[list-item]
    page.goto(desk.address + path)
