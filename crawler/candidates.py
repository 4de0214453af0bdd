"""Judging a discovered URL: is it an article of the outlet, and of the period asked for?"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from crawler.dates import Period, day_start
from crawler.ledger import Found, Outcome
from crawler.outlet import Outlet, Site
from crawler.urls import article_id_of, canonical_url_of, host_of, site_of
from errors import UsageError

# Browsers and servers take about so much; a feed can hold anything.
_LONGEST_URL = 2_000


# How long after an item was made it may still come out.
_MADE_BEFORE = timedelta(days=7)


def made_on(article_id: str, site: Site) -> date | None:
    """Return the day on which an item was made, where the site's ids tell."""
    found = site.id_time.search(article_id) if site.id_time else None
    if not found:
        return None
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    try:
        return date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004
    except ValueError:
        return None


def is_before(day: date, period: Period) -> bool:
    """Whether an item made on a day came out before a period for certain."""
    return period.start is not None and day_start(day) + _MADE_BEFORE < period.start


def _is_outside(found: Found, site: Site, period: Period) -> bool:
    if found.published_at is not None:
        return not period.holds(found.published_at)
    if found.modified_at is not None and period.start and found.modified_at < period.start:
        return True
    day = made_on(found.article_id, site)
    if day is None:
        return False
    after = period.end is not None and day_start(day) >= period.end
    return after or is_before(day, period)


def judge(found: Found, outlet: Outlet, period: Period) -> Found:
    """Say what a discovered URL is, and settle it where it need not be fetched.

    Args:
        found: the address as it was shown, and what the source said of it.
        outlet: the outlet that is crawled.
        period: the span of time that is asked for.
    """
    site = site_of(found.url, outlet)
    if len(found.url) > _LONGEST_URL:
        url = found.url[:_LONGEST_URL]
        return replace(found, url=url, site=host_of(url), outcome=Outcome.NOT_AN_ARTICLE)
    if site is None:
        return replace(found, site=host_of(found.url), outcome=Outcome.OFF_SITE)
    address = canonical_url_of(found.url, site)
    article_id = article_id_of(address, site)
    if article_id is None:
        return replace(found, url=address, site=site.host, outcome=Outcome.NOT_AN_ARTICLE)
    known = replace(found, url=address, site=site.host, article_id=article_id)
    if _is_outside(known, site, period):
        return replace(known, outcome=Outcome.OUT_OF_PERIOD)
    return known


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
