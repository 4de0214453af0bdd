"""Finding what an outlet has published: its sources are read, what they show is entered.

Knows no Scrapy: it says which sources to ask for next, and reads what they answered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from typing import Protocol

from crawler import clock
from crawler.candidates import is_before, judge, made_on
from crawler.dates import VIETNAM, Period
from crawler.feeds import read_feed
from crawler.ledger import Found, Kind, Outcome, SourceState
from crawler.listings import read_listing
from crawler.outlet import Outlet, Site
from crawler.polling import after_failure, after_success, can_wait, is_frozen, stale_after
from crawler.ports import CrawlRun
from crawler.records import FeedItem
from crawler.sitemaps import Entry, read_sitemap
from crawler.sources import (
    RECENT,
    Layer,
    Source,
    archive_sources,
    is_past,
    paged_listings,
    recent_sources,
    shards_of,
)
from errors import NotAFeed, NotASitemap

# Entries of a sitemap that are entered together.
_CHUNK = 1_000


class Answer(Protocol):
    """What discovery needs of an answer; Scrapy's responses have it."""

    @property
    def url(self) -> str: ...  # noqa: D102

    @property
    def body(self) -> bytes: ...  # noqa: D102

    status: int


class Discovery:
    """The discovery of one run.

    Args:
        run: where what is found is entered.
        outlet: the outlet that is crawled.
        period: the span of time that is asked for; empty: what is new.
        layers: which kinds of sources are used.
        plain: the run is bounded by nothing: sources may be asked only for what changed, and
            what they were like is kept for the next time.
        page_limit: most pages of one listing that are followed.
    """

    def __init__(
        self,
        run: CrawlRun,
        outlet: Outlet,
        *,
        period: Period,
        layers: frozenset[Layer],
        plain: bool,
        page_limit: int,
    ) -> None:
        self._run = run
        self._outlet = outlet
        self._period = period
        self._layers = layers
        self._plain = plain
        self._page_limit = page_limit
        self._now = clock.now()
        self._archives = {site.host: 0 for site in outlet.sites}
        self.worked = 0
        self.problems: list[str] = []

    # What to ask.

    def begin(self) -> Iterator[Source]:
        """Yield the sources to ask first."""
        for site in self._outlet.sites:
            sources = {source.url: source for source in self._recent(site)}
            if is_past(self._period, self._now):
                # A listing that is followed into the past takes the place of its first page.
                sources |= {source.url: source for source in self._past(site)}
            yield from sources.values()

    def _recent(self, site: Site) -> Iterator[Source]:
        if self._period.end is not None and self._period.end < self._now - RECENT:
            return
        sources = [source for layer, source in recent_sources(site) if layer in self._layers]
        if self._plain and sources and sources[0].widest:
            yield sources[0]  # the others depend on what it shows
        else:
            yield from sources

    def _past(self, site: Site) -> Iterator[Source]:
        archived = list(archive_sources(site, 0, self._period, self._now))
        if archived and Layer.ARCHIVES in self._layers:
            yield from self._unread(archived)
        elif Layer.LISTINGS in self._layers:
            paged = list(paged_listings(site))
            yield from paged
            if not paged:
                self.problems.append(f"{site.host} has no archive of past periods")

    def _unread(self, sources: Iterable[Source]) -> Iterator[Source]:
        """Leave out what an earlier run has read whole, and what cannot have changed since."""
        sources = list(sources)
        read = self._run.read_before({s.url: s.until for s in sources if s.until})
        for source in sources:
            if source.url in read:
                self._run.settle(self._run.add_source(source.kind, source.url), Outcome.READ_BEFORE)
                self.worked += 1
            else:
                yield source

    def state(self, source: Source) -> SourceState | None:
        """What the source was like when last read, where it may be asked for changes alone."""
        return self._run.source_state(source.url) if self._plain else None

    # What they answered.

    def answered(
        self, source: Source, row: int, answer: Answer, *, etag: str, last_modified: str
    ) -> Iterator[Source]:
        """Enter what a source shows, settle its row, and yield the sources that follow from it.

        Args:
            source: the source that was asked.
            row: its row in the frontier.
            answer: what came back: 200 or 304.
            etag: the answer's ETag, if any.
            last_modified: its Last-Modified, if any.
        """
        state = SourceState(source.url, etag, last_modified, sha256(answer.body).hexdigest())
        before = self.state(source)
        not_modified = answer.status == 304  # noqa: PLR2004
        if before and (not_modified or before.body_hash == state.body_hash):
            self._worked(row, Outcome.NOT_MODIFIED if not_modified else Outcome.UNCHANGED)
            self._keep(replace(before, read_at=self._now, failures=0.0))
            yield from self._others(source, anything_new=False)
            return
        try:
            yield from self._read(source, row, answer, state)
        except (NotAFeed, NotASitemap) as error:
            wrong = Outcome.NOT_A_FEED if isinstance(error, NotAFeed) else Outcome.NOT_A_SITEMAP
            self._failed(source, row, wrong, str(error))
            yield from self._next_archive(source)
        yield from self._others(source, anything_new=True)

    def failed(self, source: Source, row: int, outcome: Outcome, why: str) -> Iterator[Source]:
        """Settle the row of a source that brought nothing; yield what to ask in its place."""
        self._failed(source, row, outcome, why)
        yield from self._next_archive(source)
        yield from self._others(source, anything_new=True)

    def _next_archive(self, source: Source) -> Iterator[Source]:
        """After an archive's first document failed: the site's next archive, once."""
        site, number = source.site, source.archive
        if number is None or source.root or self._archives[site.host] != number:
            return
        self._archives[site.host] += 1
        following = archive_sources(site, number + 1, self._period, self._now)
        yield from self._unread(following)

    def _others(self, widest: Source, *, anything_new: bool) -> Iterator[Source]:
        """After the widest feed of a site: its other sources, or their rows settled as skipped."""
        if not (self._plain and widest.widest):
            return
        leader = self._run.source_state(widest.url)
        for layer, source in recent_sources(widest.site):
            if source.url == widest.url or layer not in self._layers:
                continue
            state = self._run.source_state(source.url)
            if anything_new or not (state and can_wait(state, leader, self._now)):
                yield source
            else:
                self._worked(self._run.add_source(source.kind, source.url), Outcome.SKIPPED)

    def _read(
        self, source: Source, row: int, answer: Answer, state: SourceState
    ) -> Iterator[Source]:
        if source.kind is Kind.FEED:
            feed = read_feed(answer.body, answer.url)
            self._enter(self._of_feed(feed.items, answer.url))
            dates = [item.published_at for item in feed.items]
            newest = max(filter(None, dates), default=None)
            stale = stale_after(dates, self._now)
            state = replace(state, newest_item_at=newest, stale_at=stale)
            self._settle(source, row, state, len(feed.items), "; ".join(feed.warnings))
        elif source.kind is Kind.SITEMAP:
            count, sitemaps = self._of_sitemap(answer)
            shards = list(shards_of(source, sitemaps, self._period, self._now))
            self._settle(source, row, state, count + len(shards))
            yield from self._unread(shards)
        else:
            yield from self._read_listing(source, row, answer, state)

    def _of_feed(self, items: Iterable[FeedItem], via: str) -> Iterator[Found]:
        return (Found(item.url, via, published_at=item.published_at) for item in items)

    def _of_sitemap(self, answer: Answer) -> tuple[int, list[Entry]]:
        """Enter a sitemap's pages in chunks, so that the largest needs no memory.

        Returns:
            How many pages it has, and the sitemaps that it lists: some sites list their articles
            where an index is expected.
        """
        entries = read_sitemap(answer.body, answer.url)
        count, sitemaps = 0, []
        while chunk := list(islice(entries, _CHUNK)):
            pages = [entry for entry in chunk if not entry.is_sitemap]
            sitemaps += [entry for entry in chunk if entry.is_sitemap]
            count += len(pages)
            self._enter(
                Found(
                    page.url,
                    answer.url,
                    published_at=page.published_at,
                    modified_at=page.modified_at,
                )
                for page in pages
            )
        return count, sitemaps

    def _read_listing(
        self, source: Source, row: int, answer: Answer, state: SourceState
    ) -> Iterator[Source]:
        page = read_listing(answer.body, answer.url, source)
        new = self._enter(Found(url, answer.url) for url in page.links)
        following = replace(source, zone=page.zone or source.zone).next_page()
        wanted = bool(new) and not self._all_older(page.links)
        at_limit = source.page >= self._page_limit
        remark = f"stopped at page {source.page} (setting listing_pages)" if at_limit else ""
        # A day without articles of a category is no failure; a front page without any is.
        if page.links or (source.page == 1 and source.until is None):
            self._settle(source, row, state, len(page.links), remark if wanted else "")
        else:
            self._worked(row, Outcome.READ)
        if following and wanted and not at_limit:
            yield following

    def _all_older(self, links: Iterable[str]) -> bool:
        """Whether the articles of a page came out before the period, as far as their ids tell."""
        judged = [judge(Found(url), self._outlet, Period()) for url in links]
        sites = {site.host: site for site in self._outlet.sites}
        days = [made_on(each.article_id, sites[each.site]) for each in judged if each.article_id]
        return bool(days) and all(day and is_before(day, self._period) for day in days)

    # Where it is written.

    def _enter(self, found: Iterable[Found]) -> int:
        return self._run.add_found(judge(each, self._outlet, self._period) for each in found)

    def _settle(
        self, source: Source, row: int, state: SourceState, count: int, remark: str = ""
    ) -> None:
        if not count:
            self._failed(source, row, Outcome.EMPTY, remark or "it shows nothing")
            return
        newest = state.newest_item_at
        if newest and is_frozen(state, self._now):
            age = f"its newest item is of {newest.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
            self._worked(row, Outcome.FROZEN, "; ".join(filter(None, (age, remark))))
        else:
            self._worked(row, Outcome.READ, remark)
        self._keep(replace(state, read_at=self._now))

    def _worked(self, row: int, outcome: Outcome, remark: str = "") -> None:
        self.worked += 1
        self._run.settle(row, outcome, remark)

    def _failed(self, source: Source, row: int, outcome: Outcome, why: str) -> None:
        self.problems.append(why)
        self._run.settle(row, outcome, why)
        if self._plain:
            before = self._run.source_state(source.url) or SourceState(source.url)
            self._run.keep_source(after_failure(before, outcome, self._now))

    def _keep(self, state: SourceState) -> None:
        if self._plain:
            self._run.keep_source(after_success(state, self._now))
