"""What is stored, counted by outlet, topic, section and time: a table, data, or a chart."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import Format, count, err, out, print_records
from commands.read import Since, Until
from errors import DiemBaoError, UsageError

if TYPE_CHECKING:
    from charts.counts import Names
    from store.statistics import Counted, Counts, Dimension

_MOST = 3
_ALLOWED = (
    "Give one to three of outlet, site, topic, section, form, agency, day, week, month, weekday, "
    "with commas between; of day, week and month only one."
)


def stats(
    by: Annotated[
        str,
        typer.Option(
            help="outlet, site, topic, section, form, agency, day, week, month or weekday; "
            "or up to three of them, with commas between, to be crossed"
        ),
    ] = "outlet",
    outlet: Annotated[list[str] | None, typer.Option(help="only these outlets, by slug")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="only these topics, by slug")] = None,
    police: Annotated[bool, typer.Option("--police", help="only those about the police")] = False,
    since: Since = None,
    until: Until = None,
    distinct: Annotated[
        bool, typer.Option("--distinct", help="count a story once, however often reprinted")
    ] = False,
    untagged: Annotated[
        bool, typer.Option("--untagged", help="by topic: also the articles without one")
    ] = False,
    search: Annotated[
        str | None, typer.Option(metavar="QUERY", help="only what this search finds")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="how to print them")] = Format.TABLE,
    chart: Annotated[
        Path | None, typer.Option(help="draw them as well, into this .svg or .png")
    ] = None,
) -> None:
    """Count stored articles, by one to three things at once."""
    from charts.counts import figures_of, names_with
    from charts.files import check_name, save
    from commands.search import names
    from crawler.dates import Period
    from search.parser import parse
    from settings import current
    from spiders import outlet_named, outlets
    from store.engine import open_engine
    from store.rulesets import active_rules
    from store.searching import Search
    from store.statistics import Counted, Dimension, count_articles

    dimensions = _dimensions(by)
    if chart:
        check_name(chart)
    if untagged and (topic or Dimension.TOPIC not in dimensions):
        raise UsageError("--untagged goes with a --by that has topic in it, and with no --topic.")
    engine = open_engine(current().database)
    topics = {each.slug: each.label for each in active_rules(engine).topics}
    what = Counted(
        outlets=tuple(outlet_named(slug).slug for slug in outlet or ()),
        topics=tuple(_known(topic or (), topics)),
        about_police=police,
        period=Period.of(since, until),
        keys=Search(engine, parse(search, names())).selection() if search else None,
        distinct=distinct,
        untagged=untagged,
    )
    counts = count_articles(engine, dimensions, what)
    named = names_with({slug: each.name for slug, each in outlets().items()}, topics)
    if chart:
        if not counts.total:
            raise DiemBaoError("No article matches, so there is no chart to draw.")
        save(figures_of(counts, what, named, search), chart)
    _print(counts, what, named, form)
    if chart:
        err.print(f"The chart is in {chart}.", soft_wrap=True)


def _dimensions(text: str) -> "tuple[Dimension, ...]":
    from store.statistics import Dimension

    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in list(Dimension):
            raise UsageError(f"Nothing can be counted by {name!r}. {_ALLOWED}")
    chosen = tuple(map(Dimension, names))
    if len(set(chosen)) < len(chosen):
        raise UsageError(f"--by {text} names the same twice. {_ALLOWED}")
    if len(chosen) > _MOST:
        raise UsageError(f"--by {text} names {len(chosen)}, which is too many. {_ALLOWED}")
    if sum(each.is_time for each in chosen) > 1:
        raise UsageError(f"--by {text} names two times. {_ALLOWED}")
    return chosen


def _known(slugs: Iterable[str], topics: Iterable[str]) -> Iterable[str]:
    for slug in slugs:
        if slug not in topics:
            raise UsageError(f"There is no topic {slug!r}. Known: {', '.join(topics)}.")
        yield slug


def _print(counts: "Counts", what: "Counted", names: "Names", form: Format) -> None:
    """Print counts, and how many articles they are of; for programs the latter is a remark."""
    from commands.count_table import print_counts
    from store.statistics import Dimension

    unit = "stories" if what.distinct else "articles"
    columns = [str(axis.dimension) for axis in counts.axes]
    if form is not Format.TABLE:
        rows = (
            {**dict(zip(columns, map(_plain, cell), strict=True)), unit: number}
            for cell, number in counts.rows()
        )
        print_records(rows, form, [*columns, unit])
    elif counts.total:
        print_counts(counts, names, unit)
    else:
        out.print("No article matches.")
        return
    said = f"{count(counts.total)} {unit} in all"
    if what.distinct:
        said += "; a story counts once in each cell that it stands in"
    elif Dimension.TOPIC in (axis.dimension for axis in counts.axes):
        said += "; one with several topics counts under each"
    (out if form is Format.TABLE else err).print(f"{said}.", soft_wrap=True)


def _plain(value: str | int | date) -> str | int:
    return value.isoformat() if isinstance(value, date) else value


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command()(stats)
