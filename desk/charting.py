"""What the page of charts asks and counts: a period, outlets and topics; three charts of them.

All of it stands in the address, so that a chart can be sent to somebody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import cast

from sqlalchemy import Engine

from crawler.dates import Period, day_start
from desk.addresses import search_address, with_query
from desk.i18n import N_
from desk.spikes import Spike, spikes
from store.counting import Counted
from store.dimensions import Dimension, Value, first_day
from store.facets import clause_of
from store.statistics import Axis, Cell, Counts
from store.trends import quick_counts

PATH = "/thong-ke"
DAYS = 30
LONGEST = 366  # days: what is counted must not grow with the collection
_BY_DAY_UP_TO = 92  # days; more are counted by week
_BEFORE_SPIKES = timedelta(weeks=8)


class Kind(StrEnum):
    """The charts, as their addresses name them."""

    VOLUME = "theo-ngay"
    OUTLETS = "co-quan"
    HEAT = "bang-nhiet"


HEADINGS: dict[Kind, str] = {
    Kind.VOLUME: N_("Số bài theo ngày và chủ đề"),
    Kind.OUTLETS: N_("Tỷ lệ của từng cơ quan báo chí"),
    Kind.HEAT: N_("Cơ quan báo chí và chủ đề"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted.

    Attributes:
        first: the first day.
        last: the last day, included.
        topics: these alone; empty: all that there are.
        outlets: these alone; empty: all.
        known: all topics.
    """

    first: date
    last: date
    topics: tuple[str, ...]
    outlets: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def time(self) -> Dimension:
        """Whether time goes by days or by weeks."""
        days = (self.last - self.first).days + 1
        return Dimension.DAY if days <= _BY_DAY_UP_TO else Dimension.WEEK

    def counted(self, before: timedelta = timedelta()) -> Counted:
        """What that is for the database; `before`: so much earlier as well."""
        period = Period(day_start(self.first - before), day_start(self.last + timedelta(days=1)))
        topics = self.topics or self.known
        return Counted(outlets=self.outlets, topics=topics, period=period)

    @property
    def chosen(self) -> Counted:
        """The same without the topics that nobody chose, for the words beside a chart."""
        return replace(self.counted(), topics=self.topics)

    def address(self, kind: Kind | None = None, form: str = "") -> str:
        """The address of the page, or of a chart in a form such as `svg`."""
        values = {"tu": self.first.isoformat(), "den": self.last.isoformat()}
        path = with_query(f"{PATH}/{kind}.{form}" if kind else PATH, values)
        named = (("cd", self.topics), ("cq", self.outlets))
        return path + "".join(f"&{name}={slug}" for name, slugs in named for slug in slugs)

    def articles(self, values: Mapping[Dimension, Value]) -> str:
        """The search for the articles behind a count."""
        clauses = [str(clause_of(each, value)) for each, value in values.items()
                   if not each.is_time]  # fmt: skip
        for each, slugs in ((Dimension.TOPIC, self.topics or self.known),
                            (Dimension.OUTLET, self.outlets)):  # fmt: skip
            if each not in values and slugs:
                either = " OR ".join(f"{each}:{slug}" for slug in slugs)
                clauses.append(f"({either})" if len(slugs) > 1 else either)
        first, last = self._days(values)
        clauses.append(f"from:{first:%d/%m/%Y} to:{last:%d/%m/%Y}")
        return search_address(" ".join(clauses))

    def _days(self, values: Mapping[Dimension, Value]) -> tuple[date, date]:
        if self.time not in values:
            return self.first, self.last
        first = cast("date", values[self.time])
        last = first if self.time is Dimension.DAY else first + timedelta(days=6)
        return max(first, self.first), min(last, self.last)


def dimensions(kind: Kind, asked: Asked) -> tuple[Dimension, ...]:
    """What a chart counts by."""
    return {
        Kind.VOLUME: (asked.time, Dimension.TOPIC),
        Kind.OUTLETS: (Dimension.OUTLET,),
        Kind.HEAT: (Dimension.TOPIC, Dimension.OUTLET),
    }[kind]


def count(engine: Engine, kind: Kind, asked: Asked) -> Counts:
    """Count what a chart shows; its total is that of articles, each counted once."""
    by = dimensions(kind, asked)
    cells = quick_counts(engine, by, asked.counted())
    alone = quick_counts(engine, (Dimension.OUTLET,), asked.counted())
    axes = tuple(_axis(each, place, cells, asked) for place, each in enumerate(by))
    return Counts(axes, cells, sum(alone.values()))


def _axis(dimension: Dimension, place: int, cells: Mapping[Cell, int], asked: Asked) -> Axis:
    totals: dict[Value, int] = {}
    for cell, number in cells.items():
        totals[cell[place]] = totals.get(cell[place], 0) + number
    if dimension.is_time:
        days = (asked.first + timedelta(days=at)
                for at in range((asked.last - asked.first).days + 1))  # fmt: skip
        dates = dict.fromkeys(first_day(dimension, day) for day in days)
        return Axis(dimension, {each: totals.get(each, 0) for each in dates})
    return Axis(dimension, dict(sorted(totals.items(), key=lambda each: (-each[1], str(each[0])))))


def spikes_of(engine: Engine, asked: Asked) -> Sequence[Spike]:
    """The days of the period on which a topic was written of far more than usual."""
    what = asked.counted(before=_BEFORE_SPIKES)
    cells = quick_counts(engine, (Dimension.TOPIC, Dimension.DAY), what)
    daily = {(str(topic), cast("date", day)): n for (topic, day), n in cells.items()}
    # Before the first that is stored nothing was counted, though nothing is there.
    first = max(asked.first - _BEFORE_SPIKES, min((day for _, day in daily), default=asked.last))
    days = [first + timedelta(days=at) for at in range((asked.last - first).days + 1)]
    return [each for each in spikes(daily, days) if each.day >= asked.first]
