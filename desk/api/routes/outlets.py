"""Outlets and how they fare; their feeds; what the health check found."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Engine

from crawler import clock
from desk.access import Reading
from desk.api.access import Reader
from desk.api.language import language_of
from desk.api.models import outlets as models
from desk.api.models.common import Slug
from desk.crawls import Crawls
from errors import UnknownOutlet
from health.words import is_serious, render
from spiders import outlet_named, outlets
from store.findings import Finding, open_findings
from store.outlet_state import DayVolume, newest_articles, source_lines, volume_days
from store.runs import last_runs

router = APIRouter(tags=["outlets"])


def crawls_of(request: Request) -> Crawls:
    """The crawls of the desk that answers."""
    crawls: Crawls = request.app.state.crawls
    return crawls


def _told(request: Request, finding: Finding) -> models.Finding:
    facts = (finding.name, finding.outlet, finding.subject, finding.facts)
    words = render(*facts, language_of(request))
    return models.Finding(
        name=finding.name,
        outlet=finding.outlet,
        subject=finding.subject,
        since=finding.since,
        opened_at=finding.opened_at,
        serious=is_serious(finding.name),
        title=words.title,
        sentence=words.sentence,
        advice=words.advice,
    )


def _outlets(
    request: Request, engine: Engine, slugs: Sequence[str], days: Mapping[str, Sequence[DayVolume]]
) -> dict[str, dict[str, Any]]:
    """What the list says of outlets, by slug."""
    newest, runs = newest_articles(engine, slugs), last_runs(engine)
    findings = open_findings(engine)
    found = {}
    for slug in slugs:
        outlet = outlets()[slug]
        key, at = newest.get(slug, (None, None))
        found[slug] = {
            "slug": slug,
            "name": outlet.name,
            "agreement_from": outlet.agreement_from,
            "sites": [site.host for site in outlet.sites],
            "newest": key,
            "newest_at": at,
            "today": days[slug][-1],
            "last_run": runs.get(slug),
            "crawling": crawls_of(request).is_going(slug),
            "findings": [_told(request, each) for each in findings if each.outlet == slug],
        }
    return found


@router.get("/outlets", response_model=list[models.Outlet])
def list_outlets(request: Request, user: Reader, engine: Reading) -> list[dict[str, Any]]:
    """The outlets: volume, last run, what is wrong."""
    del user
    slugs = list(outlets())
    days = volume_days(engine, slugs, clock.now())
    return list(_outlets(request, engine, slugs, days).values())


@router.get("/outlets/{slug}", response_model=models.OutletWhole, responses={404: {}})
def show_outlet(request: Request, user: Reader, engine: Reading, slug: Slug) -> dict[str, Any]:
    """An outlet, with its volume day by day."""
    del user
    outlet_named(slug)
    days = volume_days(engine, [slug], clock.now())
    return _outlets(request, engine, [slug], days)[slug] | {"days": days[slug]}


@router.get("/feeds", responses={404: {}})
def feeds(
    user: Reader,
    engine: Reading,
    outlet: Annotated[
        str, Query(pattern="^[a-z0-9_-]{0,64}$", description="Only its own; empty: all.")
    ] = "",
) -> list[models.Feed]:
    """What is read of the outlets: feeds, sitemaps, listings, and how they were the last time."""
    del user
    if outlet and outlet not in outlets():
        raise UnknownOutlet(f"There is no outlet {outlet!r}.")
    return [
        models.Feed(
            outlet=slug,
            site=line.site,
            kind=line.kind,
            url=line.url,
            read_at=line.state and line.state.read_at,
            next_poll_at=line.state and line.state.next_poll_at,
            newest_item_at=line.state and line.state.newest_item_at,
            failures=line.state.failures if line.state else 0,
        )
        for slug in ([outlet] if outlet else outlets())
        for line in source_lines(engine, outlets()[slug])
    ]


@router.get("/findings")
def findings(request: Request, user: Reader, engine: Reading) -> list[models.Finding]:
    """What the health check found wrong, and is so still."""
    del user
    return [_told(request, each) for each in open_findings(engine)]
