"""What the scheduler runs. Each job returns what it did in one sentence, for the job log.

All but the last put messages into the outbox, the last one hands them over, so it is to run after
them, and every minute or so. Each may be run at any time, and in several processes: nothing is told
twice. Imports are lazy: a scheduler that has nothing to tell needs none of this in its memory.
"""

from datetime import datetime

from sqlalchemy import Engine

from settings import Settings


def tell_hits(engine: Engine, settings: Settings, now: datetime) -> str:
    """Tell the new hits of saved searches that it is time for; every few minutes."""
    from alerts.hits import tell_hits as tell

    return tell(engine, settings, now)


def tell_spikes(engine: Engine, settings: Settings, now: datetime) -> str:
    """Tell of saved searches that find unusually much; each hour, as it reads four weeks."""
    from alerts.unusual import tell_spikes as tell

    return tell(engine, settings, now)


def tell_findings(engine: Engine, settings: Settings, now: datetime) -> str:
    """Tell the operator what the health check found, and what is mended; after each check."""
    from alerts.findings import tell_findings as tell

    return tell(engine, settings, now)


def digest(engine: Engine, settings: Settings, now: datetime) -> str:
    """Write the morning's press review, once a day; at half past six, say."""
    from alerts.digest import digest as write

    return write(engine, settings, now)


def send_waiting(engine: Engine, settings: Settings, now: datetime) -> str:
    """Hand over the messages that wait and are due; each minute."""
    from alerts.outbox import send_waiting as send

    return send(engine, settings, now)


def check_channels(settings: Settings) -> None:
    """Refuse channels that cannot be used, when a scheduler or worker starts.

    Raises:
        SettingError: naming each of them.
    """
    if settings.channels:
        from alerts.channels import check_channels as check

        check(settings)
