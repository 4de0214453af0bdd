"""Reading the times that Vietnamese outlets write.

Times are stored in UTC. A time without an offset is Vietnamese local time (Asia/Ho_Chi_Minh, UTC+7
all year since 1975), as the outlets mean it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Self
from zoneinfo import ZoneInfo

from crawler import clock
from errors import UsageError

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# A space before the offset (VietnamNet's JSON-LD: "2026-07-19T14:30:00.000 +07:00") is no ISO 8601.
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
# "16/9/2026 10:17:00 AM", month first: what .NET prints for an American; since September 2026
# Tuổi Trẻ's feeds do so, with a narrow no-break space before AM.
_AMERICAN = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}),?\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AP])\.?M",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d+-])(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?(?!\d)"
)
_OFFSET = re.compile(
    r"(?:GMT|UTC)\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.IGNORECASE
)
_RFC_822 = re.compile(r"\d{1,2}\s+[A-Za-z]{3,9}\.?\s+\d{2,4}\s+\d{1,2}:\d{2}")


def to_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a naive one is taken as Vietnamese local time."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return aware.astimezone(UTC)


def _parts(match: re.Match[str], *names: str) -> list[int]:
    return [int(match[name] or 0) for name in names]


def _offset_of(text: str) -> str:
    if not (match := _OFFSET.search(text)):
        return ""
    return f"{match['sign']}{int(match['hours']):02}:{int(match['minutes'] or 0):02}"


def _iso(text: str) -> datetime | None:
    if not (match := _ISO.search(text)):
        return None
    clock = match["clock"] or "00:00"
    offset = (match["offset"] or _offset_of(text)).upper()
    return datetime.fromisoformat(f"{match['day']}T{clock.zfill(5)}{offset}")


def _american(text: str) -> datetime | None:
    if not (match := _AMERICAN.search(text)):
        return None
    year, month, day, hour, minute, second = _parts(
        match, "year", "month", "day", "hour", "minute", "second"
    )
    hour = hour % 12 + (12 if match["half"].upper() == "P" else 0)
    return datetime.fromisoformat(
        f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{_offset_of(text)}"
    )


def _rfc_822(text: str) -> datetime | None:
    """Read a feed's date (RFC 822 as RSS 2.0 wants it), also with a year of two digits."""
    if not _RFC_822.search(text):
        return None
    offset = _offset_of(text).replace(":", "")
    return parsedate_to_datetime(_OFFSET.sub(offset, text))


def _vietnamese(text: str) -> datetime | None:
    """Read day, month, year and a clock in any order: "Thứ tư, 22/10/2025, 19:25 (GMT+7)"."""
    if not (match := _DAY.search(text)):
        return None
    year, month, day = _parts(match, "year", "month", "day")
    rest = _OFFSET.sub("", text[: match.start()] + " " + text[match.end() :])
    clock = _CLOCK.search(rest)
    hour, minute, second = _parts(clock, "hour", "minute", "second") if clock else (0, 0, 0)
    return datetime.fromisoformat(
        f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{_offset_of(text)}"
    )


def parse_time(text: str | None) -> datetime | None:
    """Read one time as an outlet wrote it.

    Explicit forms only, no guessing: ISO 8601 (also with a space before the offset), the dates of
    RSS (also with two-digit years and "GMT+7"), American dates where AM or PM gives them away, and
    the Vietnamese day/month/year with a clock before or after it.

    Args:
        text: what stands in the page or feed; may hold a weekday and other words.

    Returns:
        The moment in UTC, or None where the text holds no time that can be read.
    """
    if not text:
        return None
    for read in (_american, _iso, _rfc_822, _vietnamese):
        try:
            moment = read(text)
        except (ValueError, OverflowError):
            continue
        if moment is not None:
            return to_utc(moment)
    return None


def believable(moment: datetime | None, fetched_at: datetime) -> datetime | None:
    """Return the moment unless no press site can have meant it: before 1990 or after tomorrow.

    A page that dates itself in the future would otherwise head every newest-first list for good.
    """
    if moment is None or moment.year < 1990 or moment > fetched_at + timedelta(days=1):  # noqa: PLR2004
        return None
    return moment


def parse_day(text: str) -> date:
    """Read a Vietnamese day as people type it: `YYYY-MM-DD` or `DD/MM/YYYY`.

    Raises:
        UsageError: where the text is neither, or names no day of the calendar.
    """
    form = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    try:
        return datetime.strptime(text.strip(), form).replace(tzinfo=VIETNAM).date()
    except ValueError:
        raise UsageError(f"{text!r} is no day: write it as 2026-11-24 or 24/11/2026.") from None


def day_start(day: date) -> datetime:
    """Return the moment (UTC) at which a Vietnamese day begins."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def vietnamese_day(moment: datetime) -> date:
    """Return the day that a moment (UTC) falls on in Vietnam."""
    return moment.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time in UTC: from `start` on, up to but without `end`; None leaves it open."""

    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def of(cls, since: str | None, until: str | None) -> Self:
        """Make the span of two Vietnamese days as people type them, both included.

        Raises:
            UsageError: one is no day, they are the wrong way round, or the first is in the future.
        """
        first, last = (parse_day(text) if text else None for text in (since, until))
        if first and first > vietnamese_day(clock.now()):
            raise UsageError(f"--since {since} is in the future.")
        if first and last and first > last:
            raise UsageError(f"--since {since} is after --until {until}.")
        return cls(
            day_start(first) if first else None,
            day_start(last + timedelta(days=1)) if last else None,
        )

    def holds(self, moment: datetime) -> bool:
        """Whether a moment (UTC) lies in the span."""
        return not (
            (self.start is not None and moment < self.start)
            or (self.end is not None and moment >= self.end)
        )

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last Vietnamese day of which it has a part; None where it is open."""
        last = self.end - timedelta(microseconds=1) if self.end else None
        return self.start and vietnamese_day(self.start), last and vietnamese_day(last)
