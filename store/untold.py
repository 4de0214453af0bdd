"""Findings of the health check that people are to be told of: new, still there, mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, or_, select, update

from crawler.dates import vietnamese_day
from store.models import FindingRow

# What still lasts is told again on the next day, but not sooner: a finding of the evening would
# else be told again at night.
_AGAIN_AFTER = timedelta(hours=12)

_F = FindingRow.__table__.c


class News(StrEnum):
    """Why a finding is to be told."""

    NEW = "new"
    STILL = "still"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding; `outlet` is empty where it is the system's own. Times are UTC."""

    id: int
    name: str
    outlet: str
    subject: str
    since: datetime
    told_at: datetime | None
    closed_at: datetime | None
    facts: Mapping[str, Any]
    evidence: Sequence[str]

    def news(self, now: datetime) -> News | None:
        """Return why it is to be told at a moment, if it is."""
        if self.closed_at is not None:
            untold = self.told_at is not None and self.told_at < self.closed_at
            return News.MENDED if untold else None
        if self.told_at is None:
            return News.NEW
        another_day = vietnamese_day(self.told_at) < vietnamese_day(now)
        return News.STILL if another_day and now - self.told_at >= _AGAIN_AFTER else None


def _read(row: RowMapping) -> Finding:
    return Finding(**{each.name: row[each.name] for each in fields(Finding)})


def untold(connection: Connection, now: datetime) -> list[Finding]:
    """Return the findings to be told: `news` says of each why.

    What was opened and mended before anybody was told of it is not among them.
    """
    query = select(FindingRow.__table__)
    rows = query.where(or_(_F.closed_at.is_(None), _F.told_at < _F.closed_at))
    ordered = rows.order_by(_F.outlet, _F.name, _F.subject, _F.id)
    found = [_read(row) for row in connection.execute(ordered).mappings()]
    return [each for each in found if each.news(now)]


def mark_told(connection: Connection, findings: Iterable[int], now: datetime) -> None:
    """Note that people were told of findings, by number; in the transaction of the message."""
    told = update(FindingRow).where(_F.id.in_(list(findings)))
    connection.execute(told.values(told_at=now))


def open_findings(engine: Engine) -> list[Finding]:
    """Return what is wrong at present, the system's own first, then by outlet."""
    query = select(FindingRow.__table__).where(_F.closed_at.is_(None))
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(_F.outlet, _F.name, _F.subject))
        return [_read(row) for row in rows.mappings()]
