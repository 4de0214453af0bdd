"""Hôm nay: what was published since last evening, by topic, the police first."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from crawler import clock
from desk.access import Reader, Reading
from desk.addresses import search_address
from desk.i18n import N_
from desk.naming import naming, outlet_names
from desk.pages import Entry
from desk.problems import NotFound
from desk.query_help import KEYS
from desk.render import language_of, render
from desk.spikes import is_spike
from health.words import Language, is_serious
from health.words import render as wording
from store.findings import open_findings
from store.today import Section, Today
from store.today import today as published

ENTRY = Entry(10, N_("Hôm nay"), "/")
# Sections that no query describes have an address of their own, for all of their lines.
SECTIONS = {"about_police": "cong-an", "": "tin-khac"}
_LINES = 8
_ALL_LINES = 500

router = APIRouter()


def _more(section: Section, found: Today) -> str:
    """The address of all articles of a section."""
    if section.topic in SECTIONS:
        return f"/hom-nay/{SECTIONS[section.topic]}"
    return search_address(f"topic:{section.topic}", since=found.since)


def _health(request: Request, engine: Engine) -> list[str]:
    """What the health check finds at present, a few words each, the serious first."""
    names = outlet_names()
    language: Language = "en" if language_of(request) == "en" else "vi"
    findings = sorted(open_findings(engine), key=lambda each: not is_serious(each.name))
    found = []
    for each in findings:
        words = wording(each.name, each.outlet, each.subject, each.facts, language)
        whose = f"{names[each.outlet]}: " if each.outlet in names else ""
        found.append(whose + words.title)
    return found


def _page(
    request: Request,
    engine: Engine,
    found: Today,
    sections: Sequence[Section],
    *,
    alone: bool,
) -> Response:
    spiking = {
        each.topic
        for each in sections
        if each.usual is not None and is_spike(each.articles, each.usual)
    }
    return render(
        request,
        "today.html",
        found=found,
        names=naming(engine),
        sections=sections,
        anchors={each.topic: SECTIONS.get(each.topic, each.topic) for each in sections},
        more={each.topic: _more(each, found) for each in sections},
        spiking=spiking,
        alone=alone,
        now=clock.now(),
        health=_health(request, engine),
        keys=KEYS,
        everything=search_address("", since=found.since),
    )


@router.get("/", include_in_schema=False)
def today(request: Request, user: Reader, engine: Reading) -> Response:
    """Show what was published since last evening."""
    found = published(engine, clock.now(), visit=user.visit_before_at, lines=_LINES)
    return _page(request, engine, found, found.sections, alone=False)


@router.get("/hom-nay/{section}", include_in_schema=False)
def section(request: Request, user: Reader, engine: Reading, section: str) -> Response:
    """Show all that was published since last evening without a topic."""
    if section not in SECTIONS.values():
        raise NotFound
    found = published(engine, clock.now(), visit=user.visit_before_at, lines=_ALL_LINES)
    sections = [each for each in found.sections if SECTIONS.get(each.topic) == section]
    return _page(request, engine, found, sections, alone=True)
