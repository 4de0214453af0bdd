"""All jobs, with the settings that say when they run."""

from functools import partial
from threading import Event as Flag

from jobs import Job, Work
from jobs.crawls import Crawl, feeds, nightly
from jobs.timetable import Times
from jobs.upkeep import archive, backup, prune
from settings import Settings

# What follows a crawl: is everything well with it, and whom does it concern?
_AFTER_A_CRAWL = ("health", "alerts")


def jobs_of(settings: Settings, crawl: Crawl, stopping: Flag) -> list[Job]:
    """Return all jobs, those among them that are switched off.

    Args:
        settings: their times.
        crawl: what crawls outlets for them.
        stopping: ends their work when it is set.
    """

    def job(name: str, crontab: str, work: Work, then: tuple[str, ...] = ()) -> Job:
        times = Times.of(crontab, settings.schedule_zone) if crontab else None
        return Job(name, times, work, then)

    return [
        job("feeds", settings.feeds_at, partial(feeds, crawl), _AFTER_A_CRAWL),
        job("nightly", settings.nightly_at, partial(nightly, crawl), _AFTER_A_CRAWL),
        job("backup", settings.backup_at, partial(backup, stopping)),
        job("archive", settings.prune_at, archive),
        job("prune", settings.prune_at, prune),
    ]
