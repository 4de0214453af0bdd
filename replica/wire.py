"""Agency copy: stories of TTXVN that other newsrooms run within hours, lightly edited."""

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from replica.assignments import Assignment
from replica.prose import Draft, Writer

WIRE = "vietnamplus.vn"
SIGNED = ("TTXVN",)
# Of how many texts of the wire one is taken up elsewhere: few, so that several take up the same.
_TAKEN_UP = 5
# How many of ten get a headline of the desk's own; how many lose a paragraph.
_RETITLED, _SHORTENED = 6, 6
_LAG = (dt.timedelta(minutes=20), dt.timedelta(hours=9))


def take_up(
    planned: Sequence[Assignment], wire: Iterable[Assignment], share: int
) -> tuple[Assignment, ...]:
    """Put the day's agency copy into a newsroom's plan.

    Args:
        planned: the newsroom's day.
        wire: TTXVN's.
        share: of how many stories one may be TTXVN's; 0: none.
    """
    if not share:
        return tuple(planned)
    offered = [each for each in wire if each.form == "text" and each.variant % _TAKEN_UP == 0]
    plan: list[Assignment] = []
    for assignment in planned:
        run = assignment
        if assignment.form == "text" and assignment.variant % share == 0:
            first, last = (assignment.published_at - lag for lag in reversed(_LAG))
            fresh = [each for each in offered if first <= each.published_at <= last]
            if fresh:
                run = replace(assignment, template=fresh[-1].template, source=fresh[-1])
                offered.remove(fresh[-1])  # a newsroom runs a story once
        plan.append(run)
    return tuple(plan)


def edited(draft: Draft, writer: Writer, dice: random.Random) -> Draft:
    """What a desk makes of agency copy: often a headline of its own, sometimes a paragraph less."""
    title, paragraphs = draft.title, list(draft.paragraphs)
    if dice.randrange(10) < _RETITLED:
        title = writer.other(writer.template.titles, title)
    if dice.randrange(10) < _SHORTENED:
        del paragraphs[dice.randrange(1, len(paragraphs))]
    return replace(draft, title=title, paragraphs=tuple(paragraphs))
