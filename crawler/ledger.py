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
    SITEMAP = "sitemap"
    LISTING = "listing"
    ARTICLE = "article"


class Outcome(StrEnum):
    """How a URL of a run ended."""

    STORED_NEW = "stored_new"  # an article that was not in the store
    PAID = "paid"  # the same, for subscribers: its public lead is stored
    NEW_VERSION = "new_version"  # looked at again: headline, lead or text had changed
    UNCHANGED = "unchanged"  # looked at again: the same
    NOT_MODIFIED = "not_modified"  # looked at again: the outlet says the same (304)
    WITHDRAWN = "withdrawn"  # looked at again: gone; the article is kept and marked
    KNOWN = "known"  # stored by an earlier run; not fetched again
    DUPLICATE = "duplicate"  # led to an article that this run had already
    OUT_OF_PERIOD = "out_of_period"  # published before --since or after --until
    OVER_LIMIT = "over_limit"  # left out by --limit
    NOT_AN_ARTICLE = "not_an_article"  # a section, a topic page, a not-found page
    OFF_SITE = "off_site"  # on, or redirected to, a host that is not the outlet's
    PARSE_FAILED = "parse_failed"  # no headline, or neither body, captions nor lead
    REFUSED_BY_ROBOTS = "refused_by_robots"  # robots.txt forbids it, or could not be read
    BLOCKED = "blocked"  # the outlet refused us: 401, 403, 429, 451, or a gate in front
    HTTP_ERROR = "http_error"  # any other answer than the page
    REDIRECT_LOOP = "redirect_loop"  # more redirects than are followed
    TOO_LARGE = "too_large"  # larger than the page limit
    TIMEOUT = "timeout"  # no answer in time
    UNREACHABLE = "unreachable"  # no connection
    NOT_FETCHED = "not_fetched"  # the run ended first; the next one takes it up
    # Of feeds, sitemaps and listings, beside those above:
    READ = "read"  # it gave links
    FROZEN = "frozen"  # it gave links, the newest too old for its own rhythm
    EMPTY = "empty"  # it was read and gave none: a failure
    NOT_A_FEED = "not_a_feed"  # something else answered, such as an HTML page
    NOT_A_SITEMAP = "not_a_sitemap"  # the same
    SKIPPED = "skipped"  # the site's widest feed showed nothing new
    READ_BEFORE = "read_before"  # of a past period, and read whole by an earlier run


# A source with one of these did its work.
SOURCE_WORKED = frozenset(
    {
        *(Outcome.READ, Outcome.FROZEN, Outcome.UNCHANGED, Outcome.NOT_MODIFIED),
        *(Outcome.SKIPPED, Outcome.READ_BEFORE),
    }
)


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
    without being fetched; `found_at` (UTC) where an earlier run found it; `modified_at` (UTC) is a
    sitemap's lastmod.
    """

    url: str
    via: str = ""
    site: str = ""
    article_id: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    outcome: Outcome | None = None
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the frontier: a URL that this run is to fetch.

    `etag` and `last_modified` are set where an article that is stored is looked at again: what its
    page said of itself then (RFC 9110, section 8.8).
    """

    row: int
    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page that answered a row of the frontier, and what it says of itself for the next time."""

    row: int
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a feed, sitemap or listing was like when it was last read; times are UTC.

    `failures` is a score: 1 for an answer that will not mend itself (not found, no feed), 0.5 for
    one that may (a server's error), 0.25 for one that passes (no connection). `next_poll_at` is
    when it is worth asking again: soon after something new, later and later after failures. A feed
    that still shows the same after `stale_at` is frozen, by its own rhythm.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    newest_item_at: datetime | None = None
    stale_at: datetime | None = None
    read_at: datetime | None = None
    next_poll_at: datetime | None = None
    failures: float = 0.0


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A crawl run as people and programs read it; times are UTC, `bytes` as received.

    `drift` says in sentences which fields were read from worse places than usual.
    """

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
    drift: tuple[str, ...] = ()


def as_json(summary: RunSummary) -> dict[str, Any]:
    """Return a run as programs read it: times in ISO 8601 with Vietnam's offset."""
    times = ("started_at", "finished_at")
    moments = {name: getattr(summary, name) for name in times}
    return asdict(summary) | {
        name: moment.astimezone(VIETNAM).isoformat(timespec="seconds") if moment else None
        for name, moment in moments.items()
    }
