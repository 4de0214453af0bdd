"""Looking at a page or a site, within ten requests: what it shows to someone who knows nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from crawler.checking.readings import SELECTORS, found_by
from crawler.extract import ORDER, extract
from crawler.feeds import read_feed
from crawler.outlet import Layout, Outlet, Site
from crawler.page import Page
from crawler.probing.addresses import AddressForm, form_of
from crawler.probing.declared import (
    ArchiveForm,
    archive_of,
    feed_index_of,
    feeds_of,
    is_news,
    shapes_of,
    sitemaps_of,
)
from crawler.records import Article
from crawler.sitemaps import LARGEST, read_sitemap
from crawler.urls import host_of
from crawler.visits import Answer, OutletVisit
from errors import DiemBaoError, NotAFeed, NotAnArticle, NotASitemap

# Of the feeds and sitemaps that are declared, so many are read.
_FEEDS_READ = 2
_SITEMAPS_READ = 2
_MOST_ENTRIES = 2_000
# A layout that finds fewer of its elements on a page is another page's.
_LEAST_FOUND = 3
_ANYTHING = re.compile(r"^/(.+)$")
# A name that a person gave; one with digits is of this page alone.
_PLAIN = re.compile(r"^[a-zA-Z][a-zA-Z_-]*$")
# How sites name the feed of all that is new.
_WIDEST = re.compile(r"/(?:home|index|latest|news|tin-moi(?:-nhat)?|trang-chu)\.", re.IGNORECASE)


class NoPage(DiemBaoError):
    """The address that was to be looked at gave no page; says why."""


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


def _publisher(page: Page) -> str:
    """What a page's JSON-LD calls its publisher."""
    publisher = page.json_ld_article.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else ""
    return name if isinstance(name, str) else ""


class Prober:
    """One look at a site.

    Args:
        url: the page, or the site's front page.
        layouts: the layouts that are known, by owner.
    """

    def __init__(self, url: str, layouts: Mapping[str, Sequence[Layout]]) -> None:
        self._url = url
        self._layouts = layouts
        self._now = datetime.now(UTC)
        self.probe = Probe(urlsplit(url).hostname or "")
        self._pages: list[Page] = []
        self._links: list[str] = []

    def outlet(self) -> Outlet:
        """An outlet that is this host and nothing more: what the visit may ask."""
        host = host_of(self._url)
        # Also where an outlet has this very site: the look is to be unbiased.
        site = Site(host, _ANYTHING, layouts=(), www=self.probe.host.startswith("www."))
        return Outlet(slug=host, name=self.probe.name or host, agreement_from=None, sites=(site,))

    async def run(self, visit: OutletVisit) -> None:
        """Look; what is found is in `probe`.

        Raises:
            NoPage: the address gave no page.
        """
        answer = await visit.ask(self._url)
        robots = visit.robots.get(host_of(self._url))
        if robots is not None:
            self.probe.robots = robots.problem or "answered 200"
        if answer.problem:
            raise NoPage(f"{self._url}: {answer.problem}.")
        self._see(answer)
        front = urlsplit(answer.url)._replace(path="/", query="", fragment="").geturl()
        if answer.url != front and not (home := await visit.ask(front)).problem:
            self._see(home)
        await self._feeds(visit)
        self.probe.form = form_of(self._links, host_of(self._url))
        await self._article(visit, answer)
        await self._sitemaps(visit, robots, front)

    def _see(self, answer: Answer) -> None:
        """Note what a page of the site links to."""
        page = Page(answer.body, answer.url, answer.content_type)
        self.probe.host = urlsplit(answer.url).hostname or self.probe.host
        self.probe.name = self.probe.name or page.meta_first("og:site_name") or _publisher(page)
        self._pages.append(page)
        anchors = (page.link(node.attributes.get("href")) for node in page.tree.css("a[href]"))
        self._links += [link for link in anchors if link.startswith("http")]

    async def _feeds(self, visit: OutletVisit) -> None:
        urls = [url for page in self._pages for url in feeds_of(page)]
        index = next(filter(None, map(feed_index_of, self._pages)), "")
        if index and not (answer := await visit.ask(index)).problem:
            urls += feeds_of(Page(answer.body, answer.url, answer.content_type))
        here = [url for url in dict.fromkeys(urls) if host_of(url) == host_of(self._url)]
        # The shortest are the widest: /rss/home.rss before /rss/thoi-su/phap-luat.rss.
        here.sort(key=lambda url: (url.count("/"), _WIDEST.search(url) is None))
        for number, url in enumerate(here):
            declared = Declared(url)
            if number < _FEEDS_READ:
                declared = self._feed(url, await visit.ask(url))
            self.probe.feeds.append(declared)

    def _feed(self, url: str, answer: Answer) -> Declared:
        if answer.problem:
            return Declared(url, answer.problem, works=False)
        try:
            items = read_feed(answer.body, answer.url).items
        except NotAFeed as error:
            return Declared(url, str(error), works=False)
        dated = sum(item.published_at is not None for item in items)
        self._links[:0] = [item.url for item in items]
        said = f"{len(items)} items, {dated} with a readable time"
        return Declared(url, said, works=bool(items))

    async def _article(self, visit: OutletVisit, first: Answer) -> None:
        """Read the page that was asked for, or, where that is none, the first article it shows."""
        if self._reads(first) or self.probe.form is None:
            return
        path = self.probe.form.examples[0]
        url = next(link for link in self._links if urlsplit(link).path == path)
        answer = await visit.ask(url)
        if answer.problem:
            self.probe.why_not = f"{url}: {answer.problem}"
        else:
            self._reads(answer)

    def _reads(self, answer: Answer) -> bool:
        outlet = self.outlet()
        try:
            self.probe.article = extract(
                answer.body,
                answer.url,
                outlet=outlet,
                site=outlet.sites[0],
                fetched_at=self._now,
                content_type=answer.content_type,
            )
        except NotAnArticle as error:
            self.probe.why_not = str(error)
            return False
        page = Page(answer.body, answer.url, answer.content_type)
        self.probe.name = self.probe.name or _publisher(page)
        self.probe.fits = fitting(page, self._layouts)
        self.probe.body = body_of(page)
        return True

    async def _sitemaps(self, visit: OutletVisit, robots: Answer | None, home: str) -> None:
        body = robots.body if robots is not None and not robots.problem else b""
        named = sitemaps_of(body, home)
        waiting = [url for url in named if host_of(url) == host_of(home)]
        read = 0
        while waiting:
            url = waiting.pop(0)
            if read == _SITEMAPS_READ:
                self.probe.sitemaps.append(Declared(url))
                continue
            read += 1
            answer = await visit.ask(url, largest=LARGEST)
            self.probe.sitemaps.append(self._sitemap(url, answer, waiting))

    def _sitemap(self, url: str, answer: Answer, waiting: list[str]) -> Declared:
        if answer.problem:
            return Declared(url, answer.problem, works=False)
        try:
            entries = list(islice(read_sitemap(answer.body, answer.url), _MOST_ENTRIES))
        except NotASitemap as error:
            return Declared(url, str(error), works=False)
        inner = [entry.url for entry in entries if entry.is_sitemap]
        if inner and self.probe.archive is None:
            self.probe.archive = archive_of(url, inner)
            waiting += [each for each in inner if is_news(each) and each not in waiting][:1]
        kind = "an index of sitemaps" if inner else "a sitemap"
        shapes = ", ".join(shapes_of(inner or (entry.url for entry in entries)))
        return Declared(url, f"{kind}: {shapes or 'empty'}", works=bool(entries))
