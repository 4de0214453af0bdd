"""Telling of searches that find unusually much."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Engine

from alerts.folding import folded
from alerts.names import Called
from alerts.outbox import put, telling
from alerts.searches import read_searches
from alerts.shown import shown
from alerts.spikes import HISTORY, spike
from alerts.texts import text
from crawler.dates import Period
from search.query import Published, Query, both
from settings import Settings
from store.alerts import Alert, list_alerts, mark_spike
from store.keys import moment_of
from store.newly import headlines, volume_by_day
from store.searching import Search

_DAY: Final = timedelta(days=1)
# Stories that the message shows, so that one sees what it is about.
_LISTED: Final = 5


def tell_spikes(engine: Engine, settings: Settings, now: datetime) -> str:
    """Put messages into the outbox: of each alert that watches for it, at most one a day.

    Args:
        engine: the database.
        settings: where the channels are.
        now: the present moment (UTC).

    Returns:
        What was done, in a sentence.
    """
    watched = [
        each
        for each in list_alerts(engine)
        if each.spikes and (each.spike_told_at is None or now - each.spike_told_at >= _DAY)
    ]
    if not watched:
        return "No alert is to be looked at for spikes."
    called = Called.now(engine)
    queries, _ = read_searches(watched, called)  # those that cannot be read are told elsewhere
    volume = volume_by_day(engine, now, HISTORY + 1)
    told = 0
    for alert in watched:
        if alert.id in queries:
            keys = _history(engine, queries[alert.id], now)
            told += _tell(engine, settings, called, alert, keys, volume, now)
    return f"Spikes told: {told}."


def _tell(
    engine: Engine,
    settings: Settings,
    called: Called,
    alert: Alert,
    keys: list[int],
    volume: list[int],
    now: datetime,
) -> bool:
    found = spike(_by_day(keys, now), volume)
    if found is None:
        return False
    with telling(engine) as connection:
        if not mark_spike(connection, alert, now):
            return False
        stories = folded(headlines(connection, keys[: found.count]), called)
        newest = sorted(stories, key=lambda each: each.at, reverse=True)[:_LISTED]
        name = shown(alert.search)
        made = text(
            "spike", f"{name}: nhiều tin bất thường", search=name, spike=found, stories=newest
        )
        return put(connection, settings, alert.channel, uuid4().hex, made, now)


def _history(engine: Engine, query: Query, now: datetime) -> list[int]:
    """Return the keys that a search finds in its history and the last day, newest first."""
    period = Period(now - (HISTORY + 1) * _DAY, now)
    return list(Search(engine, both(query, Published(period))).keys())


def _by_day(keys: Iterable[int], now: datetime) -> list[int]:
    """Count keys by how many days ago they were published, the last 24 hours first."""
    counts = [0] * (HISTORY + 1)
    for key in keys:
        ago = (now - moment_of(key)) // _DAY
        if 0 <= ago < len(counts):
            counts[ago] += 1
    return counts
