"""A crawl run in the database: its frontier, its ledger, and the articles that it stores.

An article and the outcome of its URL land in one transaction, so a killed run leaves neither half
an article nor a row that lies; what it left waiting, the next run of the outlet takes up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from crawler.dates import day_start, vietnamese_day
from crawler.ledger import Candidate, Found, Kind, Outcome, RunSummary, Status
from crawler.records import Article
from settings import current
from store.articles import store_articles, stored_identities
from store.engine import WRITES, open_engine
from store.locks import Release, lock_outlet
from store.models import FrontierRow, RunRow
from store.pages import StoredPages
from store.runs import run_summary
from topics.ruleset import default_rules
from topics.tagger import Tags

# The most articles in one transaction: others wait for it, and a kill loses it.
_BATCH = 100
# For how long a URL that could not be fetched is tried again by later runs.
_AGAIN_FOR = timedelta(days=3)
_AGAIN = (Outcome.NOT_FETCHED, Outcome.UNREACHABLE, Outcome.TIMEOUT)

_F = FrontierRow.__table__.c


class StoredRun:
    """One crawl run; implements `crawler.ports.CrawlRun`, and takes articles from the pipelines."""

    def __init__(self, engine: Engine, outlet: str, run: int, release: Release) -> None:
        self.id = run
        self._engine = engine
        self._outlet = outlet
        self._release = release
        self.pages = StoredPages(engine, outlet, run)
        self._articles: list[tuple[Article, Tags, int]] = []
        self._settled: list[tuple[int, Outcome, str]] = []
        self._counts: Counter[str] = Counter()
        self._open: dict[int, Kind] = {}  # rows that are being fetched
        self._handed_out = 0
        self._rules_version = default_rules().version

    # The frontier.

    def requests_today(self) -> int:
        """How many requests runs of this outlet have sent in the present Vietnamese day."""
        today = day_start(vietnamese_day(datetime.now(UTC)))
        wanted = (RunRow.outlet == self._outlet, RunRow.started_at >= today)
        with self._engine.connect() as connection:
            return connection.scalar(select(func.sum(RunRow.requests)).where(*wanted)) or 0

    def left_over(self) -> Sequence[Found]:
        """What the last run of the outlet could not fetch, unless it was found days ago."""
        last = select(func.max(RunRow.id)).where(RunRow.outlet == self._outlet, RunRow.id < self.id)
        rows = select(_F.url, _F.site, _F.article_id, _F.via, _F.published_at, _F.found_at).where(
            _F.run == last.scalar_subquery(),
            _F.kind == Kind.ARTICLE,
            _F.outcome.in_(_AGAIN),
            _F.found_at > datetime.now(UTC) - _AGAIN_FOR,
        )
        with self._engine.connect() as connection:
            return [Found(**row) for row in connection.execute(rows).mappings()]

    def add_source(self, kind: Kind, url: str) -> int:
        """Enter a feed or listing that is about to be fetched; return its row."""
        now = datetime.now(UTC)
        entry = _entry(self.id, kind, Found(url, "", "", "", found_at=now), now)
        with self._writing() as connection:
            made = connection.execute(insert(FrontierRow), entry)
        assert made.inserted_primary_key is not None
        row = int(made.inserted_primary_key[0])
        self._open[row] = kind
        return row

    def add_found(self, found: Iterable[Found]) -> int:
        """Enter what a source showed; return how many URLs were new to this run."""
        now = datetime.now(UTC)
        entries = {
            entry["identity"]: entry
            for entry in (_entry(self.id, Kind.ARTICLE, each, now) for each in found)
        }
        with self._writing() as connection:
            for identity in self._entered(connection, list(entries)):
                del entries[identity]
            waiting = [entry for entry in entries.values() if entry["outcome"] is None]
            known = stored_identities(
                connection, ((entry["site"], entry["article_id"]) for entry in waiting)
            )
            for entry in waiting:
                if (entry["site"], entry["article_id"]) in known:
                    entry |= {"outcome": Outcome.KNOWN, "settled_at": now}
            if entries:
                connection.execute(insert(FrontierRow), list(entries.values()))
        self._counts.update(entry["outcome"] or "waiting" for entry in entries.values())
        return len(entries)

    def _entered(self, connection: Connection, identities: list[str]) -> list[str]:
        wanted = (_F.run == self.id, _F.kind == Kind.ARTICLE, _F.identity.in_(identities))
        return list(connection.scalars(select(_F.identity).where(*wanted)))

    def take(self, count: int) -> Sequence[Candidate]:
        """Hand out the next rows to fetch, in the order in which they were found."""
        if not self._counts["waiting"]:
            return []
        rows = (
            select(_F.row, _F.url)
            .where(
                _F.run == self.id,
                _F.kind == Kind.ARTICLE,
                _F.outcome.is_(None),
                _F.row > self._handed_out,
            )
            .order_by(_F.row)
            .limit(count)
        )
        with self._engine.connect() as connection:
            taken = [Candidate(row, url) for row, url in connection.execute(rows)]
        if taken:
            self._handed_out = taken[-1].row
            self._open.update((candidate.row, Kind.ARTICLE) for candidate in taken)
        return taken

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

    def keep(self, article: Article, tags: Tags, row: int) -> None:
        """Store an article, if it is not stored yet, and settle its row accordingly."""
        self._articles.append((article, tags, row))
        if len(self._articles) >= _BATCH:
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
        if not (self._articles or self._settled):
            return
        stored = self._land(requests, size)
        self.pages.landed()
        self._articles.clear()
        self._settled.clear()
        for row, outcome, _ in stored:
            if self._open.pop(row, None):
                self._counts.update({outcome: 1, "waiting": -1})

    def _land(self, requests: int, size: int) -> list[tuple[int, Outcome, str]]:
        now = datetime.now(UTC)
        with self._writing() as connection:
            stored = list(store_articles(connection, self._articles, self._rules_version, now))
            articles = {row: (a.site, a.article_id) for a, _, row in self._articles}
            self.pages.land(connection, articles, (row for row, _, _ in self._settled))
            settle = update(FrontierRow).where(_F.row == bindparam("of"), _F.outcome.is_(None))
            connection.execute(
                settle,
                [
                    {"of": row, "outcome": outcome, "detail": detail, "settled_at": now}
                    for row, outcome, detail in (*self._settled, *stored)
                ],
            )
            if requests:
                cost = update(RunRow).where(RunRow.id == self.id)
                connection.execute(cost.values(requests=requests, bytes=size))
        return stored

    def _close_rows(self, connection: Connection, outcome: Outcome, *kinds: Kind) -> None:
        connection.execute(
            update(FrontierRow)
            .where(_F.run == self.id, _F.kind.in_(kinds), _F.outcome.is_(None))
            .values(outcome=outcome, settled_at=datetime.now(UTC))
        )

    def finish(self, status: Status, *, requests: int, size: int, problem: str) -> RunSummary:
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
                        finished_at=datetime.now(UTC),
                        requests=requests,
                        bytes=size,
                        problem=problem,
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


def _entry(run: int, kind: Kind, found: Found, now: datetime) -> dict[str, Any]:
    known = f"{found.site}/{found.article_id}" if found.article_id else found.url
    return {
        "run": run,
        "kind": kind,
        "identity": known,
        "url": found.url,
        "site": found.site,
        "article_id": found.article_id,
        "via": found.via,
        "published_at": found.published_at,
        "found_at": found.found_at or now,
        "outcome": found.outcome,
        "detail": "",
        "settled_at": now if found.outcome else None,
    }


def _bury_dead_runs(connection: Connection, outlet: str) -> None:
    """Close runs whose process is gone: whoever holds the outlet's lock knows that it is."""
    dead = list(
        connection.scalars(
            select(RunRow.id).where(RunRow.outlet == outlet, RunRow.status == Status.RUNNING)
        )
    )
    now = datetime.now(UTC)
    connection.execute(
        update(FrontierRow)
        .where(_F.run.in_(dead), _F.outcome.is_(None))
        .values(outcome=Outcome.NOT_FETCHED, settled_at=now)
    )
    connection.execute(
        update(RunRow)
        .where(RunRow.id.in_(dead))
        .values(status=Status.KILLED, finished_at=now, problem="its process was killed")
    )


def open_run(outlet: str) -> StoredRun:
    """Begin a crawl run of an outlet in the database that the settings name.

    Raises:
        OutletBusy: another crawl of the outlet is running.
        StoreError: the database cannot be opened or written.
    """
    engine = open_engine(current().database)
    release = lock_outlet(engine, outlet)
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            _bury_dead_runs(connection, outlet)
            row = {"outlet": outlet, "started_at": datetime.now(UTC), "status": Status.RUNNING}
            made = connection.execute(insert(RunRow), row | {"requests": 0, "bytes": 0})
            assert made.inserted_primary_key is not None
            return StoredRun(engine, outlet, int(made.inserted_primary_key[0]), release)
    except BaseException:
        release()
        raise
