"""What the health check found: opened once, told once a day while it lasts, closed when mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, or_, select, update

from crawler.dates import vietnamese_day
from health.records import Fault, Key, Verdict
from store.engine import WRITES
from store.locks import one_writer
from store.models import FindingRow

# What still lasts is told again on the next day, but not sooner: a finding of the evening would
# else be told again at night.
_AGAIN_AFTER = timedelta(hours=12)

_F = FindingRow.__table__.c


class News(StrEnum):
    """Why a finding is to be told."""

    NEW = "new"
    STILL = "still"  # told on an earlier day, and still so
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found wrong; `health.words.render` puts it into words. Times are UTC.

    Attributes:
        id: its number.
        name: which kind of finding, such as `feed_frozen`.
        outlet: the slug; empty where it is the system's own.
        subject: the feed, host, job …; empty: the outlet, or the system, as a whole.
        since: when the trouble itself began, as far as known.
        opened_at: when it was found.
        seen_at: when it was last found.
        told_at: when people were last told, if they were.
        closed_at: when it was found mended, if it was.
        facts: what its sentence is made of.
        evidence: addresses that show it.
    """

    id: int
    name: str
    outlet: str
    subject: str
    since: datetime
    opened_at: datetime
    seen_at: datetime
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


@dataclass(frozen=True, slots=True)
class Changes:
    """What an evaluation changed: what it opened and closed, and how much is open now."""

    opened: Sequence[Fault]
    closed: Sequence[Finding]
    open: int


def _read(row: RowMapping) -> Finding:
    return Finding(**{each.name: row[each.name] for each in fields(Finding)})


def _open(connection: Connection) -> list[Finding]:
    rows = select(FindingRow.__table__).where(_F.closed_at.is_(None))
    ordered = rows.order_by(_F.outlet, _F.name, _F.subject)
    return [_read(row) for row in connection.execute(ordered).mappings()]


def open_findings(engine: Engine) -> list[Finding]:
    """Return what is wrong at present, the system's own first, then by outlet."""
    with engine.connect() as connection:
        return _open(connection)


def open_since(connection: Connection) -> dict[str, dict[Key, datetime]]:
    """Return since when which findings are open: by outlet, then by name and subject."""
    found: dict[str, dict[Key, datetime]] = {}
    for each in _open(connection):
        found.setdefault(each.outlet, {})[(each.name, each.subject)] = each.since
    return found


def record(connection: Connection, verdicts: Iterable[Verdict], now: datetime) -> Changes:
    """Open, keep and close findings by what was found; in a transaction that writes.

    Args:
        connection: begun with `store.engine.WRITES`.
        verdicts: what is wrong, and what is well; of all else nothing changes.
        now: the present moment (UTC).
    """
    one_writer(connection, "findings")
    known = {(each.name, each.outlet, each.subject): each for each in _open(connection)}
    opened, closed = [], []
    for verdict in verdicts:
        key = (verdict.name, verdict.outlet, verdict.subject)
        before = known.get(key)
        if isinstance(verdict, Fault):
            told = {"facts": dict(verdict.facts), "evidence": list(verdict.evidence)}
            if before is None:
                names = dict(zip(("name", "outlet", "subject"), key, strict=True))
                times = {"since": verdict.since, "opened_at": now, "seen_at": now}
                connection.execute(insert(FindingRow).values(**names, **times, **told))
                opened.append(verdict)
            else:
                still = update(FindingRow).where(_F.id == before.id)
                connection.execute(still.values(seen_at=now, **told))
        elif before is not None:
            connection.execute(update(FindingRow).where(_F.id == before.id).values(closed_at=now))
            closed.append(before)
    return Changes(opened, closed, len(known) + len(opened) - len(closed))


def untold(connection: Connection, now: datetime) -> list[Finding]:
    """Return the findings to be told: `news` says of each why.

    What was opened and mended before anybody was told of it is not among them.
    """
    rows = select(FindingRow.__table__).where(
        or_(_F.closed_at.is_(None), _F.told_at < _F.closed_at)
    )
    ordered = rows.order_by(_F.outlet, _F.name, _F.subject, _F.id)
    found = [_read(row) for row in connection.execute(ordered).mappings()]
    return [each for each in found if each.news(now)]


def mark_told(connection: Connection, findings: Iterable[int], now: datetime) -> None:
    """Note that people were told of findings, by number; in the transaction of the message."""
    told = update(FindingRow).where(_F.id.in_(list(findings)))
    connection.execute(told.values(told_at=now))


def write_verdicts(engine: Engine, verdicts: Iterable[Verdict], now: datetime) -> Changes:
    """Do the same as `record`, in a transaction of its own."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        return record(connection, verdicts, now)
