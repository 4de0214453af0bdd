"""What was published, what a search finds, files of it."""

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

import exports
from crawler import clock
from desk.access import Reading
from desk.api.access import Reader
from desk.api.models.common import MOST_KEY, NO_NUL, AskedMoment
from desk.api.models.lists import Counts, Hit, Hits, Today
from desk.downloads import download
from desk.naming import naming
from exports.article import Names
from exports.as_feed import ITEMS
from search.parser import MOST_CHARACTERS, parse
from store.exporting import export_articles
from store.found import most_relevant, newest
from store.searching import Search
from store.today import Today as Published
from store.today import today as published

router = APIRouter(tags=["articles"])

_KINDS = {
    exports.Form.CSV: "text/csv; charset=utf-8",
    exports.Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    exports.Form.JSON: "application/json",
    exports.Form.JSONL: "application/jsonl",
    exports.Form.RSS: "application/rss+xml; charset=utf-8",
    exports.Form.ATOM: "application/atom+xml; charset=utf-8",
}
_FEEDS = frozenset({exports.Form.RSS, exports.Form.ATOM})

Q = Annotated[
    str,
    Query(
        min_length=1,
        max_length=MOST_CHARACTERS,
        pattern=NO_NUL,
        description="What is searched for, in the language of docs/search.md.",
        examples=['"ma túy" topic:drugs from:01/11/2026'],
    ),
]
Order = Annotated[
    Literal["newest", "relevance"],
    Query(description="The newest first, or the best of the newest 200 hits."),
]
Since = Annotated[
    AskedMoment | None,
    Query(description="A moment of the last seven days; yesterday 18:00 in Vietnam by default."),
]


@router.get("/today", response_model=Today)
def today(
    user: Reader,
    engine: Reading,
    since: Since = None,
    visit: Annotated[
        AskedMoment | None, Query(description="What came in after this moment is new.")
    ] = None,
    lines: Annotated[
        int, Query(ge=0, le=100, description="How many stories of a section are given.")
    ] = 10,
) -> Published:
    """What was published since last evening: by topic, each story once, beside what is usual."""
    del user
    start, seen = (each and _in_calendar(each) for each in (since, visit))
    return published(engine, clock.now(), start, seen, lines)


def _in_calendar(moment: datetime) -> datetime:
    """A moment in UTC; the first or last one that there is, where that would be beyond it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


@router.get("/search")
def search(
    user: Reader,
    engine: Reading,
    q: Q,
    order: Order = "newest",
    before: Annotated[
        int | None, Query(ge=0, le=MOST_KEY, description="`before` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many hits.")] = 25,
) -> Hits:
    """Search, page by page; with the first page counts to narrow it by."""
    del user
    query = parse(q, naming(engine).queries)
    if order == "relevance":
        found = most_relevant(engine, query, limit, before)
        counted = newest(engine, query, 1).facets if before is None else None
    else:
        found = newest(engine, query, limit, before)
        counted = found.facets
    return Hits(
        articles=[Hit.of(each) for each in found.rows],
        before=found.before,
        counts=counted and Counts.of(counted),
    )


@router.get(
    "/export.{form}",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The file.", "content": {kind: {} for kind in _KINDS.values()}}
    },
)
def export(
    user: Reader,
    engine: Reading,
    form: exports.Form,
    q: Q,
    limit: Annotated[
        int | None, Query(ge=1, le=10_000_000, description="How many at the most; all by default.")
    ] = None,
) -> Response:
    """All that a search finds, whole, the newest first, as a file or a feed."""
    del user
    names = naming(engine)
    found = Search(engine, parse(q, names.queries))
    most = min(limit or ITEMS, ITEMS) if form in _FEEDS else limit

    def write(target: BinaryIO) -> None:
        exports.write(
            export_articles(engine, islice(found.keys(), most)),
            form,
            target,
            title=f"Điểm Báo: {q}",
            names=Names(outlets=names.outlets, topics=names.topics),
        )

    return download(write, _KINDS[form])
