"""What is stored: articles, newest first."""

from typing import Annotated

import typer

from commands.output import Format, local, out, print_records, table
from errors import UsageError

Since = Annotated[str | None, typer.Option(help="first Vietnamese day, YYYY-MM-DD or DD/MM/YYYY")]
Until = Annotated[str | None, typer.Option(help="last Vietnamese day, included")]

_FIELDS = (
    *("id", "published_at", "outlet", "site", "section", "form", "title", "lead", "url"),
    *("about_police", "topics"),
)


def _known_topic(slug: str) -> str:
    from settings import current
    from store.engine import open_engine
    from store.rulesets import active_rules

    known = [topic.slug for topic in active_rules(open_engine(current().database)).topics]
    if slug not in known:
        raise UsageError(f"There is no topic {slug!r}. Known: {', '.join(known)}.")
    return slug


def articles(
    outlet: Annotated[list[str] | None, typer.Option(help="only these outlets, by slug")] = None,
    topic: Annotated[str | None, typer.Option(help="only this topic, by slug")] = None,
    police: Annotated[bool, typer.Option("--police", help="only those about the police")] = False,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="how many at the most")] = 50,
    form: Annotated[Format, typer.Option("--format", help="how to print them")] = Format.TABLE,
) -> None:
    """List stored articles, newest first."""
    from crawler.dates import Period
    from settings import current
    from spiders import outlet_named
    from store.engine import open_engine
    from store.reading import Wanted, list_articles

    wanted = Wanted(
        outlets=tuple(outlet_named(slug).slug for slug in outlet or ()),
        topic=_known_topic(topic) if topic else "",
        about_police=police,
        period=Period.of(since, until),
    )
    found = list_articles(open_engine(current().database), wanted, limit)
    if form is not Format.TABLE:
        print_records(found, form, _FIELDS)
        return
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
            correct_topic(key, _known_topic(topic), by, present=present)
    show_article(key, as_json=as_json, versions=versions)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command()(articles)
    app.command()(article)
