"""Hôm nay: what was published of late about the police, newest first."""

from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from crawler.dates import VIETNAM
from desk.access import Reader, Reading
from desk.i18n import N_
from desk.pages import Entry
from desk.render import render
from spiders import outlets
from store.reading import Wanted, list_articles

ENTRY = Entry(10, N_("Hôm nay"), "/")
_SHOWN = 60

router = APIRouter()


@router.get("/", include_in_schema=False)
def today(request: Request, user: Reader, engine: Reading) -> Response:
    """List the newest articles about the police, day by day."""
    lines = list_articles(engine, Wanted(about_police=True), _SHOWN)
    days = [
        (day, list(of_day))
        for day, of_day in groupby(lines, lambda line: line.published_at.astimezone(VIETNAM).date())
    ]
    names = {slug: outlet.name for slug, outlet in outlets().items()}
    new_since = user.visit_before_at
    return render(request, "today.html", days=days, names=names, new_since=new_since)
