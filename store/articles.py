"""Writing articles: each once, with its key; what changes in it later is a new version of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from crawler.ledger import Fetched, Outcome
from crawler.records import Article
from store.grouping import group
from store.keys import end_of_second, first_key
from store.locks import one_writer
from store.models import ArticleRow, MatchRow, TopicRow, VersionRow
from store.tagging import corrections_of, topics_with, write_tags
from store.terms import Indexed, add_terms, renew_terms
from topics.tagger import Tags

Identity = tuple[str, str]  # site, the outlet's own id
Settled = tuple[int, Outcome, str]  # row in the frontier, outcome, detail


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that arrives to be stored; `key` is set where it was looked at again."""

    article: Article
    tags: Tags
    page: Fetched
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of an article that is stored."""

    key: int
    checks: int
    seen_at: datetime


def stored_articles(
    connection: Connection, identities: Iterable[Identity]
) -> dict[Identity, Stored]:
    """Return those articles that are stored, by site and the outlet's own id."""
    by_site: dict[str, set[str]] = defaultdict(set)
    for site, article_id in identities:
        by_site[site].add(article_id)
    known: dict[Identity, Stored] = {}
    seen = func.coalesce(ArticleRow.checked_at, ArticleRow.first_seen_at)
    for site, ids in by_site.items():
        rows = connection.execute(
            select(ArticleRow.article_id, ArticleRow.id, ArticleRow.checks, seen).where(
                ArticleRow.site == site, ArticleRow.article_id.in_(ids)
            )
        )
        known.update(((site, own), Stored(key, checks, at)) for own, key, checks, at in rows)
    return known


# Built once: to build it for each article takes longer than to run it.
_LAST_OF_SECOND = select(func.max(ArticleRow.id)).where(
    ArticleRow.id >= bindparam("first"), ArticleRow.id < bindparam("end")
)


def _new_key(connection: Connection, moment: datetime, taken: set[int]) -> int:
    """Return the next free key of a second; `taken` are keys given out but not yet written."""
    first = first_key(moment)
    last = connection.scalar(_LAST_OF_SECOND, {"first": first, "end": end_of_second(first)})
    key = first if last is None else last + 1
    while key in taken:
        key += 1
    return key


def article_facts(article: Article, tags: Tags, rules_version: str) -> dict[str, Any]:
    """What of an article may change from one look to the next, as a row has it."""
    return {
        "canonical_url": article.canonical_url,
        "form": article.form,
        "section": article.section,
        "modified_at": article.modified_at,
        "about_police": tags.about_police,
        "rules_version": rules_version,
        "paid": article.paid,
        "agency": article.agency,
    }


def _facts(arrival: Arrival, rules_version: str) -> dict[str, Any]:
    facts = article_facts(arrival.article, arrival.tags, rules_version)
    page = arrival.page
    return facts | {"etag": page.etag, "last_modified": page.last_modified}


def version_row(key: int, number: int, article: Article, now: datetime) -> dict[str, Any]:
    """The texts of an article as a row has them, seen at a moment (UTC)."""
    return {
        "article": key,
        "number": number,
        "seen_at": now,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "images": [asdict(image) for image in article.images],
        "sources": dict(article.sources),
    }


def _indexed(article: Article) -> Indexed:
    texts = (article.title, article.lead, article.body)
    return Indexed(*texts, article.section, list(article.authors))


class _Batch:
    """Rows to insert, table by table; what is referred to is inserted first."""

    def __init__(self) -> None:
        self._rows: dict[type, list[dict[str, Any]]] = defaultdict(list)
        self.indexed: dict[int, Indexed] = {}

    def add(self, table: type, *rows: dict[str, Any]) -> None:
        self._rows[table] += rows

    def add_tags(self, key: int, tags: Tags) -> None:
        self.add(TopicRow, *({"topic": topic, "article": key} for topic in tags.topics))
        numbered = enumerate(tags.matches)
        self.add(MatchRow, *({"article": key, "number": n, **asdict(m)} for n, m in numbered))

    @property
    def versions(self) -> Sequence[dict[str, Any]]:
        return self._rows[VersionRow]

    def insert(self, connection: Connection) -> None:
        for table in (ArticleRow, VersionRow, TopicRow, MatchRow):
            if self._rows[table]:
                connection.execute(insert(table), self._rows[table])


def store_articles(
    connection: Connection, arrivals: Sequence[Arrival], rules_version: str, now: datetime
) -> list[Settled]:
    """Store a batch of articles in the caller's transaction.

    Args:
        connection: in a transaction that writes.
        arrivals: the articles, each with its topics and the page that it was read from.
        rules_version: the version of the rules that found the topics.
        now: when they were fetched (UTC).

    Returns:
        For each article its row in the frontier, its outcome and a detail.
    """
    if not arrivals:
        return []
    one_writer(connection)
    batch = _Batch()
    settled = [
        *_store_new(connection, [a for a in arrivals if a.key is None], batch, rules_version, now),
        *_look_again(connection, [a for a in arrivals if a.key], batch, rules_version, now),
    ]
    batch.insert(connection)
    add_terms(connection, batch.indexed)
    group(connection, batch.versions, now)
    return settled


def _store_new(
    connection: Connection,
    arrivals: Sequence[Arrival],
    batch: _Batch,
    rules_version: str,
    now: datetime,
) -> Iterable[Settled]:
    stored = stored_articles(connection, ((a.article.site, a.article.article_id) for a in arrivals))
    known = {identity: each.key for identity, each in stored.items()}
    taken: set[int] = set()
    for arrival in arrivals:
        article = arrival.article
        identity = (article.site, article.article_id)
        if identity in known:
            yield arrival.page.row, Outcome.DUPLICATE, f"the same article as {known[identity]}"
            continue
        published = article.published_at or now
        key = _new_key(connection, published, taken)
        known[identity] = key
        taken.add(key)
        made_once = {
            "id": key,
            "outlet": article.outlet,
            "site": article.site,
            "article_id": article.article_id,
            "published_at": published,
            "published_estimated": article.published_at is None,
            "first_seen_at": now,
            "version": 1,
        }
        batch.add(ArticleRow, made_once | _facts(arrival, rules_version))
        batch.add(VersionRow, version_row(key, 1, article, now))
        batch.indexed[key] = _indexed(article)
        batch.add_tags(key, arrival.tags)
        yield arrival.page.row, Outcome.PAID if article.paid else Outcome.STORED_NEW, ""


def _text_of(version: Mapping[Any, Any]) -> list[list[str]]:
    """What makes a version: headline, lead and text, by words, whatever white space is between."""
    return [version[name].split() for name in ("title", "lead", "body")]


def _look_again(
    connection: Connection,
    arrivals: Sequence[Arrival],
    batch: _Batch,
    rules_version: str,
    now: datetime,
) -> Iterable[Settled]:
    """Compare articles that were looked at again with what is stored, and keep what changed."""
    for arrival in arrivals:
        article, row = arrival.article, arrival.page.row
        held = (
            connection.execute(
                select(
                    *(ArticleRow.site, ArticleRow.article_id, ArticleRow.section),
                    VersionRow.__table__,
                )
                .join(VersionRow, VersionRow.article == ArticleRow.id)
                .where(ArticleRow.id == arrival.key, VersionRow.number == ArticleRow.version)
            )
            .mappings()
            .one()
        )
        if (held["site"], held["article_id"]) != (article.site, article.article_id):
            # Its address leads to another article now: it is not there any more.
            touch_articles(connection, {arrival.key or 0: True}, now)
            yield row, Outcome.WITHDRAWN, f"its address leads to {article.canonical_url}"
            continue
        new = version_row(arrival.key or 0, held["number"] + 1, article, now)
        changed = _text_of(new) != _text_of(held)
        facts = _facts(arrival, rules_version) | {"checked_at": now, "withdrawn_at": None}
        if changed:
            facts["version"] = new["number"]
            batch.add(VersionRow, new)
            key = arrival.key or 0
            said = corrections_of(connection, [key])[key]
            write_tags(
                connection, key, arrival.tags, topics_with(arrival.tags, said), rules_version
            )
        # A byline or section alone makes no version; only the section is renewed then.
        texts = new if changed else held
        before, after = (
            Indexed(row["title"], row["lead"], row["body"], section, row["authors"])
            for row, section in ((held, held["section"]), (texts, article.section))
        )
        renew_terms(connection, arrival.key or 0, before, after)
        connection.execute(
            update(ArticleRow)
            .where(ArticleRow.id == arrival.key)
            .values(**facts, checks=ArticleRow.checks + 1)
        )
        yield row, Outcome.NEW_VERSION if changed else Outcome.UNCHANGED, ""


def touch_articles(connection: Connection, seen: Mapping[int, bool], now: datetime) -> None:
    """Note that articles were looked at again without a page to compare.

    Args:
        connection: in a transaction that writes.
        seen: for each article's key, whether it is gone: it is then marked as withdrawn.
        now: when (UTC).
    """
    for gone in (False, True):
        keys = [key for key, is_gone in seen.items() if is_gone is gone]
        if not keys:
            continue
        looked_at: dict[str, Any] = {"checked_at": now, "checks": ArticleRow.checks + 1}
        if gone:
            looked_at["withdrawn_at"] = func.coalesce(ArticleRow.withdrawn_at, now)
        connection.execute(update(ArticleRow).where(ArticleRow.id.in_(keys)).values(**looked_at))
