"""All jobs, with the settings that say when they run."""

from functools import partial
from threading import Event as Flag

import alerts.jobs as alerts
import health.job as health
from crawler.processes import Crawl
from jobs import Job, Work
from jobs.crawls import feeds, nightly
from jobs.timetable import Times
from jobs.upkeep import archive, backup, prune
from settings import Settings

# What follows a crawl: is everything well with it, and whom does it concern?
_AFTER_A_CRAWL = ("health", "alerts")
# What puts messages into the outbox is followed by what hands them over.
_THEN_SENT = ("send",)


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
        job("health", settings.health_at, health.run, ("findings",)),
        job("findings", settings.health_at, alerts.tell_findings, _THEN_SENT),
        job("alerts", settings.alerts_at, alerts.tell_hits, _THEN_SENT),
        # As often as health: each time four weeks of hits are counted.
        job("spikes", settings.health_at, alerts.tell_spikes, _THEN_SENT),
        job("digest", settings.digest_at, alerts.digest, _THEN_SENT),
        job("send", settings.alerts_at, alerts.send_waiting),
        job("backup", settings.backup_at, partial(backup, stopping)),
        job("archive", settings.prune_at, archive),
        job("prune", settings.prune_at, prune),
    ]
