"""Which documents of a site its file names, and which of them a check tries first."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from crawler.checking.facts import Fact, Verdict
from crawler.dates import Period, day_start, vietnamese_day
from crawler.outlet import Site
from crawler.sources import Layer, Source, archive_sources, recent_sources

T = TypeVar("T")

_NAMES = {Layer.FEEDS: "feed", Layer.NEWS: "news sitemap", Layer.LISTINGS: "listing"}
# The attribute of a site that names each kind.
DECLARED = {"feed": "feeds", "news sitemap": "news_sitemaps", "listing": "listings"}


def path_of(url: str) -> str:
    """An address without its host."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Document:
    """A document of a site that its file names, and what is to be changed where it is wrong."""

    def __init__(self, kind: str, source: Source, *, declared: str, text: str) -> None:
        self.kind = kind
        self.source = source
        self.declared = declared
        self.text = text
        self.name = path_of(source.url)

    def fact(self, verdict: Verdict, said: str, *, declared: str | None = None) -> Fact:
        """What became of it; `declared` is the attribute to blame, where not its own, if any."""
        return Fact(
            self.source.site.host,
            self.kind,
            self.name,
            verdict,
            said,
            self.declared if declared is None else declared,
            self.text if declared is None else "",
        )


def recent_documents(site: Site) -> list[Document]:
    """What shows the newest articles of a site: feeds, news sitemaps, first pages of listings."""
    return [
        Document(_NAMES[layer], source, declared=DECLARED[_NAMES[layer]], text=path_of(source.url))
        for layer, source in recent_sources(site)
    ]


def archive_documents(site: Site, now: datetime) -> Iterator[Document]:
    """One document of each archive: that of yesterday, since today's may be empty."""
    yesterday = vietnamese_day(now) - timedelta(days=1)
    period = Period(day_start(yesterday), day_start(yesterday + timedelta(days=1)))
    for number, archive in enumerate(site.archives):
        source = next(archive_sources(site, number, period, now), None)
        if source is not None:
            yield Document("archive", source, declared="archives", text=archive.path)


def turned(documents: Sequence[T], day: date, step: int) -> list[T]:
    """The same documents, beginning where yesterday's check stopped if it tried `step` of them."""
    if not documents:
        return []
    start = day.toordinal() * step % len(documents)
    return [*documents[start:], *documents[:start]]
