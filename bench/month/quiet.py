"""Four weeks before the first night on which nothing was wrong, as crawls would have noted them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from urllib.parse import urlsplit

from sqlalchemy import Engine, insert

from crawler.extract import extract
from crawler.ledger import Kind, Outcome, Status
from crawler.outlet import Outlet
from crawler.sources import recent_sources
from crawler.urls import site_of
from replica.month import Month
from replica.newsroom import Newsroom
from replica.sites import SITES
from store.crawling import FIELDS
from store.models import RunRow

DAYS = 28
# Pages of each outlet from which it is told where its fields are read.
_SAMPLE = 60
# When crawls begin, and how long before it the one before them began.
_CRAWLS = (
    (timedelta(hours=1), timedelta(hours=13)),
    (timedelta(hours=12), timedelta(hours=11)),
)
# Half of an outlet's answers come within so many milliseconds on most days.
_USUAL_MS, _MS_SCATTER = 250, 0.25
# By so much more or less than planned comes out in half a day: 25 gives a fifth.
_EVENNESS = 25
_KNOWN = 60

Sources = Mapping[str, str]


def seed(engine: Engine, month: Month, outlets: Sequence[Outlet], per_day: int) -> int:
    """Write the runs of four quiet weeks; return how many.

    Args:
        engine: the database.
        month: what follows on these weeks.
        outlets: who was crawled.
        per_day: how many articles each site published a day.
    """
    dice = Random(month.first.toordinal())
    days = (month.first - timedelta(days=DAYS), month.first - timedelta(days=1))
    rows: list[dict[str, object]] = []
    for outlet in outlets:
        rooms = [Newsroom(SITES[site.host], 1, *days, per_day) for site in outlet.sites]
        rows += _runs(outlet, month, rooms, dice)
    rows.sort(key=lambda row: str(row["started_at"]))
    with engine.begin() as connection:
        connection.execute(insert(RunRow), rows)
    return len(rows)


def _runs(
    outlet: Outlet, month: Month, rooms: Sequence[Newsroom], dice: Random
) -> Iterator[dict[str, object]]:
    stories = [story for room in rooms for story in room]
    pages = [fields for room in rooms for fields in _sample(outlet, room)]
    sources = sum(len(list(recent_sources(site))) for site in outlet.sites)
    for day in range(1 - DAYS, 1):
        for hour, pause in _CRAWLS:
            at = month.at(day) + hour
            came = sum(at - pause < story.published_at <= at for story in stories)
            new = round(came * dice.gammavariate(_EVENNESS, 1 / _EVENNESS))
            yield _run(outlet, at, sources, [dice.choice(pages) for _ in range(new)], dice)


def _run(
    outlet: Outlet, at: datetime, sources: int, pages: Sequence[Sources], dice: Random
) -> dict[str, object]:
    fields: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for field in FIELDS:
            fields[field][page.get(field, "missing")] += 1
    articles = {Outcome.KNOWN: _KNOWN, Outcome.STORED_NEW: len(pages)}
    return {
        "outlet": outlet.slug,
        "started_at": at,
        "finished_at": at + timedelta(minutes=2),
        "status": Status.FINISHED,
        "requests": sources + len(pages),
        "bytes": 120_000 * (sources + len(pages)),
        "field_sources": fields,
        "outcomes": {Kind.FEED: {Outcome.READ: sources}, Kind.ARTICLE: articles},
        "answer_ms": round(_USUAL_MS * dice.lognormvariate(0, _MS_SCATTER)),
    }


def _sample(outlet: Outlet, room: Newsroom) -> Iterator[Sources]:
    """Where the fields of some pages of a site are read."""
    drawn = SITES[room.masthead.host](room)
    for story in islice(room, _SAMPLE):
        page = drawn.answer(urlsplit(story.url).path)
        site = site_of(story.url, outlet)
        assert site is not None, "the replica's sites are those of the outlets"
        seen_at = story.modified_at
        yield extract(page.body, story.url, outlet=outlet, site=site, fetched_at=seen_at).sources
