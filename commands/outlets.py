"""The outlets: how they stand in the store, and whether their files hold on the live sites."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer

from commands.output import as_json_line, count, err, local, out, table
from crawler import clock
from crawler.ledger import SOURCE_WORKED, RunSummary, as_json
from crawler.outlet import Outlet
from crawler.processes import Order, crawl_side_by_side
from settings import current

AsJson = Annotated[bool, typer.Option("--json", help="print JSON lines, one object an outlet")]

_MARKS = {"holds": "  ", "fails": "✗ ", "not_seen": "? ", "not_tried": "· "}


def outlets(context: typer.Context, as_json_lines: AsJson = False) -> None:
    """List the outlets: agreement, last run, what is stored of them, what is wrong there."""
    if context.invoked_subcommand:
        return
    from spiders import outlets as declared
    from store.engine import open_engine
    from store.findings import open_findings
    from store.reading import Volume, volumes
    from store.runs import last_runs

    engine = open_engine(current().database)
    wrong = defaultdict(list)
    for finding in open_findings(engine):
        wrong[finding.outlet].append(finding.name)
    stored, runs = volumes(engine, clock.now()), last_runs(engine)
    listed = table(
        *("slug", "outlet", "sites", "agreement", "last run", "status", "articles", "24 h"),
        *("7 days", "newest", "health"),
        right=("articles", "24 h", "7 days"),
    )
    for slug, outlet in declared().items():
        volume, run = stored.get(slug, Volume(0, 0, 0, None)), runs.get(slug)
        sites = [site.host for site in outlet.sites]
        if as_json_lines:
            record = {
                "outlet": slug,
                "name": outlet.name,
                "sites": sites,
                "agreement_from": outlet.agreement_from and outlet.agreement_from.isoformat(),
                "last_run": as_json(run) if run else None,
                "articles": volume.articles,
                "articles_day": volume.day,
                "articles_week": volume.week,
                "newest": volume.newest,
                "findings": wrong[slug],
            }
            typer.echo(as_json_line(record))
            continue
        listed.add_row(
            *(slug, outlet.name, ", ".join(sites), _month(outlet.agreement_from)),
            *(local(run.started_at) if run else "never", _state(run)),
            *(count(volume.articles), count(volume.day), count(volume.week), local(volume.newest)),
            _health(wrong[slug]) if run else "–",
        )
    if not as_json_lines:
        out.print(listed)


def _month(day: date | None) -> str:
    return f"{day:%m/%Y}" if day else "none"


def _state(run: RunSummary | None) -> str:
    if run is None:
        return "–"
    failed = sum(number for name, number in run.sources.items() if name not in SOURCE_WORKED)
    sources = sum(run.sources.values())
    return f"{run.status}, {failed} of {sources} sources failed" if failed else run.status


def _health(names: list[str]) -> str:
    counts = Counter(names)
    return ", ".join(name if n == 1 else f"{n} {name}" for name, n in counts.items()) or "well"


def check(
    context: typer.Context,
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[OUTLET]...", help="by slug; else all agreed")
    ] = None,
    as_json_lines: AsJson = False,
) -> None:
    """Try what the outlets' files state, with at most ten requests a site; write nothing.

    Exit code 1 where something does not hold. What ten requests do not reach is named; a check on
    another day tries other feeds first.
    """
    from crawler.policy import require_contact
    from spiders import outlet_named
    from spiders import outlets as declared

    settings = current()
    agreed = [slug for slug, outlet in declared().items() if outlet.agreement_from]
    chosen = {slug: outlet_named(slug) for slug in slugs or agreed}
    require_contact(settings)
    if settings.replica:
        err.print(f"Checking the replica at {settings.replica}: no pauses.", soft_wrap=True)
    words = ("--debug",) if context.obj["debug"] else ()
    orders = [Order(slug, words, "crawler.checking") for slug in chosen]
    ended = crawl_side_by_side(
        orders, at_once=settings.crawls_at_once, minutes=settings.crawl_minutes
    )
    well = True
    for event in ended:
        record = _record(chosen[event.outlet], event.facts)
        well = well and bool(record["holds"])
        if as_json_lines:
            typer.echo(as_json_line(record))
        else:
            _show(record)
    if not well:
        raise typer.Exit(1)


def _record(outlet: Outlet, told: dict[str, Any]) -> dict[str, Any]:
    """What the check of an outlet found, with the lines of its file."""
    facts = [_placed(outlet, fact) for fact in told.get("facts", ())]
    problem = told.get("problem", "")
    return {
        "outlet": outlet.slug,
        "name": outlet.name,
        "holds": not problem and not any(fact["verdict"] == "fails" for fact in facts),
        "requests": told.get("requests", 0),
        "problem": problem,
        "facts": facts,
    }


def _placed(outlet: Outlet, fact: dict[str, Any]) -> dict[str, Any]:
    from spiders import module_of
    from spiders.places import place_of

    place = None
    if fact["declared"]:
        place = place_of(
            module_of(outlet.slug),
            *(fact["site"], fact["declared"]),
            text=fact["text"],
            layout=fact["layout"],
        )
    shown = ("site", "kind", "name", "verdict", "said")
    return {key: fact[key] for key in shown} | {"place": place and str(place)}


def _show(record: dict[str, Any]) -> None:
    """Print a check: site by site what holds and what does not, then what to change."""
    facts = record["facts"]
    out.print(f"{record['outlet']}: {record['name']}, {record['requests']} requests", style="bold")
    for host in dict.fromkeys(fact["site"] for fact in facts):
        out.print(f"  {host}")
        here = [fact for fact in facts if fact["site"] == host]
        for fact in here:
            if fact["verdict"] != "not_tried":
                name = f"{fact['kind']} {fact['name']}"
                line = f"  {_MARKS[fact['verdict']]}{name:<44}  {fact['said']}"
                out.print(line, soft_wrap=True)
        if left := [fact["name"] for fact in here if fact["verdict"] == "not_tried"]:
            out.print(f"  · not tried: {', '.join(left)}", soft_wrap=True)
    for line in _to_change(facts):
        out.print(f"  → {line}", soft_wrap=True)
    if record["problem"]:
        err.print(f"{record['outlet']}: {record['problem']}", soft_wrap=True)


def _to_change(facts: list[dict[str, Any]]) -> Iterator[str]:
    for fact in facts:
        if fact["verdict"] == "fails":
            place = fact["place"] or f"{fact['site']} (no line to change)"
            yield f"{place} {fact['name']}: {fact['said']}"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    group = typer.Typer(help="List the outlets, or check what their files state.")
    group.callback(invoke_without_command=True)(outlets)
    group.command()(check)
    app.add_typer(group, name="outlets")
