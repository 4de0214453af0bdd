"""The health check as a whole: facts are read, judged, and written down as findings."""

from datetime import datetime

from sqlalchemy import Engine

from health.outlets import judge_outlets
from health.system import judge_system
from settings import Settings
from store.findings import Changes, write_verdicts
from store.outlet_facts import outlet_facts
from store.system_facts import system_facts


def evaluate(engine: Engine, settings: Settings, now: datetime) -> Changes:
    """Look at every outlet and at the system; open and close findings.

    Args:
        engine: of the database.
        settings: for the data folder.
        now: the present moment (UTC).

    Raises:
        StoreError: the database cannot be read or written, or the data folder not be looked at.
    """
    with engine.connect() as connection:
        outlets = outlet_facts(connection, now)
        system = system_facts(connection, settings, now)
    return write_verdicts(engine, [*judge_system(system), *judge_outlets(outlets)], now)


def run(engine: Engine, settings: Settings, now: datetime) -> str:
    """Do the same, as a job; return what changed in a sentence.

    Raises:
        StoreError: as `evaluate` says.
    """
    return sentence(evaluate(engine, settings, now))


def sentence(changes: Changes) -> str:
    """What an evaluation changed, for the log of jobs."""
    if not (changes.opened or changes.closed or changes.open):
        return "Nothing is wrong."
    return (
        f"Findings: {len(changes.opened)} new, {len(changes.closed)} mended, {changes.open} open."
    )
