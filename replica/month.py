"""What happens in a simulated month: a story for the replica, told in nights.

Night 1 is the first that is crawled. Each begins at midnight in Vietnam; what it crawls, it crawls
at one o'clock, and once more, by feeds that are due, at noon.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from replica.assignments import VIETNAM
from replica.sites import SITES

Rule = Mapping[str, Any]

_NIGHT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong, or seems to.

    Attributes:
        what: in a few words.
        begins: the night at whose midnight it begins; with a part of a day, later.
        ends: the same of its end.
        outlet: the slug; empty where it is not one outlet's.
        finding: what the health check is to call it; empty: nothing is wrong, and none is due.
        besides: what else it may rightly find meanwhile.
        rules: how the replica does it, as in `replica.faults`.
        unread: whether articles cannot be had while it lasts.
        off: whether our own machine is off.
        told_within: crawls after the beginning, at the last of which it has to be told.
    """

    what: str
    begins: float
    ends: float
    outlet: str = ""
    finding: str = ""
    besides: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    unread: bool = False
    off: bool = False
    told_within: int = 1


@dataclass(frozen=True, slots=True)
class Month:
    """Nights in a row: when, on which sites, and what goes wrong.

    `before` is for how many days the sites published before the first night, as far as their feeds
    and listings go back.
    """

    first: dt.date
    nights: int
    hosts: Sequence[str]
    holidays: Sequence[dt.date]
    before: int
    troubles: Sequence[Trouble]

    def at(self, night: float) -> dt.datetime:
        """The midnight of a night, or a part of a day after it."""
        midnight = dt.datetime.combine(self.first, dt.time(), VIETNAM)
        return midnight + (night - 1) * _NIGHT

    def rules(self, moment: dt.datetime) -> list[Rule]:
        """What is broken at a moment."""
        return [
            # A feed stands still where it stood when that began.
            {**rule, "moment": self.at(each.begins).isoformat()}
            if rule["fault"] == "frozen"
            else rule
            for each in self.troubles
            if self.at(each.begins) <= moment < self.at(each.ends)
            for rule in each.rules
        ]


def _redesign(begins: float, ends: float) -> Trouble:
    rule = {"fault": "redesign", "host": "vietnamnet.vn", "path": "*.html"}
    return Trouble(
        *("VietnamNet's selectors vanish", begins, ends, "vietnamnet", "layout_changed"),
        rules=(rule,),
    )


def _frozen_feed(begins: float, ends: float) -> Trouble:
    rule = {"fault": "frozen", "host": "vnexpress.net", "path": "/rss/tin-moi-nhat.rss"}
    return Trouble(
        *("VnExpress's widest feed freezes", begins, ends, "vnexpress", "feed_frozen"),
        rules=(rule,),
        # The night's crawl still finds in it what came since noon. At noon it has been still for
        # no longer than other feeds are at night; a day after its last item it is told.
        told_within=3,
    )


def _gate(begins: float, ends: float) -> Trouble:
    rule = {"fault": "cookie", "host": "laodong.vn", "path": "*.ldo"}
    gate = ("Lao Động puts a gate up", begins, ends, "laodong", "blocked")
    return Trouble(*gate, rules=(rule,), unread=True)


def _down(begins: float, ends: float) -> Trouble:
    rule = {"fault": "drop", "host": "thanhnien.vn"}
    down = ("Thanh Niên is down", begins, ends, "thanhnien", "site_down")
    return Trouble(*down, rules=(rule,), unread=True)


def _slow(begins: float, ends: float) -> Trouble:
    rule = {"fault": "slow", "host": "tuoitre.vn", "seconds": 1.5}
    slow = ("Tuổi Trẻ answers slowly", begins, ends, "tuoitre", "slow_answers")
    return Trouble(*slow, rules=(rule,))


def _off(begins: float, ends: float) -> Trouble:
    # Backups are missed too.
    off = ("our machine is off", begins, ends, "", "crawls_missed", ("backup_old",))
    return Trouble(*off, off=True)


_MORNING, _AFTERNOON = 10 / 24, 14 / 24

# Independence Day and the day before it, in the end; the machine is off from a morning to the
# next day's afternoon.
MONTH = Month(
    first=dt.date(2026, 8, 6),
    nights=30,
    hosts=tuple(SITES),
    holidays=(dt.date(2026, 9, 1), dt.date(2026, 9, 2)),
    before=28,
    troubles=(
        _redesign(9, 12),
        _frozen_feed(12, 15),
        _gate(15, 17),
        _down(18, 20),
        _off(21 + _MORNING, 22 + _AFTERNOON),
        _slow(24, 26),
        Trouble("a holiday: half as much everywhere", 27, 29),
    ),
)

# The same in six nights on five sites, most of it at once.
SIX_NIGHTS = Month(
    first=dt.date(2026, 8, 28),
    nights=6,
    hosts=("vnexpress.net", "vietnamnet.vn", "laodong.vn", "thanhnien.vn", "tuoitre.vn"),
    holidays=(dt.date(2026, 9, 2),),
    before=2,
    troubles=(
        _redesign(2, 3),
        _frozen_feed(2, 4),
        _gate(2, 3),
        _down(2, 4),
        _slow(3, 4),
        _off(4 + _MORNING, 5 + _AFTERNOON),
        Trouble("a holiday: half as much everywhere", 6, 7),
    ),
)
