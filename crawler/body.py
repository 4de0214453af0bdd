"""The running text of an article: from the markup of its body to clean paragraphs.

The page's own tree is walked, not parsed again: on the bodies of real pages that takes a tenth of
the time that BeautifulSoup needs to build a tree of its own. Nothing is cut out of the tree, what
is no text is passed by.
"""

import re
from dataclasses import dataclass
from typing import Self

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
# The box in a text's place that asks readers to subscribe; the word is the trade's own.
PAYWALL = "[class*=paywall], [id*=paywall]"
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
# "Theo VnEconomy", "(Nguồn: CNN, Reuters)", "(TTXVN/Vietnam+)": where a text is from, as its last
# line.
_SOURCE_LINE = re.compile(r"\(?(?:Theo|Nguồn)\b[^.!?…]*\)?|\([^()!?…]+\)")
_TO_THE_RIGHT = re.compile(r"text-align:\s*right|align-right|text-right")
_LONGEST_SIGNATURE = 10
_LONGEST_SOURCE = 6


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of a body in order, its pictures with their captions, and who signed it.

    `signature` is what the last lines name in bold or to the right: many bylines stand only there.
    `signed` is all that was taken for no text there: who wrote it, where it is from.
    """

    paragraphs: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    signature: str = ""
    signed: str = ""

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions that pictures have, each once."""
        return tuple(dict.fromkeys(image.caption for image in self.images if image.caption))


class _Walk:
    """One walk over an element, line by line, as a browser would break them.

    Args:
        page: resolves the addresses of pictures.
        dropped: the elements that are no text, by their `mem_id`.
        captions: the elements that are captions; none where a caption itself is walked.
    """

    def __init__(self, page: Page, dropped: set[int], captions: set[int]) -> None:
        self._page = page
        self._dropped = dropped
        self._captions = captions
        self._open: list[LexborNode] = []  # the texts of the line that is being read
        self.lines: list[tuple[str, list[LexborNode]]] = []
        self.images: list[Image] = []

    def read(self, node: LexborNode) -> Self:
        # Without recursion: hostile markup nests deeper than Python's stack goes.
        stack: list[LexborNode | None] = _children(node)
        while stack:
            part = stack.pop()
            if part is None:
                self._break()
            elif part.is_text_node:
                self._open.append(part)
            elif part.is_element_node and part.mem_id not in self._dropped:
                self._enter(part, stack)
        self._break()
        return self

    def _enter(self, element: LexborNode, stack: list[LexborNode | None]) -> None:
        if element.tag == "img":
            self._picture(element)
        elif element.mem_id in self._captions:
            self._caption(" ".join(self._within(element, set())))
        elif element.tag == "tr" and not self._is_layout(element):
            self._break()
            self._row(element)
        elif element.tag in _BLOCKS:
            self._break()
            stack.append(None)
            stack.extend(_children(element))
        else:
            stack.extend(_children(element))

    def _break(self) -> None:
        if text := tidy("".join(node.text_content or "" for node in self._open)):
            self.lines.append((text, self._open))
        self._open = []

    def _within(self, element: LexborNode, captions: set[int]) -> list[str]:
        """The lines of a caption or of a table's cell; pictures in it are kept too."""
        walk = _Walk(self._page, self._dropped, captions).read(element)
        self.images += walk.images
        return [line for line, _ in walk.lines]

    def _is_layout(self, row: LexborNode) -> bool:
        """Whether a row sets things in place: one box of text, or pictures beside each other."""
        cells = _cells(row)
        return len(cells) <= 1 and not _captions_of_old(row)

    def _row(self, row: LexborNode) -> None:
        cells = _cells(row)
        if _captions_of_old(row) or any(cell.mem_id in self._captions for cell in cells):
            for cell in cells:
                self._caption(" ".join(self._within(cell, set())))
            return
        texts = [" ".join(self._within(cell, self._captions)) for cell in cells]
        if any(texts):
            self.lines.append((" | ".join(texts), []))

    def _picture(self, image: LexborNode) -> None:
        attributes = image.attributes
        for name in _PICTURE_ADDRESS:
            address = (attributes.get(name) or "").strip()
            if address and not address.startswith("data:"):
                self.images.append(Image(self._page.link(address)))
                return

    def _caption(self, caption: str) -> None:
        """Keep a caption with the picture before it, or alone where that has one already."""
        if not caption:
            return
        if self.images and not self.images[-1].caption:
            self.images[-1] = Image(self.images[-1].url, caption)
        else:
            self.images.append(Image("", caption))

    def drop_teasers(self, sign: str) -> None:
        """Drop the leads of other items, which the outlet signs, and the headlines above them."""
        kept: list[tuple[str, list[LexborNode]]] = []
        for text, nodes in self.lines:
            if not text.startswith(sign):
                kept.append((text, nodes))
            elif kept and all(map(_is_linked, kept[-1][1])):
                kept.pop()
        self.lines = kept

    def take_signature(self) -> tuple[str, str]:
        """Take the lines that only say who wrote or where it is from off the end of the text."""
        taken: list[str] = []
        bold: list[str] = []
        plain: list[str] = []
        while self.lines:
            text, nodes = self.lines[-1]
            written = [node for node in nodes if (node.text_content or "").strip()]
            if not written or len(text.split()) > _LONGEST_SIGNATURE:
                break
            in_bold = [node for node in written if _is_bold(node)]
            to_the_right = _is_right_of(written[0])
            all_bold = len(in_bold) == len(written)
            if to_the_right or (all_bold and _LIKE_NAMES.fullmatch(text)):
                plain.append(text)
                bold += [tidy("".join(node.text_content or "" for node in in_bold))]
            elif not (_SOURCE_LINE.fullmatch(text) and len(text.split()) <= _LONGEST_SOURCE):
                break
            taken.append(text)
            self.lines.pop()
            if not to_the_right:
                break
        names = list(filter(None, bold)) or plain
        return " - ".join(reversed(names)), " - ".join(reversed(taken))


def _children(node: LexborNode) -> list[LexborNode | None]:
    """The children of a node, last one first: the order in which a stack gives them in turn."""
    children: list[LexborNode | None] = []
    child = node.last_child
    while child is not None:
        children.append(child)
        child = child.prev
    return children


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _captions_of_old(row: LexborNode) -> bool:
    """Whether a row is a caption as old pages set one: text alone, under a row of pictures."""
    above = row.prev
    while above is not None and not above.is_element_node:
        above = above.prev
    if above is None or above.tag != "tr" or above.css_first("img") is None:
        return False
    return not above.text(strip=True) and row.css_first("img") is None


def _is_linked(text: LexborNode) -> bool:
    """Whether a text is a link; one may go around the box that holds the headline."""
    node = text.parent
    while node is not None and node.tag != "body":
        if node.tag == "a":
            return True
        node = node.parent
    return not (text.text_content or "").strip()


def _is_right_of(text: LexborNode) -> bool:
    """Whether a text stands in a paragraph that is set to the right."""
    node = text.parent
    while node is not None and node.tag not in _BLOCKS:
        node = node.parent
    if node is None:
        return False
    attributes = node.attributes
    look = f"{attributes.get('style') or ''} {attributes.get('class') or ''}".casefold()
    return bool(_TO_THE_RIGHT.search(look)) or attributes.get("align") == "right"


def _is_bold(text: LexborNode) -> bool:
    node = text.parent
    while node is not None and node.tag not in _BLOCKS:
        if node.tag in ("strong", "b"):
            return True
        node = node.parent
    return False


def read_body(node: LexborNode, layout: Layout, page: Page) -> Body:
    """Turn the element that holds the running text into paragraphs and pictures.

    A table row is one paragraph.

    Args:
        node: the body's element in the page's tree.
        layout: says what in it is no running text, and which paragraphs are captions.
        page: resolves the addresses of pictures.
    """
    rubbish = ", ".join((_NEVER_TEXT, PAYWALL, *layout.drop))
    captions = f"figcaption, {layout.captions}" if layout.captions else "figcaption"
    walk = _Walk(
        page,
        dropped={element.mem_id for element in node.css(rubbish)},
        captions={element.mem_id for element in node.css(captions)},
    ).read(node)
    if layout.teaser_sign:
        walk.drop_teasers(layout.teaser_sign)
    signature, signed = walk.take_signature()
    return Body(tuple(line for line, _ in walk.lines), tuple(walk.images), signature, signed)
