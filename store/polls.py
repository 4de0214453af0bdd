"""When it is worth reading a source again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select

from store.models import SourceRow


def next_polls(engine: Engine, urls: Sequence[str]) -> dict[str, datetime | None]:
    """Return when those sources are to be read again (UTC); never read ones are left out."""
    known = select(SourceRow.url, SourceRow.next_poll_at).where(SourceRow.url.in_(urls))
    with engine.connect() as connection:
        return {row.url: row.next_poll_at for row in connection.execute(known)}
