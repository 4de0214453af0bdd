"""What is known of each outlet, for the health check."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from crawler.ledger import SOURCE_WORKED, Kind, Outcome, Status
from health.flow import catch_of
from health.records import (
    MEMORY,
    Catch,
    Key,
    OutletFacts,
    RunFacts,
    SourceFacts,
    SourceRead,
)
from store.findings import open_since
from store.models import ArticleRow, FrontierRow, RunRow, SourceRow

# Runs with all that is known of them: two a day for twice four weeks, or of half a day where feeds
# are polled every quarter of an hour; and as many from before an open finding began.
_RUNS = 112
# What became of sources, and examples of what went wrong, are wanted of the latest runs.
_LATEST_RUNS = 10
_EXAMPLES = 3
# A run that asked for a past period says nothing of what is usual; one that goes on, nothing yet.
_COUNTS = (RunRow.bounded.is_(False), RunRow.status != Status.RUNNING, RunRow.outcomes.is_not(None))
_EXEMPLARY = (
    *(Outcome.BLOCKED, Outcome.PARSE_FAILED, Outcome.HTTP_ERROR, Outcome.TIMEOUT),
    *(Outcome.UNREACHABLE, Outcome.REDIRECT_LOOP, Outcome.TOO_LARGE, Outcome.REFUSED_BY_ROBOTS),
    Outcome.STORED_NEW,
)


def outlet_facts(connection: Connection, now: datetime) -> list[OutletFacts]:
    """Return what is known of every outlet that was crawled in the last weeks."""
    opened = open_since(connection)
    caught = catches(connection, now)
    return [
        _of_outlet(connection, outlet, caught[outlet], opened.get(outlet, {}), now)
        for outlet in sorted(caught)
    ]


def catches(connection: Connection, now: datetime) -> Mapping[str, Sequence[Catch]]:
    """Return how many new articles each run brought, by outlet, oldest first."""
    rows = (
        select(RunRow.outlet, RunRow.started_at, RunRow.status, RunRow.outcomes)
        .where(RunRow.started_at > now - 2 * MEMORY, *_COUNTS)
        .order_by(RunRow.started_at)
    )
    found: dict[str, list[Catch]] = defaultdict(list)
    for outlet, at, status, outcomes in connection.execute(rows):
        articles = (outcomes or {}).get(Kind.ARTICLE, {})
        found[outlet].append(catch_of(at, status, articles))
    return found


def _of_outlet(
    connection: Connection,
    outlet: str,
    caught: Sequence[Catch],
    opened: Mapping[Key, datetime],
    now: datetime,
) -> OutletFacts:
    runs = _runs(connection, outlet, opened, now)
    latest = [run.run for run in runs[:_LATEST_RUNS]]
    reads = _reads(connection, latest)
    return OutletFacts(
        outlet=outlet,
        now=now,
        runs=runs,
        catches=caught,
        reads=reads,
        sources=_sources(connection, outlet, reads),
        newest_at=_newest(connection, outlet, now),
        examples=_examples(connection, latest),
        open=opened,
    )


def _runs(
    connection: Connection, outlet: str, opened: Mapping[Key, datetime], now: datetime
) -> list[RunFacts]:
    rows = {row["id"]: row for row in connection.execute(_latest_runs(outlet, now)).mappings()}
    # What was usual before something went wrong, however many runs there were since.
    if oldest := min((since for since in opened.values() if since > now - MEMORY), default=None):
        earlier = _latest_runs(outlet, oldest).where(RunRow.started_at < oldest)
        before = connection.execute(earlier).mappings()
        rows |= {row["id"]: row for row in before}
    return [_run(rows[number]) for number in sorted(rows, key=lambda n: -rows[n]["at"].timestamp())]


def _latest_runs(outlet: str, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(RunRow.id, RunRow.started_at.label("at"), RunRow.status, RunRow.problem),
            *(RunRow.requests, RunRow.outcomes, RunRow.field_sources, RunRow.answer_ms),
        )
        .where(RunRow.outlet == outlet, RunRow.started_at > now - 2 * MEMORY, *_COUNTS)
        .order_by(RunRow.started_at.desc())
        .limit(_RUNS)
    )


def _run(row: RowMapping) -> RunFacts:
    return RunFacts(
        run=row["id"],
        started_at=row["at"],
        status=Status(row["status"]),
        problem=row["problem"],
        requests=row["requests"],
        outcomes=row["outcomes"],
        field_sources=row["field_sources"] or {},
        answer_ms=row["answer_ms"],
    )


def _reads(connection: Connection, runs: Sequence[int]) -> list[SourceRead]:
    rows = (
        select(
            *(FrontierRow.run, FrontierRow.settled_at, FrontierRow.url),
            *(FrontierRow.outcome, FrontierRow.detail),
        )
        .where(FrontierRow.run.in_(runs), FrontierRow.kind != Kind.ARTICLE)
        .order_by(FrontierRow.run.desc(), FrontierRow.row)
    )
    return [
        SourceRead(run, at, url, outcome, detail)
        for run, at, url, outcome, detail in connection.execute(rows)
        if at and outcome
    ]


def _sources(connection: Connection, outlet: str, reads: Sequence[SourceRead]) -> list[SourceFacts]:
    problems = {
        read.url: read.detail or read.outcome
        for read in reversed(reads)  # the latest one is kept
        if read.outcome not in SOURCE_WORKED
    }
    rows = select(SourceRow.__table__).where(SourceRow.outlet == outlet).order_by(SourceRow.url)
    return [
        SourceFacts(
            url=row["url"],
            read_at=row["read_at"],
            newest_item_at=row["newest_item_at"],
            stale_at=row["stale_at"],
            next_poll_at=row["next_poll_at"],
            failures=row["failures"],
            problem=problems.get(row["url"], ""),
        )
        for row in connection.execute(rows).mappings()
    ]


def _newest(connection: Connection, outlet: str, now: datetime) -> datetime | None:
    """When the newest article came out; a date in the future is a misread one."""
    newest = (
        select(ArticleRow.published_at)
        .where(ArticleRow.outlet == outlet, ArticleRow.published_at <= now)
        .order_by(ArticleRow.id.desc())
        .limit(1)
    )
    return connection.scalar(newest)


def _examples(connection: Connection, runs: Sequence[int]) -> dict[str, list[str]]:
    rows = (
        select(FrontierRow.outcome, FrontierRow.url)
        .where(FrontierRow.run.in_(runs[:_EXAMPLES]), FrontierRow.kind == Kind.ARTICLE)
        .where(FrontierRow.outcome.in_(_EXEMPLARY))
        .order_by(FrontierRow.row.desc())
    )
    found: dict[str, list[str]] = defaultdict(list)
    for outcome, url in connection.execute(rows):
        if outcome and len(found[outcome]) < _EXAMPLES:
            found[outcome].append(url)
    return found
