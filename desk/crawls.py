"""Crawls that people begin at the desk: the same process, and the same lock, as everywhere else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Semaphore
from typing import Any

from sqlalchemy import Engine

from crawler import clock
from crawler.dates import Period
from crawler.ledger import Outcome, Status
from crawler.policy import require_contact
from crawler.processes import Event, Order, crawl_side_by_side
from desk.works import Work, Works
from errors import DiemBaoError, OutletBusy
from health.job import evaluate
from settings import PREFIX, Settings
from spiders import outlet_named
from store.locks import lock_outlet
from store.recent import Recent
from store.runs import runs_of

_TICK = 0.3  # seconds
_WAITING = "waiting"


class CrawlFailed(DiemBaoError):
    """A crawl ended before it had a ledger; says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the latest crawl of an outlet stands.

    Attributes:
        going: whether it goes on.
        here: whether this desk began it, and can stop it.
        by: who began it; empty where it was not begun here.
        since: when it began (UTC).
        stopping: whether it was asked to end.
        run: the number of its run, once it has one.
        counts: how many addresses have each outcome so far, `waiting` among them.
        seconds: how long what waits will take, where that is known.
        status: how it ended.
        problem: what the program says of why it failed.
        busy: whether that was because another crawl of the outlet was running.
    """

    going: bool
    here: bool
    by: str
    since: datetime
    stopping: bool = False
    run: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    status: Status | None = None
    problem: str = ""
    busy: bool = False

    @property
    def total(self) -> int:
        """How many addresses were found so far."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many of them have been seen to."""
        return self.total - self.counts.get(_WAITING, 0)

    @property
    def new(self) -> int:
        """How many articles were new."""
        return self.counts.get(Outcome.STORED_NEW, 0) + self.counts.get(Outcome.PAID, 0)

    @property
    def changed(self) -> int:
        """How many articles have a new version."""
        return self.counts.get(Outcome.NEW_VERSION, 0)


class Crawls:
    """The crawls of a running desk, a few at a time.

    Args:
        works: of the desk.
        settings: which the processes get as well.
        engine: the database, to write to it.
    """

    def __init__(self, works: Works, settings: Settings, engine: Engine) -> None:
        self._works = works
        self._settings = settings
        self._engine = engine
        self._turns = Semaphore(settings.crawls_at_once)
        self._elsewhere: Recent[Standing | None] = Recent(2, 50)

    def begin(self, slug: str, by: str, since: str = "", until: str = "") -> Work:
        """Begin to crawl an outlet.

        Args:
            slug: of the outlet.
            by: who begins it.
            since: the first day of a period of the past, as people type it; empty: what is new.
            until: its last day.

        Raises:
            UnknownOutlet: there is none of that name.
            UsageError: the period cannot be.
            SettingError: live outlets may not be crawled without a contact.
            OutletBusy: it is being crawled elsewhere.
            AlreadyGoing: it is being crawled here.
        """
        outlet_named(slug)
        Period.of(since or None, until or None)
        require_contact(self._settings)
        if not self.is_going(slug):
            lock_outlet(self._engine, slug)()
        words = [word for name, day in (("since", since), ("until", until)) if day
                 for word in (f"--{name}", day)]  # fmt: skip
        order = Order(slug, tuple(words))
        return self._works.begin(f"crawl {slug}", by, lambda work: self._crawl(work, order))

    def is_going(self, slug: str) -> bool:
        """Whether this desk is crawling an outlet."""
        work = self._works.find(f"crawl {slug}")
        return work is not None and work.going

    def stop(self, slug: str) -> bool:
        """Ask the crawl of an outlet to end in order; whether there was one of this desk."""
        work = self._works.find(f"crawl {slug}")
        if work is None or not work.going:
            return False
        work.stop.set()
        work.changes += 1
        return True

    def standing(self, engine: Engine, slug: str) -> Standing | None:
        """Return how the latest crawl of an outlet stands, be it of this desk or not.

        None where none goes on, and none of this desk was.
        """
        work = self._works.find(f"crawl {slug}")
        if work is not None and work.going:
            return _of_work(work)
        question = (engine.url, slug)
        elsewhere = self._elsewhere.get(question, lambda: _in_database(engine, slug))
        if elsewhere is None or (work and work.ended_at and elsewhere.since < work.ended_at):
            return _of_work(work) if work else None
        return elsewhere

    def is_dead(self, slug: str) -> bool:
        """Whether nobody holds the lock of an outlet, whatever its last run says of itself."""
        try:
            lock_outlet(self._engine, slug)()
        except OutletBusy:
            return False
        return True

    def _crawl(self, work: Work, order: Order) -> Mapping[str, Any] | None:
        while not self._turns.acquire(timeout=_TICK):
            if work.stop.is_set():
                return None
        summary = None
        try:
            for event in crawl_side_by_side(
                [order],
                at_once=1,
                minutes=self._settings.crawl_minutes,
                stopping=work.stop,
                environment=_environment(self._settings),
            ):
                work.tell(_facts(work.progress or {}, event))
                if event.name == "finished":
                    summary = event.facts["summary"]
        finally:
            self._turns.release()
        if summary is None:
            raise _why(work.progress)
        evaluate(self._engine, self._settings, clock.now())
        return dict(summary)


def _environment(settings: Settings) -> dict[str, str]:
    """The settings of this process, for one that reads its own."""
    given = settings.model_dump(mode="json", include=settings.model_fields_set)
    told = {
        f"{PREFIX}{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in given.items()
        if value is not None
    }
    return told | ({f"{PREFIX}NOW": clock.now().isoformat()} if settings.now else {})


def _facts(before: Mapping[str, Any], event: Event) -> Mapping[str, Any]:
    """What is known of a crawl after it said something more."""
    return {**before, **event.facts}


def _why(told: Mapping[str, Any] | None) -> DiemBaoError:
    told = told or {}
    problem = str(told.get("problem", ""))
    return OutletBusy(problem) if told.get("busy") else CrawlFailed(problem)


def _of_work(work: Work) -> Standing:
    told: Mapping[str, Any] = work.progress or {}
    summary: Mapping[str, Any] = work.result or {}
    status = Status(summary["status"]) if summary else None
    if not work.going and status is None:
        status = Status.FAILED if work.error else Status.STOPPED
    return Standing(
        going=work.going,
        here=True,
        by=work.by,
        since=work.began_at,
        stopping=work.going and work.stop.is_set(),
        run=summary.get("run") or told.get("run"),
        counts=summary.get("outcomes") or told.get("counts", {}),
        seconds=told.get("seconds", 0.0),
        status=status,
        problem=str(work.error or summary.get("problem", "")),
        busy=isinstance(work.error, OutletBusy),
    )


def _in_database(engine: Engine, slug: str) -> Standing | None:
    """The crawl of an outlet that goes on by the word of the database."""
    latest = next(iter(runs_of(engine, slug, 1)), None)
    if latest is None or latest.status is not Status.RUNNING:
        return None
    return Standing(
        going=True, here=False, by="", since=latest.started_at, run=latest.run,
        counts=latest.outcomes,
    )  # fmt: skip
