"""Texts of messages, made from templates: one for plain text and one for the HTML of a mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.shown import shown
from crawler.dates import VIETNAM

_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SUBJECT: Final = 150

_TEMPLATES: Final = Environment(
    loader=PackageLoader("alerts"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Text:
    """What a message says: its subject, plain text, and the same in HTML."""

    subject: str
    body: str
    html: str


def number(count: int) -> str:
    """A number as people in Vietnam write it: 1.234."""
    return f"{count:,}".replace(",", ".")


def moment(at: datetime) -> str:
    """A moment as a line of a message has it: 06:30 24/11."""
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m")


def weekday(at: datetime) -> str:
    """The weekday of a moment in Vietnam: thứ Ba."""
    return _WEEKDAYS[at.astimezone(VIETNAM).weekday()]


_TEMPLATES.filters |= {"number": number, "moment": moment}


def text(template: str, subject: str, **facts: Any) -> Text:
    """Make a text.

    Args:
        template: the name of two files in `templates/`, ending in .txt and .html.
        subject: the subject, which may hold what strangers wrote.
        facts: what the templates show. Strangers' texts among them have gone through `shown`,
            which leaves one line; in HTML they are escaped by the template.
    """
    facts |= {"subject": shown(subject, _SUBJECT)}
    body, html = (
        _TEMPLATES.get_template(f"{template}.{kind}").render(facts).strip() + "\n"
        for kind in ("txt", "html")
    )
    return Text(facts["subject"], body, html)
