"""The desk: who may use it, what they did there, and what editors say of articles by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Key, UtcDateTime


class UserRow(Base):
    """Somebody who signs in; never deleted, because what they did keeps their name."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)  # in lower case
    shown_name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The desk marks what is new since the visit before this one.
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visit_before_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SessionRow(Base):
    """A browser that is signed in; of its token only the hash is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[int] = mapped_column(ForeignKey("users.id", name="fk_sessions_user"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiTokenRow(Base):
    """A key of a user for the API; of the token only the hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user: Mapped[int] = mapped_column(ForeignKey("users.id", name="fk_api_tokens_user"), index=True)
    name: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """What somebody did at the desk: never changed, never deleted by the desk."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class AttemptRow(Base):
    """A sign-in that failed, by name and by address: too many are slowed down."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_who_at", "who", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    who: Mapped[str] = mapped_column(Text)  # `name:…` or `address:…`
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoteRow(Base):
    """What somebody notes of an article."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_notes_article"), index=True
    )
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))


class ToneRow(Base):
    """The tone of an article as an editor sees it: `positive`, `neutral` or `negative`."""

    __tablename__ = "tones"

    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_tones_article"), primary_key=True
    )
    tone: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))


class ReviewMarkRow(Base):
    """An article that is chosen for the press review (điểm báo)."""

    __tablename__ = "review_marks"

    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_review_marks_article"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(64))
