"""Dates and numbers as readers of each language write them, in Vietnamese time."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, format_percent

from crawler import clock
from crawler.dates import VIETNAM
from desk.i18n import SOURCE


def moment(value: datetime | None) -> str:
    """A moment in Vietnam: `06:30 24/11/2026`, as Vietnamese write it; a dash for none."""
    return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if value else "–"


def clock_time(value: datetime) -> str:
    """The time of day of a moment in Vietnam: `06:30`."""
    return value.astimezone(VIETNAM).strftime("%H:%M")


def day(value: datetime | date, language: str) -> str:
    """A day with its weekday: `Thứ Ba, 24/11/2026`, in English `Tuesday, November 24, 2026`."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    # CLDR's long Vietnamese form, "24 tháng 11, 2026", is on no newspaper's front page.
    pattern = "EEEE, dd/MM/yyyy" if language == SOURCE else "full"
    return format_date(value, pattern, locale=language)


def short_day(value: datetime | date) -> str:
    """A day: `24/11/2026`."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    return value.strftime("%d/%m/%Y")


def ago(value: datetime, language: str) -> str:
    """How long ago a moment was: `2 giờ trước`."""
    return format_timedelta(value - clock.now(), add_direction=True, locale=language)


@lru_cache(10_000)  # a page of charts has seven hundred, most of them small
def number(value: float, language: str) -> str:
    """A number: `1.234.567` or `0,5` in Vietnamese, `1,234,567` in English."""
    return format_decimal(value, locale=language)


def percent(value: float, language: str) -> str:
    """A share of 1 as a percentage: `12%`."""
    return format_percent(value, locale=language)
