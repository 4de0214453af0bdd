"""What runs by itself: jobs, who is alive, what the health check found, what is to be sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, UtcDateTime


class JobRunRow(Base):
    """A job of the scheduler, begun and ended; `due_at` is the time that it was planned for."""

    __tablename__ = "job_runs"
    __table_args__ = (Index("ix_job_runs_job_due", "job", "due_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(Text, default="")  # what it says of itself, or the problem


class HeartbeatRow(Base):
    """A process that says from time to time that it is alive: the scheduler, a worker."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(253), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    machine: Mapped[str] = mapped_column(String(253))
    pid: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    doing: Mapped[str] = mapped_column(Text, default="")


class FindingRow(Base):
    """Something that the health check found; `outlet` is empty where it is the system's own."""

    __tablename__ = "findings"
    __table_args__ = (
        Index(
            "uq_findings_open",
            *("name", "outlet", "subject"),
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    outlet: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(Text)  # the feed, the field; empty: the outlet as a whole
    since: Mapped[datetime] = mapped_column(UtcDateTime)  # when the trouble itself began
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # what its sentence is made of
    evidence: Mapped[list[str]] = mapped_column(JSON)  # URLs


class MessageRow(Base):
    """A message to be sent. `key` goes with it, so that a receiver can know it again."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "ix_messages_waiting",
            "due_at",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")  # the same for mail; empty: body alone
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(Text, default="")
