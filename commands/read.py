"""What is stored: articles newest first, and one article whole."""

from typing import Annotated

import typer
from rich.text import Text

from commands.output import Format, as_json_line, local, out, print_records, table
from errors import UsageError

Since = Annotated[str | None, typer.Option(help="first Vietnamese day, YYYY-MM-DD or DD/MM/YYYY")]
Until = Annotated[str | None, typer.Option(help="last Vietnamese day, included")]

_FIELDS = (
    *("id", "published_at", "outlet", "site", "section", "form", "title", "lead", "url"),
    *("about_police", "topics"),
)


def _known_topic(slug: str) -> str:
    from topics.ruleset import default_rules

    known = [topic.slug for topic in default_rules().topics]
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


def _marked(text: str, spans: list[tuple[int, int]]) -> Text:
    """A text with the words that matched set off, on a terminal by colour, else by brackets."""
    if out.is_terminal:
        marked = Text(text)
        for start, end in spans:
            marked.stylize("bold yellow", start, end)
        return marked
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += [text[at:start], "[", text[start:end], "]"]
            at = end
    return Text("".join(pieces) + text[at:])


def article(
    key: Annotated[int, typer.Argument(metavar="ID", help="as `diembao articles` shows it")],
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Show one article with its text, its topics and the words that matched."""
    from settings import current
    from store.engine import open_engine
    from store.reading import find_article
    from topics.ruleset import default_rules

    found = find_article(open_engine(current().database), key)
    if found is None:
        raise UsageError(f"There is no article {key}; `diembao articles` lists what there is.")
    if as_json:
        typer.echo(as_json_line(found))
        return
    labels = {topic.slug: topic.label for topic in default_rules().topics}
    spans: dict[str, list[tuple[int, int]]] = {}
    for match in found.matches:
        spans.setdefault(match.field, []).append((match.start, match.end))
    line = found.line
    out.print(_marked(line.title, spans.get("title", [])), style="bold")
    estimated = " (first seen: the page states no time)" if found.published_estimated else ""
    signed = ", ".join(found.authors)
    facts = (line.outlet, line.section, local(line.published_at) + estimated, signed, line.form)
    out.print(" · ".join(filter(None, facts)), style="dim")
    out.print(line.url, style="dim")
    for paragraphs, field in ((line.lead, "lead"), (found.body, "body")):
        if paragraphs:
            out.print()
            out.print(_marked(paragraphs, spans.get(field, [])))
    out.print()
    out.print("Topics: " + ("; ".join(labels.get(t, t) for t in line.topics) or "none"))
    if found.matches:
        evidence = table("topic", "words", "field", "rule")
        for match in found.matches:
            evidence.add_row(match.topic, match.words, match.field, match.rule)
        out.print(evidence)
        out.print(f"Rules {found.rules_version}.", style="dim")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command()(articles)
    app.command()(article)
