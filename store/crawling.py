"""A crawl run in the database: its frontier, its ledger, and the articles that it stores.

An article and the outcome of its URL land in one transaction, so a killed run leaves neither half
an article nor a row that lies; what it left waiting, the next run of the outlet takes up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Engine, func, insert, select, update

from crawler import clock
from crawler.dates import Period, day_start, vietnamese_day
from crawler.ledger import (
    Candidate,
    Fetched,
    Found,
    Kind,
    Outcome,
    RunSummary,
    SourceState,
    Status,
)
from crawler.records import Article
from errors import OutletBusy, StoreError
from settings import current
from store import frontier
from store.articles import Arrival, store_articles, touch_articles
from store.engine import WRITES, open_engine
from store.locks import Lock, lock_outlet
from store.models import Base, FrontierRow, RunRow, SourceRow
from store.pages import StoredPages
from store.patience import Patience, wait_for
from store.rulesets import active_rules
from store.runs import bury_dead_runs, ledgers, run_summary
from store.settling import close_rows, write_outcomes, write_states
from topics.tagger import Tags

# The most articles in one transaction: others wait for it, and a kill loses it.
_BATCH = 100
# The fields whose sources are counted, so that a redesign shows.
FIELDS = (
    *("title", "lead", "body", "authors", "section", "tags", "published_at", "modified_at"),
    "images",
)
# Outcomes by which an article that was looked at again has been seen.
_SEEN = frozenset({Outcome.NOT_MODIFIED, Outcome.WITHDRAWN})


class StoredRun:
    """One crawl run; implements `crawler.ports.CrawlRun`, and takes articles from the pipelines."""

    def __init__(self, engine: Engine, outlet: str, run: int, lock: Lock) -> None:
        self.id = run
        self._outlet = outlet
        self._release = lock
        self._store = Patience(engine, again=self._renew)
        self.pages = StoredPages(engine, outlet, run)
        self._arrivals: list[Arrival] = []
        self._settled: list[tuple[int, Outcome, str]] = []
        self._counts: Counter[str] = Counter()
        self._open: dict[int, Kind] = {}  # rows that are being fetched
        self._rechecks: dict[int, int] = {}  # of those, which look at which stored article
        self._states: dict[str, SourceState] = {}  # kept, and not yet landed
        self._field_sources: dict[str, Counter[str]] = defaultdict(Counter)
        self.rules = active_rules(engine)
        self._rules_version = self.rules.version

    def requests_today(self) -> int:
        """How many requests runs of this outlet have sent in the present Vietnamese day."""
        today = day_start(vietnamese_day(clock.now()))
        wanted = (RunRow.outlet == self._outlet, RunRow.started_at >= today)
        spent = select(func.sum(RunRow.requests)).where(*wanted)
        return self._store.read(lambda connection: connection.scalar(spent) or 0)

    @property
    def stood_still_at(self) -> float:
        """When (`time.monotonic`) the run last had to wait for the store; 0.0: never."""
        return self._store.stood_still_at

    def _renew(self) -> None:
        """Hold the outlet's lock again after the database was away."""
        try:
            self._release.renew()
        except OutletBusy:
            raise StoreError(
                "Another crawl of the outlet began while the database was away; this one ends."
            ) from None

    # Sources.

    def add_source(self, kind: Kind, url: str, via: str = "") -> int:
        """Enter a source that is about to be fetched; return its row."""
        row = frontier.entry(self.id, kind, Found(url, via), clock.now())
        number = self._store.write(lambda connection: _inserted(connection, FrontierRow, row))
        self._open[number] = kind
        return number

    def source_state(self, url: str) -> SourceState | None:
        """What a source was like when it was last read."""
        if url in self._states:
            return self._states[url]
        known = select(SourceRow.__table__).where(SourceRow.url == url)
        row = self._store.read(lambda connection: connection.execute(known).mappings().first())
        if row is None:
            return None
        return SourceState(**{name: row[name] for name in SourceState.__dataclass_fields__})

    def keep_source(self, state: SourceState) -> None:
        """Keep what a source was like, for the next time."""
        self._states[state.url] = state

    def read_before(self, sources: Mapping[str, date]) -> set[str]:
        """Those sources of past days that an earlier run read whole, well after those days."""
        return self._store.read(
            lambda connection: frontier.read_whole(connection, self._outlet, sources)
        )

    # The frontier.

    def add_found(self, found: Iterable[Found]) -> int:
        """Enter what a source showed; return how many URLs were new to this run."""
        shown = list(found)
        rows = self._store.write(
            lambda connection: frontier.enter(connection, self.id, shown, clock.now())
        )
        self._counts.update(row["outcome"] or "waiting" for row in rows)
        return len(rows)

    def add_rechecks(self, now: datetime) -> int:
        """Enter the stored articles that it is time to look at again; return how many."""
        count = self._store.write(
            lambda connection: frontier.enter_rechecks(connection, self.id, self._outlet, now)
        )
        self._counts["waiting"] += count
        return count

    def take_over(self, period: Period, *, failed: bool = True) -> int:
        """Enter what earlier runs of the outlet found and could not fetch; return how much."""
        count = self._store.write(
            lambda connection: frontier.take_over(
                connection, self.id, self._outlet, period, clock.now(), failed=failed
            )
        )
        self._counts["waiting"] += count
        return count

    def take(self, count: int) -> Sequence[Candidate]:
        """Hand out the next rows to fetch, the latest published first."""
        out = [row for row, kind in self._open.items() if kind is Kind.ARTICLE]
        if self._counts["waiting"] <= len(out):
            return []
        self.flush()
        rows = self._store.read(
            lambda connection: frontier.next_rows(connection, self.id, count, out)
        )
        for candidate, article in rows:
            self._open[candidate.row] = Kind.ARTICLE
            if article is not None:
                self._rechecks[candidate.row] = article
        return [candidate for candidate, _ in rows]

    # The ledger.

    def settle(self, row: int, outcome: Outcome, detail: str = "") -> None:
        """Write a row's one outcome; a row that has one keeps it."""
        if row not in self._open:
            return
        kind = self._open.pop(row)
        self._settled.append((row, outcome, detail))
        if kind is Kind.ARTICLE:
            self._counts.update({outcome: 1, "waiting": -1})
        if len(self._settled) >= _BATCH:
            self.flush()

    def gone(self, row: int, outcome: Outcome, detail: str) -> None:
        """Settle a row whose page is gone: of a stored article, that it was withdrawn."""
        self.settle(row, Outcome.WITHDRAWN if row in self._rechecks else outcome, detail)

    def keep(self, article: Article, tags: Tags, page: Fetched) -> None:
        """Store an article, or what changed in it since, and settle its row accordingly."""
        self._arrivals.append(Arrival(article, tags, page, self._rechecks.get(page.row)))
        for field in FIELDS:
            self._field_sources[field][article.sources.get(field, "missing")] += 1
        if len(self._arrivals) >= _BATCH:
            self.flush()

    def leave_out(self, outcome: Outcome) -> None:
        """Settle every article that still waits with the same outcome."""
        self.flush()
        self._store.write(
            lambda connection: close_rows(
                connection, [self.id], outcome, [Kind.ARTICLE], clock.now()
            )
        )
        self._counts[outcome] += self._counts.pop("waiting", 0)

    def counts(self) -> Mapping[str, int]:
        """How many articles' URLs have which outcome so far, and how many none (`waiting`)."""
        return {name: count for name, count in self._counts.items() if count}

    def flush(self, requests: int = 0, size: int = 0) -> None:
        """Land what is held back, and what the run has cost so far where that is given."""
        if not (self._arrivals or self._settled or self._states):
            return
        stored = self._store.write(lambda connection: self._land(connection, requests, size))
        for row, *_ in self._settled:
            self._rechecks.pop(row, None)
        self.pages.landed()
        self._arrivals.clear()
        self._settled.clear()
        self._states.clear()
        for row, outcome, _ in stored:
            self._rechecks.pop(row, None)
            if self._open.pop(row, None):
                self._counts.update({outcome: 1, "waiting": -1})

    def _land(
        self, connection: Connection, requests: int, size: int
    ) -> list[tuple[int, Outcome, str]]:
        now = clock.now()
        stored = store_articles(connection, self._arrivals, self._rules_version, now)
        articles = {
            each.page.row: (each.article.site, each.article.article_id) for each in self._arrivals
        }
        self.pages.land(connection, articles, (row for row, _, _ in self._settled))
        touch_articles(
            connection,
            {
                self._rechecks[row]: outcome is Outcome.WITHDRAWN
                for row, outcome, _ in self._settled
                if outcome in _SEEN and row in self._rechecks
            },
            now,
        )
        write_outcomes(connection, [*self._settled, *stored], now)
        write_states(connection, self._outlet, list(self._states.values()))
        if requests:
            cost = update(RunRow).where(RunRow.id == self.id)
            connection.execute(cost.values(requests=requests, bytes=size))
        return stored

    def finish(
        self,
        status: Status,
        *,
        requests: int,
        size: int,
        problem: str,
        answer_ms: int | None = None,
    ) -> RunSummary:
        """Settle what is left as not fetched, close the run, free the outlet's lock."""
        ended = {
            "status": status,
            "finished_at": clock.now(),
            "requests": requests,
            "bytes": size,
            "problem": problem,
            "field_sources": self._field_sources,
            "answer_ms": answer_ms,
        }
        try:
            self.flush()
            self._store.write(lambda connection: self._close(connection, ended))
            return self._store.read(lambda connection: run_summary(connection, self.id))
        finally:
            self._release()

    def _close(self, connection: Connection, ended: Mapping[str, object]) -> None:
        close_rows(connection, [self.id], Outcome.NOT_FETCHED, Kind, clock.now())
        outcomes = ledgers(connection, [self.id]).get(self.id, {})
        run = update(RunRow).where(RunRow.id == self.id)
        connection.execute(run.values(**ended, outcomes=outcomes))


def _inserted(connection: Connection, table: type[Base], row: Mapping[str, object]) -> int:
    """Insert a row; return its key."""
    made = connection.execute(insert(table), row)
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def open_run(outlet: str, *, bounded: bool = False) -> StoredRun:
    """Begin a crawl run of an outlet in the database that the settings name.

    Args:
        outlet: its slug.
        bounded: whether a period, a limit or a list of addresses was given.

    Raises:
        OutletBusy: another crawl of the outlet is running.
        StoreError: the database cannot be opened or written.
    """
    return wait_for(lambda: _open_run(outlet, bounded=bounded))


def _open_run(outlet: str, *, bounded: bool) -> StoredRun:
    engine = open_engine(current().database)
    lock = lock_outlet(engine, outlet)
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            bury_dead_runs(connection, outlet, clock.now())
            row = {"outlet": outlet, "started_at": clock.now(), "status": Status.RUNNING}
            row |= {"requests": 0, "bytes": 0, "bounded": bounded}
            number = _inserted(connection, RunRow, row)
        return StoredRun(engine, outlet, number, lock)
    except BaseException:
        lock()
        raise
