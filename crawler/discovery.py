"""Judging a discovered URL: is it an article of the outlet, and of the period asked for?"""

from datetime import datetime
from pathlib import Path

from crawler.dates import Period
from crawler.ledger import Found, Outcome
from crawler.outlet import Outlet
from crawler.urls import article_id_of, canonical_url_of, host_of, site_of
from errors import UsageError

# Browsers and servers take about so much; a feed can hold anything.
_LONGEST_URL = 2_000


def judge(
    url: str, via: str, outlet: Outlet, period: Period, published_at: datetime | None = None
) -> Found:
    """Say what a discovered URL is, and settle it where it need not be fetched.

    Args:
        url: the address as it was shown.
        via: the address of the feed or listing that showed it.
        outlet: the outlet that is crawled.
        period: the span of time that is asked for.
        published_at: when the source says it was published (UTC), if it does.
    """
    site = site_of(url, outlet)
    if len(url) > _LONGEST_URL:
        return Found(
            url[:_LONGEST_URL], host_of(url), "", via, published_at, Outcome.NOT_AN_ARTICLE
        )
    if site is None:
        return Found(url, host_of(url), "", via, published_at, Outcome.OFF_SITE)
    address = canonical_url_of(url, site)
    article_id = article_id_of(address, site)
    if article_id is None:
        return Found(address, site.host, "", via, published_at, Outcome.NOT_AN_ARTICLE)
    outside = published_at is not None and not period.holds(published_at)
    outcome = Outcome.OUT_OF_PERIOD if outside else None
    return Found(address, site.host, article_id, via, published_at, outcome)


def addresses_of(file: Path) -> list[str]:
    """Read a list of addresses, one a line; empty lines and lines that begin with # are skipped.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read as a list of addresses ({error}).") from None
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
