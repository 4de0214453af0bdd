"""Who crawls: workers where there are some, else the machine that wants it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from crawler import clock
from crawler.processes import Crawl, Event, Order
from store.heartbeats import heartbeats

# Seconds between two heartbeats of a worker, and after how many without one it is dead: longer than
# the database can be away without a worker's noticing it by its own gap.
BEAT = 10.0
DEAD_AFTER = 4 * BEAT


def crawl_by_workers(engine: Engine, otherwise: Crawl) -> Crawl:
    """Crawl by whatever workers take the orders from the queue; `queued` is then all that is told.

    Args:
        engine: the database.
        otherwise: crawls while no worker lives, on SQLite always.
    """

    def crawl(orders: Sequence[Order], now: datetime) -> Iterator[Event]:
        if not _living(engine):
            yield from otherwise(orders, now)
            return
        from workers.queue import enqueue  # where there are no workers, nothing of it is needed

        for outlet in enqueue(engine, orders):
            yield Event(outlet, "queued", {})

    return crawl


def _living(engine: Engine) -> bool:
    silent = clock.now() - timedelta(seconds=DEAD_AFTER)
    return any(each.beat_at > silent for each in heartbeats(engine, "worker"))
