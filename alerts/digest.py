"""The morning's press review: what was published since the evening, by topic."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from alerts.folding import Told, folded
from alerts.names import Called
from alerts.outbox import put, telling
from alerts.shown import shown
from alerts.texts import Text, number, text, weekday
from crawler.dates import VIETNAM, Period
from settings import Settings
from store.newly import police_headlines
from store.untold import open_findings

# When the day's own work ends: the digest goes on from there.
_EVENING: Final = 18
# Stories in a digest: as many as are read on a telephone before the morning's meeting.
_LISTED: Final = 40
_NO_TOPIC: Final = "Tin công an khác"


@dataclass(frozen=True, slots=True)
class Section:
    """A topic of the digest: how many stories it has, those that are listed, how many are not."""

    label: str
    count: int
    stories: Sequence[Told]

    @property
    def more(self) -> int:
        """How many stories are counted only."""
        return self.count - len(self.stories)


def evening_before(now: datetime) -> datetime:
    """Return the moment that the digest of this morning begins at: 18:00 in Vietnam."""
    local = now.astimezone(VIETNAM).replace(minute=0, second=0, microsecond=0)
    return local.replace(hour=_EVENING) - timedelta(days=1)


def digest(engine: Engine, settings: Settings, now: datetime) -> str:
    """Put the morning's press review into the outbox, once a day.

    Args:
        engine: the database.
        settings: which channel gets it.
        now: the present moment (UTC); what was published until then is in it.

    Returns:
        What was done, in a sentence.
    """
    channel = settings.digest_channel
    if not channel:
        return "No channel gets the digest: set digest_channel."
    made = make_digest(engine, now)
    key = f"digest-{now.astimezone(VIETNAM):%Y-%m-%d}-{channel}"
    with telling(engine) as connection:
        written = put(connection, settings, channel, key, made, now)
    return "The digest was written." if written else "Today's digest was written before."


def make_digest(engine: Engine, now: datetime) -> Text:
    """Make the digest of the night before a moment (UTC)."""
    since = evening_before(now)
    called = Called.now(engine)
    articles = police_headlines(engine, Period(since, now))
    stories = folded(articles, called)
    day = f"{weekday(now)} {now.astimezone(VIETNAM):%d/%m/%Y}"
    return text(
        "digest",
        f"Điểm báo sáng {day}: {number(len(articles))} tin",
        title=f"Điểm báo sáng {day}",
        since=since,
        until=now,
        articles=len(articles),
        outlets=len({each.outlet for each in articles}),
        stories=len(stories),
        topics=_sections(stories, called),
        health=_health(engine, called),
    )


def _sections(stories: Iterable[Told], called: Called) -> list[Section]:
    """Put each story under one topic, the most particular it has; the largest topic comes first."""
    every = list(stories)
    sizes = Counter(topic for each in every for topic in each.topics)
    under: dict[str, list[Told]] = defaultdict(list)
    for each in every:
        under[min(each.topics, key=lambda topic: (sizes[topic], topic), default="")].append(each)
    order = sorted(under, key=lambda topic: (not topic, -len(under[topic]), called.topic(topic)))
    # The first story of each topic, then the second of each: a large topic leaves room for others.
    ranked = sorted(
        (rank, order.index(topic)) for topic in order for rank in range(len(under[topic]))
    )
    listed = Counter(order[place] for _, place in ranked[:_LISTED])
    return [
        Section(
            shown(called.topic(topic)) if topic else _NO_TOPIC,
            len(under[topic]),
            under[topic][: listed[topic]],
        )
        for topic in order
    ]


def _health(engine: Engine, called: Called) -> str:
    """What the health check has open, in a line."""
    found = open_findings(engine)
    if not found:
        return "Kiểm tra hệ thống: không có cảnh báo nào."
    where = dict.fromkeys(
        called.outlet(each.outlet) if each.outlet else "hệ thống" for each in found
    )
    return shown(f"Kiểm tra hệ thống: {len(found)} cảnh báo ({', '.join(where)}).", 400)
