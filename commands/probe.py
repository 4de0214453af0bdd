"""Looking at a site that is not read yet: what it shows, and a draft of its outlet's file."""

import ipaddress
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from commands.output import as_json_line, err, out
from errors import UsageError
from settings import current


def _checked(url: str) -> str:
    """An address that may be looked at: of a web page, on a named host.

    Raises:
        UsageError: it is none.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError(f"{url!r} is no address of a web page.") from None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        named = "." in host and port is None
    else:
        named = False  # whose it is, nobody could say
    if parts.scheme not in ("http", "https") or not named:
        raise UsageError(f"{url!r} is no address of a web page: it must be like https://vtv.vn/.")
    return url if parts.path else f"{url}/"


def probe(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="a news page, or a site's front page")],
    draft: Annotated[bool, typer.Option("--draft", help="print the draft alone")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Look at any news site, with at most ten requests: what it shows, and a draft of its file."""
    from crawler.probing.draft import draft_of, slug_of
    from crawler.probing.probe import Prober
    from crawler.visits import visit
    from spiders import outlets
    from spiders.families import layouts as family_layouts

    address = _checked(url)
    known = {
        f"{slug} ({site.host})": site.layouts
        for slug, outlet in outlets().items()
        for site in outlet.sites
    }
    prober = Prober(address, known)
    if current().replica:
        err.print(f"Looking at the replica at {current().replica}: no pauses.", soft_wrap=True)
    visited = visit(prober.outlet(), prober.run, debug=context.obj["debug"])
    found = prober.probe
    written = draft_of(found, family_layouts())
    if draft:
        typer.echo(written, nl=False)
        return
    record = _record(found, written, visited.sent.total())
    if as_json:
        typer.echo(as_json_line(record))
        return
    _show(record)
    owners = [owner for owner in known if f"({found.host.removeprefix('www.')})" in owner]
    for owner in owners:
        out.print(f"\nThis is a site that is read already: {owner}.")
    file = f"spiders/{slug_of(found.host)}.py"
    out.print(f"\nDraft, to be saved as {file} and mended:\n", style="bold")
    out.print(written, soft_wrap=True)


def _record(found: Any, draft: str, requests: int) -> dict[str, Any]:
    """A look as programs read it."""
    article, form, archive = found.article, found.form, found.archive
    return {
        "host": found.host,
        "name": found.name,
        "requests": requests,
        "robots": found.robots,
        "article": article.url if article else None,
        "why_not": "" if article else found.why_not,
        "fields": {
            name: {"source": source or None, "value": getattr(article, name)}
            for name, source in found.fields.items()
        },
        "layouts": [
            {
                "layout": fit.layout.name,
                "owners": list(fit.owners),
                "found": sorted(fit.found),
                "stated": fit.stated,
            }
            for fit in found.fits
        ],
        "body": found.body,
        "article_path": form.article_path if form else None,
        "id_time": form.id_time if form else None,
        "examples": list(form.examples) if form else [],
        "feeds": list(found.feeds),
        "sitemaps": list(found.sitemaps),
        "archive": archive,
        "draft": draft,
    }


def _show(record: dict[str, Any]) -> None:
    """Print a look for people."""
    from crawler.checking.readings import shown

    out.print(f"{record['host']}: {record['name'] or 'unnamed'}", style="bold")
    out.print(f"robots.txt {record['robots'] or 'not asked'}; {record['requests']} requests in all")
    out.print("\nRead generically, by JSON-LD, meta elements and what looks like the main text:")
    out.print(f"  {record['article'] or 'no article: ' + record['why_not']}", soft_wrap=True)
    for name, read in record["fields"].items():
        value = shown(read["value"])
        out.print(f"  {name:<13} {read['source'] or '–':<9} {value}", soft_wrap=True)
    out.print("\nKnown layouts that fit it:")
    for fit in record["layouts"]:
        share = f"{len(fit['found'])} of {fit['stated']} elements"
        out.print(f"  {fit['layout']:<18} {share:<18} {', '.join(fit['owners'])}", soft_wrap=True)
    if not record["layouts"]:
        out.print(f"  none; most paragraphs are in {record['body'] or 'no one element'}")
    out.print("\nAddresses of articles:")
    out.print(f"  {record['article_path'] or 'no form that several share'}", soft_wrap=True)
    for example in record["examples"]:
        out.print(f"  such as {example}", soft_wrap=True)
    for kind in ("feeds", "sitemaps"):
        out.print(f"\nDeclared {kind}:")
        for each in record[kind]:
            out.print(f"  {each.url}  {each.said or 'not read'}", soft_wrap=True)
        if not record[kind]:
            out.print("  none")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command()(probe)
