"""The page archive: its size, whether it is whole, what is too old, and reading from it again."""

import json
from collections.abc import Iterable
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commands.output import count, err, local, out, table
from commands.read import Since, Until
from crawler import clock
from errors import DiemBaoError, UsageError
from exports.values import plain
from settings import current

if TYPE_CHECKING:
    from store.reparse import Report

# Problems that are shown one by one; the others are counted.
_SHOWN = 20
# How much of a long text is shown on either side of where it differs.
_BEFORE, _AFTER = 30, 90

archive = typer.Typer(help="The page archive: what it holds, whether it is whole.")


def _followed(steps: Iterable[int], total: int, doing: str) -> None:
    """Go through the steps of a long work, with a bar on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=err, disable=not err.is_terminal)
    with bar:
        task = bar.add_task(doing, total=total)
        for done in steps:
            bar.advance(task, done)


@archive.command()
def stats() -> None:
    """Show the archive's size, month by month."""
    from store.archive import months
    from store.engine import open_engine

    listed = table(
        *("month", "files", "pages", "same again", "megabytes", "MB per 1.000 pages"),
        right=("files", "pages", "same again", "megabytes", "MB per 1.000 pages"),
    )
    for month in months(open_engine(current().database)):
        size = month.bytes / 1e6
        listed.add_row(
            *(month.month, count(month.files), count(month.pages), count(month.again)),
            *(f"{size:.1f}", f"{size / month.pages * 1000:.1f}"),
        )
    out.print(listed)


@archive.command()
def check() -> None:
    """Read every page of the archive and compare its digest. Exit code 1 where one is not whole."""
    from store import archive as store
    from store.engine import open_engine

    engine, folder = open_engine(current().database), current().archive
    whole, elsewhere, problems = 0, 0, []

    def steps() -> Iterable[int]:
        nonlocal whole, elsewhere
        for verdict in store.check(engine, folder):
            if verdict.problem:
                problems.append(f"{verdict.problem} ({verdict.url})")
            elsewhere += verdict.elsewhere
            whole += not (verdict.problem or verdict.elsewhere)
            yield 1

    _followed(steps(), store.count_pages(engine), "checking")
    others = f"; {count(elsewhere)} on other machines" if elsewhere else ""
    out.print(f"{count(whole)} pages whole, {count(len(problems))} damaged or missing{others}.")
    _tell_problems(problems)
    if problems:
        raise typer.Exit(1)


def _tell_problems(problems: list[str]) -> None:
    for problem in problems[:_SHOWN]:
        err.print(f"  {problem}", soft_wrap=True)
    if len(problems) > _SHOWN:
        err.print(f"  and {count(len(problems) - _SHOWN)} more")


@archive.command()
def prune() -> None:
    """Delete files that hold nothing younger than the setting archive_days."""
    from store import archive as store
    from store.engine import open_engine

    settings = current()
    if not settings.archive_days:
        raise UsageError("The archive is switched off (archive_days = 0): what it holds is kept.")
    before = clock.now() - timedelta(days=settings.archive_days)
    try:
        gone = store.prune(open_engine(settings.database), settings.archive, before)
    except OSError as error:
        raise DiemBaoError(f"{error.filename} cannot be deleted: {error.strerror}.") from None
    out.print(
        f"Deleted {count(gone.files)} files with {count(gone.pages)} pages "
        f"({gone.bytes / 1e6:.1f} MB), all older than {local(before)}."
    )


def reparse(
    outlet: Annotated[list[str] | None, typer.Option(help="only these outlets, by slug")] = None,
    since: Since = None,
    until: Until = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would change")] = False,
) -> None:
    """Read stored articles again from the page archive; say what changes by field, then write it.

    What changed is how pages are read: the latest version of an article is put right in its place.
    Exit code 1 where the page of an article is damaged or missing.
    """
    from crawler.dates import Period
    from pipelines.reread import Reader
    from spiders import outlet_named, outlets
    from store.engine import open_engine
    from store.reading import Wanted
    from store.reparse import Reparse, Skipped
    from store.rulesets import active_rules

    settings = current()
    slugs = tuple(outlet_named(slug).slug for slug in outlet or ())
    wanted = Wanted(outlets=slugs, period=Period.of(since, until))
    engine = open_engine(settings.database)
    reader = Reader(outlets(), active_rules(engine))
    work = Reparse(engine, settings.archive, wanted, reader)
    _followed(work.compare(), work.total(), "reading again")
    report = work.report
    _tell(report)
    if report.changed and not dry_run:
        _followed(work.correct(), len(report.changed), "writing")
        out.print(f"{count(report.written)} articles were put right.")
    elif report.changed:
        out.print("Nothing was written (--dry-run).")
    if report.skipped[Skipped.UNREADABLE]:
        raise typer.Exit(1)


def _tell(report: "Report") -> None:
    """Print what reading again found: how many, of which fields, and a few of each."""
    out.print(
        f"{count(report.compared)} articles read again: {count(len(report.changed))} read "
        f"otherwise today."
    )
    for why, number in report.skipped.items():
        out.print(f"{count(number)} not read: {why}.")
    _tell_problems(report.problems)
    for name, number in report.fields.most_common():
        out.print(f"\n{name}: {count(number)}")
        for change in report.samples[name]:
            before, after = _differing(_shown(change.before), _shown(change.after))
            out.print(f"  {change.article}  {change.url}", soft_wrap=True)
            out.print(f"    before: {before}", soft_wrap=True)
            out.print(f"    after:  {after}", soft_wrap=True)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\n\n", " ¶ ")
    return json.dumps(plain(value), ensure_ascii=False)


def _differing(before: str, after: str) -> tuple[str, str]:
    """Two texts from shortly before where they differ, cut to a line."""
    equal = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    start = max(0, len(list(equal)) - _BEFORE)
    end = start + _BEFORE + _AFTER
    lead = "…" if start else ""
    first, second = (
        f"{lead}{text[start:end]}{'…' if len(text) > end else ''}" for text in (before, after)
    )
    return first, second


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.add_typer(archive, name="archive")
    app.command()(reparse)
