"""What tests of the desk's pages for reading share: the hour, and what a reader sees of a page."""

import re
from html import unescape

import httpx
import pytest
from sqlalchemy import Engine, select

from store.models import ArticleRow
from tests.stored import NOON

# What htmx says when it asks for a part of a page.
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon of the day that the articles are of."""
    monkeypatch.setattr("crawler.clock.now", lambda: NOON)


def keys(engine: Engine) -> list[int]:
    """The keys of all articles, the newest first."""
    with engine.connect() as connection:
        return list(connection.scalars(select(ArticleRow.id).order_by(ArticleRow.id.desc())))


def text_of(answer: httpx.Response) -> str:
    """What a reader sees of a page, on one line."""
    page = re.sub(r"<(script|style|template).*?</\1>", "", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def links(answer: httpx.Response, beginning: str) -> list[str]:
    """The addresses on a page that begin so."""
    found = (unescape(each) for each in re.findall(r'href="([^"]*)"', answer.text))
    return [each for each in found if each.startswith(beginning)]


def titles(answer: httpx.Response) -> list[str]:
    """The headlines of a list of articles."""
    found = re.findall(r'<a class="title"[^>]*>(.*?)</a>', answer.text, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in found]
