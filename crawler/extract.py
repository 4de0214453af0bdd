"""Reading an article page: bytes and URL in, an `Article` out; no network, no Scrapy.

Every field is read from the best source that the page has, and says which. What readers see
(headline, lead, byline, rubric, keywords) is taken where readers see it, because JSON-LD and meta
hold variants made for search engines; times are taken from where machines read them, because they
carry seconds and an offset there.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from crawler.body import PAYWALL, Body, read_body
from crawler.dates import believable, parse_time
from crawler.outlet import Layout, Outlet, Site
from crawler.page import Page
from crawler.records import Article, Form, Image, Source
from crawler.text import tidy
from errors import Gone, NotAnArticle, ParseFailed

_SEEN_FIRST = (Source.SELECTOR, Source.JSON_LD, Source.META, Source.FALLBACK)
_MACHINE_FIRST = (Source.JSON_LD, Source.META, Source.SELECTOR, Source.FALLBACK)

# The usual order of sources for each field; a layout's `prefer` changes it.
ORDER: dict[str, tuple[Source, ...]] = {
    "title": _SEEN_FIRST,
    "lead": _SEEN_FIRST,
    "body": _SEEN_FIRST,
    "authors": _SEEN_FIRST,
    "section": _SEEN_FIRST,
    "tags": (Source.SELECTOR, Source.META, Source.JSON_LD, Source.FALLBACK),
    "published_at": _MACHINE_FIRST,
    "modified_at": _MACHINE_FIRST,
    "images": _SEEN_FIRST,
}

# The layout of a page that has none of its site's layouts: what the fallback found, if anything.
UNKNOWN_LAYOUT = Layout(name="unknown", body="", title="")
# Where a page of no known layout may show its time.
_TIMES = "time, [itemprop=datePublished], [class*=time], [class*=date]"

# An item whose text is shorter than this many words lives by its film or its pictures.
_SHORT = 120
# So many pictures, and more than paragraphs, make a photo story.
_MANY_PICTURES = 3
# "Thứ năm, 01/01/2026 21:59 (GMT+7)" with room to spare; longer texts hold a time of something.
_LONGEST_TIME = 60
# The names that meta elements give to the two times.
_PUBLISHED = ("article:published_time", "datepublished", "pubdate")
_MODIFIED = ("article:modified_time", "datemodified", "lastmod", "og:updated_time")
# "Tít bài - VnExpress", "Tít bài | baotintuc.vn": greedy, so the last of several dashes.
_SIGNED = re.compile(r"(.+)\s[-–|]\s(.+)")
_VIDEO_FOLDER = re.compile(r"^/videos?/")
_VIDEO_SLUG = re.compile(r"/video-")
_PHOTO_PATH = re.compile(r"^/(?:anh|photo|photos|infographics?)/")


T = TypeVar("T")


class _Reader:
    """Reads the fields of one page; each is offered by several sources and picked by order."""

    def __init__(self, page: Page, layout: Layout, names: tuple[str, ...]) -> None:
        self.page = page
        self.layout = layout
        self.names = names  # of the outlet and its site: a page signs its headlines with them
        self.sources: dict[str, Source] = {}
        self.body = Body()
        # Stated as schema.org has it, by the layout's own mark, or by a box in the text's place.
        stated = page.json_ld_article.get("isAccessibleForFree")
        self.paid = stated in (False, "False", "false") or page.has(layout.paid)
        if (node := page.first(layout.body)) is not None:
            self.paid = self.paid or node.css_first(PAYWALL) is not None
            self.body = read_body(node, layout, page)

    def pick(self, field: str, offered: Mapping[Source, T]) -> T | None:
        """Return the first offer that is not empty, in the field's order, and note its source."""
        for source in self.layout.prefer.get(field, ORDER[field]):
            if value := offered.get(source):
                self.sources[field] = source
                return value
        return None

    def seen(self, css: str) -> str:
        """The text of the first element that matches and has one."""
        return next((tidy(text) for text in self.page.texts(css)), "")

    def unsigned(self, headline: str) -> str:
        """A headline without the site's name at its end ("… - VnExpress")."""
        headline = tidy(headline)
        if not (parts := _SIGNED.fullmatch(headline)):
            return headline
        names = (*self.names, tidy(self.page.meta_first("og:site_name")))
        signed = any(name and name.casefold() in parts[2].casefold() for name in names)
        return parts[1] if signed else headline

    def title(self) -> str:
        page = self.page
        offered = {
            Source.SELECTOR: self.seen(self.layout.title),
            Source.JSON_LD: self.unsigned(page.json_ld_text("headline")),
            Source.META: self.unsigned(page.meta_first("og:title", "twitter:title")),
            Source.FALLBACK: self.seen("h1"),
        }
        return self.pick("title", offered) or ""

    def lead(self) -> str:
        page = self.page
        offered = {
            Source.SELECTOR: self._lead_without_dateline(),
            Source.JSON_LD: tidy(page.json_ld_text("description")),
            Source.META: tidy(page.meta_first("og:description", "description")),
        }
        return self.pick("lead", offered) or ""

    def paragraphs(self) -> tuple[str, ...]:
        """The running text; that of a photo story may stand in its captions alone."""
        offered = {Source.SELECTOR: self.body.paragraphs or self.body.captions}
        if not self.layout.body:
            offered[Source.JSON_LD] = _split(self.page.json_ld_text("articleBody"))
            if not offered[Source.JSON_LD]:
                offered[Source.FALLBACK] = _main_text(self.page)
        return self.pick("body", offered) or ()

    def authors(self) -> tuple[str, ...]:
        page = self.page
        offered = {
            Source.SELECTOR: page.texts(self.layout.byline),
            Source.JSON_LD: [n for n in page.json_ld_names("author") if not self._is_site(n)],
            Source.META: [n for n in page.meta.get("article:author", []) if not self._is_site(n)],
            Source.FALLBACK: [self.body.signature] if self.body.signature else [],
        }
        return tuple(self.pick("authors", offered) or ())

    def section(self) -> str:
        page = self.page
        offered = {
            Source.SELECTOR: self.seen(self.layout.section),
            Source.JSON_LD: next(iter(page.breadcrumbs), ""),
            Source.META: page.meta_first("article:section", "articlesection").split(",")[0],
        }
        return self.pick("section", offered) or ""

    def tags(self) -> tuple[str, ...]:
        page = self.page
        sections = {*page.breadcrumbs, *_commas(page.json_ld_names("articleSection"))}
        listed = self._keywords(page.json_ld_names("keywords"), page.json_ld_names("about"))
        listed = tuple(word for word in listed if word not in sections)
        stated = self._keywords(page.meta.get("news_keywords"), page.meta.get("keywords"))
        offered = {
            Source.SELECTOR: self._keywords(page.texts(self.layout.tags)),
            Source.META: stated or (() if listed else self._keywords(page.meta.get("article:tag"))),
            Source.JSON_LD: listed,
        }
        return self.pick("tags", offered) or ()

    def time(self, field: str, key: str, *names: str) -> datetime | None:
        """A time of the article; the first source that states a readable one is taken."""
        page = self.page
        visible = page.first(self.layout.published) if field == "published_at" else None
        shown = (visible.attributes.get("datetime") or "", visible.text()) if visible else ()
        offered = {
            Source.JSON_LD: parse_time(page.json_ld_text(key)),
            Source.META: _first_time(text for name in names for text in page.meta.get(name, [])),
            Source.SELECTOR: _first_time(shown),
        }
        if field == "published_at" and not self.layout.body and not any(offered.values()):
            offered[Source.FALLBACK] = self._shown_time()
        return self.pick(field, offered)

    def images(self) -> tuple[Image, ...]:
        cover = self.page.link(self.page.meta_first("og:image"))
        offered = {
            Source.SELECTOR: self.body.images,
            Source.META: (Image(cover),) if cover.startswith("http") else (),
        }
        return self.pick("images", offered) or ()

    def form(self) -> Form:
        """What the item mainly is: by its address, by its layout's marks, by what it shows."""
        page, layout = self.page, self.layout
        path = urlsplit(page.url).path
        if _VIDEO_FOLDER.search(path):
            return Form.VIDEO
        paragraphs, pictures = self.body.paragraphs, self.body.images
        many = len(pictures) >= _MANY_PICTURES and len(pictures) > len(paragraphs)
        if many or page.has(layout.photo) or _PHOTO_PATH.search(path):
            return Form.PHOTO
        words = sum(len(paragraph.split()) for paragraph in paragraphs)
        shows_video = page.has(layout.video) or page.has_video or _VIDEO_SLUG.search(path)
        if words < _SHORT and shows_video:
            return Form.VIDEO
        return Form.PHOTO if pictures and not words else Form.TEXT

    def _shown_time(self) -> datetime | None:
        """The first time that the page shows with day and clock, before teasers show theirs."""
        for node in self.page.tree.css(_TIMES):
            text = node.attributes.get("datetime") or tidy(node.text())
            if len(text) <= _LONGEST_TIME and ":" in text and (moment := parse_time(text)):
                return moment
        return None

    def _lead_without_dateline(self) -> str:
        node = self.page.first(self.layout.lead)
        if node is None:
            return ""
        text = node.text()
        for place in node.css(self.layout.dateline) if self.layout.dateline else ():
            text = text.replace(place.text(), "", 1)
        return tidy(text)

    def _is_site(self, name: str) -> bool:
        """Whether an author is the site itself: an address, or one of its names."""
        publisher = self.page.json_ld_names("publisher")
        names = (*self.names, *publisher, self.page.meta_first("og:site_name"))
        known = {"".join(word.split()).casefold() for word in names}
        return "".join(name.split()).casefold() in known or "://" in name

    def _keywords(self, *offered: list[str] | None) -> tuple[str, ...]:
        """The first offer that holds keywords: a list of them, or one text with commas.

        Some pages repeat their headline where keywords belong; that is none.
        """
        title = self.seen(self.layout.title) or self.unsigned(self.page.meta_first("og:title"))
        for texts in offered:
            kept = [text for text in texts or () if self.unsigned(text) != title]
            words = kept[0].split(",") if len(kept) == 1 else kept
            found = tuple(filter(None, (tidy(word).strip("#,; ") for word in words)))
            if found and self.layout.own_keywords not in found:
                return found
        return ()


def _commas(texts: list[str]) -> list[str]:
    return [word.strip() for text in texts for word in text.split(",")]


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(tidy, text.splitlines())))


def _first_time(texts: Iterable[str]) -> datetime | None:
    return next(filter(None, map(parse_time, texts)), None)


def _main_text(page: Page) -> tuple[str, ...]:
    """What trafilatura takes for the main text: the last resort, 30 times slower than a layout."""
    import trafilatura

    found = trafilatura.extract(page.html, fast=True, include_comments=False, with_metadata=False)
    return _split(found or "")


def _is_article(page: Page, layout: Layout, site: Site) -> bool:
    """Whether a page calls itself an article, in the layout or in its metadata.

    Of a site that is read generically its address alone must do.
    """
    return bool(
        layout is not UNKNOWN_LAYOUT
        or not site.layouts
        or page.json_ld_article
        or page.meta_first("og:type").casefold() == "article"
        or page.meta_first("article:published_time")
        or page.meta_first("datepublished")
    )


def extract(
    data: bytes,
    url: str,
    *,
    outlet: Outlet,
    site: Site,
    fetched_at: datetime,
    content_type: str = "",
) -> Article:
    """Read one article page.

    Args:
        data: the page's body as received, decompressed.
        url: its address, after redirects.
        outlet: the outlet that published it.
        site: the outlet's site that it is on; its layouts say how the page reads.
        fetched_at: when it was fetched (UTC); a time well after it is not believed.
        content_type: the answer's Content-Type.

    Returns:
        The article as the page has it, not yet cleaned or identified.

    Raises:
        Gone: the page is the site's not-found page.
        NotAnArticle: the page does not call itself an article: a section, a not-found page.
        ParseFailed: it is one, but shows no headline, or neither body, captions nor lead.
    """
    page = Page(data, url, content_type)
    if any(page.has(each.gone) for each in site.layouts):
        raise Gone(f"{url} says that there is nothing at this address")
    layout = next((each for each in site.layouts if page.has(each.body)), UNKNOWN_LAYOUT)
    if not _is_article(page, layout, site):
        raise NotAnArticle(f"{url} is no article page: neither a known layout nor its metadata")
    reader = _Reader(page, layout, (outlet.name, site.host, site.host.split(".")[0]))
    if not (title := reader.title()):
        raise ParseFailed(f"{url}: the page shows no headline")
    lead, paragraphs = reader.lead(), reader.paragraphs()
    if paragraphs and paragraphs[0] == title:  # where the body holds its headline too
        paragraphs = paragraphs[1:]
    if not lead and not paragraphs:
        raise ParseFailed(f"{url}: the page shows neither body, captions nor lead")
    published = reader.time("published_at", "datePublished", *_PUBLISHED)
    modified = reader.time("modified_at", "dateModified", *_MODIFIED)
    canonical = page.first('link[rel="canonical"]')
    return Article(
        outlet=outlet.slug,
        site=site.host,
        url=url,
        title=title,
        lead=lead,
        body="\n\n".join(paragraphs),
        authors=reader.authors(),
        section=reader.section(),
        tags=reader.tags(),
        form=reader.form(),
        published_at=believable(published, fetched_at),
        modified_at=believable(modified, fetched_at),
        images=reader.images(),
        paid=reader.paid,
        agency=reader.body.signed,
        sources=reader.sources,
        canonical_link=page.link(canonical.attributes.get("href")) if canonical else "",
    )
