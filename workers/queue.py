"""The queue of crawls: one job is one outlet's crawl, delivered at least once.

It is Procrastinate's, in the database that all machines share. Its locks only save work: the true
lock of an outlet is taken by the crawl itself (`store.locks`).
"""

from collections.abc import Iterable

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy import Engine

from crawler.processes import Order
from errors import StoreError
from store.queue import make_queue, use_queue

# The queue's name, and that of its one kind of job.
QUEUE = "crawls"
CRAWL = "crawl"


def enqueue(engine: Engine, orders: Iterable[Order]) -> list[str]:
    """Put crawls into the queue; one that waits there already is not put there twice.

    Args:
        engine: the database, a PostgreSQL; the queue's tables are made where they are missing.
        orders: what to crawl, the most urgent first.

    Returns:
        The outlets whose crawls are in the queue because of this call.

    Raises:
        UsageError: the database is SQLite.
        StoreError: the database is away.
    """
    make_queue(engine)
    app = App(connector=SyncPsycopgConnector())
    return [order.outlet for order in orders if _put(engine, app, order)]


def _put(engine: Engine, app: App, order: Order) -> bool:
    try:
        with engine.connect() as connection, connection.begin():
            use_queue(connection)
            app.configure_task(
                CRAWL,
                queue=QUEUE,
                lock=order.outlet,
                # Of the same crawl one may wait; a back-fill and tonight's crawl are not the same.
                queueing_lock=" ".join((order.outlet, order.module, *order.words)),
                connection=connection.connection.driver_connection,
            ).defer(outlet=order.outlet, words=list(order.words), module=order.module)
    except AlreadyEnqueued:
        return False
    except ConnectorException as error:
        raise StoreError(f"The queue gives an error: {error.__cause__ or error}.") from error
    return True
