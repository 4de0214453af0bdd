"""Telling the operator what the health check found, and what of it is mended."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Engine

from alerts.names import Called
from alerts.outbox import put, telling
from alerts.shown import address, shown
from alerts.texts import Text, moment, text
from settings import Settings
from store.untold import Finding, mark_findings_told, untold_findings

# Addresses that show a finding; more are in what the health check prints.
_LINKS: Final = 3
_HEADINGS: Final = {"new": "Mới phát hiện", "again": "Vẫn còn", "mended": "Đã khắc phục"}


def sentence(finding: Finding, called: Called) -> str:
    """Say what was found, where, and since when."""
    where = called.outlet(finding.outlet) if finding.outlet else "Hệ thống"
    what = " ".join(filter(None, (finding.name, finding.subject)))
    return shown(f"{where}: {what} (từ {moment(finding.since)})", 400)


def tell_findings(engine: Engine, settings: Settings, now: datetime) -> str:
    """Put one message into the outbox: what is new, still there after a day, or mended.

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
        findings = untold_findings(connection, now)
        if not findings:
            return "The health check has no news."
        put(connection, settings, channel, uuid4().hex, _text(findings, called), now)
        mark_findings_told(connection, (each.id for each in findings), now)
    return f"{len(findings)} findings told."


def _text(findings: list[Finding], called: Called) -> Text:
    parts = [
        (
            heading,
            [
                {
                    "sentence": sentence(each, called),
                    "links": list(filter(None, map(address, each.evidence)))[:_LINKS],
                }
                for each in findings
                if each.news == news
            ],
        )
        for news, heading in _HEADINGS.items()
    ]
    counts = ", ".join(f"{heading.lower()} {len(lines)}" for heading, lines in parts if lines)
    return text("findings", f"Kiểm tra hệ thống: {counts}", parts=parts)
