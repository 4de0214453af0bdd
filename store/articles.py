"""Writing articles: each once, with its key, its first version, its topics and their evidence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from crawler.ledger import Outcome
from crawler.records import Article
from store.keys import end_of_second, first_key
from store.models import ArticleRow, MatchRow, TopicRow, VersionRow
from topics.tagger import Tags

Identity = tuple[str, str]  # site, the outlet's own id


def stored_identities(
    connection: Connection, identities: Iterable[Identity]
) -> dict[Identity, int]:
    """Return the keys of those articles that are stored, by site and the outlet's own id."""
    by_site: dict[str, set[str]] = defaultdict(set)
    for site, article_id in identities:
        by_site[site].add(article_id)
    known: dict[Identity, int] = {}
    for site, ids in by_site.items():
        wanted = (ArticleRow.site == site, ArticleRow.article_id.in_(ids))
        rows = connection.execute(select(ArticleRow.article_id, ArticleRow.id).where(*wanted))
        known.update(((site, article_id), key) for article_id, key in rows)
    return known


def _new_key(connection: Connection, moment: datetime, taken: set[int]) -> int:
    """Return the next free key of a second; `taken` are keys given out but not yet written."""
    first = first_key(moment)
    end = end_of_second(first)
    wanted = (ArticleRow.id >= first, ArticleRow.id < end)
    last = connection.scalar(select(func.max(ArticleRow.id)).where(*wanted))
    key = first if last is None else last + 1
    while key in taken:
        key += 1
    return key


def _article_row(
    key: int, article: Article, tags: Tags, rules_version: str, now: datetime
) -> dict[str, Any]:
    return {
        "id": key,
        "outlet": article.outlet,
        "site": article.site,
        "article_id": article.article_id,
        "canonical_url": article.canonical_url,
        "form": article.form,
        "section": article.section,
        "published_at": article.published_at or now,
        "published_estimated": article.published_at is None,
        "modified_at": article.modified_at,
        "first_seen_at": now,
        "version": 1,
        "about_police": tags.about_police,
        "rules_version": rules_version,
    }


def _version_row(key: int, article: Article, now: datetime) -> dict[str, Any]:
    return {
        "article": key,
        "number": 1,
        "seen_at": now,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "images": [asdict(image) for image in article.images],
        "sources": dict(article.sources),
    }


def store_articles(
    connection: Connection,
    articles: Sequence[tuple[Article, Tags, int]],
    rules_version: str,
    now: datetime,
) -> Iterator[tuple[int, Outcome, str]]:
    """Store those articles of a batch that are not stored yet, in the caller's transaction.

    Args:
        connection: in a transaction that writes.
        articles: each with its topics and its row in the frontier.
        rules_version: the version of the rules that found the topics.
        now: when they were fetched (UTC).

    Yields:
        For each article its row, its outcome and a detail.
    """
    if connection.dialect.name == "postgresql":
        # One writer of articles at a time, as on SQLite: two would make the same key.
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("diembao articles"))))
    known = stored_identities(connection, ((a.site, a.article_id) for a, _, _ in articles))
    taken: set[int] = set()
    rows: dict[type, list[dict[str, Any]]] = defaultdict(list)
    for article, tags, row in articles:
        identity = (article.site, article.article_id)
        if identity in known:
            yield row, Outcome.DUPLICATE, f"the same article as {known[identity]}"
            continue
        key = _new_key(connection, article.published_at or now, taken)
        known[identity] = key
        taken.add(key)
        rows[ArticleRow].append(_article_row(key, article, tags, rules_version, now))
        rows[VersionRow].append(_version_row(key, article, now))
        rows[TopicRow].extend({"topic": topic, "article": key} for topic in tags.topics)
        rows[MatchRow].extend(
            {"article": key, "number": number, **asdict(match)}
            for number, match in enumerate(tags.matches)
        )
        yield row, Outcome.STORED_NEW, ""
    for table in (ArticleRow, VersionRow, TopicRow, MatchRow):  # what is referred to comes first
        if rows[table]:
            connection.execute(insert(table), rows[table])
