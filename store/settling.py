"""Writing how the rows of a frontier ended, and what a run's sources were like."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, update

from crawler.ledger import Kind, Outcome, SourceState
from store.models import FrontierRow, SourceRow

_F = FrontierRow.__table__.c


def write_outcomes(
    connection: Connection, rows: Iterable[tuple[int, Outcome, str]], now: datetime
) -> None:
    """Write the outcomes of rows, each with its detail; a row that has one keeps it."""
    settle = update(FrontierRow).where(_F.row == bindparam("of"), _F.outcome.is_(None))
    ended = [
        {"of": row, "outcome": outcome, "detail": detail, "settled_at": now}
        for row, outcome, detail in rows
    ]
    if ended:
        connection.execute(settle, ended)


def close_rows(
    connection: Connection,
    runs: Sequence[int],
    outcome: Outcome,
    kinds: Iterable[Kind],
    now: datetime,
) -> None:
    """Give all rows of runs that have no outcome yet the same one."""
    connection.execute(
        update(FrontierRow)
        .where(_F.run.in_(runs), _F.kind.in_(list(kinds)), _F.outcome.is_(None))
        .values(outcome=outcome, settled_at=now)
    )


def write_states(connection: Connection, outlet: str, states: Sequence[SourceState]) -> None:
    """Write what sources were like, in the place of what was known of them."""
    if not states:
        return
    urls = [state.url for state in states]
    connection.execute(delete(SourceRow).where(SourceRow.url.in_(urls)))
    connection.execute(insert(SourceRow), [asdict(state) | {"outlet": outlet} for state in states])
