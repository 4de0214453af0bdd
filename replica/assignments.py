"""Who writes what when: an outlet's day, planned before a word of it is written.

Planning is cheap and apart from writing, so that a newsroom of a hundred thousand stories can
answer "which are the newest fifty of this section" without writing them all.
"""

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

from replica.prose import Template, templates

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Form = Literal["text", "video", "photo"]

POLICE_SHARE = 0.45
FORMS: tuple[Form, ...] = ("text", "video", "photo")
FORM_WEIGHTS = (89, 6, 5)

# How many stories of a day come out in each hour: newsrooms sleep from midnight to five.
_HOURS = (8, 3, 2, 2, 3, 15, 45, 60, 70, 72, 70, 62, 48, 45, 60, 70, 72, 66, 52, 48, 48, 42, 36, 20)
_HOUR_SUMS = tuple(accumulate(_HOURS))

# Seconds from the time in an article's id (when it was begun) to its publication.
_LAGS = ((90, 5400), (5400, 70000))
_LAG_WEIGHTS = (9, 1)
# Minutes from publication to the last touch.
_TOUCHES = ((0, 0), (1, 30))
_TOUCH_WEIGHTS = (7, 3)

_FIRST_DAY = dt.date(2025, 10, 22)
_SERIALS_PER_DAY = 500


@dataclass(frozen=True, slots=True)
class Assignment:
    """One story to be written: its place in the outlet's run, its times, its kind."""

    serial: int
    created_at: dt.datetime
    published_at: dt.datetime
    modified_at: dt.datetime
    template: Template
    form: Form
    variant: int
    """Any number: by it, section and markup choose among what is possible."""
    source: "Assignment | None" = None
    """The agency's story that this one is a copy of."""


@cache
def _choices(about_police: bool) -> tuple[tuple[Template, ...], tuple[float, ...]]:
    # Each subject weighs the same, however many templates its file holds.
    chosen = tuple(each for each in templates() if each.about_police is about_police)
    sums: dict[str, float] = {}
    for template in chosen:
        sums[template.subject] = sums.get(template.subject, 0) + template.weight
    return chosen, tuple(accumulate(each.weight / sums[each.subject] for each in chosen))


def _template(dice: random.Random) -> Template:
    pool, sums = _choices(dice.random() < POLICE_SHARE)
    return dice.choices(pool, cum_weights=sums)[0]


@lru_cache(maxsize=256)
def assignments_of_day(
    seed: str, day: dt.date, per_day: int, whole_minutes: bool
) -> tuple[Assignment, ...]:
    """Plan one Vietnamese day of one outlet.

    Args:
        seed: what the dice are thrown from; the day is added to it.
        day: the day.
        per_day: how many stories it holds.
        whole_minutes: whether the outlet gives its times without seconds.

    Returns:
        The day's assignments, oldest first.
    """
    dice = random.Random(f"{seed}/{day.isoformat()}")
    midnight = dt.datetime.combine(day, dt.time(), VIETNAM)
    moments = sorted(
        dice.choices(range(24), cum_weights=_HOUR_SUMS)[0] * 3600 + dice.randrange(3600)
        for _ in range(per_day)
    )
    stride = max(_SERIALS_PER_DAY // max(per_day, 1), 1)
    first_serial = (day - _FIRST_DAY).days * max(_SERIALS_PER_DAY, per_day)
    planned: list[Assignment] = []
    begun_at: set[dt.datetime] = set()
    for position, seconds in enumerate(moments):
        published = midnight + dt.timedelta(seconds=seconds - seconds % 60 * whole_minutes)
        lag = dice.randint(*dice.choices(_LAGS, _LAG_WEIGHTS)[0])
        begun = published - dt.timedelta(seconds=lag)
        # Ids are made of this time, so no two may be alike: even milliseconds one day, odd the
        # next, and none twice in a day.
        begun += dt.timedelta(milliseconds=dice.randrange(0, 1000, 2) + day.toordinal() % 2)
        while begun in begun_at:
            begun += dt.timedelta(milliseconds=2)
        begun_at.add(begun)
        touched = dice.randint(*dice.choices(_TOUCHES, _TOUCH_WEIGHTS)[0])
        planned.append(
            Assignment(
                serial=first_serial + position * stride,
                created_at=begun,
                published_at=published,
                modified_at=published + dt.timedelta(minutes=touched),
                template=_template(dice),
                form=dice.choices(FORMS, FORM_WEIGHTS)[0],
                variant=dice.randrange(2**20),
            )
        )
    return tuple(planned)
