"""Reading crawl runs and their ledgers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, select

from crawler.ledger import Kind, Outcome, RunSummary, Status
from store.models import FrontierRow, RunRow

# Outcomes of articles that an operator wants to see one by one.
_TROUBLE = (
    *(Outcome.PARSE_FAILED, Outcome.NOT_AN_ARTICLE, Outcome.HTTP_ERROR, Outcome.BLOCKED),
    *(Outcome.REFUSED_BY_ROBOTS, Outcome.TOO_LARGE, Outcome.TIMEOUT, Outcome.UNREACHABLE),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A URL of a run that did not end well."""

    kind: Kind
    outcome: Outcome
    url: str
    detail: str


def _ledgers(connection: Connection, runs: Sequence[int]) -> dict[tuple[int, bool], dict[str, int]]:
    """Count the outcomes of runs, those of articles and those of sources apart."""
    rows = connection.execute(
        select(FrontierRow.run, FrontierRow.kind, FrontierRow.outcome, func.count())
        .where(FrontierRow.run.in_(runs))
        .group_by(FrontierRow.run, FrontierRow.kind, FrontierRow.outcome)
        .order_by(func.count().desc())
    )
    ledgers: dict[tuple[int, bool], dict[str, int]] = {}
    for run, kind, outcome, count in rows:
        ledger = ledgers.setdefault((run, kind == Kind.ARTICLE), {})
        name = outcome or "waiting"
        ledger[name] = ledger.get(name, 0) + count
    return ledgers


def _summaries(connection: Connection, rows: Sequence[RowMapping]) -> list[RunSummary]:
    ledgers = _ledgers(connection, [row["id"] for row in rows])
    return [
        RunSummary(
            run=row["id"],
            outlet=row["outlet"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            status=Status(row["status"]),
            outcomes=(outcomes := ledgers.get((row["id"], True), {})),
            sources=ledgers.get((row["id"], False), {}),
            stored_new=outcomes.get(Outcome.STORED_NEW, 0),
            requests=row["requests"],
            bytes=row["bytes"],
            problem=row["problem"],
        )
        for row in rows
    ]


def run_summary(connection: Connection, run: int) -> RunSummary:
    """Return one run; it must exist."""
    rows = connection.execute(select(RunRow.__table__).where(RunRow.id == run)).mappings().all()
    return _summaries(connection, rows)[0]
