"""Articles folded into stories: what several outlets ran is one line with all their names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.names import Called
from alerts.shown import address, shown
from crawler.dates import VIETNAM
from store.newly import Headline

# Outlets named on one line; a story that all have would fill a telephone's screen.
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A story as a message tells it, safe to show.

    Attributes:
        title: the headline of the article that was published first.
        url: its address; empty where it is none for a link.
        outlet: the name of its outlet.
        at: when it was published, in Vietnam.
        others: names of the other outlets, and how many more.
        articles: how many articles tell it.
        topics: slugs of the topics that any of them has.
    """

    title: str
    url: str
    outlet: str
    at: datetime
    others: tuple[str, ...]
    articles: int
    topics: frozenset[str]


def folded(articles: Iterable[Headline], called: Called) -> list[Told]:
    """Fold articles into stories: those that most outlets have first, then the newest."""
    stories: dict[tuple[str, int], list[Headline]] = defaultdict(list)
    for each in articles:
        own = ("article", each.id) if each.story is None else ("story", each.story)
        stories[own].append(each)
    told = [_told(sorted(of_it, key=lambda each: each.id), called) for of_it in stories.values()]
    return sorted(told, key=lambda each: (-len(each.others), -each.at.timestamp(), each.title))


def _told(articles: Sequence[Headline], called: Called) -> Told:
    first = articles[0]
    slugs = dict.fromkeys(each.outlet for each in articles[1:] if each.outlet != first.outlet)
    names = [shown(called.outlet(slug)) for slug in slugs]
    if len(names) > _NAMED:
        names[_NAMED - 1 :] = [f"{len(names) - _NAMED + 1} báo khác"]
    return Told(
        title=shown(first.title) or "(không có tiêu đề)",
        url=address(first.url),
        outlet=shown(called.outlet(first.outlet)),
        at=first.published_at.astimezone(VIETNAM),
        others=tuple(names),
        articles=len(articles),
        topics=frozenset(topic for each in articles for topic in each.topics),
    )
