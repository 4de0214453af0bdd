"""Crawl runs, what they read, and where it is archived."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Key, UtcDateTime


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
    # What became of its URLs, counted when it ended: {kind: {outcome: n}}; the frontier may go.
    outcomes: Mapped[dict[str, dict[str, int]] | None] = mapped_column(JSON)
    answer_ms: Mapped[int | None] = mapped_column(Integer)  # half of its answers took longer
    # Asked for a period, a limit or a list of addresses: it says nothing of what is usual.
    bounded: Mapped[bool] = mapped_column(Boolean, server_default=false())


class SourceRow(Base):
    """What a feed, sitemap or listing was like when last read; see `crawler.ledger.SourceState`."""

    __tablename__ = "sources"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    outlet: Mapped[str] = mapped_column(String(32))
    etag: Mapped[str] = mapped_column(Text)
    last_modified: Mapped[str] = mapped_column(Text)
    body_hash: Mapped[str] = mapped_column(String(64))
    newest_item_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stale_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
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
