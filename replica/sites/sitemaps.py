"""Sitemaps, declared by a site and written from its newsroom: an index, its shards, the news.

The times in them bear ``+07:00``. A news sitemap holds two days, as Google asks.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from replica.assignments import VIETNAM
from replica.newsroom import Story
from replica.sites.page import Page, text

if TYPE_CHECKING:
    from replica.sites.base import Site

XML = "application/xml; charset=utf-8"
DAY = dt.timedelta(days=1)
NEWS_DAYS = 2 * DAY
SHARD_LENGTH = 1000
WHOLE_LENGTH = 5000

Span = Literal["day", "five-days", "month", "whole"]
Images = Literal["none", "title", "caption"]

_FIELD = re.compile(r"\{(\w+)[^}]*\}")
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


@dataclass(frozen=True, slots=True)
class _Shard:
    path: str
    first: dt.date
    last: dt.date
    part: int


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """The sitemaps of one site.

    Attributes:
        shard: path of a shard, with the fields ``{year}``, ``{month}``, ``{first}``, ``{last}``
            (days of the month) and ``{part}``, padded as the site pads them.
        span: how much time one shard covers.
        index: path of the index; empty where the shard itself is what robots would name.
        root: path of an index above that one, where there is one.
        latest: path of a sitemap of the newest days.
        news: path of the Google News sitemap.
        others: what else the index lists; answered with the site's sections.
        images: what is said of the pictures of an article in a shard.
        current_listed: whether the index lists the shard of today before its time is over.
        refused: whether shards send plain clients to the front page (302).
    """

    shard: str
    span: Span
    index: str = "/sitemap.xml"
    root: str = ""
    latest: str = ""
    news: str = ""
    others: Sequence[str] = ()
    images: Images = "none"
    current_listed: bool = True
    refused: bool = False

    def routes(
        self, site: "Site"
    ) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], Page | None]]]:
        """The addresses of the sitemaps, and what writes them."""
        fixed = {
            self.index: lambda _: self._index(site),
            self.root: lambda _: _index_page(site, self._beside(site, self.index)),
            self.latest: lambda _: _page(self._urlset(self._latest(site))),
            self.news: lambda _: _page(self._news(site)),
            **dict.fromkeys(self.others, lambda _: _page(_sections(site))),
        }
        for path, write in fixed.items():
            if path:
                yield re.compile(re.escape(path)), write
        literals = _FIELD.split(self.shard)
        pattern = "".join(
            rf"(?P<{each}>\d+)" if place % 2 else re.escape(each)
            for place, each in enumerate(literals)
        )
        yield re.compile(pattern), lambda match: self._shard(site, match[0])

    def _index(self, site: "Site") -> Page:
        today = _today(site)
        shards = [
            each
            for each in self._shards(site)
            if self.current_listed or not each.first <= today <= each.last
        ]
        entries = [] if self.root else self._beside(site)
        entries += [
            (each.path, min(_midnight(each.last + DAY), site.now)) for each in reversed(shards)
        ]
        return _index_page(site, entries)

    def _beside(self, site: "Site", *paths: str) -> list[tuple[str, dt.datetime]]:
        """What stands beside shards in an index."""
        listed = (*paths, self.latest, self.news, *self.others)
        return [(path, site.now) for path in listed if path]

    def _shard(self, site: "Site", path: str) -> Page | None:
        shard = next((each for each in self._shards(site) if each.path == path), None)
        if shard is None:
            return None
        if self.refused:
            return Page(b"", status=302, headers={"Location": f"{site.origin}/"})
        stories = self._stories(site, shard.first, shard.last)
        first = (shard.part - 1) * SHARD_LENGTH
        length = WHOLE_LENGTH if self.span == "whole" else SHARD_LENGTH
        return _page(self._urlset(stories[first : first + length]))

    def _stories(self, site: "Site", first: dt.date, last: dt.date) -> list[Story]:
        end = _midnight(last + DAY) - dt.timedelta(seconds=1)
        return site.newsroom.between(_midnight(first), end)

    def _shards(self, site: "Site") -> Iterator[_Shard]:
        """The shards that hold something by now, oldest first."""
        newsroom, today = site.newsroom, _today(site)
        first = newsroom.since
        while first <= min(newsroom.until, today):
            start, last = self._span(first, newsroom.since, newsroom.until)
            parts = 1
            if "{part" in self.shard:
                parts = max(-(-len(self._stories(site, start, last)) // SHARD_LENGTH), 1)
            for part in range(1, parts + 1):
                path = self.shard.format(
                    year=start.year, month=start.month, first=start.day, last=last.day, part=part
                )
                yield _Shard(path, start, last, part)
            first = last + DAY

    def _span(self, day: dt.date, since: dt.date, until: dt.date) -> tuple[dt.date, dt.date]:
        """The first and the last day of the shard that holds a day."""
        match self.span:
            case "day":
                return day, day
            case "whole":
                return since, until
            case "month":
                return day.replace(day=1), _month_end(day)
            case "five-days":
                # 1-5, 6-10 … and what is left of the month, up to the 31st, in the sixth.
                block = min((day.day - 1) // 5, 5)
                start = day.replace(day=block * 5 + 1)
                end = _month_end(day)
                return start, end if block == 5 else start + 4 * DAY  # noqa: PLR2004 - the sixth

    def _latest(self, site: "Site") -> list[Story]:
        """The last days, and all that stands in no shard of the index yet."""
        block, _ = self._span(_today(site), site.newsroom.since, site.newsroom.until)
        return site.newsroom.between(min(_midnight(block), site.now - NEWS_DAYS), site.now)

    def _urlset(self, stories: Sequence[Story]) -> str:
        return (
            f"<urlset {_NAMESPACES}>\n"
            + "".join(
                f"<url><loc>{text(each.url)}</loc><lastmod>{_stamp(each.modified_at)}</lastmod>"
                f"<changefreq>never</changefreq>{self._image(each)}</url>\n"
                for each in stories
            )
            + "</urlset>\n"
        )

    def _image(self, story: Story) -> str:
        if self.images == "none":
            return ""
        said = story.captions[0] if story.captions and self.images == "caption" else story.title
        return (
            f"<image:image><image:loc>{text(story.images[0])}</image:loc>"
            f"<image:{self.images}>{text(said)}</image:{self.images}></image:image>"
        )

    def _news(self, site: "Site") -> str:
        return (
            f"<urlset {_NAMESPACES}>\n"
            + "".join(
                f"<url><loc>{text(each.url)}</loc><news:news><news:publication><news:name>"
                f"{site.host}</news:name><news:language>vi</news:language></news:publication>"
                f"<news:publication_date>{_stamp(each.published_at)}</news:publication_date>"
                f"<news:title>{text(each.printed_title)}</news:title>"
                f"<news:keywords>{text(', '.join(each.tags))}</news:keywords></news:news>"
                f"<image:image><image:loc>{text(each.images[0])}</image:loc></image:image></url>\n"
                for each in _last_days(site)
            )
            + "</urlset>\n"
        )


def _index_page(site: "Site", entries: Sequence[tuple[str, dt.datetime]]) -> Page:
    return _page(
        f"<sitemapindex {_NAMESPACES}>\n"
        + "".join(
            f"<sitemap><loc>{text(site.origin + path)}</loc>"
            f"<lastmod>{_stamp(moment)}</lastmod></sitemap>\n"
            for path, moment in entries
        )
        + "</sitemapindex>\n"
    )


def _today(site: "Site") -> dt.date:
    return site.now.astimezone(VIETNAM).date()


def _last_days(site: "Site") -> list[Story]:
    return site.newsroom.between(site.now - NEWS_DAYS, site.now)


def _sections(site: "Site") -> str:
    return (
        f"<urlset {_NAMESPACES}>\n"
        + "".join(
            f"<url><loc>{text(site.origin)}/{each.slug}</loc></url>\n" for each in site.sections
        )
        + "</urlset>\n"
    )


def _page(body: str) -> Page:
    return Page(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode(), XML)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), VIETNAM)


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
