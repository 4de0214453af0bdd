"""How a user checks what reads wrongly: one saved page, one saved feed, a text's topics."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.output import as_json_line
from crawler import clock
from errors import UsageError
from exports.values import plain

SavedFile = Annotated[Path, typer.Argument(metavar="FILE", help="the saved document, or -")]
Url = Annotated[str, typer.Option(help="the address that it was saved from")]


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None


def extract(
    file: SavedFile,
    url: Url,
    outlet: Annotated[str | None, typer.Option(help="the outlet's slug, if not by the URL")] = None,
) -> None:
    """Read one saved article page; print one JSON object."""
    from crawler.extract import extract as extract_page
    from pipelines.clean import clean
    from pipelines.identify import identify
    from spiders import outlet_of

    declared, site = outlet_of(url, outlet)
    page = extract_page(_read(file), url, outlet=declared, site=site, fetched_at=clock.now())
    article = identify(clean(page), declared)
    fields = (
        *("outlet", "url", "canonical_url", "article_id", "form", "title", "lead", "body"),
        *("authors", "section", "tags", "published_at", "modified_at", "images", "sources"),
    )
    typer.echo(as_json_line({name: getattr(article, name) for name in fields}))


def feed(file: SavedFile, url: Url) -> None:
    """Read one saved feed; print its items as JSON lines, and what is wrong with it."""
    from crawler.feeds import read_feed

    read = read_feed(_read(file), url)
    for warning in read.warnings:
        typer.echo(f"diembao: {url}: {warning}.", err=True)
    for item in read.items:
        typer.echo(as_json_line(item))


def _records(data: bytes, name: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            fields = {key: record[key] for key in ("id", "title", "text")}
        except (ValueError, KeyError, TypeError):
            raise UsageError(
                f'{name}, line {number}: must be a JSON object with "id", "title" and "text".'
            ) from None
        if not all(isinstance(fields[key], str) for key in ("title", "text")):
            raise UsageError(f'{name}, line {number}: "title" and "text" must be strings.')
        yield fields


def tag(
    file: Annotated[Path, typer.Argument(metavar="FILE")] = Path("-"),
    explain: Annotated[
        bool, typer.Option("--explain", help="also what was cancelled, and by what")
    ] = False,
) -> None:
    """Tag JSON lines {"id", "title", "text"}; print topics and the words that matched."""
    from settings import current
    from store.engine import open_engine
    from store.rulesets import active_rules
    from topics.tagger import Tagger, as_json

    tagger = Tagger(active_rules(open_engine(current().database)))
    for record in _records(_read(file), file):
        fields = {"title": record["title"], "text": record["text"]}
        if not explain:
            printed = as_json(record["id"], tagger.tag(fields))
        else:
            told = tagger.explain(fields)
            printed = as_json(record["id"], told.tags) | {
                "scores": told.scores,
                "candidates": [plain(each) for each in told.candidates],
                "cancelled": [plain(each) for each in told.cancelled],
            }
        typer.echo(json.dumps(printed, ensure_ascii=False))


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    for command in (extract, feed, tag):
        app.command()(command)
