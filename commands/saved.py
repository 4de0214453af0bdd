"""Searches that are kept under a name."""

from shlex import quote
from typing import Annotated

import typer

from commands.export import AsFormat, Output
from commands.output import Format, local, out, print_records, table
from commands.read import Since, Until
from commands.search import After, Limit, Relevance, Which, names, narrowed, show

Name = Annotated[str, typer.Argument(help="what the search is called")]
Owner = Annotated[str, typer.Option(help="whose it is; everybody's where it is left out")]

_FIELDS = ("owner", "name", "query", "created_at")


def add(
    name: Name,
    query: Annotated[str, typer.Argument(help="what `diembao search` takes")],
    owner: Owner = "",
) -> None:
    """Keep a search under a name."""
    from search.parser import parse
    from settings import current
    from store.engine import open_engine
    from store.saved import save_search

    parse(query, names())
    save_search(open_engine(current().database), name, query, owner)
    out.print(f"Saved. Run it with: diembao saved run {name!r}", soft_wrap=True)


def listed(
    owner: Annotated[str | None, typer.Option(help="only those of this owner")] = None,
    form: Annotated[Format, typer.Option("--format", help="how to print them")] = Format.TABLE,
) -> None:
    """List the searches that are kept."""
    from settings import current
    from store.engine import open_engine
    from store.saved import saved_searches

    found = saved_searches(open_engine(current().database), owner)
    if form is not Format.TABLE:
        print_records(found, form, _FIELDS)
        return
    if not found:
        out.print("None is kept yet: diembao saved add NAME QUERY.")
        return
    shown = table("name", "query", "owner", "since")
    for each in found:
        shown.add_row(each.name, each.query, each.owner or "everybody", local(each.created_at))
    out.print(shown)


def run(
    name: Name,
    owner: Owner = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    relevance: Relevance = False,
    after: After = None,
    as_format: AsFormat = None,
    output: Output = None,
) -> None:
    """Run a search that is kept."""
    from search.parser import parse
    from settings import current
    from store.engine import open_engine
    from store.saved import saved_search

    kept = saved_search(open_engine(current().database), name, owner)
    asked = narrowed(parse(kept.query, names()), (), (), since, until)
    again = f"diembao saved run {quote(name)} …"
    which = Which(limit, after, relevance)
    show(asked, f"Điểm Báo: {name}", again, which, as_format, output)


def remove(name: Name, owner: Owner = "") -> None:
    """Forget a search that is kept."""
    from settings import current
    from store.engine import open_engine
    from store.saved import remove_search

    alerts = remove_search(open_engine(current().database), name, owner)
    also = {0: "", 1: " Its alert went with it."}.get(alerts, f" Its {alerts} alerts went with it.")
    out.print(f"{name!r} is kept no more.{also}")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    saved = typer.Typer(name="saved", help="Keep searches under a name.", no_args_is_help=True)
    saved.command()(add)
    saved.command("list")(listed)
    saved.command()(run)
    saved.command()(remove)
    app.add_typer(saved)
