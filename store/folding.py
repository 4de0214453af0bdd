"""Stories in a list: one line each, with the other outlets that tell it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from store.models import ArticleRow, VersionRow
from store.reading import in_latest_version

# Of a headline that is longer the rest is not shown in a list: a hostile page may have megabytes.
MOST_OF_TITLE = 300
_MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class Telling:
    """An article of a story: which outlet ran it, when (UTC)."""

    id: int
    outlet: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Others:
    """Who else tells the story of an article.

    Attributes:
        articles: how many other articles do.
        outlets: the other outlets among theirs, in the order in which they ran it.
    """

    articles: int = 0
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TellingLine:
    """An article of a story as it stands in a list; times are UTC."""

    id: int
    outlet: str
    published_at: datetime
    title: str
    url: str
    agency: str
    withdrawn: bool


def story_lines(engine: Engine, story: int) -> list[TellingLine]:
    """Return the articles of a story group, the first one first, at most 100.

    How much of the first one's text they share says `store.stories.story_of`, which reads them.
    """
    columns = (
        *(ArticleRow.id, ArticleRow.outlet, ArticleRow.published_at),
        *(func.substr(VersionRow.title, 1, MOST_OF_TITLE), ArticleRow.canonical_url),
        *(ArticleRow.agency, ArticleRow.withdrawn_at.is_not(None)),
    )
    wanted = select(*columns).join(VersionRow, in_latest_version())
    wanted = wanted.where(ArticleRow.story == story).order_by(ArticleRow.id).limit(_MOST_LINES)
    with engine.connect() as connection:
        return [TellingLine(*row) for row in connection.execute(wanted)]


def tellings(connection: Connection, stories: Collection[int]) -> dict[int, list[Telling]]:
    """Return the articles of story groups, the first one first, by group."""
    found: dict[int, list[Telling]] = defaultdict(list)
    columns = (ArticleRow.story, ArticleRow.id, ArticleRow.outlet, ArticleRow.published_at)
    wanted = select(*columns).where(ArticleRow.story.in_(stories)).order_by(ArticleRow.id)
    for story, key, outlet, at in connection.execute(wanted) if stories else ():
        if story is not None:
            found[story].append(Telling(key, outlet, at))
    return found


def others(told: Sequence[Telling], key: int, outlet: str) -> Others:
    """Return who tells a story beside one of its articles.

    Args:
        told: the articles of the story; empty where it has one alone.
        key: the article's.
        outlet: whose it is.
    """
    beside = [each for each in told if each.id != key]
    outlets = dict.fromkeys(each.outlet for each in beside if each.outlet != outlet)
    return Others(len(beside), tuple(outlets))
