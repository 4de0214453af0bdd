"""What the checks look at, and what they say: plain facts, and verdicts. All times are UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crawler.ledger import Status

# A finding's name and subject; the outlet is known.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something is wrong. Its sentence is made of `facts` by `health.words`.

    Attributes:
        name: one of those in `health/words.toml`.
        outlet: the slug; empty where it is the system's own.
        subject: the feed, host, job …; empty: the outlet, or the system, as a whole.
        since: when the trouble itself began, as far as known.
        facts: numbers, texts and moments (ISO 8601), as JSON can hold them.
        evidence: addresses that show it, a few.
    """

    name: str
    outlet: str
    subject: str
    since: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    evidence: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sound:
    """Something was looked at and is well. Where neither is said, it stays what it was."""

    name: str
    outlet: str = ""
    subject: str = ""


Verdict = Fault | Sound


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run that ended: its ledger, where fields were read, its pace."""

    run: int
    started_at: datetime
    status: Status
    problem: str = ""
    requests: int = 0
    outcomes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    field_sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    answer_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Catch:
    """How many new articles a run brought; one that failed brought what it could."""

    at: datetime
    new: int
    worked: bool = True


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What became of a feed, sitemap or listing in a run."""

    run: int
    at: datetime
    url: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a feed, sitemap or listing was like when last asked: see `crawler.ledger.SourceState`.

    `problem` is what was said of it when it last failed, as far as still known.
    """

    url: str
    read_at: datetime | None = None
    newest_item_at: datetime | None = None
    stale_at: datetime | None = None
    next_poll_at: datetime | None = None
    failures: float = 0.0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What is known of an outlet.

    Attributes:
        outlet: its slug.
        now: the present moment.
        runs: its latest runs, newest first; none that was bounded or still goes on.
        catches: what runs brought over the last weeks, oldest first.
        reads: what became of sources in the latest of those runs, newest run first.
        sources: its feeds, sitemaps and listings.
        newest_at: when its newest article came out, by its own word.
        examples: addresses by outcome, of the latest runs.
        open: since when which findings are open.
    """

    outlet: str
    now: datetime
    runs: Sequence[RunFacts] = ()
    catches: Sequence[Catch] = ()
    reads: Sequence[SourceRead] = ()
    sources: Sequence[SourceFacts] = ()
    newest_at: datetime | None = None
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    open: Mapping[Key, datetime] = field(default_factory=dict)

    def usual_until(self, name: str) -> datetime:
        """Return the moment up to which the past tells what is usual.

        What is wrong must not become the usual while it is reported. After four weeks it has: then
        it is for people to say that they know, and to look elsewhere.
        """
        since = self.open.get((name, ""))
        return since if since and since > self.now - MEMORY else self.now


# How far back the past tells what is usual: four of every weekday.
MEMORY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Beat:
    """A process that says from time to time that it is alive."""

    name: str
    kind: str
    machine: str
    beat_at: datetime


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job of the scheduler ended."""

    job: str
    began_at: datetime
    status: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unsent:
    """Messages of a channel that were tried and are still to be sent."""

    channel: str
    count: int
    oldest_at: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What is known of the system itself; sizes in bytes.

    Attributes:
        now: the present moment.
        rounds: when runs of any outlet began over the last weeks, oldest first.
        disk_free: room on the disk of the data folder.
        database_size: of the database.
        sqlite: whether that is an SQLite file.
        backup_at: when the newest backup was made, as far as known.
        scheduled_since: when a scheduler began its first job, as far as known.
        beats: the processes that said that they are alive.
        jobs: the latest two ends of each job, newest first.
        unsent: messages that could not be sent yet, by channel.
        channels: the channels that messages were ever sent through.
        newest_row_at: the latest moment that the database knows of as past.
        database_clock: what time it is by the database's server, where that is another clock.
        open: since when which findings are open.
    """

    now: datetime
    rounds: Sequence[datetime] = ()
    disk_free: int = 0
    database_size: int = 0
    sqlite: bool = True
    backup_at: datetime | None = None
    scheduled_since: datetime | None = None
    beats: Sequence[Beat] = ()
    jobs: Sequence[JobEnd] = ()
    unsent: Sequence[Unsent] = ()
    channels: Sequence[str] = ()
    newest_row_at: datetime | None = None
    database_clock: datetime | None = None
    open: Mapping[Key, datetime] = field(default_factory=dict)
