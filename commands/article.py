"""One article whole: its text, its topics with the words that gave them, its versions."""

from getpass import getuser

import typer
from rich.text import Text

from commands.diff import word_diff
from commands.output import Format, as_json_line, count, local, out, print_records, table
from errors import UsageError
from settings import current
from store.engine import open_engine
from store.reading import StoredArticle, find_article, versions_of
from store.rulesets import active_rules
from store.stories import story_of
from store.tagging import correct, corrections_of


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


def _show_marks(found: StoredArticle) -> None:
    """Say what sets the article apart: withdrawn, paid, copied, in its nth version."""
    if found.withdrawn_at:
        out.print(f"Withdrawn: found gone on {local(found.withdrawn_at)}.", style="red")
    if found.paid:
        out.print("Paid: the outlet shows others than subscribers only this.", style="yellow")
    if found.version > 1:
        out.print(f"Version {found.version}; see --versions.", style="dim")
    if found.agency:
        out.print(f"Agency copy: {found.agency}.", style="dim")
    if found.story and (story := story_of(open_engine(current().database), found.line.id)):
        first = story.members[0]
        out.print(
            f"Story: {count(len(story.members))} articles; first {first.outlet} "
            f"{local(first.published_at)}; see `diembao story {found.line.id}`.",
            style="dim",
        )


def _show(found: StoredArticle) -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for match in found.matches:
        spans.setdefault(match.field, []).append((match.start, match.end))
    line = found.line
    out.print(_marked(line.title, spans.get("title", [])), style="bold")
    estimated = " (first seen: the page states no time)" if found.published_estimated else ""
    signed = ", ".join(found.authors)
    facts = (line.outlet, line.section, local(line.published_at) + estimated, signed, line.form)
    out.print(" · ".join(filter(None, facts)), style="dim")
    out.print(line.url, style="dim", soft_wrap=True)
    _show_marks(found)
    for paragraphs, field in ((line.lead, "lead"), (found.body, "body")):
        if paragraphs:
            out.print()
            out.print(_marked(paragraphs, spans.get(field, [])))
    _show_topics(found)


def _show_topics(found: StoredArticle) -> None:
    engine = open_engine(current().database)
    labels = {topic.slug: topic.label for topic in active_rules(engine).topics}
    out.print()
    topics = "; ".join(labels.get(topic, topic) for topic in found.line.topics)
    out.print(f"Topics: {topics or 'none'}")
    with engine.connect() as connection:
        said = corrections_of(connection, [found.line.id])[found.line.id]
    for each in said:
        verb = "added" if each.present else "removed"
        out.print(f"  {each.topic} {verb} by {each.by}, {local(each.at)}")
    if not found.matches:
        return
    evidence = table("topic", "words", "field", "rule", "score", right=("score",))
    for match in found.matches:
        cells = (match.topic, match.words, match.field, match.rule, f"{match.score:g}")
        evidence.add_row(*cells)
    out.print(evidence)
    out.print(f"Rules {found.rules_version}.", style="dim")


def _show_versions(found: StoredArticle, *, as_json: bool) -> None:
    versions = versions_of(open_engine(current().database), found.line.id)
    if as_json:
        print_records(versions, Format.JSONL, ())
        return
    for before, version in zip([None, *versions], versions, strict=False):
        out.print(f"Version {version.number}, seen {local(version.seen_at)}", style="bold")
        if before is None:
            out.print(f"  title: {version.title}")
            continue
        for field in ("title", "lead", "body"):
            old, new = getattr(before, field), getattr(version, field)
            if old != new:
                out.print(Text(f"  {field}: ") + word_diff(old, new))
    _show_marks(found)


def show_article(key: int, *, as_json: bool, versions: bool) -> None:
    """Print one article, or its versions.

    Raises:
        UsageError: there is no article with that key.
    """
    found = find_article(open_engine(current().database), key)
    if found is None:
        raise UsageError(f"There is no article {key}; `diembao articles` lists what there is.")
    if versions:
        _show_versions(found, as_json=as_json)
    elif as_json:
        typer.echo(as_json_line(found))
    else:
        _show(found)


def correct_topic(key: int, topic: str, by: str, *, present: bool) -> None:
    """Give a topic to an article by hand, or take it away, as somebody: else the system's user."""
    correct(open_engine(current().database), key, topic, by or getuser(), present=present)
