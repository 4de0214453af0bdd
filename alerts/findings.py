"""Telling the operator what the health check found, and what of it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Engine

from alerts.names import Called
from alerts.outbox import put, telling
from alerts.shown import address, shown
from alerts.texts import Text, moment, text
from settings import Settings
from store.untold import Finding, News, mark_told, untold

# Addresses that show a finding; more are in what the health check prints.
_LINKS: Final = 3
_LONGEST: Final = 500
_HEADINGS: Final = {
    News.NEW: "Mới phát hiện",
    News.STILL: "Vẫn còn",
    News.MENDED: "Đã khắc phục",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the message tells it, safe to show; `advice` is empty where it is mended."""

    sentence: str
    advice: str
    links: Sequence[str]


def _line(finding: Finding, called: Called) -> Line:
    """Say what was found, where and since when."""
    where = called.outlet(finding.outlet) if finding.outlet else "Hệ thống"
    what = " ".join(filter(None, (finding.name, finding.subject)))
    links = list(filter(None, map(address, finding.evidence)))[:_LINKS]
    return Line(shown(f"{where}: {what} (từ {moment(finding.since)})", _LONGEST), "", links)


def tell_findings(engine: Engine, settings: Settings, now: datetime) -> str:
    """Put one message into the outbox: what is new, still there on another day, or mended.

    Args:
        engine: the database.
        settings: which channel is the operator's.
        now: the present moment (UTC).

    Returns:
        What was done, in a sentence.
    """
    channel = settings.operator_channel
    if not channel:
        return "No channel is told what the health check finds: set operator_channel."
    called = Called.now(engine)
    with telling(engine) as connection:
        findings = untold(connection, now)
        if not findings:
            return "The health check has no news."
        put(connection, settings, channel, uuid4().hex, _text(findings, called, now), now)
        mark_told(connection, (each.id for each in findings), now)
    return f"Findings told: {len(findings)}."


def _text(findings: Sequence[Finding], called: Called, now: datetime) -> Text:
    parts = [
        (heading, [_line(each, called) for each in findings if each.news(now) is news])
        for news, heading in _HEADINGS.items()
    ]
    counts = ", ".join(f"{heading.lower()} {len(lines)}" for heading, lines in parts if lines)
    return text("findings", f"Kiểm tra hệ thống: {counts}", parts=parts)
