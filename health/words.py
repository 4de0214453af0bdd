"""What a finding says to people, in Vietnamese and in English: `health/words.toml` with its facts.

A finding's texts come from outlets and servers too: whoever shows them escapes them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from crawler.dates import VIETNAM

Language = Literal["vi", "en"]

_FILE = Path(__file__).with_name("words.toml")
_NONE = {"vi": "không rõ", "en": "unknown"}
_MENDED = {
    "vi": "Đã trở lại bình thường lúc {closed_at}; bắt đầu từ {since_at}.",
    "en": "As usual again since {closed_at}; it began {since_at}.",
}
_FIELDS_VI = {
    "title": "tiêu đề",
    "lead": "sapo",
    "body": "nội dung",
    "authors": "tác giả",
    "section": "chuyên mục",
    "tags": "từ khóa",
    "published_at": "giờ đăng",
    "modified_at": "giờ sửa",
    "images": "ảnh",
}
_PLACES_VI = {
    "missing": "bị thiếu",
    "fallback": "phải đọc bằng cách dự phòng",
    "meta": "phải lấy từ siêu dữ liệu",
}
# An outlet's answer may be long; a sentence is not.
_LONGEST_TEXT = 200
_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000


@dataclass(frozen=True, slots=True)
class Wording:
    """What is shown of a finding.

    Attributes:
        title: a few words, without the outlet's name.
        sentence: what is wrong, with its numbers.
        advice: what to do.
    """

    title: str
    sentence: str
    advice: str


@cache
def _known() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def names() -> list[str]:
    """The names of all findings that there are."""
    return list(_known())


def is_serious(name: str) -> bool:
    """Whether a finding should not wait until somebody has time."""
    return bool(_known()[name]["serious"])


def meaning(name: str) -> str:
    """What a finding means, in English, for the page about them."""
    return str(_known()[name]["meaning"])


def template(name: str, language: Language) -> Wording:
    """The words of a finding, with the names of its facts in braces."""
    return Wording(**_known()[name][language])


def render(
    name: str, outlet: str, subject: str, facts: Mapping[str, Any], language: Language
) -> Wording:
    """Put a finding into words.

    Args:
        name: of the finding.
        outlet: its slug, as it stands in commands; empty where it is the system's own.
        subject: the feed, host, job ….
        facts: its facts.
        language: `vi` or `en`.
    """
    told = {key: _said(key, value, language) for key, value in facts.items()}
    told |= {"outlet": outlet, "subject": _short(subject)}
    words = template(name, language)
    title, sentence, advice = (
        text.format_map(_Told(told, language))
        for text in (words.title, words.sentence, words.advice)
    )
    return Wording(title, sentence, advice)


class _Told(dict[str, str]):
    """Facts in words; one that an older version did not note is unknown."""

    def __init__(self, told: Mapping[str, str], language: Language) -> None:
        super().__init__(told)
        self._language = language

    def __missing__(self, key: str) -> str:
        return _NONE[self._language]


def _said(key: str, value: Any, language: Language) -> str:
    """Write a fact as people of that language do; how follows from its name."""
    if value is None or value == "":
        said = _NONE[language]
    elif key.endswith("_at"):
        moment = datetime.fromisoformat(value).astimezone(VIETNAM)
        said = moment.strftime("%H:%M %d/%m/%Y" if language == "vi" else "%d/%m/%Y %H:%M")
    elif key.endswith("_bytes"):
        said = _size(value, language)
    elif key == "share":
        said = f"{value:.0%}"
    elif key == "fields":
        said = "; ".join(_drift(each, language) for each in value)
    elif isinstance(value, int):
        said = f"{value:,}".replace(",", ".") if language == "vi" else f"{value:,}"
    else:
        said = _short(str(value))
    return said


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[:_LONGEST_TEXT]}…"


def _size(size: float, language: Language) -> str:
    unit = 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    number = f"{size:.1f}"
    return f"{number.replace('.', ',') if language == 'vi' else number} {_UNITS[unit]}"


def _drift(drift: Mapping[str, Any], language: Language) -> str:
    field, place = str(drift["field"]), str(drift["place"])
    share, usual = f"{drift['share']:.0%}", f"{drift['usual']:.0%}"
    if language == "vi":
        field, place = _FIELDS_VI.get(field, field), _PLACES_VI.get(place, place)
        return f"{field} {place} ở {share} số trang (thường lệ {usual})"
    word = "missing" if place == "missing" else f"read from {place}"
    return f"{field} {word} on {share} of pages (usually {usual})"


def mended(since: datetime, closed_at: datetime, language: Language) -> str:
    """Say in a sentence that a finding is mended, and how long it lasted."""
    times = {"since_at": since.isoformat(), "closed_at": closed_at.isoformat()}
    told = {key: _said(key, value, language) for key, value in times.items()}
    return _MENDED[language].format_map(told)
