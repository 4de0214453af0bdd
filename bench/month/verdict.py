"""What is asked of a simulated month: that troubles are told and mended in time, and no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from replica.month import Month, Trouble

_MOST_FALSE_ALARMS = 1
_MENDED_WITHIN = 1
# A crawl's findings are told minutes after it began.
_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding and what people were told of it.

    Attributes:
        name: which kind of finding.
        outlet: the slug; empty where it is the system's own.
        subject: the feed, host ….
        told_at: when a message came that told it; None: none came.
        closed_at: when it was found mended.
        mended_at: when a message came that told this; None: none came.
    """

    name: str
    outlet: str
    subject: str
    opened_at: datetime
    told_at: datetime | None
    closed_at: datetime | None = None
    mended_at: datetime | None = None

    def tells(self, trouble: Trouble) -> bool:
        """Whether it is what this trouble is to be called."""
        return (self.name, self.outlet) == (trouble.finding, trouble.outlet)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a trouble; `breach` is empty where that is what was asked for."""

    trouble: Trouble
    told_after: int | None
    mended_after: int | None
    breach: str = ""


def judge(month: Month, alarms: Sequence[Alarm], crawls: Sequence[datetime]) -> Iterator[Verdict]:
    """Say of each trouble in how many crawls it was told, and told to be mended.

    Args:
        month: what went wrong.
        alarms: all that was found.
        crawls: when the rounds of crawls began, in order.
    """
    for trouble in month.troubles:
        if trouble.finding:
            found = [alarm for alarm in alarms if alarm.tells(trouble)]
            lasting = [alarm for alarm in found if _is_of(month, trouble, alarm, crawls)]
            yield _verdict(month, trouble, lasting, crawls)
        else:
            yield Verdict(trouble, None, None)


def _verdict(
    month: Month, trouble: Trouble, alarms: Sequence[Alarm], crawls: Sequence[datetime]
) -> Verdict:
    if not alarms or alarms[0].told_at is None:
        return Verdict(trouble, None, None, "not told")
    # While our machine is off nobody can tell anything.
    begins = month.at(trouble.ends if trouble.off else trouble.begins)
    told = _rounds(crawls, begins, alarms[0].told_at)
    if alarms[-1].mended_at is None:
        return Verdict(trouble, told, None, "not told to be mended")
    mended = _rounds(crawls, month.at(trouble.ends), alarms[-1].mended_at)
    breaches = {
        "told late": told > trouble.told_within,
        # What is told when the machine is on again is mended by the crawl after that.
        "mended late": mended > _MENDED_WITHIN + trouble.off,
        "mended too early": mended < 1,
        f"told {len(alarms)} times": len(alarms) > 1,
    }
    return Verdict(trouble, told, mended, ", ".join(each for each, so in breaches.items() if so))


def _rounds(crawls: Sequence[datetime], since: datetime, until: datetime) -> int:
    """How many rounds of crawls began in a span of time."""
    return sum(since <= at <= until for at in crawls)


def _is_of(month: Month, trouble: Trouble, alarm: Alarm, crawls: Sequence[datetime]) -> bool:
    """Whether an alarm fell into a trouble, or into the first round of crawls after it."""
    after = [at for at in crawls if at >= month.at(trouble.ends)]
    end = after[0] + _AFTER if after else month.at(trouble.ends)
    return month.at(trouble.begins) <= alarm.opened_at <= end


def false_alarms(month: Month, alarms: Sequence[Alarm], crawls: Sequence[datetime]) -> list[Alarm]:
    """The alarms that no trouble explains."""
    return [
        alarm
        for alarm in alarms
        if not any(
            alarm.outlet == trouble.outlet
            and alarm.name in (trouble.finding, *trouble.besides)
            and _is_of(month, trouble, alarm, crawls)
            for trouble in month.troubles
        )
    ]


def breaches(verdicts: Sequence[Verdict], alarms: Sequence[Alarm], missing: int) -> list[str]:
    """What was not as it was asked for, in sentences."""
    found = [f"{each.trouble.what}: {each.breach}." for each in verdicts if each.breach]
    if len(alarms) > _MOST_FALSE_ALARMS:
        found.append(f"{len(alarms)} false alarms.")
    if missing:
        found.append(f"{missing} articles are missing.")
    return found
