"""What outlets wrote to do harm is shown on every page as text, and does none."""

import re
from pathlib import Path

from playwright.sync_api import Dialog, Page, Request
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import Engine

from desk.render import FOLDER
from store.engine import open_engine
from store.users import Role
from tests.browser import browser, enter, page
from tests.desk import running_desk
from tests.desk_pages import Pages
from tests.hostile import TEXTS, store_hostile

__all__ = ["browser", "page"]

USER = "a.operator"
# What may lead somewhere, or load something.
_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "ping")
_OURS = re.compile(r"/(?!/)|#|\?")
_OUTWARDS = re.compile(r"https?://(?![^/]*@)[a-z0-9.-]+(/|$)")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u202a-\u202e\u2028\u2029\u2060-\u2069]"
)
# A page with all its lists; the longest article is cut.
_MOST_CHARACTERS = 1_500_000


def _harm(text: str) -> list[str]:
    """What of a page's source would act, other than as our templates wrote it."""
    tree = LexborHTMLParser(text)
    found = [f"unseen {each!r}" for each in set(_UNSEEN.findall(tree.text()))]
    for node in tree.css("*"):
        tag, given = node.tag, dict(node.attributes)
        if tag in {"style", "iframe", "object", "embed", "base", "applet"}:
            found.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            found.append("<meta http-equiv>")
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            found.append(f"<script> {given}")
        for name, value in ((name, value or "") for name, value in given.items()):
            if name.startswith("on") or name in {"style", "srcdoc"}:
                found.append(f"{name}={value}")
            if name.startswith(("hx-", "autofocus")) and "hostile" in value:
                found.append(f"{name}={value}")
            if name != "value" and _UNSEEN.search(value):  # forms send back what they were given
                found.append(f"unseen in {name}={value}")
            outwards = tag == "a" and _OUTWARDS.match(value)
            if name in _ADDRESSES and value and not outwards and not _OURS.match(value):
                found.append(f"{tag} {name}={value}")
    return found


def test_the_templates_alone_decide_what_acts(engine: Engine) -> None:
    with running_desk(engine) as desk, desk.signed_in(Role.OPERATOR, USER) as browser:
        store_hostile(engine, USER)
        seen = ""
        harm = {}
        for address in Pages(engine):
            got = browser.get(address, follow_redirects=True)
            assert got.status_code < 500, address
            assert got.headers["content-type"].startswith("text/html"), address
            assert len(got.text) < _MOST_CHARACTERS, (address, len(got.text))
            if found := _harm(got.text):
                harm[address] = found
            seen += LexborHTMLParser(got.text).text()
        assert harm == {}
        # They were there, as text.
        missing = [
            text for text in TEXTS if text.isascii() and text.isprintable() and text not in seen
        ]
        assert missing == []


def test_a_browser_does_nothing_of_what_they_say(page: Page, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'diembao.db'}")
    with running_desk(engine) as desk:
        desk.user(Role.OPERATOR)
        store_hostile(engine, USER)
        asked: list[str] = []
        dialogs: list[str] = []

        def note(request: Request) -> None:
            url = request.url
            if not url.startswith((desk.address + "/", "data:", "blob:")) or "/hostile" in url:
                asked.append(url)

        def refuse(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("request", note)
        page.on("dialog", refuse)
        enter(page, desk, Role.OPERATOR)
        for address in Pages(engine):
            page.goto(desk.address + address, wait_until="load")
            page.evaluate("document.querySelectorAll('details').forEach((it) => it.open = true)")
            assert page.evaluate("window.hostile") is None, address
            assert page.evaluate("document.body.checkVisibility()"), address
            assert page.url.startswith(desk.address), address
        assert (asked, dialogs) == ([], [])


def test_no_template_lets_text_through_unescaped() -> None:

    found = [
        f"{file.name}: {line.strip()}"
        for file in FOLDER.rglob("*.html")
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"\|\s*safe\b|autoescape", line)
    ]
    assert found == []
