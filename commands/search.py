"""Searching what is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from commands.export import AsFormat, Output, chosen, export
from commands.output import count, local, out
from commands.read import Since, Until

if TYPE_CHECKING:
    from search.parser import Names
    from search.query import Query
    from search.snippets import Snippet
    from store.searching import Page, Search

_PAGE = 20
# Beyond this the exact number would cost more than it tells.
_MOST_COUNTED = 2_000

Limit = Annotated[
    int | None, typer.Option(min=1, help="how many at the most; else 20, 200 in a feed, or all")
]
Relevance = Annotated[
    bool, typer.Option("--relevance", help="the best of the newest 5,000 first, not the newest")
]
After = Annotated[int | None, typer.Option(help="go on after this article: the next page")]


@dataclass(frozen=True, slots=True)
class Which:
    """Which of the articles that a search finds: how many, after which one, in which order."""

    limit: int | None
    after: int | None
    relevance: bool


def names() -> "Names":
    """What may follow `topic:` and `outlet:` in a query: slugs and Vietnamese names."""
    from search.parser import Names
    from settings import current
    from spiders import outlets
    from store.engine import open_engine
    from store.rulesets import active_rules

    topics = active_rules(open_engine(current().database)).topics
    its = outlets()
    return Names(
        topics={name: each.slug for each in topics for name in (each.slug, each.label)},
        outlets={name: slug for slug, each in its.items() for name in (slug, each.name)},
    )


def narrowed(
    query: "Query",
    outlets: Iterable[str],
    topics: Iterable[str],
    since: str | None,
    until: str | None,
) -> "Query":
    """Put what the options of a command ask for beside a query.

    Raises:
        UsageError: an option names no outlet, no topic or no day.
    """
    from commands.read import topic_named
    from crawler.dates import Period
    from search.query import HasTopic, OfOutlet, Or, Published, both
    from spiders import outlet_named

    named: tuple[tuple[Query, ...], ...] = (
        tuple(OfOutlet(outlet_named(slug).slug) for slug in outlets),
        tuple(HasTopic(topic_named(slug).slug) for slug in topics),
        (Published(Period.of(since, until)),) if since or until else (),
    )
    parts = [each[0] if len(each) == 1 else Or(each) for each in named if each]
    return both(query, *parts)


def _marked(snippet: "Snippet", style: str = "") -> Text:
    """A snippet with its hits set off, on a terminal by colour, else by brackets."""
    if out.is_terminal:
        marked = Text(snippet.text, style)
        for start, end in snippet.hits:
            marked.stylize("bold yellow", start, end)
        return marked
    pieces, at = [], 0
    for start, end in snippet.hits:
        pieces += [snippet.text[at:start], f"[{snippet.text[start:end]}]"]
        at = end
    return Text("".join(pieces) + snippet.text[at:])


def _print(page: "Page", search: "Search", which: Which, again: str) -> None:
    from spiders import outlets
    from store.searching import MOST_RANKED

    its = outlets()
    for hit in page.hits:
        line = hit.line
        name = its[line.outlet].name if line.outlet in its else line.outlet
        facts = (local(line.published_at), name, ", ".join(line.topics), str(line.id))
        out.print(_marked(hit.title, "bold"), soft_wrap=True)
        out.print(" · ".join(filter(None, facts)), style="dim")
        if hit.text.text:
            out.print(_marked(hit.text))
        out.print()
    alone = which.after is None and page.after is None
    found = len(page.hits) if alone else search.count(_MOST_COUNTED + 1)
    many = f"more than {count(_MOST_COUNTED)}" if found > _MOST_COUNTED else count(found)
    ranked = f", the best of the newest {count(MOST_RANKED)} first" if which.relevance else ""
    more = f" Next page: {again} --after {page.after}" if page.after is not None else ""
    out.print(f"{many} articles found{ranked}.{more}", style="dim", soft_wrap=True)


def _ordered(search: "Search", which: Which) -> Iterator[int]:
    if not which.relevance:
        return search.keys(which.after)
    order = search.keys_by_relevance()
    return iter(order[order.index(which.after) + 1 :] if which.after in order else order)


def show(
    query: "Query",
    title: str,
    again: str,
    which: Which,
    as_format: AsFormat,
    output: Path | None,
) -> None:
    """Run a search and print a page of it, or export it.

    Args:
        query: what is searched for.
        title: what an export is called.
        again: the command that runs it, to be named for the next page.
        which: of what it finds.
        as_format: the format asked for.
        output: the file asked for.
    """
    from settings import current
    from store.engine import open_engine
    from store.searching import Search, why_empty

    form = chosen(as_format, output)
    engine = open_engine(current().database)
    search = Search(engine, query)
    if form is not None:
        export(islice(_ordered(search, which), which.limit), form, output, title)
        return
    page_of = search.most_relevant if which.relevance else search.newest
    page = page_of(which.limit or _PAGE, which.after)
    if page.hits:
        _print(page, search, which, again)
    elif which.after is not None:
        out.print("There are no more.")
    else:
        out.print(f"No article matches. {why_empty(engine, query)}", soft_wrap=True)


def search(
    query: Annotated[str, typer.Argument(help='words, "phrases", AND OR NOT, fields; see below')],
    outlet: Annotated[list[str] | None, typer.Option(help="only these outlets, by slug")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="only these topics, by slug")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    relevance: Relevance = False,
    after: After = None,
    as_format: AsFormat = None,
    output: Output = None,
) -> None:
    """Search headlines, leads and texts, newest first.

    ma túy             both words; without accents (ma tuy) any accents

    "ma túy"           the words in a row, in one sentence

    công*              words that begin so

    a OR b, NOT a, -a  capitals for operators; brackets group

    "súng đạn"~5       near each other, at most 5 words between; also: súng ~5 "vũ khí"

    title: section: author: narrow the words; topic: outlet: form: from: to: narrow the articles
    """
    from search.parser import parse

    asked = narrowed(parse(query, names()), outlet or (), topic or (), since, until)
    again = f"diembao search {quote(query)} …"
    title = f"Điểm Báo: {query}"
    show(asked, title, again, Which(limit, after, relevance), as_format, output)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the app."""
    app.command()(search)
