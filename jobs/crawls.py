"""The jobs that crawl: feeds all day, everything at night."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from threading import Event as Flag

from sqlalchemy import Engine

from crawler.ledger import Status
from crawler.outlet import Outlet
from crawler.polling import is_due
from crawler.processes import Crawl, Event, Order, crawl_side_by_side
from crawler.sources import Layer, recent_sources
from errors import DiemBaoError
from jobs import BrokenOff
from settings import PREFIX, Settings
from store.polls import left_open, next_polls


def crawl_here(settings: Settings, stopping: Flag) -> Crawl:
    """Crawl by processes of this machine.

    Args:
        settings: how many at once, and their time limit.
        stopping: ends them in order when it is set; `BrokenOff` is raised then.
    """

    def crawl(orders: Sequence[Order], now: datetime) -> Iterator[Event]:
        yield from crawl_side_by_side(
            orders,
            at_once=settings.crawls_at_once,
            minutes=settings.crawl_minutes,
            stopping=stopping,
            environment={f"{PREFIX}NOW": now.isoformat()} if settings.now else None,
        )
        if stopping.is_set():
            raise BrokenOff

    return crawl


def telling(crawl: Crawl, told: Callable[[Event], None]) -> Crawl:
    """Crawl, and tell somebody else too what the crawls say."""

    def crawling(orders: Sequence[Order], now: datetime) -> Iterator[Event]:
        for event in crawl(orders, now):
            told(event)
            yield event

    return crawling


class _Tally:
    """What became of the crawls of a job."""

    def __init__(self) -> None:
        self._ended: dict[str, str] = {}  # the outlet, and its problem if it has one
        self._counts: Counter[str] = Counter()
        self.busy: set[str] = set()
        self._queued = 0

    def add(self, event: Event) -> None:
        """Note what a crawl said."""
        if event.name == "finished":
            run = event.facts["summary"]
            worked = run["status"] == Status.FINISHED
            self._ended[event.outlet] = "" if worked else run["problem"] or run["status"]
            self._counts.update({name: run[name] for name in ("stored_new", "new_versions")})
            self.busy.discard(event.outlet)
        elif event.name == "failed" and event.facts.get("busy"):
            self.busy.add(event.outlet)
        elif event.name == "failed":
            self._ended[event.outlet] = event.facts["problem"]
            self.busy.discard(event.outlet)
        self._queued += event.name == "queued"

    @property
    def all_failed(self) -> bool:
        """Whether there were crawls, and not one did its work."""
        return bool(self._ended) and all(self._ended.values())

    @property
    def sentence(self) -> str:
        """Say how the crawls went: `12 outlets, 34 new, 2 new versions; vtv: no answer`."""
        new, versions = self._counts["stored_new"], self._counts["new_versions"]
        outlets = "1 outlet" if len(self._ended) == 1 else f"{len(self._ended)} outlets"
        parts = [f"{outlets}, {new} new, {versions} new versions"]
        if self._queued:
            parts = [f"{self._queued} crawls queued"]
        alike: dict[str, list[str]] = {}
        for outlet, problem in sorted(self._ended.items()):
            alike.setdefault(problem.rstrip("."), []).append(outlet)
        parts += [f"{', '.join(slugs)}: {problem}" for problem, slugs in alike.items() if problem]
        if self.busy:
            parts.append(f"left to another crawl: {', '.join(sorted(self.busy))}")
        return "; ".join(parts)


def _crawled(crawl: Crawl, orders: Sequence[Order], now: datetime, *, patient: bool) -> str:
    """Crawl outlets; return how it went.

    Args:
        crawl: does it.
        orders: what to crawl.
        now: the present moment (UTC).
        patient: crawl those that were busy once more when the others are done.

    Raises:
        BrokenOff: the scheduler stops; says how far it came.
        DiemBaoError: no crawl did its work.
    """
    tally = _Tally()
    try:
        for event in crawl(orders, now):
            tally.add(event)
        if patient and tally.busy:
            for event in crawl([each for each in orders if each.outlet in tally.busy], now):
                tally.add(event)
    except BrokenOff:
        raise BrokenOff(tally.sentence) from None
    if tally.all_failed:
        raise DiemBaoError(tally.sentence)
    return tally.sentence


def _outlets() -> list[Outlet]:
    """Those with an agreement that still publish."""
    from spiders import outlets

    return [each for each in outlets().values() if each.agreement_from and each.has_sources]


def _feeds_of(outlet: Outlet) -> list[str]:
    return [
        source.url
        for site in outlet.sites
        for layer, source in recent_sources(site)
        if layer is Layer.FEEDS
    ]


def due_outlets(engine: Engine, outlets: Sequence[Outlet], now: datetime) -> list[str]:
    """Return the slugs of the outlets with a feed to read, or with something left to fetch."""
    urls = {outlet.slug: _feeds_of(outlet) for outlet in outlets}
    polls = next_polls(engine, [url for feeds in urls.values() for url in feeds])
    left = left_open(engine)
    return [
        slug
        for slug, feeds in urls.items()
        if slug in left or any(is_due(polls.get(url), now) for url in feeds)
    ]


def feeds(crawl: Crawl, engine: Engine, settings: Settings, now: datetime) -> str:
    """Read the feeds that are due, and fetch what they show."""
    del settings
    due = due_outlets(engine, _outlets(), now)
    if not due:
        return "no feed is due"
    orders = [Order(slug, ("--due", "yes")) for slug in due]
    return _crawled(crawl, orders, now, patient=False)


def nightly(crawl: Crawl, engine: Engine, settings: Settings, now: datetime) -> str:
    """Read all that shows new articles, and look at stored ones again when it is time."""
    del engine, settings
    return _crawled(crawl, [Order(outlet.slug) for outlet in _outlets()], now, patient=True)
