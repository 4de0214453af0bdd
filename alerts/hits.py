"""Telling the new hits of saved searches."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, Engine

from alerts.folding import folded
from alerts.names import Called
from alerts.outbox import put, telling
from alerts.searches import read_searches
from alerts.shown import shown
from alerts.texts import Text, number, text
from crawler.dates import VIETNAM, Period
from search.query import Published, Query, both
from settings import Settings
from store.alerts import (
    LOOK_BACK,
    Alert,
    list_alerts,
    mark_told,
    untold,
)
from store.keys import moment_of
from store.newly import first_seen_after, headlines
from store.searching import Search

# When a working day begins: what is told once a day is told then.
_MORNING: Final = 7
# Stories that a message lists; the rest are counted.
_LISTED: Final = 20
_DAY: Final = timedelta(days=1)
# What was stored lately is looked for where it was published. Old articles may be among it: around
# a gap of so long, it is looked for on both sides, and not in between.
_GAP: Final = timedelta(days=7)


def is_due(every: str, told_until: datetime, now: datetime) -> bool:
    """Whether it is time to tell an alert's hits: always, each full hour, or each morning."""
    local = now.astimezone(VIETNAM)
    hour = local.replace(minute=0, second=0, microsecond=0)
    morning = hour.replace(hour=_MORNING)
    last = {"now": now, "hour": hour, "day": morning if morning <= local else morning - _DAY}
    return told_until < last[every]


def tell_hits(engine: Engine, settings: Settings, now: datetime) -> str:
    """Put messages into the outbox: the new hits of saved searches that it is time for.

    Args:
        engine: the database.
        settings: where the channels are.
        now: the present moment (UTC).

    Returns:
        What was done, in a sentence.
    """
    alerts = list_alerts(engine)
    if not alerts:
        return "There are no alerts."
    called = Called.now(engine)
    queries, unreadable = read_searches(alerts, called)
    due = [
        each for each in alerts if each.id in queries and is_due(each.every, each.told_until, now)
    ]
    found = _found(engine, due, queries)
    told = [0, 0]
    with telling(engine) as connection:
        for alert in due:
            count = _tell(connection, settings, called, alert, found.get(alert.id, []), now)
            told = [told[0] + (count > 0), told[1] + count]
        for alert, problem in unreadable:
            key = f"unreadable-{alert.id}-{now.astimezone(VIETNAM):%Y-%m-%d}"
            put(connection, settings, alert.channel, key, _complaint(alert, problem), now)
    said = f"New hits told: {told[1]}, in messages: {told[0]}."
    names = ", ".join(repr(alert.search) for alert, _ in unreadable)
    return f"{said} Searches that cannot be read: {names}." if names else said


def _complaint(alert: Alert, problem: str) -> Text:
    subject = f"Không chạy được tìm kiếm đã lưu: {shown(alert.search)}"
    why = shown(problem, 500)
    return text("notice", subject, said=f"Không đọc được câu tìm kiếm. {why}")


def _found(
    engine: Engine, alerts: Iterable[Alert], queries: Mapping[int, Query]
) -> dict[int, list[int]]:
    """Find what of the articles that were stored lately each alert's search finds."""
    due = list(alerts)
    if not due:
        return {}
    seen = first_seen_after(engine, min(each.looks_from for each in due))
    found: dict[int, list[int]] = {}
    for alert in due:
        news = {key for key, at in seen.items() if at > alert.looks_from}
        query = queries[alert.id]
        searches = [Search(engine, both(query, Published(each))) for each in _periods(news)]
        found[alert.id] = [key for each in searches for key in each.keys() if key in news]  # noqa: SIM118
    return found


def _periods(keys: Iterable[int]) -> Iterator[Period]:
    """Return the periods in which articles were published, with a gap between each and the next."""
    second = timedelta(seconds=1)
    start = end = None
    for moment in map(moment_of, sorted(keys)):
        if end is not None and moment - end > _GAP:
            yield Period(start, end)
            start = None
        start, end = start or moment, moment + second
    if end is not None:
        yield Period(start, end)


def _tell(
    connection: Connection,
    settings: Settings,
    called: Called,
    alert: Alert,
    hits: list[int],
    now: datetime,
) -> int:
    """Tell the hits of an alert that it has not told; return how many they were."""
    fresh = untold(connection, alert, hits)
    if fresh is None:
        return 0
    lately = now - alert.told_until < LOOK_BACK
    if not fresh and alert.every == "now" and lately:
        return 0  # nothing to note: asked every few minutes, that would be much writing
    if fresh:
        stories = folded(headlines(connection, fresh), called)
        listed = stories[:_LISTED]
        name = shown(alert.search)
        facts = {"search": name, "count": len(fresh), "stories": listed}
        facts |= {"more": len(fresh) - sum(each.articles for each in listed)}
        facts |= {"since": alert.told_until, "until": now}
        made = text("hits", f"{name}: {number(len(fresh))} tin mới", **facts)
        put(connection, settings, alert.channel, uuid4().hex, made, now)
    mark_told(connection, alert, fresh, now)
    return len(fresh)
