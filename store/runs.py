"""Reading crawl runs and their ledgers, and closing those that died."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, and_, func, or_, select, update

from crawler.drift import drifted
from crawler.ledger import SOURCE_WORKED, Kind, Outcome, RunSummary, Status
from store.models import FrontierRow, RunRow

# Outcomes of articles that an operator wants to see one by one.
_TROUBLE = (
    *(Outcome.PARSE_FAILED, Outcome.NOT_AN_ARTICLE, Outcome.HTTP_ERROR, Outcome.BLOCKED),
    *(Outcome.REFUSED_BY_ROBOTS, Outcome.TOO_LARGE, Outcome.TIMEOUT, Outcome.UNREACHABLE),
    *(Outcome.REDIRECT_LOOP, Outcome.WITHDRAWN),
)

Ledger = dict[str, dict[str, int]]  # kind → outcome → how many

# What is usual for a field is what it was over so many runs.
_USUAL_RUNS = 20


@dataclass(frozen=True, slots=True)
class Trouble:
    """A URL of a run that did not end well."""

    kind: Kind
    outcome: Outcome
    url: str
    detail: str


def ledgers(connection: Connection, runs: Sequence[int]) -> dict[int, Ledger]:
    """Count the outcomes of runs in their frontiers, the most frequent first."""
    rows = connection.execute(
        select(FrontierRow.run, FrontierRow.kind, FrontierRow.outcome, func.count())
        .where(FrontierRow.run.in_(runs))
        .group_by(FrontierRow.run, FrontierRow.kind, FrontierRow.outcome)
        .order_by(func.count().desc())
    )
    counted: dict[int, Ledger] = {}
    for run, kind, outcome, count in rows:
        counted.setdefault(run, {}).setdefault(kind, {})[outcome or "waiting"] = count
    return counted


def _of_sources(ledger: Ledger) -> dict[str, int]:
    """Add up the outcomes of feeds, sitemaps and listings."""
    counts: Counter[str] = Counter()
    for kind, outcomes in ledger.items():
        if kind != Kind.ARTICLE:
            counts.update(outcomes)
    return dict(counts.most_common())


def _summaries(connection: Connection, rows: Sequence[RowMapping]) -> list[RunSummary]:
    # What ended has its ledger written down; that of an older version of this program has not.
    open_ones = [row["id"] for row in rows if row["outcomes"] is None]
    counted = ledgers(connection, open_ones) if open_ones else {}
    found = {row["id"]: row["outcomes"] or counted.get(row["id"], {}) for row in rows}
    return [
        RunSummary(
            run=row["id"],
            outlet=row["outlet"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            status=Status(row["status"]),
            outcomes=(outcomes := found[row["id"]].get(Kind.ARTICLE, {})),
            sources=_of_sources(found[row["id"]]),
            stored_new=outcomes.get(Outcome.STORED_NEW, 0) + outcomes.get(Outcome.PAID, 0),
            new_versions=outcomes.get(Outcome.NEW_VERSION, 0),
            requests=row["requests"],
            bytes=row["bytes"],
            problem=row["problem"],
            drift=_drift(connection, row),
        )
        for row in rows
    ]


def _drift(connection: Connection, row: RowMapping) -> tuple[str, ...]:
    """Compare where a run's fields were read with the runs of the outlet before it."""
    if not row["field_sources"]:
        return ()
    before = connection.scalars(
        select(RunRow.field_sources)
        .where(RunRow.outlet == row["outlet"], RunRow.id < row["id"])
        .order_by(RunRow.id.desc())
        .limit(_USUAL_RUNS)
    )
    return tuple(map(str, drifted(row["field_sources"], [each for each in before if each])))


def run_summary(connection: Connection, run: int) -> RunSummary:
    """Return one run; it must exist."""
    rows = connection.execute(select(RunRow.__table__).where(RunRow.id == run)).mappings().all()
    return _summaries(connection, rows)[0]


def list_runs(
    engine: Engine, limit: int, *, outlet: str = "", before: int | None = None
) -> list[RunSummary]:
    """Return the latest runs, newest first.

    Args:
        engine: the database.
        limit: how many at the most.
        outlet: only its own; empty: all.
        before: only runs with a smaller number: what the page before ended with.
    """
    newest = select(RunRow.__table__).order_by(RunRow.id.desc()).limit(limit)
    if outlet:
        newest = newest.where(RunRow.outlet == outlet)
    if before is not None:
        newest = newest.where(RunRow.id < before)
    with engine.connect() as connection:
        return _summaries(connection, connection.execute(newest).mappings().all())


def runs_of(engine: Engine, outlet: str, limit: int) -> list[RunSummary]:
    """Return the latest runs of an outlet, newest first."""
    its = select(RunRow.__table__).where(RunRow.outlet == outlet)
    newest = its.order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(limit)
    with engine.connect() as connection:
        return _summaries(connection, connection.execute(newest).mappings().all())


def find_run(engine: Engine, run: int) -> RunSummary | None:
    """Return one run, if there is one with that number."""
    with engine.connect() as connection:
        exists = connection.scalar(select(RunRow.id).where(RunRow.id == run))
        return run_summary(connection, run) if exists is not None else None


def last_runs(engine: Engine) -> dict[str, RunSummary]:
    """Return the latest run of each outlet that was ever crawled, by its slug."""
    latest = select(func.max(RunRow.id)).group_by(RunRow.outlet)
    with engine.connect() as connection:
        rows = connection.execute(select(RunRow.__table__).where(RunRow.id.in_(latest)))
        return {
            summary.outlet: summary for summary in _summaries(connection, rows.mappings().all())
        }


def troubles(engine: Engine, run: int, limit: int) -> list[Trouble]:
    """Return the URLs of a run that did not end well, sources first."""
    rows = (
        select(FrontierRow.kind, FrontierRow.outcome, FrontierRow.url, FrontierRow.detail)
        .where(
            FrontierRow.run == run,
            or_(
                and_(FrontierRow.kind == Kind.ARTICLE, FrontierRow.outcome.in_(_TROUBLE)),
                and_(
                    FrontierRow.kind != Kind.ARTICLE,
                    or_(FrontierRow.outcome.not_in(SOURCE_WORKED), FrontierRow.detail != ""),
                ),
            ),
        )
        .order_by(FrontierRow.kind == Kind.ARTICLE, FrontierRow.row)
        .limit(limit)
    )
    with engine.connect() as connection:
        return [
            Trouble(Kind(kind), Outcome(outcome), url, detail)
            for kind, outcome, url, detail in connection.execute(rows)
            if outcome
        ]


def bury_dead_runs(connection: Connection, outlet: str, now: datetime) -> None:
    """Close runs whose process is gone: whoever holds the outlet's lock knows that it is."""
    dead = list(
        connection.scalars(
            select(RunRow.id).where(RunRow.outlet == outlet, RunRow.status == Status.RUNNING)
        )
    )
    connection.execute(
        update(FrontierRow)
        .where(FrontierRow.run.in_(dead), FrontierRow.outcome.is_(None))
        .values(outcome=Outcome.NOT_FETCHED, settled_at=now)
    )
    counted = ledgers(connection, dead)
    for run in dead:
        ended = {"status": Status.KILLED, "finished_at": now, "problem": "its process was killed"}
        close = update(RunRow).where(RunRow.id == run)
        connection.execute(close.values(**ended, outcomes=counted.get(run, {})))
