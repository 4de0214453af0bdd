"""Outlets, their sources, runs and crawls, as the API gives them."""

from datetime import date

from pydantic import Field

from crawler.ledger import Kind, Outcome, Status
from desk.api.models.common import Input, Moment, Record, Text


class Run(Record):
    """A crawl run and its ledger: every address ended in exactly one outcome."""

    run: int
    outlet: str
    started_at: Moment
    finished_at: Moment | None
    status: Status
    outcomes: dict[str, int] = Field(examples=[{"stored_new": 31, "known": 207}])
    sources: dict[str, int]
    """The outcomes of feeds, sitemaps and listings."""
    stored_new: int
    new_versions: int
    requests: int
    bytes: int
    """As received."""
    problem: str
    """Why it failed; empty where it did not."""


class Trouble(Record):
    """An address of a run that did not end well."""

    kind: Kind
    outcome: Outcome
    url: str
    detail: str


class RunWhole(Run):
    """A run with what did not end well in it, a hundred addresses at the most."""

    troubles: list[Trouble]


class Day(Record):
    """How many articles an outlet published on a day."""

    day: date
    articles: int
    usual: float | None
    """The median of such days; null where too little is known."""


class Finding(Record):
    """Something that the health check found wrong."""

    name: str = Field(examples=["feed_frozen"])
    outlet: str
    """Its slug; empty where it is the system's own."""
    subject: str
    since: Moment
    opened_at: Moment
    serious: bool
    title: str
    sentence: str
    advice: str
    """What to do."""


class Outlet(Record):
    """An outlet and how it fares."""

    slug: str = Field(examples=["vtv"])
    name: str
    agreement_from: date | None
    sites: list[str]
    newest: int | None
    """The key of its newest article."""
    newest_at: Moment | None
    today: Day
    last_run: Run | None
    crawling: bool
    """Whether the desk is crawling it."""
    findings: list[Finding]


class OutletWhole(Outlet):
    """An outlet with its volume on the last 28 days and the present one."""

    days: list[Day]


class Feed(Record):
    """A feed, sitemap or listing that is read, and how it was when it was last read."""

    outlet: str
    site: str
    kind: Kind
    url: str
    read_at: Moment | None
    next_poll_at: Moment | None
    newest_item_at: Moment | None
    failures: float
    """0 where it works; 1 for each failure that does not mend itself, less for others."""


class CrawlAsked(Input):
    """What is to be crawled; without days, whatever is new."""

    since: Text = Field(default="", max_length=10, examples=["2026-11-01"])
    """The first day of a period of the past."""
    until: Text = Field(default="", max_length=10, examples=["2026-11-07"])
    """Its last day."""


class Crawl(Record):
    """How the latest crawl of an outlet stands."""

    going: bool
    here: bool
    """Whether this desk began it, and can stop it."""
    by: str
    since: Moment
    stopping: bool
    run: int | None
    counts: dict[str, int]
    """How many addresses have each outcome so far, `waiting` among them."""
    total: int
    done: int
    new: int
    changed: int
    status: Status | None
    problem: str
