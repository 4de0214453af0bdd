"""The scheduler in the foreground, and what it will do next."""

import logging
import os
import signal
import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import local, out, table
from crawler import clock
from crawler.logs import set_up_logs
from errors import UsageError
from settings import Settings, current

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawler.processes import Crawl
    from jobs import Job
    from store.jobs import JobRun


def schedule(
    listed: Annotated[
        bool, typer.Option("--list", help="show what is next and what was last, and end")
    ] = False,
) -> None:
    """Run all jobs at their times, in the foreground, until told to stop.

    SIGTERM or Ctrl-C ends it in order within half a minute. Exit code 1 where another scheduler is
    running, or a job did not end in time.
    """
    from crawler.policy import require_contact
    from jobs.all import jobs_of
    from jobs.crawls import crawl_here
    from store.engine import open_engine

    settings = current()
    stopping = threading.Event()
    here = crawl_here(settings, stopping)
    if listed:
        _show(open_engine(settings.database), jobs_of(settings, here, stopping))
        return
    if settings.now:
        raise UsageError(
            "The scheduler goes by the clock of the system: run it without the setting now."
        )
    require_contact(settings)
    set_up_logs()
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if not _run(settings, here, stopping):
        # A thread that does not end would keep the process; its crawls see that it is gone.
        sys.stderr.flush()
        os._exit(1)


def _run(settings: Settings, here: "Crawl", stopping: threading.Event) -> bool:
    from alerts.jobs import check_channels
    from health.metrics import Metrics
    from jobs.all import jobs_of
    from jobs.crawls import telling
    from scheduler import Scheduler
    from store.engine import open_engine
    from store.patience import wait_for
    from workers.dispatch import crawl_by_workers

    check_channels(settings)
    engine = wait_for(lambda: open_engine(settings.database), stopping=stopping)
    metrics = Metrics(engine)
    crawl = telling(crawl_by_workers(engine, here), metrics.saw)
    jobs = jobs_of(settings, crawl, stopping)
    if not any(job.times for job in jobs):
        raise UsageError("All jobs are switched off: give one of them a time, such as feeds_at.")
    metrics.serve(settings.metrics_address, settings.metrics_port)
    return Scheduler(engine, settings, jobs, stopping, metrics.ran).run()


def _show(engine: "Engine", jobs: "list[Job]") -> None:
    from store.jobs import latest_runs

    now = clock.now()
    runs = latest_runs(engine, [job.name for job in jobs])
    shown = table("job", "next", "last began", "took", "ended", "what it said", right=("took",))
    for job in jobs:
        following = job.times.after(now) if job.times else None
        last = runs.get(job.name)
        shown.add_row(
            *(job.name, local(following) if job.times else "off"),
            *(local(last.began_at if last else None), _took(last) if last else ""),
            *((last.status, last.detail) if last else ("never ran", "")),
        )
    out.print(shown)
    out.print(_state(engine, now), soft_wrap=True)


def _took(run: "JobRun") -> str:
    if run.ended_at is None:
        return ""
    minutes, seconds = divmod(round((run.ended_at - run.began_at).total_seconds()), 60)
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"


def _state(engine: "Engine", now: datetime) -> str:
    """Who holds the scheduler's lock, as its last sign of life tells."""
    from store.jobs import scheduler_state

    state = scheduler_state(engine, now)
    if state is None:
        return "No scheduler ever ran on this database: diembao schedule."
    who = f"{state.machine}, process {state.pid}"
    if state.stopped:
        return f"No scheduler is running: that on {who} was stopped at {local(state.beat_at)}."
    if not state.alive:
        return f"The scheduler is dead: {who} was last heard of at {local(state.beat_at)}."
    doing = f"; it does {state.doing}" if state.doing else ""
    return f"A scheduler is running: {who}, since {local(state.started_at)}{doing}."


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to the app."""
    app.command()(schedule)
