"""When it is worth reading a source again, and which outlets have something left to fetch."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, func, select

from crawler.ledger import Status
from store.models import RunRow, SourceRow

# A run that stands as running may be dead; the next one of its outlet finds out.
_NOT_ENDED = (Status.RUNNING, Status.STOPPED, Status.KILLED)


def next_polls(engine: Engine, urls: Sequence[str]) -> dict[str, datetime | None]:
    """Return when those sources are to be read again (UTC); never read ones are left out."""
    known = select(SourceRow.url, SourceRow.next_poll_at).where(SourceRow.url.in_(urls))
    with engine.connect() as connection:
        return {row.url: row.next_poll_at for row in connection.execute(known)}


def left_open(engine: Engine) -> set[str]:
    """Return the outlets whose latest run did not come to its own end, and left what it found."""
    latest = select(func.max(RunRow.id)).group_by(RunRow.outlet)
    open_ones = select(RunRow.outlet).where(RunRow.id.in_(latest), RunRow.status.in_(_NOT_ENDED))
    with engine.connect() as connection:
        return set(connection.scalars(open_ones))
