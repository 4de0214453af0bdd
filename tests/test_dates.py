"""Times are read as outlets write them: explicit forms, Vietnamese where no offset is stated."""

import pytest

from crawler.dates import Period, day_start, parse_day, parse_time
from errors import UsageError


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-10-22T19:25:52+07:00", "2025-10-22 12:25:52"),
        ("2026-06-25T16:19:00", "2026-06-25 09:19:00"),  # naive: Vietnamese
        ("2026-07-19T14:30:00.000 +07:00", "2026-07-19 07:30:00"),
        ("2026-07-17 22:12", "2026-07-17 15:12:00"),
        ("2026-07-17T15:12:13Z", "2026-07-17 15:12:13"),
        ("Mon, 05 Oct 2026 11:00:00 +0700", "2026-10-05 04:00:00"),
        ("Mon, 05 Oct 26 14:10:00 +0700", "2026-10-05 07:10:00"),  # two digits
        ("Mon, 23 Nov 2026 10:00:00 GMT+7", "2026-11-23 03:00:00"),
        ("Mon, 23 Nov 2026 03:00:00 GMT", "2026-11-23 03:00:00"),
        ("23/11/2026 - 10:00", "2026-11-23 03:00:00"),
        ("10/5/2026 3:42:00 PM", "2026-10-05 08:42:00"),  # month first where AM or PM says so
        ("10/5/2026 3:42:00\u202fPM", "2026-10-05 08:42:00"),
        ("9/16/2026 12:05:00 AM", "2026-09-15 17:05:00"),
        ("Thứ tư, 22/10/2025, 19:25 (GMT+7)", "2025-10-22 12:25:00"),
        ("Chủ nhật, 19/7/2026, 22:35 (GMT+7)", "2026-07-19 15:35:00"),
        ("Chủ Nhật, 05:23, 03/05/2026", "2026-05-02 22:23:00"),
        ("Thứ Bảy, 12/07/2025 21:11", "2025-07-12 14:11:00"),
        ("25/06/2026 16:19 GMT+7", "2026-06-25 09:19:00"),
    ],
)
def test_a_time_is_read(text: str, utc: str) -> None:
    moment = parse_time(text)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M:%S}" == utc


@pytest.mark.parametrize("text", ["", None, "hôm qua", "32/13/2026 25:61", "2026-13-45"])
def test_what_is_no_time_is_none(text: str | None) -> None:
    assert parse_time(text) is None


def test_days_are_vietnamese_and_until_includes_its_day() -> None:
    assert parse_day("24/11/2026") == parse_day("2026-11-24")
    period = Period.of("2026-11-23", "23/11/2026")
    assert period.holds(day_start(parse_day("2026-11-23")))
    late = parse_time("2026-11-23T23:59:59+07:00")
    assert late is not None
    assert period.holds(late)
    assert not period.holds(day_start(parse_day("2026-11-24")))


@pytest.mark.parametrize(("since", "until"), [("24-11-2026", None), ("2026-11-25", "2026-11-24")])
def test_days_that_make_no_sense_are_refused(since: str, until: str | None) -> None:
    with pytest.raises(UsageError):
        Period.of(since, until)
