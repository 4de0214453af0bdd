"""Findings of the health check that the operator is to be told of: new, still there, mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, RowMapping, or_, select, update

from store.models import FindingRow

# What is still there is told again so long after it was last told.
_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding; `outlet` is empty where it is the system's own, `since` is UTC.

    `news` is what there is to tell of it.
    """

    id: int
    name: str
    outlet: str
    subject: str
    since: datetime
    facts: dict[str, Any]
    evidence: list[str]
    news: Literal["new", "again", "mended"]


_COLUMNS = (
    *(FindingRow.id, FindingRow.name, FindingRow.outlet, FindingRow.subject, FindingRow.since),
    *(FindingRow.facts, FindingRow.evidence, FindingRow.told_at, FindingRow.closed_at),
)


def _finding(row: RowMapping) -> Finding:
    facts = dict(row)
    told_at, closed_at = facts.pop("told_at"), facts.pop("closed_at")
    return Finding(**facts, news="mended" if closed_at else "again" if told_at else "new")


def untold_findings(connection: Connection, now: datetime) -> list[Finding]:
    """Return the findings that are to be told: by outlet, those of the system first.

    One that closed before it was ever told is passed over.
    """
    told, closed = FindingRow.told_at, FindingRow.closed_at
    to_tell = or_(
        closed.is_(None) & (told.is_(None) | (told <= now - _AGAIN)),
        closed > told,
    )
    query = select(*_COLUMNS).where(to_tell)
    rows = connection.execute(query.order_by(FindingRow.outlet, FindingRow.name, FindingRow.id))
    return [_finding(row) for row in rows.mappings()]


def mark_findings_told(connection: Connection, findings: Iterable[int], now: datetime) -> None:
    """Note that findings were told, in the transaction that writes the message."""
    those = FindingRow.id.in_(list(findings))
    connection.execute(update(FindingRow).where(those).values(told_at=now))


def open_findings(engine: Engine) -> list[Finding]:
    """Return the findings that are open, by outlet."""
    query = select(*_COLUMNS).where(FindingRow.closed_at.is_(None))
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(FindingRow.outlet, FindingRow.name))
        return [_finding(row) for row in rows.mappings()]
