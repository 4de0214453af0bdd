"""What people are told in a simulated month, and what is stored of what the replica published."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from alerts.shown import shown
from bench.month.verdict import Alarm
from crawler.urls import article_id_of
from health.words import mended, render
from replica.month import Month
from replica.newsroom import Newsroom
from replica.story import Story
from spiders import outlets
from store.models import ArticleRow, FindingRow

_LONGEST = 500


@dataclass
class Witness:
    """Reads the operator's messages after each round of crawls, beside the findings.

    Args:
        engine: the database.
        texts: all messages that came so far, as their receiver got them.
    """

    engine: Engine
    texts: Callable[[], Sequence[str]]
    _read: int = 0
    _told: dict[int, datetime] = field(default_factory=dict)
    _mended: dict[int, datetime] = field(default_factory=dict)

    def look(self, at: datetime) -> list[str]:
        """Note what was told since the last look; return it in sentences."""
        every = self.texts()
        new, self._read = "\n".join(every[self._read :]), len(every)
        news = []
        for row in self._findings():
            words = render(row.name, row.outlet, row.subject, row.facts, "vi")
            where = outlets()[row.outlet].name if row.outlet else "Hệ thống"
            if row.id not in self._told and _says(new, f"{where}: {words.sentence}"):
                self._told[row.id] = at
                news.append(f"{row.outlet or 'system'}: {row.name} {row.subject}".rstrip())
            if row.closed_at and row.id not in self._mended:
                end = mended(row.since, row.closed_at, "vi")
                if _says(new, f"{where}: {words.title}. {end}"):
                    self._mended[row.id] = at
                    news.append(f"{row.outlet or 'system'}: {row.name} mended")
        return news

    def alarms(self) -> list[Alarm]:
        """All findings, and when people were told of them."""
        return [
            Alarm(
                *(row.name, row.outlet, row.subject, row.opened_at, self._told.get(row.id)),
                *(row.closed_at, self._mended.get(row.id)),
            )
            for row in self._findings()
        ]

    def _findings(self) -> Sequence[Any]:
        with self.engine.connect() as connection:
            return connection.execute(select(FindingRow.__table__).order_by(FindingRow.id)).all()


def _says(text: str, sentence: str) -> bool:
    return shown(sentence, _LONGEST) in text


def missing(
    engine: Engine, month: Month, newsrooms: Mapping[str, Newsroom], crawls: Sequence[datetime]
) -> Iterator[Story]:
    """Return the articles that could be had in some round of crawls, and are not stored.

    Args:
        engine: the database.
        month: when which site could not be read.
        newsrooms: what was published, by host.
        crawls: when the rounds of crawls began.
    """
    with engine.connect() as connection:
        stored = {*connection.execute(select(ArticleRow.site, ArticleRow.article_id)).tuples()}
    for host, room in newsrooms.items():
        site = next(s for each in outlets().values() for s in each.sites if s.host == host)
        for story in room:
            # What an outlet has as an id may be longer: Báo Tin tức's have a "v" where it is video.
            own = article_id_of(story.url, site)
            is_new = story.published_at >= month.at(1)
            if is_new and (host, own) not in stored and public(story, month, crawls):
                yield story


def public(story: Story, month: Month, crawls: Sequence[datetime]) -> list[datetime]:
    """When, of the rounds of crawls, a story was public and its page could be had."""
    slug = next(each.slug for each in outlets().values() if _is_on(each.sites, story.host))
    unread = [
        (month.at(each.begins), month.at(each.ends))
        for each in month.troubles
        if each.unread and each.outlet == slug
    ]
    return [
        at
        for at in crawls
        if story.published_at <= at
        and story.as_of(at)
        and not any(start <= at < end for start, end in unread)
    ]


def _is_on(sites: Sequence[Any], host: str) -> bool:
    return any(site.host == host for site in sites)
