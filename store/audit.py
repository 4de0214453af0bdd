"""The record of what people did at the desk: written with the deed, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from crawler import clock
from store.models import AuditRow


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did (UTC), to what, and what else is to be known of it."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    detail: Mapping[str, Any]


def record(connection: Connection, by: str, action: str, subject: str = "", **detail: Any) -> None:
    """Record a deed, in the transaction that does it: neither is kept without the other.

    Args:
        connection: that transaction.
        by: the user's name.
        action: what was done, as `user.disable`.
        subject: what it was done to.
        detail: more of it, as JSON knows it; never a password or a key.
    """
    row = {
        "at": clock.now(),
        "by": by,
        "action": action,
        "subject": subject,
        "detail": detail,
    }
    connection.execute(insert(AuditRow), row)


def deeds(
    engine: Engine, limit: int, *, before: int | None = None, by: str = "", action: str = ""
) -> list[Deed]:
    """Return what was done, newest first.

    Args:
        engine: the database.
        limit: how many at the most.
        before: only what has a smaller number: what the page before ended with.
        by: only what this user did.
        action: only what begins so, as `user.`.
    """
    row = AuditRow
    query = select(row.id, row.at, row.by, row.action, row.subject, row.detail)
    if before is not None:
        query = query.where(row.id < before)
    if by:
        query = query.where(row.by == by)
    if action:
        query = query.where(row.action.startswith(action, autoescape=True))
    with engine.connect() as connection:
        return [
            Deed(*each) for each in connection.execute(query.order_by(row.id.desc()).limit(limit))
        ]
