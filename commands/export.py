"""Exports of articles: the options that commands share, and writing a file or to a pipe.

A command that lists articles takes `AsFormat` and `Output`, asks `chosen`, and then either prints
its table or hands the keys of what it found to `export`:

    form = chosen(as_format, output)
    if form is None:
        …  # the table
    else:
        export(keys, form, output, title="Điểm Báo: cao tốc")
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, BinaryIO

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from commands.output import count, err, out
from errors import DiemBaoError, UsageError
from exports import Form, write
from exports.article import Names


class ArticleFormat(StrEnum):
    """How a list of articles is shown: as a table, or in one of the forms of `exports`."""

    TABLE = "table"
    CSV = Form.CSV
    XLSX = Form.XLSX
    JSON = Form.JSON
    JSONL = Form.JSONL
    RSS = Form.RSS
    ATOM = Form.ATOM


AsFormat = Annotated[
    ArticleFormat | None,
    typer.Option("--format", help="a table by default; with --output, what its name ends with"),
]
Output = Annotated[
    Path | None, typer.Option(metavar="FILE", help="write to a file; one that is there is replaced")
]


def chosen(as_format: ArticleFormat | None, output: Path | None) -> Form | None:
    """Return the form that a user's options ask for; None for a table.

    Raises:
        UsageError: there is no form for that file, or that file is none to write.
    """
    if output is None:
        if as_format is ArticleFormat.XLSX and sys.stdout.isatty():
            raise UsageError("A spreadsheet is nothing for a terminal: add --output FILE.xlsx.")
        return None if as_format in {None, ArticleFormat.TABLE} else Form(as_format)
    if as_format is None:
        ending = output.suffix.removeprefix(".").lower()
        if ending not in set(Form):
            raise UsageError(f"{output} does not say its format: add --format {'|'.join(Form)}.")
        return Form(ending)
    if as_format is ArticleFormat.TABLE:
        raise UsageError(f"A table is for the screen: choose --format {'|'.join(Form)}.")
    return Form(as_format)


def export(keys: Iterable[int], form: Form, output: Path | None, title: str) -> None:
    """Write articles in a form, to a file or to standard output, with progress on a terminal.

    Nothing is kept in memory, so `keys` may be a generator of a million. A file stands under its
    name only when it is whole.

    Args:
        keys: of the articles, in the order wanted: newest first for a feed, which takes the first
            200.
        form: the format, as `chosen` returned it.
        output: the file; None: standard output.
        title: what a feed or a spreadsheet is called, in Vietnamese.

    Raises:
        UsageError: the file is a folder or a device.
        DiemBaoError: the file cannot be written.
    """
    from settings import current
    from store.engine import open_engine
    from store.exporting import export_articles

    engine = open_engine(current().database)
    names = _names()
    # Two writers on one terminal would overwrite each other.
    quiet = not err.is_terminal or (output is None and sys.stdout.isatty())
    columns = (SpinnerColumn(), TextColumn("{task.completed:.0f} articles"), TimeElapsedColumn())
    with _target(output) as (target, folder), Progress(
        *columns, console=err, disable=quiet, transient=True
    ) as bar:  # fmt: skip
        records = bar.track(export_articles(engine, keys))
        written = write(records, form, target, title=title, names=names, folder=folder)
    if output is not None:
        out.print(f"{count(written)} articles written to {output}.", soft_wrap=True)


def _names() -> Names:
    from settings import current
    from spiders import outlets
    from store.engine import open_engine
    from store.rulesets import active_rules

    rules = active_rules(open_engine(current().database))
    return Names(
        outlets={slug: outlet.name for slug, outlet in outlets().items()},
        topics={topic.slug: topic.label for topic in rules.topics},
    )


@contextmanager
def _target(output: Path | None) -> Iterator[tuple[BinaryIO, Path | None]]:
    """Where to write, and a folder for parts: a file gets its name when it is whole."""
    if output is None:
        yield sys.stdout.buffer, None
        sys.stdout.buffer.flush()
        return
    output = output.resolve()  # what a link leads to is replaced, not the link
    if output.exists() and not output.is_file():
        raise UsageError(f"{output} is no file that could be replaced: name another one.")
    try:
        with TemporaryDirectory(prefix=".diembao-", dir=output.parent) as folder:
            part = Path(folder, "part")
            with part.open("wb") as target:
                yield target, Path(folder)
            part.replace(output)
    except OSError as error:
        why = error.strerror or error
        raise DiemBaoError(f"{output} cannot be written: {why}.") from None
