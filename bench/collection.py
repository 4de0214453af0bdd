"""A collection to measure on: articles made of real sentences, as many as are asked for.

Sizes spread around 3 KB as the outlets' do; 15 % have topics; 8 % are reprints of an article of the
last day, little changed; twelve outlets publish 2,700 a day. Two phrases are planted, so that it is
known how often they stand. The same seed gives the same collection.
"""

import gzip
import json
import random
import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.ledger import Fetched
from crawler.records import Article
from store.articles import Arrival
from topics.tagger import Match, Tags

PER_DAY = 2_700
BEGIN = datetime(2025, 11, 20, tzinfo=UTC)
OUTLETS = (
    *("vnexpress", "thanhnien", "tuoitre", "vtv", "vov", "nhandan", "ttxvn", "vietnamnet"),
    *("dantri", "laodong", "tienphong", "quochoi"),
)
TOPICS = (
    *("traffic", "drugs", "criminal-cases", "corruption-economic", "cybercrime", "project-06"),
    *("population-id", "weapons", "commune-police", "legislation", "fire-rescue", "immigration"),
)
# Planted phrases and in how many articles of a million they stand: of common syllables, in fewer
# articles than fill a page; and with a syllable that is nowhere else.
COMMON_SYLLABLES = "người của nhà không được", 20
RARE_SYLLABLE = "thuỷ đao quắm", 200
_SECTIONS = ("Thời sự", "Pháp luật", "Xã hội", "Thế giới", "Kinh tế", "Giáo dục", "Thể thao")


def sentences(datasets: Path) -> list[str]:
    """Read the sentences of the 3,456 VnExpress articles of 2022."""
    found: list[str] = []
    with gzip.open(datasets / "vnexpress_articles_2022.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line).get("text") or ""
            parts = (part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text))
            found += [part for part in parts if 5 < len(part.split()) < 60]  # noqa: PLR2004
    return found


class Press:
    """Writes articles, one after the other in time.

    Args:
        pool: sentences to write them of.
        seed: the same seed, the same articles.
    """

    def __init__(self, pool: list[str], seed: int = 1) -> None:
        self._pool = pool
        self._random = random.Random(seed)
        self._recent: deque[tuple[str, list[str]]] = deque(maxlen=PER_DAY)
        self._number = 0
        self._now = BEGIN

    def _written(self) -> tuple[str, list[str]]:
        """A headline and paragraphs of three sentences or so."""
        draw = self._random
        size = draw.lognormvariate(7.87, 0.5)
        lines: list[str] = []
        while sum(len(line.encode()) for line in lines) < size:
            lines.append(draw.choice(self._pool))
        for phrase, many in (COMMON_SYLLABLES, RARE_SYLLABLE):
            if draw.random() < many / 1_000_000:
                lines.insert(draw.randrange(len(lines) + 1), f"Hôm nay {phrase} ra mắt.")
        paragraphs = [" ".join(lines[at : at + 3]) for at in range(0, len(lines), 3)]
        return " ".join(draw.choice(self._pool).split()[:12]), paragraphs

    def _reprinted(self) -> tuple[str, list[str]]:
        title, paragraphs = self._random.choice(self._recent)
        return f"Tin thêm: {title}", paragraphs[: max(len(paragraphs) - 1, 1)]

    def _tags(self) -> Tags:
        draw = self._random
        if draw.random() > 0.15:  # noqa: PLR2004 - the share of articles with topics
            return Tags((), False, ())
        topics = tuple(sorted(draw.sample(TOPICS, 1 + (draw.random() < 0.3))))  # noqa: PLR2004
        matches = (Match(topic, f"{topic}/strong", "công an", "body", 5, 12) for topic in topics)
        return Tags(topics, True, tuple(matches) * 3)

    def article(self) -> Arrival:
        """Write the next article."""
        draw = self._random
        self._number += 1
        self._now += timedelta(seconds=draw.expovariate(PER_DAY / 86_400))
        reprint = self._recent and draw.random() < 0.08  # noqa: PLR2004
        title, paragraphs = self._reprinted() if reprint else self._written()
        self._recent.append((title, paragraphs))
        outlet = draw.choice(OUTLETS)
        url = f"https://{outlet}.vn/tin-{self._number}.htm"
        article = Article(
            outlet=outlet,
            site=f"{outlet}.vn",
            url=url,
            canonical_url=url,
            article_id=str(self._number),
            title=title,
            lead=" ".join(paragraphs[0].split()[:35]),
            body="\n\n".join(paragraphs),
            authors=("Bùi Giang",),
            section=draw.choice(_SECTIONS),
            published_at=self._now.replace(microsecond=0),
        )
        return Arrival(article, self._tags(), Fetched(self._number))

    def articles(self, count: int) -> Iterator[Arrival]:
        """Write so many articles."""
        return (self.article() for _ in range(count))


def feed_items(datasets: Path) -> Iterator[Arrival]:
    """Read the 178,638 real feed items of a year as articles of a headline and a lead."""
    slugs = {"VnExpress": "vnexpress", "Thanh Niên": "thanhnien", "Tuổi Trẻ": "tuoitre"}
    with gzip.open(datasets / "rss_items_2025-08_2026-08.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            item = json.loads(line)
            outlet = slugs[item["source"].split(" - ")[0]]
            article = Article(
                outlet=outlet,
                site=f"{outlet}.vn",
                url=item["url"],
                canonical_url=item["url"],
                article_id=str(number),
                title=item["title"],
                lead=item["summary"],
                section=item["category"],
                published_at=datetime.fromisoformat(item["fetched"]).astimezone(UTC),
            )
            yield Arrival(article, Tags((), False, ()), Fetched(number))
