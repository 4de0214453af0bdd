"""What is stored: articles, newest first."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.export import AsFormat, Output, chosen, export
from commands.output import local, out, table
from errors import UsageError

if TYPE_CHECKING:
    from store.reading import Wanted
    from topics.model import Topic

Since = Annotated[str | None, typer.Option(help="first Vietnamese day, YYYY-MM-DD or DD/MM/YYYY")]
Until = Annotated[str | None, typer.Option(help="last Vietnamese day, included")]

_TABLE_ROWS = 50


def topic_named(slug: str) -> "Topic":
    """Return a topic of the rules in force.

    Raises:
        UsageError: there is none of that slug; says which there are.
    """
    from settings import current
    from store.engine import open_engine
    from store.rulesets import active_rules

    known = {topic.slug: topic for topic in active_rules(open_engine(current().database)).topics}
    if slug not in known:
        raise UsageError(f"There is no topic {slug!r}. Known: {', '.join(known)}.")
    return known[slug]


def articles(
    outlet: Annotated[list[str] | None, typer.Option(help="only these outlets, by slug")] = None,
    topic: Annotated[str | None, typer.Option(help="only this topic, by slug")] = None,
    police: Annotated[bool, typer.Option("--police", help="only those about the police")] = False,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="how many at the most; else 50 in a table, 200 in a feed, or all"),
    ] = None,
    as_format: AsFormat = None,
    output: Output = None,
) -> None:
    """List stored articles, newest first, or export them."""
    from crawler.dates import Period
    from settings import current
    from spiders import outlet_named
    from store.engine import open_engine
    from store.exporting import listed_keys
    from store.reading import Wanted

    form = chosen(as_format, output)
    outlets = [outlet_named(slug) for slug in outlet or ()]
    wanted = Wanted(
        outlets=tuple(each.slug for each in outlets),
        topic=topic_named(topic).slug if topic else "",
        about_police=police,
        period=Period.of(since, until),
    )
    if form is None:
        _print_table(wanted, limit or _TABLE_ROWS)
        return
    labels = [
        *([topic_named(topic).label] if topic else []),
        *(["tin công an"] if police else []),
        *(each.name for each in outlets),
    ]
    keys = listed_keys(open_engine(current().database), wanted, limit)
    export(keys, form, output, _title(labels, since, until))


def _title(labels: list[str], since: str | None, until: str | None) -> str:
    """What an export is called: "Điểm Báo: Ma túy, VnExpress, từ 23/11/2026"."""
    from crawler.dates import parse_day

    days = [
        f"{word} {parse_day(day):%d/%m/%Y}" for word, day in (("từ", since), ("đến", until)) if day
    ]
    return ": ".join(filter(None, ("Điểm Báo", ", ".join([*labels, *days]))))


def _print_table(wanted: "Wanted", limit: int) -> None:
    from settings import current
    from store.engine import open_engine
    from store.reading import list_articles

    found = list_articles(open_engine(current().database), wanted, limit)
    if not found:
        out.print("No article matches.")
        return
    listed = table("published", "outlet", "headline", "topics", "id", right=("id",))
    for line in found:
        topics = ", ".join(line.topics) or ("(police)" if line.about_police else "")
        listed.add_row(local(line.published_at), line.outlet, line.title, topics, str(line.id))
    out.print(listed)


def article(
    key: Annotated[int, typer.Argument(metavar="ID", help="as `diembao articles` shows it")],
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    versions: Annotated[
        bool, typer.Option("--versions", help="list its versions, and what changed in each")
    ] = False,
    add_topic: Annotated[str, typer.Option(help="give it a topic by hand")] = "",
    remove_topic: Annotated[str, typer.Option(help="take a topic from it by hand")] = "",
    by: Annotated[str, typer.Option(help="who says so")] = "",
) -> None:
    """Show one article with its text, its topics and the words that matched."""
    from commands.article import correct_topic, show_article

    for topic, present in ((add_topic, True), (remove_topic, False)):
        if topic:
            correct_topic(key, topic_named(topic).slug, by, present=present)
    show_article(key, as_json=as_json, versions=versions)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command()(articles)
    app.command()(article)
