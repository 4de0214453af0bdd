"""The ledger of a crawl run: every URL of it ends in exactly one outcome."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from crawler.dates import VIETNAM


class Kind(StrEnum):
    """What a URL of a run was asked for."""

    FEED = "feed"
    LISTING = "listing"
    ARTICLE = "article"


class Outcome(StrEnum):
    """How a URL of a run ended."""

    STORED_NEW = "stored_new"  # an article that was not in the store
    KNOWN = "known"  # stored by an earlier run; not fetched again
    DUPLICATE = "duplicate"  # led to an article that this run had already
    OUT_OF_PERIOD = "out_of_period"  # published before --since or after --until
    OVER_LIMIT = "over_limit"  # left out by --limit
    NOT_AN_ARTICLE = "not_an_article"  # a section, a topic page, a not-found page
    OFF_SITE = "off_site"  # on, or redirected to, a host that is not the outlet's
    PARSE_FAILED = "parse_failed"  # no headline, or neither body, captions nor lead
    REFUSED_BY_ROBOTS = "refused_by_robots"  # robots.txt forbids it, or could not be read
    BLOCKED = "blocked"  # the outlet refused us: 401, 403, 429, 451
    HTTP_ERROR = "http_error"  # any other answer than the page
    TOO_LARGE = "too_large"  # larger than the page limit
    TIMEOUT = "timeout"  # no answer in time
    UNREACHABLE = "unreachable"  # no connection
    NOT_FETCHED = "not_fetched"  # the run ended first; the next one takes it up
    # Of feeds and listings:
    READ = "read"  # it gave links
    EMPTY = "empty"  # it was read and gave none: a failure
    NOT_A_FEED = "not_a_feed"  # something else answered, such as an HTML page


# A feed or listing with one of these did its work.
SOURCE_WORKED = frozenset({Outcome.READ})


class Status(StrEnum):
    """How a crawl run stands or ended."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"  # by hand, or at its time limit; what was stored is kept
    FAILED = "failed"  # nothing could be read, or the store gave out
    KILLED = "killed"  # its process was gone when the next run looked


@dataclass(frozen=True, slots=True)
class Found:
    """A URL that a source showed, and what it said of it.

    `article_id` is empty where the URL is no article's; `outcome` is set where the URL is settled
    without being fetched; `found_at` (UTC) where an earlier run found it.
    """

    url: str
    site: str
    article_id: str
    via: str
    published_at: datetime | None = None
    outcome: Outcome | None = None
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the frontier: a URL that this run is to fetch."""

    row: int
    url: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A crawl run as people and programs read it; times are UTC, `bytes` as received."""

    run: int
    outlet: str
    started_at: datetime
    finished_at: datetime | None
    status: Status
    outcomes: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    stored_new: int = 0
    new_versions: int = 0
    requests: int = 0
    bytes: int = 0
    problem: str = ""


def as_json(summary: RunSummary) -> dict[str, Any]:
    """Return a run as programs read it: times in ISO 8601 with Vietnam's offset."""
    times = ("started_at", "finished_at")
    moments = {name: getattr(summary, name) for name in times}
    return asdict(summary) | {
        name: moment.astimezone(VIETNAM).isoformat(timespec="seconds") if moment else None
        for name, moment in moments.items()
    }
