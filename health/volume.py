"""How many new articles an outlet brings, against its own last four weeks and the other outlets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from statistics import median

from crawler.dates import VIETNAM
from health.flow import Flow
from health.records import MEMORY, Fault, OutletFacts, Sound, Verdict

_DAY = timedelta(days=1)
# An outlet is judged over the fewest days that usually bring so many articles. Where three are
# usual, none at all is chance once in twenty times; where sixteen are, it is none, even in bunches.
_ENOUGH = 16.0
_MOST_DAYS = 14
# So many days, and so many of the kind of day, tell what is usual.
_FEWEST_DAYS = 10
_FEWEST_OF_KIND = 3
# Too few: less than half, which an editor would call few, and by more than five times the usual
# scatter; with four, simulated months had nearly a false alarm each. Well again at seven tenths, or
# within twice the scatter; between them nothing changes.
_LOW, _LOW_SIGMAS = 0.5, 5.0
_WELL, _WELL_SIGMAS = 0.7, 2.0
_MAD_TO_SIGMA = 1.4826
# So many other outlets tell what kind of day it is: a holiday halves them all. They do where their
# latest runs were within so many hours of each other.
_FEWEST_OTHERS = 4
_SAME_TIME = timedelta(hours=6)
# All outlets together at a fifth: on the quietest days of Tết there is more.
_ALL_QUIET, _ALL_WELL = 0.2, 0.4
# How much older than the days it is judged over an outlet's newest article may be: a night.
_NIGHT = timedelta(hours=12)

# Saturdays and Sundays are days of their own, the five others alike: five kinds of which each had
# come four times only would tell less than one that came twenty times.
_SATURDAY, _SUNDAY = 5, 6


def _kind(day: date) -> int:
    return day.weekday() if day.weekday() in (_SATURDAY, _SUNDAY) else 0


@dataclass(frozen=True, slots=True)
class Volume:
    """What an outlet brought over the last days, and what is usual.

    Attributes:
        outlet: its slug.
        start: when the days began.
        end: when its latest run was.
        count: the articles of these days.
        usual: how many are usual.
        sigma: the scatter of twice the square root of a day's count: 1 where articles come out
            independently of each other, more where days differ.
    """

    outlet: str
    start: datetime
    end: datetime
    count: float
    usual: float
    sigma: float

    @property
    def ratio(self) -> float:
        """The count as a part of what is usual."""
        return self.count / self.usual


def volume_of(facts: OutletFacts) -> Volume | None:
    """Compare an outlet's latest days with those before; None where too little is known."""
    flow = Flow(facts.catches)
    if flow.end is None:
        return None
    until = facts.usual_until("volume_low")
    days = _days(flow, flow.end)
    by_kind: dict[int, list[float]] = defaultdict(list)
    for back, (end, count) in enumerate(days):
        if back and count is not None and end <= until:
            by_kind[_kind(_middle(end))].append(count)
    if sum(map(len, by_kind.values())) < _FEWEST_DAYS:
        return None
    medians = {
        kind: median(counts) for kind, counts in by_kind.items() if len(counts) >= _FEWEST_OF_KIND
    }
    return _latest(facts.outlet, days, medians, _sigma(by_kind, medians))


def _days(flow: Flow, end: datetime) -> list[tuple[datetime, float | None]]:
    """The ends and counts of the last days, each of 24 hours, the latest first."""
    span = range(2 * MEMORY.days)
    ends = [end - number * _DAY for number in span]
    return [(each, flow.between(each - _DAY, each)) for each in ends]


def _middle(end: datetime) -> date:
    return (end - _DAY / 2).astimezone(VIETNAM).date()


def _sigma(by_kind: Mapping[int, Sequence[float]], medians: Mapping[int, float]) -> float:
    """How much days differ. Square roots of counts scatter alike, however large the counts."""
    scattered = [
        2 * abs(sqrt(count) - sqrt(usual))
        for kind, usual in medians.items()
        for count in by_kind[kind]
    ]
    return max(1.0, _MAD_TO_SIGMA * median(scattered)) if scattered else 1.0


def _latest(
    outlet: str,
    days: Sequence[tuple[datetime, float | None]],
    medians: Mapping[int, float],
    sigma: float,
) -> Volume | None:
    """Add up the latest days until they bring enough to be judged."""
    count = usual = 0.0
    for end, came in days[:_MOST_DAYS]:
        expected = medians.get(_kind(_middle(end)))
        if came is None or expected is None:
            return None
        count, usual = count + came, usual + expected
        if usual >= _ENOUGH:
            return Volume(outlet, end - _DAY, days[0][0], count, usual, sigma)
    return None


def volumes(outlets: Sequence[OutletFacts]) -> Iterator[Verdict]:
    """Look whether outlets bring far less than usual, and less than the others on such a day."""
    known = [volume for facts in outlets if (volume := volume_of(facts))]
    for volume in known:
        others = [
            other.ratio
            for other in known
            if other is not volume and abs(other.end - volume.end) <= _SAME_TIME
        ]
        # Where the others' runs of the night are still to come, it is too early to tell.
        if len(others) >= _FEWEST_OTHERS:
            yield from _judge(volume, min(1.0, median(others)))
        elif len(known) <= _FEWEST_OTHERS:
            yield from _judge(volume, 1.0)
    yield from _all_together(known)


def _judge(volume: Volume, press: float) -> Iterator[Verdict]:
    usual = volume.usual * press
    below = 2 * (sqrt(usual) - sqrt(volume.count)) / volume.sigma
    if volume.count < _LOW * usual and below > _LOW_SIGMAS:
        told = {
            "count": round(volume.count),
            "usual": round(volume.usual),
            "days": round((volume.end - volume.start) / _DAY),
            "press": round(press, 2),
        }
        yield Fault("volume_low", volume.outlet, "", volume.start, told)
    elif volume.count >= _WELL * usual or below < _WELL_SIGMAS:
        yield Sound("volume_low", volume.outlet)


def _all_together(known: Sequence[Volume]) -> Iterator[Verdict]:
    if not known:
        return
    latest = max(volume.end for volume in known)
    lately = [volume for volume in known if latest - volume.end <= _SAME_TIME]
    if len(lately) <= _FEWEST_OTHERS or len(lately) < len(known) / 2:
        return
    press = median(volume.ratio for volume in lately)
    if press <= _ALL_QUIET:
        told = {"outlets": len(lately), "share": round(press, 2)}
        yield Fault("all_quiet", "", "", min(each.start for each in lately), told)
    elif press >= _ALL_WELL:
        yield Sound("all_quiet")


def newest(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether articles come in, but none of them is new by its own word."""
    volume = volume_of(facts)
    if volume is None or facts.newest_at is None:
        return
    age = volume.end - facts.newest_at
    if age <= volume.end - volume.start + _NIGHT:
        yield Sound("newest_old", facts.outlet)
    elif volume.ratio >= _LOW:
        told = {"newest_at": facts.newest_at.isoformat(), "count": round(volume.count)}
        yield Fault("newest_old", facts.outlet, "", facts.newest_at, told)
