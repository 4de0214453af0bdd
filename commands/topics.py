"""The topics: what their rules are, how well they do, and putting changed ones in force."""

from collections.abc import Mapping
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import track

from commands.output import count, err, local, out, table
from commands.read import Since, Until
from errors import UsageError

if TYPE_CHECKING:
    from topics.evaluation import Evaluation
    from topics.ruleset import RuleSet

By = Annotated[str, typer.Option(help="who says so; the system's user by default")]
Rules = Annotated[
    Path | None, typer.Option(help="a folder of rule files, instead of those in force")
]

app = typer.Typer(help="The topics and their rules.", no_args_is_help=False)


def _files(folder: Path) -> Mapping[str, str]:
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder of rule files.")
    return {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.toml"))}


def _rules(folder: Path | None = None) -> "RuleSet":
    from settings import current
    from store.engine import open_engine
    from store.rulesets import active_rules
    from topics.ruleset import parse_rules

    if folder is not None:
        return parse_rules(_files(folder))
    return active_rules(open_engine(current().database))


@app.callback(invoke_without_command=True)
def topics(context: typer.Context) -> None:
    """List the topics in force, with their articles."""
    from settings import current
    from store.engine import open_engine
    from store.tagging import topic_counts

    if context.invoked_subcommand:
        return
    rules = _rules()
    counts = topic_counts(open_engine(current().database))
    listed = table("slug", "topic", "articles", "definition", right=("articles",))
    for topic in rules.topics:
        listed.add_row(topic.slug, topic.label, count(counts[topic.slug]), topic.definition)
    out.print(listed)
    out.print(f"Rules {rules.version}.", style="dim")


@app.command()
def check(
    labelled: Annotated[
        Path | None, typer.Option(help="JSON lines with title, text, topics, about_police")
    ] = None,
    rules: Rules = None,
    misses: Annotated[int, typer.Option(help="how many misses to explain")] = 10,
) -> None:
    """Check the rules; with labelled articles, measure them and explain the misses."""
    from topics.evaluation import LabelledFileError, evaluate, read_labelled
    from topics.tagger import Tagger

    checked = _rules(rules)
    out.print(f"{len(checked.topics)} topics, rules {checked.version}: no mistake found.")
    if labelled is None:
        return
    try:
        lines = labelled.read_text("utf-8").splitlines()
        found = evaluate(Tagger(checked), read_labelled(lines))
    except OSError as error:
        raise UsageError(f"{labelled} cannot be read: {error.strerror}.") from None
    except LabelledFileError as error:
        raise UsageError(f"{labelled}, {error}.") from None
    _show_scores(found)
    for miss in found.misses[:misses]:
        _show_miss(miss)


def _show_scores(found: "Evaluation") -> None:
    numbers = ("right", "wrong", "missed", "precision", "recall", "F1")
    scores = table("topic", *numbers, right=numbers)
    rows = {"about_police": found.police, **found.topics, "all topics together": found.pooled}
    for name, score in rows.items():
        shares = (f"{share:.3f}" for share in (score.precision, score.recall, score.f1))
        scores.add_row(name, *map(str, (score.right, score.wrong, score.missed)), *shares)
    out.print(scores)
    out.print(f"{found.items} items; mean F1 over topics {found.macro_f1:.3f}.")


def _show_miss(miss: object) -> None:
    from topics.evaluation import Miss

    assert isinstance(miss, Miss)
    title = miss.item.fields.get("title", "")
    out.print(f"{miss.item.id}: {title}", style="bold", soft_wrap=True)
    if miss.missing:
        out.print(f"  not found: {', '.join(miss.missing)}")
    if miss.unexpected:
        out.print(f"  should not be there: {', '.join(miss.unexpected)}")
    for each in miss.explanation.candidates:
        said = f"  + {each.rule} ({each.score:g}): {each.words!r} in {each.field}"
        out.print(said, soft_wrap=True)
    for gone in miss.explanation.cancelled:
        by = f" by {gone.by!r}" if gone.by else ""
        said = f"  – {gone.match.rule}: {gone.match.words!r} cancelled: {gone.reason}{by}"
        out.print(said, soft_wrap=True)


@app.command("try")
def try_rule(
    file: Annotated[Path, typer.Argument(metavar="RULEFILE", help="one changed rule file")],
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, help="how many articles to try it on")] = 5_000,
) -> None:
    """Show what a changed rule file would tag in the store, newest first, before it is applied."""
    from crawler.dates import Period
    from settings import current
    from store.engine import open_engine
    from store.reading import Wanted, list_articles, texts_of
    from topics.ruleset import parse_rules
    from topics.tagger import Tagger

    if not file.is_file():
        raise UsageError(f"{file} cannot be read.")
    engine = open_engine(current().database)
    rules = parse_rules({**_rules().files, file.name: file.read_text("utf-8")})
    slugs = {topic.slug for topic in rules.topics if f"{topic.slug}.toml" == file.name}
    tagger = Tagger(rules)
    lines = list_articles(engine, Wanted(period=Period.of(since, None)), limit)
    listed = table("", "published", "outlet", "headline", "words")
    changed = 0
    for line in track(lines, console=err, description="Trying", disable=not err.is_terminal):
        tags = tagger.tag(texts_of(engine, line.id))
        for topic in sorted(slugs):
            had, has = topic in line.topics, topic in tags.topics
            if not (has or had):
                continue
            words = ", ".join(dict.fromkeys(m.words for m in tags.matches if m.topic == topic))
            mark = "+" if has and not had else "–" if had and not has else ""
            changed += bool(mark)
            listed.add_row(mark, local(line.published_at), line.outlet, line.title, words)
    out.print(listed)
    out.print(f"{count(len(lines))} articles tried, {count(changed)} would change.")


@app.command()
def apply(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="all rule files")],
    by: By = "",
) -> None:
    """Put a folder of rule files in force for every crawl on this database."""
    from settings import current
    from store.engine import open_engine
    from store.rulesets import apply_rules

    rules = apply_rules(open_engine(current().database), _files(folder), by or getuser())
    out.print(f"Rules {rules.version} are in force. Stored articles: diembao retag --dry-run")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="where to write them")],
) -> None:
    """Write the rules in force to a folder, as their author wrote them."""
    rules = _rules()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in rules.files.items():
        (folder / name).write_text(text, "utf-8")
    out.print(f"{len(rules.files)} files of rules {rules.version} written to {folder}.")


@app.command()
def history() -> None:
    """List who put which rules in force, and when."""
    from settings import current
    from store.engine import open_engine
    from store.rulesets import rule_history

    listed = table("when", "rules", "what", "by")
    for change in rule_history(open_engine(current().database)):
        listed.add_row(local(change.at), change.version, change.what, change.by)
    out.print(listed)


@app.command()
def rollback(
    version: Annotated[str, typer.Argument(help="as history shows it")], by: By = ""
) -> None:
    """Put earlier rules in force again."""
    from settings import current
    from store.engine import open_engine
    from store.rulesets import roll_back

    roll_back(open_engine(current().database), version, by or getuser())
    out.print(f"Rules {version} are in force again.")


def retag(
    topic: Annotated[str, typer.Option(help="only where this topic changes")] = "",
    since: Since = None,
    until: Until = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show, and write nothing")] = False,
) -> None:
    """Tag what is stored by the rules in force; shows what changes before it writes."""
    from crawler.dates import Period
    from settings import current
    from store.engine import open_engine
    from store.tagging import Retag
    from topics.tagger import Tagger

    engine = open_engine(current().database)
    tagger = Tagger(_rules())

    def through(label: str, *, write: bool) -> Retag:
        run = Retag(engine, tagger, Period.of(since, until), topic)
        total = run.count()
        batches = run.run(write=write)
        for _ in track(batches, label, total / 200, console=err, disable=not err.is_terminal):
            continue
        return run

    found = through("Comparing", write=False)
    if not found.changes:
        out.print("Nothing changes.")
    for slug, change in sorted(found.changes.items()):
        out.print(f"{slug}: {count(change.gained)} gained, {count(change.lost)} lost", style="bold")
        for mark, samples in (("+", change.gained_samples), ("–", change.lost_samples)):
            for sample in samples:
                out.print(f"  {mark} {sample.title}", soft_wrap=True)
    if not dry_run:
        through("Writing", write=True)
        out.print(f"Tagged by rules {tagger.rules.version}.")


def add_to(app_of_all: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app_of_all.add_typer(app, name="topics")
    app_of_all.command()(retag)
