"""Reading articles: newest first, by outlet, topic and period; and one article whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select
from sqlalchemy.orm import Session

from crawler.dates import Period
from crawler.records import Image
from store.keys import first_key, key_range
from store.models import ArticleRow, MatchRow, TopicRow, VersionRow
from topics.tagger import Match


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles: of which outlets and topic, from which period; empty means any."""

    outlets: tuple[str, ...] = ()
    topic: str = ""
    about_police: bool = False
    period: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as it stands in a list; times are UTC."""

    id: int
    published_at: datetime
    outlet: str
    site: str
    section: str
    form: str
    title: str
    lead: str
    url: str
    about_police: bool
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article whole: its latest version with the words that gave it its topics.

    `agency` is whose copy it says it is; `story` is its story group, None where it stands alone.
    """

    line: ArticleLine
    article_id: str
    published_estimated: bool
    modified_at: datetime | None
    first_seen_at: datetime
    withdrawn_at: datetime | None
    paid: bool
    version: int
    body: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    sources: dict[str, str]
    rules_version: str
    matches: tuple[Match, ...]
    agency: str
    story: int | None


@dataclass(frozen=True, slots=True)
class Volume:
    """How much of an outlet is stored: in all, of the last day, of the last week; the newest."""

    articles: int
    day: int
    week: int
    newest: datetime | None


def in_latest_version() -> ColumnElement[bool]:
    """What joins an article to its latest version."""
    return (VersionRow.article == ArticleRow.id) & (VersionRow.number == ArticleRow.version)


def _latest() -> Select[ArticleRow, VersionRow]:
    """Articles with their latest version."""
    return select(ArticleRow, VersionRow).join(VersionRow, in_latest_version())


def only_of(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What holds of an article that is wanted, its topic and period left aside."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.outlets:
        conditions.append(ArticleRow.outlet.in_(wanted.outlets))
    if wanted.about_police:
        conditions.append(ArticleRow.about_police.is_(True))
    return conditions


def _line(article: ArticleRow, version: VersionRow, topics: Sequence[str]) -> ArticleLine:
    return ArticleLine(
        id=article.id,
        published_at=article.published_at,
        outlet=article.outlet,
        site=article.site,
        section=article.section,
        form=article.form,
        title=version.title,
        lead=version.lead,
        url=article.canonical_url,
        about_police=article.about_police,
        topics=tuple(sorted(topics)),
    )


def topics_of(connection: Connection | Session, keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the topics of articles by their keys; an empty list for one that has none."""
    topics: dict[int, list[str]] = defaultdict(list)
    for article, topic in connection.execute(
        select(TopicRow.article, TopicRow.topic).where(TopicRow.article.in_(keys))
    ):
        topics[article].append(topic)
    return topics


def list_articles(engine: Engine, wanted: Wanted, limit: int) -> list[ArticleLine]:
    """Return articles, newest first.

    Args:
        engine: the database.
        wanted: which articles.
        limit: how many at the most.
    """
    query = _latest().where(*only_of(wanted)).order_by(ArticleRow.id.desc()).limit(limit)
    start, end = key_range(wanted.period)
    if start is not None:
        query = query.where(ArticleRow.id >= start)
    if end is not None:
        query = query.where(ArticleRow.id < end)
    if wanted.topic:
        query = query.join(
            TopicRow, (TopicRow.article == ArticleRow.id) & (TopicRow.topic == wanted.topic)
        )
    with Session(engine) as session:
        rows = session.execute(query).all()
        topics = topics_of(session, [article.id for article, _ in rows])
        return [_line(article, version, topics[article.id]) for article, version in rows]


def with_bodies(engine: Engine, keys: Sequence[int]) -> dict[int, tuple[ArticleLine, str]]:
    """Return articles as they stand in a list, each with its text, by key."""
    with Session(engine) as session:
        rows = session.execute(_latest().where(ArticleRow.id.in_(keys))).all()
        topics = topics_of(session, keys)
        return {
            article.id: (_line(article, version, topics[article.id]), version.body)
            for article, version in rows
        }


def find_article(engine: Engine, key: int) -> StoredArticle | None:
    """Return one article whole, if there is one with that key."""
    with Session(engine) as session:
        row = session.execute(_latest().where(ArticleRow.id == key)).one_or_none()
        if row is None:
            return None
        article, version = row
        matches = session.scalars(
            select(MatchRow).where(MatchRow.article == key).order_by(MatchRow.number)
        )
        return StoredArticle(
            line=_line(article, version, topics_of(session, [key])[key]),
            article_id=article.article_id,
            published_estimated=article.published_estimated,
            modified_at=article.modified_at,
            first_seen_at=article.first_seen_at,
            withdrawn_at=article.withdrawn_at,
            paid=article.paid,
            version=article.version,
            body=version.body,
            authors=tuple(version.authors),
            tags=tuple(version.tags),
            images=tuple(Image(**image) for image in version.images),
            sources=version.sources,
            rules_version=article.rules_version,
            matches=tuple(
                Match(
                    topic=match.topic,
                    rule=match.rule,
                    words=match.words,
                    field=match.field,
                    start=match.start,
                    end=match.end,
                    score=match.score,
                )
                for match in matches
            ),
            agency=article.agency,
            story=article.story,
        )


def texts_of(engine: Engine, key: int) -> dict[str, str]:
    """Return headline, lead and text of an article's latest version, as the tagger takes them."""
    texts = select(VersionRow.title, VersionRow.lead, VersionRow.body)
    query = texts.join(ArticleRow, in_latest_version())
    with engine.connect() as connection:
        title, lead, body = connection.execute(query.where(ArticleRow.id == key)).one()
    return {"title": title, "lead": lead, "body": body}


@dataclass(frozen=True, slots=True)
class Version:
    """The texts of an article as they stood when it was seen (UTC)."""

    number: int
    seen_at: datetime
    title: str
    lead: str
    body: str


def versions_of(engine: Engine, key: int) -> list[Version]:
    """Return the versions of an article, the first one first; empty where there is no article."""
    with Session(engine) as session:
        rows = session.scalars(
            select(VersionRow).where(VersionRow.article == key).order_by(VersionRow.number)
        )
        return [Version(v.number, v.seen_at, v.title, v.lead, v.body) for v in rows]


def volumes(engine: Engine, now: datetime) -> dict[str, Volume]:
    """Return how much of each outlet is stored, by its slug.

    Args:
        engine: the database.
        now: the moment (UTC) that the last day and week are counted back from.
    """
    key = ArticleRow.id

    def since(days: int) -> ColumnElement[int]:
        return func.count().filter(key >= first_key(now - timedelta(days=days)))

    query = select(
        ArticleRow.outlet, func.count(), since(1), since(7), func.max(ArticleRow.published_at)
    ).group_by(ArticleRow.outlet)
    with Session(engine) as session:
        return {
            outlet: Volume(articles, day, week, newest)
            for outlet, articles, day, week, newest in session.execute(query)
        }
