"""Stories: who ran an article first, who reprinted it when, and how the texts differ."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import track

from commands.output import as_json_line, count, err, local, out
from commands.read import Since, Until
from errors import UsageError

if TYPE_CHECKING:
    from store.stories import Member, Story

# Words that are shown on either side of what differs.
_AROUND = 8

groups = typer.Typer(help="The groups of articles that tell the same story.")


def story(
    key: Annotated[int, typer.Argument(metavar="ID", help="as `diembao articles` shows it")],
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="show the whole texts, not only where they differ")
    ] = False,
) -> None:
    """Show who ran an article first, who reprinted it when, and how the texts differ."""
    from settings import current
    from store.engine import open_engine
    from store.stories import story_of

    found = story_of(open_engine(current().database), key)
    if found is None:
        raise UsageError(f"There is no article {key}; `diembao articles` lists what there is.")
    if as_json:
        typer.echo(as_json_line(found))
    else:
        _show(found, full=full)


def _show(found: "Story", *, full: bool) -> None:
    first, *reprints = found.members
    if not reprints:
        out.print("It stands alone: no other article within a week tells it in these words.")
    else:
        out.print(f"{count(len(found.members))} articles tell this story. The first:")
    _show_member(first, "")
    for member in reprints:
        out.print()
        _show_member(member, f"+{_lag(member.published_at - first.published_at)}")
        _show_differences(first, member, full=full)


def _show_member(member: "Member", lag: str) -> None:
    facts = (
        *(lag, member.outlet, member.site, local(member.published_at)),
        f"copy of {member.agency}" if member.agency else "",
        "withdrawn" if member.withdrawn else "",
        "" if member.first else f"{member.similarity:.0%} alike",
        str(member.id),
    )
    out.print(" · ".join(filter(None, facts)), style="bold")
    out.print(f"  {member.title}", soft_wrap=True)
    out.print(f"  {member.url}", style="dim", soft_wrap=True)


def _show_differences(first: "Member", member: "Member", *, full: bool) -> None:
    """Print how headline, lead and text differ from the first one's."""
    from rich.text import Text

    from commands.diff import word_diff
    from settings import current
    from store.engine import open_engine
    from store.reading import texts_of

    engine = open_engine(current().database)
    before, after = texts_of(engine, first.id), texts_of(engine, member.id)
    changed = [name for name in before if before[name].split() != after[name].split()]
    if not changed:
        out.print("  Word for word the same.")
    for name in before if full else changed:
        old, new = (texts[name].replace("\n\n", " ¶ ") for texts in (before, after))
        out.print(Text(f"  {name}: ") + word_diff(old, new, None if full else _AROUND))


def _lag(lag: timedelta) -> str:
    """A time span as people say it: `15 min`, `2 h 15 min`, `3 days 4 h`."""
    minutes = round(lag.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} day{'s' * (days > 1)} {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@groups.command()
def rebuild(since: Since = None, until: Until = None) -> None:
    """Group stored articles anew, the oldest first; interrupted, it goes on where it stopped."""
    from crawler.dates import Period
    from settings import current
    from store import stories
    from store.engine import open_engine

    engine, period = open_engine(current().database), Period.of(since, until)
    total, done = stories.to_rebuild(engine, period), 0
    steps = track(
        stories.rebuild(engine, period),
        *("Grouping", -(-total // stories.BATCH)),
        console=err,
        disable=not err.is_terminal,
    )
    for articles in steps:
        done += articles
    found = stories.count_groups(engine, period)
    stories_told = f"{count(found.stories)} {'story' if found.stories == 1 else 'stories'}"
    out.print(
        f"{count(done)} articles grouped anew: {count(found.articles)} of them tell "
        f"{stories_told} together, the others stand alone."
    )


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command()(story)
    app.add_typer(groups, name="groups")
