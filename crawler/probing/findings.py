"""What a look at a site found, and what a page of it shows of its layout."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crawler.checking.readings import SELECTORS, found_by
from crawler.extract import ORDER
from crawler.outlet import Layout
from crawler.page import Page
from crawler.probing.addresses import AddressForm
from crawler.probing.declared import ArchiveForm
from crawler.records import Article

# A layout that finds fewer of its elements on a page is another page's.
_LEAST_FOUND = 3
# A name that a person gave; one with digits is of this page alone.
_PLAIN = re.compile(r"^[a-zA-Z][a-zA-Z_-]*$")


@dataclass(frozen=True, slots=True)
class Declared:
    """A feed or sitemap that a site declares, and what it showed, where it was read."""

    url: str
    said: str = ""
    works: bool | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A known layout whose elements a page has: whose it is, and which of them were found."""

    owners: tuple[str, ...]
    layout: Layout
    found: frozenset[str]

    @property
    def stated(self) -> int:
        """How many elements the layout names."""
        return sum(bool(getattr(self.layout, name)) for name in SELECTORS.values())


@dataclass(slots=True)
class Probe:
    """What a look at a site found.

    Attributes:
        host: the site's host as it stands in its addresses.
        name: what the site calls itself.
        article: the article that was read, by the generic reading alone; None: there was none.
        why_not: why there was none.
        fits: the known layouts that fit it, the best first.
        body: a selector for its running text, where it shows which.
        form: what addresses of articles look like, if alike.
        robots: what its robots.txt answered.
        feeds, sitemaps: what is declared, and what of it works.
        archive: how its sitemaps reach into the past, if they do.
    """

    host: str
    name: str = ""
    article: Article | None = None
    why_not: str = ""
    fits: list[Fit] = field(default_factory=list)
    body: str = ""
    form: AddressForm | None = None
    robots: str = ""
    feeds: list[Declared] = field(default_factory=list)
    sitemaps: list[Declared] = field(default_factory=list)
    archive: ArchiveForm | None = None

    @property
    def fields(self) -> dict[str, str]:
        """Where the generic reading found each field."""
        return {f: str(self.article.sources.get(f, "")) for f in ORDER} if self.article else {}


def fitting(page: Page, layouts: Mapping[str, Sequence[Layout]]) -> list[Fit]:
    """The layouts that fit a page, the best first, each once with all who read by it.

    Args:
        page: an article's page.
        layouts: by owner, such as `vtv (vtv.vn)`.
    """
    fits: list[Fit] = []
    for owner, own in layouts.items():
        for layout in own:
            same = next((fit for fit in fits if fit.layout == layout), None)
            if same is not None:
                fits[fits.index(same)] = Fit((*same.owners, owner), layout, same.found)
            elif page.has(layout.body) and len(found := found_by(layout, page)) >= _LEAST_FOUND:
                fits.append(Fit((owner,), layout, found))
    return sorted(fits, key=lambda fit: (len(fit.found), -fit.stated), reverse=True)


def body_of(page: Page) -> str:
    """A selector of the element with most of a page's text; empty if none stands out."""
    sizes: dict[int, int] = {}
    nodes = {}
    for paragraph in page.tree.css("p"):
        if (parent := paragraph.parent) is not None:
            nodes[parent.mem_id] = parent
            sizes[parent.mem_id] = sizes.get(parent.mem_id, 0) + len(paragraph.text(strip=True))
    if not sizes:
        return ""
    attributes = nodes[max(sizes, key=lambda node: sizes[node])].attributes
    offered = [
        *(
            f"[{name}={attributes[name]}]"
            for name in ("data-role", "itemprop")
            if name in attributes
        ),
        *(f".{name}" for name in (attributes.get("class") or "").split() if _PLAIN.match(name)),
        *(f"#{name}" for name in (attributes.get("id") or "").split() if _PLAIN.match(name)),
    ]
    return next((css for css in offered if len(page.tree.css(css)) == 1), "")


def publisher_of(page: Page) -> str:
    """What a page's JSON-LD calls its publisher."""
    publisher = page.json_ld_article.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else ""
    return name if isinstance(name, str) else ""
