"""Addresses of pages that other pages lead to, each written in one place."""

from urllib.parse import urlencode

SEARCH = "/tim-kiem"


def search_address(query: str) -> str:
    """The page of what a search finds."""
    return f"{SEARCH}?{urlencode({'q': query})}"


def article_address(key: int) -> str:
    """The page of a stored article."""
    return f"/bai/{key}"
