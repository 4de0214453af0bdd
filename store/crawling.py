"""A crawl run in the database: its frontier, its ledger, and the articles that it stores.

An article and the outcome of its URL land in one transaction, so a killed run leaves neither half
an article nor a row that lies; what it left waiting, the next run of the outlet takes up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

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
from settings import current
from store import frontier
from store.articles import Arrival, store_articles, touch_articles
from store.engine import WRITES, open_engine
from store.locks import Release, lock_outlet
from store.models import FrontierRow, RunRow, SourceRow
from store.pages import StoredPages
from store.rulesets import active_rules
from store.runs import bury_dead_runs, ledgers, run_summary
from topics.tagger import Tags

# The most articles in one transaction: others wait for it, and a kill loses it.
_BATCH = 100
# The fields whose sources are counted, so that a redesign shows.
_FIELDS = (
    *("title", "lead", "body", "authors", "section", "tags", "published_at", "modified_at"),
    "images",
)
# Outcomes by which an article that was looked at again has been seen.
_SEEN = frozenset({Outcome.NOT_MODIFIED, Outcome.WITHDRAWN})

_F = FrontierRow.__table__.c


class StoredRun:
    """One crawl run; implements `crawler.ports.CrawlRun`, and takes articles from the pipelines."""

    def __init__(self, engine: Engine, outlet: str, run: int, release: Release) -> None:
        self.id = run
        self._engine = engine
        self._outlet = outlet
        self._release = release
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
        with self._engine.connect() as connection:
            return connection.scalar(select(func.sum(RunRow.requests)).where(*wanted)) or 0

    # Sources.

    def add_source(self, kind: Kind, url: str, via: str = "") -> int:
        """Enter a source that is about to be fetched; return its row."""
        row = frontier.entry(self.id, kind, Found(url, via), clock.now())
        with self._writing() as connection:
            made = connection.execute(insert(FrontierRow), row)
        assert made.inserted_primary_key is not None
        number = int(made.inserted_primary_key[0])
        self._open[number] = kind
        return number

    def source_state(self, url: str) -> SourceState | None:
        """What a source was like when it was last read."""
        if url in self._states:
            return self._states[url]
        with self._engine.connect() as connection:
            row = (
                connection.execute(select(SourceRow.__table__).where(SourceRow.url == url))
                .mappings()
                .first()
            )
        if row is None:
            return None
        return SourceState(**{name: row[name] for name in SourceState.__dataclass_fields__})

    def keep_source(self, state: SourceState) -> None:
        """Keep what a source was like, for the next time."""
        self._states[state.url] = state

    def read_before(self, sources: Mapping[str, date]) -> set[str]:
        """Those sources of past days that an earlier run read whole, well after those days."""
        with self._engine.connect() as connection:
            return frontier.read_whole(connection, self._outlet, sources)

    # The frontier.

    def add_found(self, found: Iterable[Found]) -> int:
        """Enter what a source showed; return how many URLs were new to this run."""
        with self._writing() as connection:
            rows = frontier.enter(connection, self.id, found, clock.now())
        self._counts.update(row["outcome"] or "waiting" for row in rows)
        return len(rows)

    def add_rechecks(self, now: datetime) -> int:
        """Enter the stored articles that it is time to look at again; return how many."""
        with self._writing() as connection:
            count = frontier.enter_rechecks(connection, self.id, self._outlet, now)
        self._counts["waiting"] += count
        return count

    def take_over(self, period: Period) -> int:
        """Enter what earlier runs of the outlet found and could not fetch; return how much."""
        now = clock.now()
        with self._writing() as connection:
            count = frontier.take_over(connection, self.id, self._outlet, period, now)
        self._counts["waiting"] += count
        return count

    def take(self, count: int) -> Sequence[Candidate]:
        """Hand out the next rows to fetch, the latest published first."""
        out = [row for row, kind in self._open.items() if kind is Kind.ARTICLE]
        if self._counts["waiting"] <= len(out):
            return []
        self.flush()
        with self._engine.connect() as connection:
            rows = frontier.next_rows(connection, self.id, count, out)
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
        for field in _FIELDS:
            self._field_sources[field][article.sources.get(field, "missing")] += 1
        if len(self._arrivals) >= _BATCH:
            self.flush()

    def leave_out(self, outcome: Outcome) -> None:
        """Settle every article that still waits with the same outcome."""
        self.flush()
        with self._writing() as connection:
            self._close_rows(connection, outcome, Kind.ARTICLE)
        self._counts[outcome] += self._counts.pop("waiting", 0)

    def counts(self) -> Mapping[str, int]:
        """How many articles' URLs have which outcome so far, and how many none (`waiting`)."""
        return {name: count for name, count in self._counts.items() if count}

    def flush(self, requests: int = 0, size: int = 0) -> None:
        """Land what is held back, and what the run has cost so far where that is given."""
        if not (self._arrivals or self._settled or self._states):
            return
        stored = self._land(requests, size)
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

    def _land(self, requests: int, size: int) -> list[tuple[int, Outcome, str]]:
        now = clock.now()
        with self._writing() as connection:
            stored = store_articles(connection, self._arrivals, self._rules_version, now)
            articles = {
                each.page.row: (each.article.site, each.article.article_id)
                for each in self._arrivals
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
            if rows := [*self._settled, *stored]:
                self._write_outcomes(connection, rows, now)
            self._write_states(connection)
            if requests:
                cost = update(RunRow).where(RunRow.id == self.id)
                connection.execute(cost.values(requests=requests, bytes=size))
        return stored

    def _write_outcomes(
        self, connection: Connection, rows: list[tuple[int, Outcome, str]], now: datetime
    ) -> None:
        settle = update(FrontierRow).where(_F.row == bindparam("of"), _F.outcome.is_(None))
        connection.execute(
            settle,
            [
                {"of": row, "outcome": outcome, "detail": detail, "settled_at": now}
                for row, outcome, detail in rows
            ],
        )

    def _write_states(self, connection: Connection) -> None:
        if not self._states:
            return
        connection.execute(delete(SourceRow).where(SourceRow.url.in_(list(self._states))))
        connection.execute(
            insert(SourceRow),
            [asdict(state) | {"outlet": self._outlet} for state in self._states.values()],
        )

    def _close_rows(self, connection: Connection, outcome: Outcome, *kinds: Kind) -> None:
        connection.execute(
            update(FrontierRow)
            .where(_F.run == self.id, _F.kind.in_(kinds), _F.outcome.is_(None))
            .values(outcome=outcome, settled_at=clock.now())
        )

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
        try:
            self.flush()
            with self._writing() as connection:
                self._close_rows(connection, Outcome.NOT_FETCHED, *Kind)
                connection.execute(
                    update(RunRow)
                    .where(RunRow.id == self.id)
                    .values(
                        status=status,
                        finished_at=clock.now(),
                        requests=requests,
                        bytes=size,
                        problem=problem,
                        field_sources=self._field_sources,
                        outcomes=ledgers(connection, [self.id]).get(self.id, {}),
                        answer_ms=answer_ms,
                    )
                )
            with self._engine.connect() as connection:
                return run_summary(connection, self.id)
        finally:
            self._release()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(**WRITES) as connection, connection.begin():
            yield connection


def open_run(outlet: str, *, bounded: bool = False) -> StoredRun:
    """Begin a crawl run of an outlet in the database that the settings name.

    Args:
        outlet: its slug.
        bounded: whether a period, a limit or a list of addresses was given.

    Raises:
        OutletBusy: another crawl of the outlet is running.
        StoreError: the database cannot be opened or written.
    """
    engine = open_engine(current().database)
    release = lock_outlet(engine, outlet)
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            bury_dead_runs(connection, outlet, clock.now())
            row = {"outlet": outlet, "started_at": clock.now(), "status": Status.RUNNING}
            row |= {"requests": 0, "bytes": 0, "bounded": bounded}
            made = connection.execute(insert(RunRow), row)
            assert made.inserted_primary_key is not None
            return StoredRun(engine, outlet, int(made.inserted_primary_key[0]), release)
    except BaseException:
        release()
        raise
