"""A stored article beside what its page reads like today: what differs, and putting it right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from crawler import clock
from crawler.records import Article
from store.articles import article_facts, version_row
from store.grouping import group
from store.models import ArticleRow, TopicRow, VersionRow
from store.tagging import corrections_of, topics_with, write_tags
from store.terms import indexed, renew_terms
from topics.tagger import Tags

TEXTS = frozenset({"title", "lead", "body"})

_OF_VERSION = ("title", "lead", "body", "authors", "tags", "images", "sources")
_OF_ARTICLE = (
    *("canonical_url", "form", "section", "published_at", "published_estimated", "modified_at"),
    "agency",
)
_TAGGING = ("about_police", "rules_version")
# A version's own, whatever its page reads like.
_KEPT = ("article", "number", "seen_at")


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it is stored, with its latest version and that one's topics."""

    article: ArticleRow
    version: VersionRow
    topics: list[str]


def stored_articles(session: Session, keys: Sequence[int]) -> list[Stored]:
    """Return articles as they are stored, in the order of their keys."""
    topics: dict[int, list[str]] = defaultdict(list)
    wanted = select(TopicRow.article, TopicRow.topic).where(TopicRow.article.in_(keys))
    for key, topic in session.execute(wanted):
        topics[key].append(topic)
    latest = (VersionRow.article == ArticleRow.id) & (VersionRow.number == ArticleRow.version)
    rows = session.execute(
        select(ArticleRow, VersionRow)
        .join(VersionRow, latest)
        .where(ArticleRow.id.in_(keys))
        .order_by(ArticleRow.id)
    )
    return [Stored(article, version, topics[article.id]) for article, version in rows]


@dataclass(frozen=True, slots=True)
class Reading:
    """A stored article, and the rows that its page gives today."""

    stored: Stored
    tags: Tags
    article_row: dict[str, Any]
    version_row: dict[str, Any]

    @classmethod
    def of(cls, stored: Stored, article: Article, tags: Tags, rules_version: str) -> Self:
        """Put what a page gives today beside what is stored."""
        key = stored.article.id
        # Where a page states no time, an article has the one at which it was first seen.
        seen = stored.article.first_seen_at
        return cls(
            stored,
            tags,
            article_facts(article, tags, rules_version)
            | {
                "published_at": article.published_at or seen,
                "published_estimated": article.published_at is None,
            },
            version_row(key, stored.version.number, article, seen),
        )

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The fields that read otherwise today, before and after; topics where the text does."""
        pairs = {
            name: (getattr(row, name), values[name])
            for row, values, names in (
                (self.stored.version, self.version_row, _OF_VERSION),
                (self.stored.article, self.article_row, _OF_ARTICLE),
            )
            for name in names
        }
        changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        topics = (sorted(self.stored.topics), sorted(self.tags.topics))
        if changed.keys() & TEXTS and topics[0] != topics[1]:
            changed["topics"] = topics
        return changed

    def write(self, connection: Connection) -> None:
        """Put the article and its latest version right, in the caller's transaction.

        Topics and matches are renewed where the text changed: elsewhere they stand where they
        stood, and newer rules are another command's work.
        """
        key, number = self.stored.article.id, self.stored.article.version
        retag = bool(self.changes().keys() & TEXTS)
        names = (*_OF_ARTICLE, *_TAGGING) if retag else _OF_ARTICLE
        before = indexed(connection, [key])[key]
        connection.execute(
            update(ArticleRow)
            .where(ArticleRow.id == key)
            .values({name: self.article_row[name] for name in names})
        )
        connection.execute(
            update(VersionRow)
            .where(VersionRow.article == key, VersionRow.number == number)
            .values({k: value for k, value in self.version_row.items() if k not in _KEPT})
        )
        renew_terms(connection, key, before, indexed(connection, [key])[key])
        if retag:
            said = corrections_of(connection, [key])[key]
            topics = topics_with(self.tags, said)
            write_tags(connection, key, self.tags, topics, self.article_row["rules_version"])
            group(connection, [self.version_row], clock.now())
