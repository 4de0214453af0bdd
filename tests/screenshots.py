"""`make screenshots`: every page of the desk as it looks, on what `make demo` has collected.

Pictures go to `build/screenshots/WIDTH-THEME/`, one a page: screen and phone, light and dark.
"""

import os
import re
import shutil
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from replica.demo import main as collect
from settings import current
from store.engine import open_engine
from store.keys import moment_of
from store.users import Role
from tests.browser import WORDS, chromium, enter
from tests.desk import RunningDesk, running_desk
from tests.desk_pages import Pages

DEMO = Path("data/demo/diembao.db")
FOLDER = Path("build/screenshots")
SIZES = {1280: 800, 360: 740}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# A picture of a longer page shows its beginning.
_LONGEST = 6_000


def _copied(target: Path) -> datetime:
    """Copy the demo's collection; the moment (UTC) of its newest article, in which the desk is."""
    if not DEMO.exists():
        collect()
    with sqlite3.connect(DEMO) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
        return moment_of(copy.execute("SELECT max(id) FROM articles").fetchone()[0])


def _kinds(desk: RunningDesk) -> dict[str, str]:
    """An address of each kind of page, by the name of its picture."""
    found: dict[str, str] = {}
    for address in Pages(desk.engine):
        name = re.sub(r"\d+", "1", address).strip("/") or "hom-nay"
        found.setdefault(re.sub(r"[^\w-]+", "_", name), address)
    return found


def _picture(page: Page, file: Path) -> None:
    page.wait_for_load_state("networkidle")
    tall = page.evaluate("document.documentElement.scrollHeight")
    size = page.viewport_size
    assert size is not None
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(tall, _LONGEST)}
    page.screenshot(path=file, full_page=True, clip=clip)  # type: ignore[arg-type]


def main() -> None:
    """Take the pictures."""
    path = chromium()
    if path is None:
        sys.exit("There is no Chromium: `make browsers` gets one.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    with TemporaryDirectory() as folder:
        database = Path(folder, "diembao.db")
        now = _copied(database)
        os.environ |= {"DIEMBAO_NOW": now.isoformat(), "DIEMBAO_REPLICA": "http://127.0.0.1:1"}
        current.cache_clear()
        engine = open_engine(f"sqlite:///{database}")
        with running_desk(engine) as desk, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=WORDS)
            kinds = _kinds(desk)
            for width, height in SIZES.items():
                for theme in THEMES:
                    page = browser.new_page(
                        viewport={"width": width, "height": height},
                        color_scheme=theme,
                        locale="vi-VN",
                    )
                    for name, address in kinds.items():
                        enter(page, desk, Role.OPERATOR, address)
                        _picture(page, FOLDER / f"{width}-{theme}" / f"{name}.png")
                    page.close()
            browser.close()
    sys.stdout.write(f"{len(kinds) * len(SIZES) * len(THEMES)} pictures are in {FOLDER}.\n")


if __name__ == "__main__":
    main()
