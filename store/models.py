"""The tables. Times are UTC; texts are NFC.

runs ─┬─ frontier          every URL of a run, with its one outcome: ledger and place to resume
      ├─ pages             where in the page archive each article's page stands
      │
articles ─┬─ versions      the texts of an article, one row a version
          ├─ article_topics   the topics of its latest version
          ├─ matches          the words that led to them
          ├─ signatures       what its text is like, and `bands`, where texts alike are found
          └─ article_terms    the words that search looks for: see `store.terms`, which speaks to
                              it in the SQL of each database
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite stores every integer in 64 bits, and only "INTEGER PRIMARY KEY" is the table's own key.
Key = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: with its zone on PostgreSQL, without one on SQLite, aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What values are in Python."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write an aware datetime; a naive one is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read an aware datetime."""
        del dialect
        return None if value is None else self.aware(value)

    @staticmethod
    def aware(value: datetime) -> datetime:
        """Return a moment as the databases hand it out in UTC, and knowing it."""
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of all tables."""


class RunRow(Base):
    """One crawl run of one outlet."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_outlet_started", "outlet", "started_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    outlet: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(16))
    requests: Mapped[int] = mapped_column(Integer, default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    # How often each field was read from where, over the run's pages: {field: {source: pages}}.
    field_sources: Mapped[dict[str, dict[str, int]] | None] = mapped_column(JSON)


class SourceRow(Base):
    """What a feed, sitemap or listing was like when last read; see `crawler.ledger.SourceState`."""

    __tablename__ = "sources"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    outlet: Mapped[str] = mapped_column(String(32))
    etag: Mapped[str] = mapped_column(Text)
    last_modified: Mapped[str] = mapped_column(Text)
    body_hash: Mapped[str] = mapped_column(String(64))
    newest_item_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_poll_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[float] = mapped_column(Float)


class FrontierRow(Base):
    """A URL of a run. `identity` is its article's where it has one, so that spellings agree."""

    __tablename__ = "frontier"
    __table_args__ = (
        UniqueConstraint("run", "kind", "identity", name="uq_frontier_run_kind_identity"),
        Index("ix_frontier_run_outcome", "run", "outcome"),
        Index("ix_frontier_identity", "identity", "run"),
    )

    row: Mapped[int] = mapped_column(Key, primary_key=True)
    run: Mapped[int] = mapped_column(ForeignKey("runs.id", name="fk_frontier_run"))
    kind: Mapped[str] = mapped_column(String(16))
    identity: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(String(253))
    article_id: Mapped[str] = mapped_column(Text)
    via: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    article: Mapped[int | None] = mapped_column(Key)  # the stored one that is looked at again


class ArticleRow(Base):
    """An article: who it is and when. Its key sorts by time (see `store.keys`)."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("site", "article_id", name="uq_articles_site_article_id"),
        Index("ix_articles_outlet_id", "outlet", "id"),
        Index("ix_articles_checks", "outlet", "checks", "first_seen_at"),
        Index(
            "ix_articles_story",
            "story",
            sqlite_where=text("story IS NOT NULL"),
            postgresql_where=text("story IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    outlet: Mapped[str] = mapped_column(String(32))
    site: Mapped[str] = mapped_column(String(253))
    article_id: Mapped[str] = mapped_column(Text)
    canonical_url: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(String(16))
    section: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_estimated: Mapped[bool] = mapped_column(Boolean)  # the page stated no time
    modified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)  # the number of the latest one
    about_police: Mapped[bool] = mapped_column(Boolean)
    rules_version: Mapped[str] = mapped_column(String(64))  # of the rules that tagged it
    # What its page said of itself when last fetched, and when and how often it was looked at again.
    etag: Mapped[str] = mapped_column(Text, server_default="")
    last_modified: Mapped[str] = mapped_column(Text, server_default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checks: Mapped[int] = mapped_column(Integer, server_default="0")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paid: Mapped[bool] = mapped_column(Boolean, server_default=false())
    story: Mapped[int | None] = mapped_column(Key)  # its story group; none where it stands alone
    agency: Mapped[str] = mapped_column(String(32), server_default="")  # whose copy it says it is


class VersionRow(Base):
    """The texts of an article as they stood when it was fetched."""

    __tablename__ = "versions"

    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_versions_article"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    title: Mapped[str] = mapped_column(Text)
    lead: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)  # paragraphs parted by a blank line
    authors: Mapped[list[str]] = mapped_column(JSON)
    tags: Mapped[list[str]] = mapped_column(JSON)
    images: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # url, caption
    sources: Mapped[dict[str, str]] = mapped_column(JSON)  # field → where it was read


class TopicRow(Base):
    """A topic of an article's latest version; read newest first by the article's key."""

    __tablename__ = "article_topics"
    __table_args__ = (Index("ix_article_topics_article", "article"),)

    topic: Mapped[str] = mapped_column(String(64), primary_key=True)
    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_article_topics_article"), primary_key=True
    )


class MatchRow(Base):
    """Words that a rule found: half-open, in code points of the field of the latest version."""

    __tablename__ = "matches"

    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_matches_article"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(16))
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    score: Mapped[float] = mapped_column(Float, server_default="1")  # what it adds to its topic


class RuleSetRow(Base):
    """A rule set as its author wrote it: every file by its name, comments and all."""

    __tablename__ = "rule_sets"

    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(JSON)


class RuleChangeRow(Base):
    """When a rule set came into force, and by whom; the last one is in force."""

    __tablename__ = "rule_changes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[str] = mapped_column(
        ForeignKey("rule_sets.version", name="fk_rule_changes_version")
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(String(16))  # applied, or rolled back to


class TopicCorrectionRow(Base):
    """A topic that somebody gave to an article by hand, or took from it; survives every retag."""

    __tablename__ = "topic_corrections"

    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_topic_corrections_article"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(64), primary_key=True)
    present: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Text)


class PageRow(Base):
    """A record in the page archive. Its bytes are in `file`, below the folder of that machine.

    `site` and `article_id` are the article's, empty where the page led to none. `original` is the
    page whose record holds the body, where this one only says that it came again; it is no foreign
    key, which would make the deletion of a file look through the whole table for each of its rows.
    """

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("file", "offset", name="uq_pages_file_offset"),
        Index("ix_pages_site_article", "site", "article_id", "fetched_at"),
        Index("ix_pages_digest", "digest"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    outlet: Mapped[str] = mapped_column(String(32))
    site: Mapped[str] = mapped_column(String(253))
    article_id: Mapped[str] = mapped_column(Text)
    run: Mapped[int] = mapped_column(ForeignKey("runs.id", name="fk_pages_run"))
    row: Mapped[int] = mapped_column(Key)  # of the frontier
    url: Mapped[str] = mapped_column(Text)
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content_type: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))  # of the body as received
    machine: Mapped[str] = mapped_column(String(253))
    file: Mapped[str] = mapped_column(String(255))
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    original: Mapped[int | None] = mapped_column(BigInteger)


class SignatureRow(Base):
    """What the text of an article's latest version is like: see `pipelines.group`."""

    __tablename__ = "signatures"

    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_signatures_article"), primary_key=True
    )
    text_hash: Mapped[bytes] = mapped_column(LargeBinary)
    minhash: Mapped[bytes | None] = mapped_column(LargeBinary)  # none where there is little text


class BandRow(Base):
    """A part of a signature, where texts alike meet: the week first, so that old ones are cold.

    `day` is the first one of the article's week. Only weeks that were lately stored into are there:
    see `store.bands`, which makes them anew from the signatures.
    """

    __tablename__ = "bands"
    __table_args__ = ({"sqlite_with_rowid": False},)

    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    band: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)


class SavedSearchRow(Base):
    """A search that somebody keeps under a name; `owner` is empty where it is everybody's."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("owner", "name", name="uq_saved_searches_owner_name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FactRow(Base):
    """A fact about the database itself, such as the version of what is derived in it."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
