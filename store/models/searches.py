"""Searches that people keep, and whom their hits are told."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, Key, UtcDateTime


class SavedSearchRow(Base):
    """A search that somebody keeps under a name; `owner` is empty where it is everybody's."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("owner", "name", name="uq_saved_searches_owner_name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AlertRow(Base):
    """Whom the new hits of a saved search are told: `every` is `now`, `hour` or `day`."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("search", "channel", name="uq_alerts_search_channel"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    search: Mapped[int] = mapped_column(
        ForeignKey("saved_searches.id", name="fk_alerts_search"), index=True
    )
    channel: Mapped[str] = mapped_column(String(64))  # its name in the settings
    every: Mapped[str] = mapped_column(String(16))
    spikes: Mapped[bool] = mapped_column(Boolean)  # also told where there are unusually many
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Hits first seen until then were told, or are older than the alert.
    told_until: Mapped[datetime] = mapped_column(UtcDateTime)
    spike_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ToldHitRow(Base):
    """An article that an alert has told of; kept while it could be found again as new."""

    __tablename__ = "told_hits"

    alert: Mapped[int] = mapped_column(
        ForeignKey("alerts.id", name="fk_told_hits_alert"), primary_key=True
    )
    article: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id", name="fk_told_hits_article"), primary_key=True
    )
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
