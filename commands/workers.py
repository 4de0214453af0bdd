"""Several machines: a worker on each, and who does what."""

from datetime import timedelta
from typing import Annotated

import typer

from commands.output import as_json_line, count, local, out, table
from crawler import clock
from exports.values import plain
from settings import current


def worker() -> None:
    """Take crawls from the queue and do them, until SIGTERM or Ctrl-C; one on each machine.

    All machines share a PostgreSQL. The scheduler, on one of them, puts crawls into its queue.
    """
    import asyncio

    from commands.crawl import announce
    from crawler.logs import set_up_logs
    from crawler.policy import require_contact
    from health.metrics import Metrics
    from store.engine import open_engine
    from store.queue import require_postgresql
    from workers.upkeep import Upkeep
    from workers.worker import CrawlWorker

    settings = current()
    require_postgresql(settings.database)
    require_contact(settings)
    engine = open_engine(settings.database)
    metrics = Metrics(engine)
    made = CrawlWorker(
        engine,
        at_once=settings.crawls_at_once,
        minutes=settings.crawl_minutes,
        upkeep=Upkeep(settings.archive, settings.archive_days),
        told=metrics.saw,
    )
    announce(settings)
    set_up_logs()
    metrics.serve(settings.metrics_address, settings.metrics_port)
    asyncio.run(made.run())


def workers(
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Show which workers there are, what each does, and how long the queue is."""
    from store.engine import open_reader
    from store.heartbeats import heartbeats
    from store.queue import queue_length, require_postgresql
    from workers.dispatch import DEAD_AFTER

    require_postgresql(current().database)
    engine = open_reader(current().database)
    length = queue_length(engine)
    silent = clock.now() - timedelta(seconds=DEAD_AFTER)
    known = heartbeats(engine, "worker")
    if as_json:
        listed = [{**plain(each), "silent": each.beat_at < silent} for each in known]
        typer.echo(as_json_line({"workers": listed, "queue": length}))
        return
    shown = table("machine", "pid", "since", "last heard", "doing", right=("pid",))
    for each in known:
        doing = each.doing or "waits for work"
        if each.beat_at < silent:
            doing = f"silent: dead, or cut off{f', was crawling {each.doing}' * bool(each.doing)}"
        heard = (local(each.started_at), local(each.beat_at))
        shown.add_row(each.machine, str(each.pid), *heard, doing)
    out.print(shown if known else "There is no worker: run 'diembao worker' on each machine.")
    said = [f"{count(number)} {state}" for state, number in length.items()]
    out.print(f"Crawls in the queue: {', '.join(said) or 'none'}.")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    for command in (worker, workers):
        app.command()(command)
