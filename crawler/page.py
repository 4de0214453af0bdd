"""One fetched page, parsed once: its tree, its meta elements, its JSON-LD."""

import html
import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_to_unicode

# Outlets write JSON by hand: comments and commas before a closing bracket come up.
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_COMMENT = re.compile(r"^\s*//.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)


def _loads(text: str) -> Any:
    """Parse JSON as browsers' consumers of JSON-LD must: leniently; None where it is no JSON."""
    for attempt in (text, _TRAILING_COMMA.sub("", _COMMENT.sub("", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Walk JSON-LD: lists (also lists of lists, as Dân trí's breadcrumbs) and `@graph`."""
    if isinstance(data, list):
        for part in data:
            yield from _nodes(part)
    elif isinstance(data, dict):
        yield data
        yield from _nodes(data.get("@graph"))


def _is_a(node: dict[str, Any], suffix: str) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(suffix) for kind in kinds)


class Page:
    """A page as extraction sees it.

    Args:
        data: the body as received, decompressed.
        url: where it was fetched.
        content_type: the answer's Content-Type, which may name the encoding.
    """

    def __init__(self, data: bytes, url: str, content_type: str = "") -> None:
        _, text = html_to_unicode(content_type, data, default_encoding="utf-8")
        self.html = text
        self.tree = LexborHTMLParser(text)
        self.url = url

    def has(self, css: str) -> bool:
        """Whether an element matches; an empty selector matches nothing."""
        return bool(css) and self.tree.css_first(css) is not None

    def first(self, css: str) -> LexborNode | None:
        """The first element that matches, if any."""
        return self.tree.css_first(css) if css else None

    def texts(self, css: str) -> list[str]:
        """The texts, white space and all, of the elements that match and are not empty."""
        # One element may match several of the selectors that a comma joins.
        found = {node.mem_id: node.text() for node in self.tree.css(css)} if css else {}
        return [text for text in found.values() if text.strip()]

    def link(self, href: str | None) -> str:
        """The absolute address of a link on this page; empty where it is no address."""
        href = (href or "").strip()
        try:
            return urljoin(self.url, href) if href else ""
        except ValueError:
            return ""

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The contents of the meta elements by `property`, `name` and `itemprop`, lower-cased.

        Only those of the head of the page and of its own: an `itemprop` inside a picture or a
        teaser speaks of that, not of the article.
        """
        found: dict[str, list[str]] = {}
        for node in self.tree.css("meta[content]"):
            attributes = node.attributes
            if not (content := (attributes.get("content") or "").strip()):
                continue
            names = {(attributes.get(key) or "").lower() for key in ("property", "name")}
            if node.parent is not None and node.parent.tag in ("head", "html", "body"):
                names.add((attributes.get("itemprop") or "").lower())
            for name in names - {""}:
                found.setdefault(name, []).append(content)
        return found

    def meta_first(self, *names: str) -> str:
        """The content of the first meta element that has one of the names; empty if none has."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """All JSON-LD objects of the page that could be read."""
        scripts = self.tree.css('script[type="application/ld+json"]')
        return [node for script in scripts for node in _nodes(_loads(script.text()))]

    @cached_property
    def json_ld_article(self) -> dict[str, Any]:
        """The JSON-LD object that describes the article; empty where there is none."""
        return next((node for node in self.json_ld if _is_a(node, "Article")), {})

    @cached_property
    def has_video(self) -> bool:
        """Whether the page's JSON-LD speaks of a video."""
        return any(_is_a(node, "VideoObject") for node in self.json_ld)

    def json_ld_text(self, key: str) -> str:
        """A text of the article's JSON-LD, with HTML entities resolved; empty if it has none."""
        value = self.json_ld_article.get(key)
        return html.unescape(value) if isinstance(value, str) else ""

    def json_ld_names(self, key: str) -> list[str]:
        """The names of people or organisations (`author`), or the parts of a list of words."""
        value = self.json_ld_article.get(key)
        values = value if isinstance(value, list) else [value]
        names = (entry.get("name") if isinstance(entry, dict) else entry for entry in values)
        return [html.unescape(name) for name in names if isinstance(name, str)]

    @cached_property
    def breadcrumbs(self) -> list[str]:
        """The names of the JSON-LD breadcrumbs in order, the home page left out."""
        crumbs = []
        for node in self.json_ld:
            if not _is_a(node, "BreadcrumbList"):
                continue
            for entry in _nodes(node.get("itemListElement")):
                item = entry.get("item")
                item = item if isinstance(item, dict) else {"@id": item}
                name = item.get("name") or entry.get("name")
                where = str(item.get("@id") or item.get("url") or "")
                if isinstance(name, str) and not self._is_home(where):
                    crumbs.append(html.unescape(name))
        return crumbs

    def _is_home(self, url: str) -> bool:
        return url.rstrip("/").count("/") == 2 and "//" in url  # noqa: PLR2004
