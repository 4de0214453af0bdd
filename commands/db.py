"""Keeping the database: backup, check, upgrade, and moving it to another one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from commands.output import count, err, out, table
from crawler import clock
from settings import current

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from store.copying import Copy, Step
    from store.health import Overview
    from store.invariants import Finding

app = typer.Typer(help="The database: backup, check, upgrade, and moving it.", no_args_is_help=True)


def _bars(numbers: ProgressColumn) -> Progress:
    """Bars of a long work, on a terminal; they go when it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), numbers, TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def _back_up(engine: "Engine", file: Path) -> None:
    from store.backup import backup, size

    with _bars(DownloadColumn()) as bars:
        task = bars.add_task("backing up", total=size(engine) or None)
        backup(engine, file, lambda done: bars.update(task, completed=done))
    out.print(f"Backup: {file} ({file.stat().st_size / 1e6:.1f} MB), checked.", soft_wrap=True)


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="where to; a name with the time in the folder `backups` of the data"),
    ] = None,
) -> None:
    """Write a consistent copy of the database to one file; crawls may go on meanwhile."""
    from store.backup import new_name
    from store.engine import new_engine

    engine = new_engine(current().database, read_only=True)
    _back_up(engine, file or new_name(engine, current().backups, clock.now()))


@app.command()
def check() -> None:
    """Look whether the database is whole, and say what to do. Exit code 1 where it is not."""
    from store.engine import new_engine
    from store.health import checks, overview

    findings: list[Finding] = []
    engine = new_engine(current().database, read_only=True)
    with engine.connect() as connection, _bars(MofNCompleteColumn()) as bars:
        planned = checks(connection)
        task = bars.add_task("", total=len(planned))
        for each in planned:
            bars.update(task, description=f"checking {each.what}")
            findings += each.look(connection)
            if findings and each.vital:
                break
            bars.advance(task)
        else:
            bars.update(task, description="counting rows")
            _show(overview(connection))
    for finding in findings:
        said = f"{'Note' if finding.note else 'Wrong'}: {finding.sentence}"
        out.print(said, soft_wrap=True)
    if any(not finding.note for finding in findings):
        raise typer.Exit(1)
    out.print("Nothing is wrong with it.")


def _show(found: "Overview") -> None:
    listed = table("table", "rows", right=("rows",))
    for name, rows in found.rows.items():
        listed.add_row(name, count(rows))
    out.print(listed)
    out.print(f"{found.kind}, texts in {found.texts}, tables of version {found.version}.")


@app.command()
def upgrade(
    index: Annotated[
        bool, typer.Option("--index", help="make the search index anew, whatever state it is in")
    ] = False,
) -> None:
    """Bring tables and search index to this program's version; SQLite is backed up first."""
    from store.backup import new_name
    from store.engine import make_tables, new_engine
    from store.schema import newest, version_of
    from store.terms import fill_terms

    engine = new_engine(current().database)
    with engine.connect() as connection:
        before = version_of(connection)
    if before and before != newest() and engine.dialect.name == "sqlite":
        why = f"-before-{newest()}"
        _back_up(engine, new_name(engine, current().backups, clock.now(), why))
    make_tables(engine)
    indexed = _follow_index(engine, fill_terms(engine, anew=index))
    if before != newest():
        said = f"The tables were of version {before or 'none'} and are of version {newest()} now."
    else:
        said = f"The tables are of version {before}, the newest."
    if indexed:
        said += f" {count(indexed)} articles were put into the search index."
    out.print(said, soft_wrap=True)


def _follow_index(engine: "Engine", steps: Iterator[int]) -> int:
    """Show how the search index is filled; return how many articles were put into it."""
    from store.terms import missing_terms

    done = 0
    with _bars(MofNCompleteColumn()) as bars:
        task = None
        for articles in steps:
            if task is None:
                with engine.connect() as connection:
                    total = missing_terms(connection) + articles
                task = bars.add_task("indexing articles", total=total)
            bars.advance(task, articles)
            done += articles
    return done


@app.command()
def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="the database to read")],
    target: Annotated[
        str, typer.Option("--to", metavar="URL", help="an empty one, or a copy that was stopped")
    ],
) -> None:
    """Copy a collection into another database, SQLite or PostgreSQL; started again, it goes on.

    Crawls of the source wait until it is done. The copy is compared with the source at the end.
    """
    from store.copying import open_copy

    with open_copy(source, target) as work:
        _show_copying(work)
        _follow_index(work.target, work.index())
        work.finish()
    listed = table("table", "rows", "hash", right=("rows",))
    for name, digest in work.digests.items():
        listed.add_row(name, count(digest.rows), digest.value[:16])
    out.print(listed)
    said = "The copy is whole: number and hash of the rows of every table are the same in both."
    out.print(said, soft_wrap=True)


def _show_copying(work: "Copy") -> None:
    total = work.total()
    with _bars(MofNCompleteColumn()) as bars:

        def follow(doing: str, steps: Iterator["Step"]) -> None:
            tasks = {
                name: bars.add_task(f"{doing} {name}", total=rows, visible=False)
                for name, rows in total.items()
            }
            for step in steps:
                bars.update(tasks[step.table], advance=step.rows, visible=total[step.table] > 0)

        follow("copying", work.copy())
        follow("comparing", work.verify())


def add_to(app_of_all: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app_of_all.add_typer(app, name="db")
