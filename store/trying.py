"""Trying rules on what is stored before they are saved, and tagging it by those in force.

Both take minutes: they are for a thread of their own, and tell how far they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from sqlalchemy import Engine

from crawler.dates import Period
from store.rulesets import active_rules
from store.tagging import Retag, TopicChange
from topics.ruleset import RuleSet, parse_rules
from topics.tagger import Tagger

DAYS = 30
# Somebody waits: what was tried until then is shown.
SECONDS = 120.0
_SAMPLES = 20

# Called with how many articles are done, and of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """What rules would change, or have changed.

    Attributes:
        version: of the rules.
        changes: what each topic gains and loses, `about_police` among them.
        done: how many articles were looked at, the newest.
        total: of how many; fewer were done where it was stopped, or took too long.
    """

    version: str
    changes: Mapping[str, TopicChange]
    done: int
    total: int

    @property
    def whole(self) -> bool:
        """Whether all of them were looked at."""
        return self.done >= self.total


def changed_rules(engine: Engine, changed: Mapping[str, str]) -> RuleSet:
    """Return the rules in force with some files exchanged, not saved.

    Args:
        engine: the database.
        changed: the new text of each changed file by its name.

    Raises:
        TopicFileError: a file cannot be used; says where, and what to write instead.
    """
    return parse_rules({**active_rules(engine).files, **changed})


def try_rules(
    engine: Engine,
    rules: RuleSet,
    now: datetime,
    progress: Progress,
    stop: Event,
    seconds: float = SECONDS,
) -> Tried:
    """Find out what rules would change in the articles of the last 30 days; write nothing.

    What those rules have tagged already is not looked at again.

    Args:
        engine: the database.
        rules: to be tried.
        now: the present moment (UTC).
        progress: told after each batch of articles, the newest first.
        stop: set by another thread to end it.
        seconds: how long it may take; what was found until then is returned.
    """
    work = Retag(engine, Tagger(rules), Period(now - timedelta(days=DAYS), None), samples=_SAMPLES)
    return _through(work, rules, progress, stop, seconds, write=False)


def retag_all(engine: Engine, progress: Progress, stop: Event) -> Tried:
    """Tag all that is stored by the rules in force, the newest first.

    Stopped and started again, it goes on where it stopped.

    Args:
        engine: the database.
        progress: told after each batch of articles.
        stop: set by another thread to end it.

    Raises:
        RetagBusy: it is being done already, here or on another machine.
    """
    rules = active_rules(engine)
    work = Retag(engine, Tagger(rules), Period(), samples=_SAMPLES)
    return _through(work, rules, progress, stop, None, write=True)


def _through(
    work: Retag,
    rules: RuleSet,
    progress: Progress,
    stop: Event,
    seconds: float | None,
    *,
    write: bool,
) -> Tried:
    until = None if seconds is None else monotonic() + seconds
    total, done = work.count(), 0
    progress(done, total)
    batches = work.run(write=write)
    try:
        for articles in batches:
            done += articles
            progress(done, total)
            if stop.is_set() or (until is not None and monotonic() > until):
                break
    finally:
        batches.close()  # frees the lock at once
    return Tried(rules.version, dict(work.changes), done, total)
