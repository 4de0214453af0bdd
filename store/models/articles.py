"""Articles with their texts, and what finds those that are alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Key, UtcDateTime


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
