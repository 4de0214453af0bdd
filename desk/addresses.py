"""The addresses of pages that others link to: searches and articles."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from crawler.dates import VIETNAM

SEARCH = "/tim-kiem"
ARTICLES = "/bai"


def with_query(path: str, values: Mapping[str, object]) -> str:
    """A path with its query; what is empty or None is left out."""
    query = urlencode({name: value for name, value in values.items() if value not in {None, ""}})
    return f"{path}?{query}" if query else path


def local_moment(moment: datetime | None) -> str:
    """A moment as addresses have it: `2026-11-23T18:00`, in Vietnam; empty for none."""
    return moment.astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M") if moment else ""


def search_address(
    query: str,
    *,
    since: datetime | None = None,
    order: str = "",
    before: int | None = None,
    form: str = "",
) -> str:
    """The address of a search.

    Args:
        query: as typed.
        since: only what was published since that moment; days are for the query itself.
        order: `relevance`; empty: the newest first.
        before: where the page before ended.
        form: of a file, such as `csv`; empty: the page.
    """
    local = local_moment(since)
    path = f"{SEARCH}.{form}" if form else SEARCH
    return with_query(path, {"q": query, "since": local, "order": order, "before": before})


def article_address(key: int, query: str = "") -> str:
    """The address of an article; of a query its words are marked in it."""
    return with_query(f"{ARTICLES}/{key}", {"q": query})
