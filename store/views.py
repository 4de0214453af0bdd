"""The views for analysts, as the migrations make them; docs/columns.md explains every column."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, TableClause, Text, column, table
from sqlalchemy.types import TypeEngine

from store.models import Key, UtcDateTime

ARTICLES = table(
    "v_articles",
    column("id", Key),
    *(column(name, Text()) for name in ("outlet", "site", "section", "form")),
    *(column(name, Text()) for name in ("title", "lead", "body", "url")),
    *(column(name, Text()) for name in ("authors", "tags", "topics")),
    column("about_police", Boolean()),
    column("published_at", UtcDateTime()),
    column("published_local", DateTime()),
    column("published_day", Date()),
    column("published_estimated", Boolean()),
    *(column(name, UtcDateTime()) for name in ("modified_at", "first_seen_at", "withdrawn_at")),
    column("paid", Boolean()),
    column("agency", Text()),
    column("story", Key),
    column("is_reprint", Boolean()),
    column("version", Key),
)

TOPICS = table(
    "v_topics",
    column("article", Key),
    column("topic", Text()),
    column("by_hand", Boolean()),
    column("outlet", Text()),
    column("published_at", UtcDateTime()),
    column("published_day", Date()),
    column("story", Key),
)

DAILY = table(
    "v_daily",
    column("published_day", Date()),
    column("outlet", Text()),
    column("topic", Text()),
    column("articles", Key),
    column("stories", Key),
)

VIEWS: dict[str, TableClause] = {view.name: view for view in (ARTICLES, TOPICS, DAILY)}
_TYPES: dict[str, TypeEngine[Any]] = {
    each.name: each.type for view in VIEWS.values() for each in view.columns
}


def typed(name: str, value: Any) -> Any:
    """Return a value that SQLite hands out as other databases do, by the name of its column.

    SQLite knows no moments, days and truth values. A column of a query that bears the name of a
    column of the views gets that one's type, where the value can be one.

    Args:
        name: the column's.
        value: what SQLite gives.
    """
    kind = _TYPES.get(name)
    if isinstance(kind, Boolean):
        return bool(value) if value in (0, 1) else value
    if not isinstance(value, str) or not isinstance(kind, UtcDateTime | DateTime | Date):
        return value
    try:
        if isinstance(kind, Date):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return UtcDateTime.aware(moment) if isinstance(kind, UtcDateTime) else moment
