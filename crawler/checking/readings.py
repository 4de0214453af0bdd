"""How an article's page reads by the layouts of its site, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.checking.facts import Fact, Verdict
from crawler.dates import VIETNAM
from crawler.extract import ORDER, UNKNOWN_LAYOUT, extract
from crawler.outlet import Layout, Outlet, Site
from crawler.page import Page
from crawler.records import Article, Source

# The attribute of a layout that finds a field; the other fields are read from metadata alone.
SELECTORS = {
    "title": "title",
    "lead": "lead",
    "body": "body",
    "authors": "byline",
    "section": "section",
    "tags": "tags",
    "published_at": "published",
}
# What every article has; an article may well be unsigned or without keywords.
_ALWAYS = ("title", "lead", "body", "section", "published_at")
# What a page must give in some way, whatever its layout says.
_REQUIRED = ("title", "body", "published_at")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as its page was read, by which layout, and which of its selectors found things."""

    article: Article
    layout: Layout
    found: frozenset[str]


def layout_of(page: Page, site: Site) -> Layout:
    """The layout by which a page of a site is read."""
    return next((each for each in site.layouts if page.has(each.body)), UNKNOWN_LAYOUT)


def found_by(layout: Layout, page: Page) -> frozenset[str]:
    """The selectors of a layout that find something with text on a page."""
    return frozenset(name for name in SELECTORS.values() if page.texts(getattr(layout, name)))


def read(
    data: bytes, url: str, *, outlet: Outlet, site: Site, now: datetime, content_type: str = ""
) -> Reading:
    """Read an article's page.

    Raises:
        NotAnArticle: as `crawler.extract.extract` does.
    """
    article = extract(
        data, url, outlet=outlet, site=site, fetched_at=now, content_type=content_type
    )
    page = Page(data, url, content_type)
    layout = layout_of(page, site)
    return Reading(article, layout, found_by(layout, page))


def shown(value: object) -> str:
    """A field's value in a line."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, tuple):
        value = "; ".join(str(getattr(each, "url", each)) for each in value)
    text = " ".join(str(value or "").split())
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text


def field_facts(site: Site, readings: Sequence[Reading]) -> list[Fact]:
    """The facts about fields that some articles of a site give; none without articles."""
    return [_field(site, field, readings) for field in ORDER if readings]


def _field(site: Site, field: str, readings: Sequence[Reading]) -> Fact:
    """Whether a field is found, and where the layout says that it is."""
    sources = [each.article.sources.get(field) for each in readings]
    first = next((each for each, source in zip(readings, sources, strict=True) if source), None)
    selector = SELECTORS.get(field, "")
    # The one that is missing is named by the newest article's layout.
    layout = next((e.layout for e in readings if e.layout is not UNKNOWN_LAYOUT), UNKNOWN_LAYOUT)
    css = getattr(layout, selector) if selector and layout is not UNKNOWN_LAYOUT else ""
    blame = {"declared": selector, "layout": layout.name, "text": css} if css else {}
    said = ", ".join(str(source or "none") for source in sources)
    if first is not None:
        said += f": {shown(getattr(first.article, field))}"
    if css and not any(selector in each.found for each in readings):
        verdict = Verdict.FAILS if field in _ALWAYS else Verdict.NOT_SEEN
        found = f"read from {said}" if first is not None else "not read at all"
        return Fact(site.host, "field", field, verdict, f"{css!r} finds nothing; {found}", **blame)
    if first is None:
        verdict = Verdict.FAILS if field in _REQUIRED else Verdict.NOT_SEEN
        return Fact(site.host, "field", field, verdict, "not read", **blame)
    if field == "body" and Source.FALLBACK in sources and site.layouts:
        verdict = Verdict.FAILS
        return Fact(site.host, "field", field, verdict, f"no layout fits; {said}", "layouts")
    return Fact(site.host, "field", field, Verdict.HOLDS, said, **blame)
