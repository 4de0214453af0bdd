"""What articles are counted by, and the calendar as both databases reckon it.

Article keys begin with the second of publication (`store.keys`), so the day, week, month or
weekday of an article is integer arithmetic on its key, the same on both databases and without a
look at its row. Days are Vietnamese: UTC+7 all year since 1975, so a fixed offset is exact. Every
number in the arithmetic is positive for times after 1970, and dividing then rounds down on both.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from store.keys import PER_SECOND
from store.models import ArticleRow, TopicRow

_OFFSET: Final = 7 * 3600
_EPOCH: Final = date(1970, 1, 1)  # a Thursday: three days after a Monday
# Days from 1 March 1900. Up to 28 February 2100 every fourth year is a leap year without
# exception, and counted from March its odd day is the last one.
_SINCE_1900: Final = (_EPOCH - date(1900, 3, 1)).days

Value = str | int | date
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


class Dimension(StrEnum):
    """What articles can be counted by, as commands call it."""

    OUTLET = "outlet"
    SITE = "site"
    TOPIC = "topic"
    SECTION = "section"
    FORM = "form"
    AGENCY = "agency"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WEEKDAY = "weekday"

    @property
    def is_time(self) -> bool:
        """Whether its values follow each other: days, weeks (by their Monday), months."""
        return self in {Dimension.DAY, Dimension.WEEK, Dimension.MONTH}

    @property
    def is_calendar(self) -> bool:
        """Whether its values are known before anything is counted: times, and weekdays 1 to 7."""
        return self.is_time or self is Dimension.WEEKDAY


COLUMNS: Final[dict[Dimension, Column]] = {
    Dimension.OUTLET: ArticleRow.outlet,
    Dimension.SITE: ArticleRow.site,
    Dimension.TOPIC: TopicRow.topic,
    Dimension.SECTION: ArticleRow.section,
    Dimension.FORM: ArticleRow.form,
    Dimension.AGENCY: ArticleRow.agency,
}


def column_of(dimension: Dimension, key: Column) -> Column:
    """Return the SQL of a dimension: a column, or for the calendar a number made from a key.

    Args:
        dimension: what is counted by.
        key: the column that holds the articles' keys.
    """
    if not dimension.is_calendar:
        return COLUMNS[dimension]
    day = (key // PER_SECOND + _OFFSET) // 86_400
    if dimension is Dimension.WEEK:
        return (day + 3) // 7
    if dimension is Dimension.WEEKDAY:
        return (day + 3) % 7
    return _month(day) if dimension is Dimension.MONTH else day


def _month(day: ColumnElement[int]) -> ColumnElement[int]:
    """Months since March 1900; five months from March or August on have 153 days."""
    since = day + _SINCE_1900
    year = (since * 4 + 3) // 1461
    day_of_year = since - year * 1461 // 4
    return year * 12 + (day_of_year * 5 + 2) // 153


def value_of(dimension: Dimension, found: Any) -> Value:
    """Return what people mean by what `column_of` gave.

    Returns:
        A `date` for a day, the Monday of a week, the first day of a month; 1 (Monday) to 7 for a
        weekday; a slug or text for all else, empty where there is none.
    """
    if dimension is Dimension.DAY:
        return _EPOCH + timedelta(days=found)
    if dimension is Dimension.WEEK:
        return _EPOCH + timedelta(days=found * 7 - 3)
    if dimension is Dimension.MONTH:
        years, month = divmod(found + 2, 12)
        return date(1900 + years, month + 1, 1)
    return found + 1 if dimension is Dimension.WEEKDAY else found or ""


def day_of(key: int) -> date:
    """Return the Vietnamese day that an article was published on, by its key."""
    return _EPOCH + timedelta(days=(key // PER_SECOND + _OFFSET) // 86_400)


def first_day(dimension: Dimension, day: date) -> date:
    """Return the value of a time dimension that a Vietnamese day belongs to: its first day."""
    if dimension is Dimension.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if dimension is Dimension.MONTH else day
