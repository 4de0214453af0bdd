"""Alerts: whom the new hits of saved searches are told, and what was told already."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from crawler import clock
from errors import UsageError
from store.engine import WRITES
from store.models import AlertRow, SavedSearchRow, ToldHitRow
from store.saved import saved_search

# How far before the seam an article is still looked for. A crawl states when it stored an article
# before its transaction has waited for others (half a minute at the most), and the clocks of
# several machines differ.
LOOK_BACK = timedelta(hours=1)
# Told hits are kept beyond that, which costs nothing and forgives a clock that was set back.
_KEPT = LOOK_BACK + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search whose new hits a channel is told; times are UTC.

    Attributes:
        every: `now`, `hour` or `day`.
        spikes: whether it is also told where there are unusually many.
        told_until: hits first seen until then were told, or are older than the alert.
    """

    id: int
    owner: str
    search: str
    query: str
    channel: str
    every: str
    spikes: bool
    created_at: datetime
    told_until: datetime
    spike_told_at: datetime | None

    @property
    def looks_from(self) -> datetime:
        """First seen after this moment (UTC), an article may be news for it."""
        return max(self.created_at, self.told_until - LOOK_BACK)


def add_alert(
    engine: Engine, search: str, channel: str, every: str, *, spikes: bool, owner: str = ""
) -> None:
    """Tell a channel the hits of a saved search that are stored from now on.

    Raises:
        UsageError: there is no such search, or the channel is told of it already.
    """
    kept = saved_search(engine, search, owner)
    now = clock.now()
    row = {"channel": channel, "every": every, "spikes": spikes}
    row |= {"created_at": now, "told_until": now}
    its = (SavedSearchRow.owner == owner, SavedSearchRow.name == kept.name)
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            key = connection.scalar(select(SavedSearchRow.id).where(*its))
            connection.execute(insert(AlertRow), row | {"search": key})
    except IntegrityError:
        raise UsageError(
            f"{channel} is told of {search!r} already: remove that alert first, "
            f"with 'diembao alert remove {search!r} --to {channel}'."
        ) from None


def list_alerts(engine: Engine) -> list[Alert]:
    """Return all alerts, by owner, search and channel."""
    its = SavedSearchRow
    wanted = (
        select(
            *(AlertRow.id, its.owner, its.name.label("search"), its.query),
            *(AlertRow.channel, AlertRow.every),
            *(AlertRow.spikes, AlertRow.created_at, AlertRow.told_until, AlertRow.spike_told_at),
        )
        .join(its, its.id == AlertRow.search)
        .order_by(its.owner, its.name, AlertRow.channel)
    )
    with engine.connect() as connection:
        return [Alert(**row) for row in connection.execute(wanted).mappings()]


def remove_alerts(engine: Engine, alerts: Collection[int]) -> None:
    """Remove alerts, with what they have told."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(delete(ToldHitRow).where(ToldHitRow.alert.in_(alerts)))
        connection.execute(delete(AlertRow).where(AlertRow.id.in_(alerts)))


# What was told. All of this is for a transaction that `one_teller` has let in.


def untold(connection: Connection, alert: Alert, hits: Collection[int]) -> list[int] | None:
    """Return those of an alert's hits that it has not told, in their order.

    Returns:
        None where the alert was removed, or another process has told it, since it was read.
    """
    until = connection.scalar(select(AlertRow.told_until).where(AlertRow.id == alert.id))
    if until != alert.told_until:
        return None
    told = set(connection.scalars(select(ToldHitRow.article).where(ToldHitRow.alert == alert.id)))
    return [hit for hit in hits if hit not in told]


def mark_told(connection: Connection, alert: Alert, hits: Iterable[int], now: datetime) -> None:
    """Note that an alert has told hits, and all that was stored until now; old notes go."""
    rows = [{"alert": alert.id, "article": hit, "told_at": now} for hit in hits]
    if rows:
        connection.execute(insert(ToldHitRow), rows)
    connection.execute(update(AlertRow).where(AlertRow.id == alert.id).values(told_until=now))
    old = (ToldHitRow.alert == alert.id, ToldHitRow.told_at < now - _KEPT)
    connection.execute(delete(ToldHitRow).where(*old))


def mark_spike(connection: Connection, alert: Alert, now: datetime) -> bool:
    """Note that an alert tells of a spike; false where that was done, or the alert is gone."""
    same = AlertRow.spike_told_at.is_not_distinct_from(alert.spike_told_at)
    mark = update(AlertRow).where(AlertRow.id == alert.id, same).values(spike_told_at=now)
    return connection.execute(mark).rowcount == 1
