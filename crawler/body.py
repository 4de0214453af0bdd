"""The running text of an article: from the markup of its body to clean paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from selectolax.lexbor import LexborNode

from crawler.outlet import Layout
from crawler.page import Page
from crawler.records import Image
from crawler.text import tidy

# What no outlet means as text to read, however it is styled.
_NEVER_TEXT = (
    "script, style, noscript, template, iframe, object, embed, svg, form, button, select, ins, "
    "audio, video, [style*='display:none'], [style*='display: none']"
)
# Elements that begin a new line on the page; `br` does so without being a box.
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
        *("li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "ul"),
    )
)
# Where lazy pages put the real address of a picture, before `src` with its placeholder.
_PICTURE_ADDRESS = ("data-src", "data-original", "data-lazy-src", "src")

# Words with a capital each, and what stands between names: "Phạm Dự - Võ Hải".
_LIKE_NAMES = re.compile(r"[^\W\d_a-zà-ỹđ][\w.]*(?:[\s,]+(?:[-–&]|và|[^\W\d_a-zà-ỹđ][\w.]*))+")
_LONGEST_SIGNATURE = 10


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of a body in order, its pictures with their captions, and who signed it.

    `signature` is a last line in bold that reads like names: many bylines stand only there.
    """

    paragraphs: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    signature: str = ""

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions that pictures have, each once."""
        return tuple(dict.fromkeys(image.caption for image in self.images if image.caption))


def _drop(soup: BeautifulSoup, selector: str) -> None:
    for node in soup.select(selector):
        if not node.decomposed:  # with an element that held it
            node.decompose()


def _picture_address(image: Tag, page: Page) -> str:
    for attribute in _PICTURE_ADDRESS:
        address = str(image.get(attribute) or "").strip()
        if address and not address.startswith("data:"):
            return page.link(address)
    return ""


def _lines(node: Tag) -> Iterator[str]:
    """Yield the text of an element line by line, as a browser would break it."""
    line: list[str] = []
    # A walk without recursion: hostile markup nests deeper than Python's stack goes.
    stack: list[NavigableString | Tag | None] = [node]
    while stack:
        part = stack.pop()
        if part is None or (isinstance(part, Tag) and part.name in _BLOCKS):
            if text := tidy("".join(line)):
                yield text
            line = []
        if isinstance(part, Tag):
            if part.name in _BLOCKS:
                stack.append(None)
            stack.extend(
                child
                for child in reversed(part.contents)
                if isinstance(child, NavigableString | Tag)
            )
        elif part is not None and not isinstance(part, PreformattedString):  # no comments
            line.append(part)
    if text := tidy("".join(line)):
        yield text


def _take_images(soup: BeautifulSoup, captions: str, page: Page) -> tuple[Image, ...]:
    """Take the pictures and captions out of the body, pairing each caption with its picture."""
    images: list[Image] = []
    selector = f"img, figcaption, {captions}" if captions else "img, figcaption"
    for node in soup.select(selector):
        if node.name == "img":
            if address := _picture_address(node, page):
                images.append(Image(address))
        elif (caption := " ".join(_lines(node))) and node.find_parent("figcaption") is None:
            if images and not images[-1].caption:
                images[-1] = Image(images[-1].url, caption)
            else:
                images.append(Image("", caption))
    _drop(soup, f"figure, {selector}")
    return tuple(images)


def _take_signature(soup: BeautifulSoup) -> str:
    """Take a last paragraph in bold that reads like names out of the body, and return it."""
    last = next((p for p in reversed(soup.select("p")) if p.get_text(strip=True)), None)
    if last is None:
        return ""
    text = tidy(last.get_text())
    bold = tidy(" ".join(node.get_text() for node in last.select("strong, b")))
    if text != bold or not _LIKE_NAMES.fullmatch(text) or len(text.split()) > _LONGEST_SIGNATURE:
        return ""
    last.decompose()
    return text


def read_body(node: LexborNode, layout: Layout, page: Page) -> Body:
    """Turn the element that holds the running text into paragraphs and pictures.

    A table row is one paragraph.

    Args:
        node: the body's element in the page's tree.
        layout: says what in it is no running text, and which paragraphs are captions.
        page: resolves the addresses of pictures.
    """
    soup = BeautifulSoup(node.html or "", "lxml")
    _drop(soup, ", ".join((_NEVER_TEXT, *layout.drop)))
    images = _take_images(soup, layout.captions, page)
    for row in soup.select("tr"):
        row.replace_with(" | ".join(" ".join(_lines(cell)) for cell in row.select("td, th")), "\n")
    signature = _take_signature(soup)
    return Body(tuple(_lines(soup)), images, signature)
