"""Crawling: outlets now, their health, and past runs with their ledgers."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands.doctor import tell_changes
from commands.output import as_json_line, count, err, local, out, table
from commands.read import Since, Until
from crawler.ledger import RunSummary, Status, as_json
from crawler.processes import Event, Order, crawl_side_by_side
from crawler.sources import Layer
from errors import UsageError
from settings import Settings, current

Slugs = Annotated[list[str] | None, typer.Argument(metavar="[OUTLET]...", help="by slug")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON lines, one object a run")]

_WORKED = (Status.FINISHED, Status.STOPPED)


def _orders(slugs: list[str] | None, options: Mapping[str, Any], debug: bool) -> list[Order]:
    from spiders import outlet_named, outlets

    words = [word for name, value in options.items() if value for word in (f"--{name}", str(value))]
    # Without names: those with an agreement that still publish.
    all_of_them = (o.slug for o in outlets().values() if o.agreement_from and o.has_sources)
    chosen = dict.fromkeys(outlet_named(slug).slug for slug in slugs or all_of_them)
    for slug in chosen:
        if not (outlet_named(slug).has_sources or options["urls"]):
            raise UsageError(
                f"No feed, sitemap or listing of {slug} is known. Crawl a list of its addresses: "
                f"diembao crawl {slug} --urls FILE."
            )
    return [Order(slug, (*words, *(["--debug"] if debug else []))) for slug in chosen]


# A crawl that takes longer, in seconds, says beforehand how long.
_WORTH_SAYING = 60


def _duration(seconds: float) -> str:
    if seconds < _WORTH_SAYING:
        return ""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f", about {hours} h {minutes:02} min" if hours else f", about {minutes} min"


class _Display:
    """Progress while outlets are crawled: bars on a terminal, a line now and then elsewhere."""

    def __init__(self, orders: list[Order]) -> None:
        self._bars = Progress(
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[said]}"),
            TimeElapsedColumn(),
            console=err,
            disable=not err.is_terminal,
        )
        self._estimated: set[str] = set()
        self._tasks = {
            order.outlet: self._bars.add_task(order.outlet, total=None, start=False, said="waiting")
            for order in orders
        }

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def show(self, event: Event) -> None:
        """Show what a crawl said."""
        task = self._tasks[event.outlet]
        if event.name == "started":
            self._bars.start_task(task)
            self._say(event.outlet, "reading feeds and listings")
        elif event.name == "progress":
            counts = event.facts["counts"]
            total = sum(counts.values())
            stored, waiting = counts.get("stored_new", 0), counts.get("waiting", 0)
            left = _duration(event.facts["seconds"])
            said = f"{count(stored)} new{left}"
            self._bars.update(task, total=total, completed=total - waiting, said=said)
            if left and event.outlet not in self._estimated:
                self._estimated.add(event.outlet)
                self._say(event.outlet, f"{count(waiting)} pages wait{left}")
        elif event.name == "finished":
            summary = event.facts["summary"]
            said = f"{summary['status']}: {count(summary['stored_new'])} new"
            total = sum(summary["outcomes"].values())
            self._bars.update(task, total=total or 1, completed=total or 1)
            self._say(event.outlet, said)
        else:
            self._bars.update(task, total=1, completed=1)
            self._say(event.outlet, "failed")

    def _say(self, outlet: str, said: str) -> None:
        self._bars.update(self._tasks[outlet], said=said)
        if not err.is_terminal:
            err.print(f"{outlet}: {said}")


def _ended(events: Iterator[Event], display: _Display) -> dict[str, dict[str, Any]]:
    """Follow crawls to their end; return each outlet's run, or why there is none."""
    runs = {}
    for event in events:
        display.show(event)
        if event.name == "finished":
            runs[event.outlet] = event.facts["summary"]
        elif event.name == "failed":
            runs[event.outlet] = {
                "run": None,
                "outlet": event.outlet,
                "status": str(Status.FAILED),
                "outcomes": {},
                "sources": {},
                "stored_new": 0,
                "new_versions": 0,
                "requests": 0,
                "bytes": 0,
                "problem": event.facts["problem"],
            }
    return runs


def _ledger(runs: Mapping[str, Mapping[str, Any]]) -> Table:
    """The ledgers of runs side by side: a row an outcome, a column an outlet."""
    made = table("ledger", *runs, right=tuple(runs))
    for kind, title in (("outcomes", "articles"), ("sources", "feeds, sitemaps, listings")):
        names = dict.fromkeys(name for run in runs.values() for name in run[kind])
        sums = (count(sum(run[kind].values())) for run in runs.values())
        made.add_row(title, *sums, style="bold")
        for name in names:
            cells = (count(run[kind].get(name, 0)) for run in runs.values())
            made.add_row(f"  {name}", *cells)
        made.add_section()
    made.add_row("requests", *(count(run["requests"]) for run in runs.values()))
    made.add_row("megabytes", *(f"{run['bytes'] / 1e6:.1f}" for run in runs.values()))
    return made


def announce(settings: Settings) -> None:
    """Say so where it is the replica that is crawled."""
    if settings.replica:
        said = f"Crawling the replica at {settings.replica}: no pauses, 16 requests at a time."
        err.print(said, soft_wrap=True)


def crawl(
    context: typer.Context,
    outlets: Slugs = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="fetch at most so many articles an outlet")
    ] = None,
    urls: Annotated[
        Path | None, typer.Option(help="crawl the addresses in this file, one a line")
    ] = None,
    via: Annotated[list[Layer] | None, typer.Option(help="use only these kinds of sources")] = None,
    rechecks: Annotated[
        bool, typer.Option(help="look at stored articles again when it is time")
    ] = True,
    json: AsJson = False,
) -> None:
    """Crawl outlets now: those named, or all with an agreement.

    Exit code 1 where some outlet failed.
    """
    from crawler.candidates import addresses_of
    from crawler.dates import Period
    from crawler.policy import require_contact
    from store.engine import open_engine

    settings = current()
    Period.of(since, until)
    if urls:
        addresses_of(urls)
    options = {
        "since": since,
        "until": until,
        "limit": limit,
        "urls": urls,
        "via": ",".join(via or ()),
        "rechecks": "" if rechecks else "no",
    }
    orders = _orders(outlets, options, context.obj["debug"])
    if urls and len(orders) != 1:
        raise UsageError("--urls needs one outlet: diembao crawl OUTLET --urls FILE")
    require_contact(settings)
    announce(settings)
    open_engine(settings.database)  # once, before the crawls meet at an empty database
    events = crawl_side_by_side(
        orders, at_once=settings.crawls_at_once, minutes=settings.crawl_minutes
    )
    with _Display(orders) as display:
        ended = _ended(events, display)
    runs = {order.outlet: ended[order.outlet] for order in orders if order.outlet in ended}
    if json:
        for run in runs.values():
            typer.echo(as_json_line(run))
    elif began := {slug: run for slug, run in runs.items() if run["outcomes"] or run["sources"]}:
        out.print(_ledger(began))
    failed = {slug: run["problem"] for slug, run in runs.items() if run["status"] not in _WORKED}
    for slug, problem in failed.items():
        err.print(f"{slug}: {problem}", soft_wrap=True)
    tell_changes()  # last: it writes, and the disk may be full
    if failed:
        raise typer.Exit(1)


def runs(
    run: Annotated[int | None, typer.Argument(metavar="[ID]")] = None,
    limit: Annotated[int, typer.Option(min=1, help="how many runs, newest first")] = 20,
    as_json_lines: AsJson = False,
) -> None:
    """List past crawl runs, or show one with its ledger and what went wrong in it."""
    from store.engine import open_engine
    from store.runs import find_run, list_runs

    engine = open_engine(current().database)
    found = list_runs(engine, limit) if run is None else [find_run(engine, run)]
    if found == [None]:
        raise UsageError(f"There is no run {run}; `diembao runs` lists the latest.")
    listed = table(
        *("run", "outlet", "began", "took", "status", "new", "known", "sum", "requests"),
        right=("run", "took", "new", "known", "sum", "requests"),
    )
    for each in filter(None, found):
        if as_json_lines:
            typer.echo(as_json_line(as_json(each)))
            continue
        took = f"{(each.finished_at - each.started_at).seconds} s" if each.finished_at else "–"
        listed.add_row(
            *(str(each.run), each.outlet, local(each.started_at), took, each.status),
            *(count(each.stored_new), count(each.outcomes.get("known", 0))),
            *(count(sum(each.outcomes.values())), count(each.requests)),
        )
    if not as_json_lines:
        out.print(listed)
        if run is not None and found[0] is not None:
            _show_run(found[0])


def _show_run(run: RunSummary) -> None:
    from store.engine import open_engine
    from store.runs import troubles

    out.print(_ledger({run.outlet: as_json(run)}))
    if run.problem:
        out.print(f"Problem: {run.problem}")
    for sentence in run.drift:
        out.print(f"The layout may have changed: {sentence}.", soft_wrap=True)
    found = troubles(open_engine(current().database), run.run, limit=100)
    if found:
        out.print("What went wrong:")
    for trouble in found:  # lines, not a table: addresses must stay whole to be copied
        out.print(f"  {trouble.kind}, {trouble.outcome}: {trouble.url}", soft_wrap=True)
        if trouble.detail:
            out.print(f"      {trouble.detail}", soft_wrap=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    for command in (crawl, runs):
        app.command()(command)
