"""Topics of articles, and the rules and people that gave them."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Key, UtcDateTime


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
