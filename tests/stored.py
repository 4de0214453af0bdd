"""Articles put straight into a store, for tests that look at what is stored."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from crawler.ledger import Fetched
from crawler.records import Article
from store.articles import Arrival, store_articles
from store.engine import WRITES
from topics.tagger import Tags

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def article(number: int, title: str, body: str = "", **more: object) -> Article:
    """An article of VTV, one minute older than the one numbered before it."""
    facts: dict[str, object] = {
        "outlet": "vtv",
        "site": "vtv.vn",
        "url": f"https://vtv.vn/{number}.htm",
        "canonical_url": f"https://vtv.vn/{number}.htm",
        "article_id": str(number),
        "title": title,
        "body": body,
        "published_at": NOON - timedelta(minutes=number),
    }
    return Article(**facts | more)  # type: ignore[arg-type]


def put(
    engine: Engine,
    articles: Sequence[Article],
    topics: Sequence[Sequence[str]] = (),
    keys: Sequence[int] = (),
    now: datetime = NOON,
) -> None:
    """Store articles as a crawl does at a moment; those with keys are looked at again."""
    arrivals = [
        Arrival(
            each,
            Tags(tuple(topics[at]) if topics else (), False, ()),
            Fetched(at),
            keys[at] if keys else None,
        )
        for at, each in enumerate(articles)
    ]
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        store_articles(connection, arrivals, "rules", now)
