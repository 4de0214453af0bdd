"""Looking at a page or a site, within ten requests: what it shows to someone who knows nothing."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from urllib.parse import urlsplit

from crawler import clock
from crawler.extract import extract
from crawler.feeds import read_feed
from crawler.outlet import Layout, Outlet, Site
from crawler.page import Page
from crawler.probing.addresses import form_of
from crawler.probing.declared import (
    archive_of,
    feed_index_of,
    feeds_of,
    is_news,
    shapes_of,
    sitemaps_of,
)
from crawler.probing.findings import Declared, Probe, body_of, fitting, publisher_of
from crawler.sitemaps import LARGEST, read_sitemap
from crawler.urls import host_of
from crawler.visits import Answer, OutletVisit
from errors import NoPage, NotAFeed, NotAnArticle, NotASitemap

# Of the feeds and sitemaps that are declared, so many are read.
_FEEDS_READ = 2
_SITEMAPS_READ = 2
_MOST_ENTRIES = 2_000
_ANYTHING = re.compile(r"^/(.+)$")
# How sites name the feed of all that is new.
_WIDEST = re.compile(r"/(?:home|index|latest|news|tin-moi(?:-nhat)?|trang-chu)\.", re.IGNORECASE)


class Prober:
    """One look at a site.

    Args:
        url: the page, or the site's front page.
        layouts: the layouts that are known, by owner.
    """

    def __init__(self, url: str, layouts: Mapping[str, Sequence[Layout]]) -> None:
        self._url = url
        self._layouts = layouts
        self._now = clock.now()
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
        self.probe.name = self.probe.name or page.meta_first("og:site_name") or publisher_of(page)
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
        # Some sites' front pages call themselves articles.
        is_front = urlsplit(first.url).path in ("", "/")
        if (not is_front and self._reads(first)) or self.probe.form is None:
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
        self.probe.name = self.probe.name or publisher_of(page)
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
