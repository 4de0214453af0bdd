"""When a job is due: pure functions of its times and of what is known of its runs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

# How far back a planned time is looked for: first near, since most jobs come often.
_BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=366 * 4 + 1))
_INSTANT = timedelta(microseconds=1)
# A job that the scheduler took with it when it ended is begun anew so many times in a row: if it
# was the job that brought it down, it must not do so for ever.
_TRIES = 3
# What was planned so shortly before the scheduler's last sign of life may not have begun.
_SHORTLY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Times:
    """The planned times of a job."""

    trigger: CronTrigger

    @classmethod
    def of(cls, crontab: str, zone: str) -> Self:
        """Read five fields: minute, hour, day of the month, month, day of the week.

        Args:
            crontab: the fields; days of the week by name.
            zone: the time zone that they are in.

        Raises:
            ValueError: it is no crontab, its times never come, or there is no such zone.
        """
        known_zone(zone)
        fields = crontab.split()
        # APScheduler 3 counts from Monday, every crontab from Sunday.
        if len(fields) == 5 and any(c.isdigit() for c in fields[4].partition("/")[0]):  # noqa: PLR2004
            raise ValueError("write days of the week by name, such as mon-fri")
        try:
            times = cls(CronTrigger.from_crontab(crontab, timezone=zone))
        except ValueError as error:
            raise ValueError(
                f"must be five fields as in a crontab, such as '30 6 * * mon-fri' ({error})"
            ) from None
        if times.after(datetime.now(UTC)) is None:
            raise ValueError("is a time that never comes")
        return times

    def after(self, moment: datetime) -> datetime | None:
        """The first planned time after a moment (UTC); None where there is none."""
        planned: datetime | None = self.trigger.get_next_fire_time(None, moment + _INSTANT)
        return planned.astimezone(UTC) if planned else None

    def latest(self, now: datetime) -> datetime | None:
        """The last planned time that has come; None where there was none in four years."""
        for back in _BACK:
            moment, found = now - back, None
            while (planned := self.after(moment)) and planned <= now:
                moment = found = planned
            if found:
                return found
        return None


def is_overdue(
    times: Times,
    *,
    last_due: datetime | None,
    broken_off: int,
    alive_until: datetime | None,
    now: datetime,
) -> bool:
    """Whether a job has to be made up for: once, however often it was missed.

    It was missed where a planned time came after its last run and after the scheduler's last sign
    of life: what a changed timetable would have planned while the scheduler lived is not missed.
    Nor is anything by a scheduler that never was.

    Args:
        times: its planned times.
        last_due: the time that its last run was planned for (UTC), if there was one.
        broken_off: how many of its latest runs in a row were stopped or killed before their end.
        alive_until: the scheduler's last sign of life (UTC), if there was one.
        now: the present moment (UTC).
    """
    if broken_off:
        return broken_off < _TRIES
    planned = times.latest(now)
    known = [last_due] if last_due else []
    if alive_until:
        known.append(alive_until - _SHORTLY)
    return bool(planned and known and planned > max(known))


def known_zone(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone; an example is Asia/Ho_Chi_Minh") from None
