"""How many reprints are found, how many other articles are taken for one, and what it costs.

    python bench/stories.py edits ARTICLES.jsonl.gz
    python bench/stories.py feeds ITEMS.jsonl.gz
    python bench/stories.py speed ARTICLES.jsonl.gz [--url URL]

`edits` changes real articles as desks do and looks whether they are still found, and looks which
different articles would be taken for reprints, were they on different sites. `feeds` stores a
year's real feed items of three outlets and shows the groups that come of it. `speed` stores
articles into a month of 2,700 articles a day, in batches of 100; the database at the URL (a file in
a temporary folder, where none is given) must be empty. See docs/stories.md.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Engine, insert, select

from pipelines.group import REPRINT, SURELY, Text, bands_of, likeness, shared, signature_of
from store import bands, grouping
from store.engine import WRITES, open_engine
from store.keys import first_key
from store.models import ArticleRow, SignatureRow, VersionRow

BATCH: Final = 100
PER_DAY: Final = 2700
DAYS: Final = 30
SAMPLE: Final = 400
SHORTEST: Final = 80  # words of an article that is edited, in
FEWEST: Final = 4  # paragraphs

Article = tuple[str, str, list[str]]  # headline, lead, paragraphs
Rows = tuple[dict[str, Any], dict[str, Any]]  # of an article and its version
dice = random.Random(1)


def records(archive: Path) -> Iterator[dict[str, Any]]:
    """The lines of an archive of JSON lines."""
    with gzip.open(archive, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def articles(archive: Path) -> list[Article]:
    """Articles of some length; shorter ones leave nothing to edit."""
    split = ((r["title"], r["description"], r["text"].split("\n")) for r in records(archive))
    found = [
        (title, lead, [p for p in paragraphs if p.strip()]) for title, lead, paragraphs in split
    ]
    return [each for each in found if len(each[2]) >= FEWEST and words_of(each) >= SHORTEST]


def words_of(article: Article) -> int:
    """How many words its text has."""
    return sum(len(paragraph.split()) for paragraph in article[2])


# What is found.


def substituted(text: str, share: float, words: list[str], run: int) -> str:
    """Other words in place of some, one by one or as phrases of up to so many."""
    told = text.split(" ")
    left = int(len(told) * share)
    while left > 0:
        length = dice.randint(1, run)
        at = dice.randrange(len(told))
        told[at : at + length] = dice.choices(words, k=length)
        left -= length
    return " ".join(told)


def edits(all_of_them: list[Article]) -> dict[str, Callable[[Article], Article]]:
    """What desks do with an article, by name."""
    words = [word for _, _, told in all_of_them[:200] for word in " ".join(told).split()]

    def reworded(share: float, run: int) -> Callable[[Article], Article]:
        def edit(article: Article) -> Article:
            title, lead, told = article
            return title, lead, [substituted(each, share, words, run) for each in told]

        return edit

    return {
        "another headline": lambda a: ("Tít khác hẳn", a[1], a[2]),
        "agency mark added": lambda a: (a[0], a[1], [*a[2], "Theo TTXVN"]),
        "another lead": lambda a: (a[0], dice.choice(all_of_them)[1], a[2]),
        "first paragraph dropped": lambda a: (a[0], a[1], a[2][1:]),
        "last paragraph dropped": lambda a: (a[0], a[1], a[2][:-1]),
        "every third paragraph dropped": lambda a: (
            a[0],
            a[1],
            [each for number, each in enumerate(a[2]) if number % 3 != 1],
        ),
        "second half dropped": lambda a: (a[0], a[1], a[2][: len(a[2]) // 2]),
        "5 % of words replaced": reworded(0.05, 1),
        "10 % of words replaced": reworded(0.10, 1),
        "20 % of words replaced": reworded(0.20, 1),
        "10 % replaced, in phrases": reworded(0.10, 5),
        "20 % replaced, in phrases": reworded(0.20, 5),
        "30 % replaced, in phrases": reworded(0.30, 5),
    }


def text_of(article: Article, site: str) -> Text:
    """An article as grouping sees it."""
    title, lead, told = article
    return Text(site, 0, signature_of(title, lead, "\n".join(told)))


def is_found(one: Article, other: Article) -> bool:
    """Whether grouping takes an article for the reprint of another one, of another site."""
    first, second = text_of(one, "a.vn"), text_of(other, "b.vn")
    if not set(bands_of(first.signature)) & set(bands_of(second.signature)):
        return False
    how = likeness(first, second)
    return how >= SURELY or (how > 0 and alike(one, other) >= REPRINT)


def alike(one: Article, other: Article) -> float:
    """How much two articles share."""
    first, second = ("\n".join((lead, *told)) for _, lead, told in (one, other))
    return shared(first, second)


def show_edits(archive: Path) -> None:
    """Print how many edited articles are found, and which others would be."""
    whole = articles(archive)
    sample = dice.sample(whole, SAMPLE)
    print("| edit | shared, median | found |\n| --- | --- | --- |")
    for name, edit in edits(whole).items():
        edited = [(each, edit(each)) for each in sample]
        median = sorted(alike(*pair) for pair in edited)[SAMPLE // 2]
        found = sum(is_found(*pair) for pair in edited) / SAMPLE
        print(f"| {name} | {median:.2f} | {found:.0%} |")
    met: dict[tuple[int, int], list[Article]] = defaultdict(list)
    for each in whole:
        for band in bands_of(text_of(each, "").signature):
            met[band].append(each)
    pairs = {
        (id(one), id(other)): (one, other)
        for group in met.values()
        for one, other in combinations(group, 2)
    }
    wrong = [(alike(*pair), *pair) for pair in pairs.values() if is_found(*pair)]
    print(f"\n{len(whole)} different articles: {len(pairs)} pairs compared, {len(wrong)} taken for")
    print("reprints if they were on different sites:")
    for how, (one, *_), (other, *_) in sorted(wrong, reverse=True):
        print(f"  {how:.2f} {one} | {other}")


# What comes of feed items, and what it costs.


def rows_of(site: str, at: datetime, own_id: str, texts: tuple[str, str, str]) -> Rows:
    """An article and its version, as rows."""
    title, lead, body = texts
    article = {
        "id": first_key(at) + int(own_id) % 2**20,
        "outlet": "x",
        "site": site,
        "article_id": own_id,
        "canonical_url": "",
        "form": "text",
        "section": "",
        "published_at": at,
        "published_estimated": False,
        "first_seen_at": at,
        "version": 1,
        "about_police": False,
        "rules_version": "",
    }
    version = {"article": article["id"], "number": 1, "seen_at": at}
    lists: dict[str, Any] = {"authors": [], "tags": [], "images": [], "sources": {}}
    return article, version | lists | {"title": title, "lead": lead, "body": body}


def store(engine: Engine, rows: Iterable[Rows]) -> tuple[float, float]:
    """Store articles in batches; return what grouping took of each, in seconds, and of CPU."""
    left, spent = iter(rows), []
    while batch := list(islice(left, BATCH)):
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            connection.execute(insert(ArticleRow), [article for article, _ in batch])
            connection.execute(insert(VersionRow), [version for _, version in batch])
            start = time.perf_counter(), time.process_time()
            now = batch[-1][0]["published_at"]
            grouping.group(connection, [version for _, version in batch], now)
            spent.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    wall, cpu = (sum(each) / len(spent) / BATCH for each in zip(*spent, strict=True))
    return wall, cpu


def show_feeds(archive: Path, engine: Engine) -> None:
    """Store feed items and print the groups."""
    items = []
    for number, item in enumerate(records(archive)):
        # Tuổi Trẻ's feed states no time of its own.
        at = datetime.fromisoformat(
            item["fetched" if item["source"].startswith("Tuổi") else "published"]
        )
        host = urlsplit(item["url"]).hostname or ""
        items.append((at.astimezone(UTC), host, str(number), item["title"], item["summary"]))
    items.sort()
    rows = (rows_of(site, at, own, (title, lead, "")) for at, site, own, title, lead in items)
    wall, cpu = store(engine, rows)
    print(f"{len(items)} items, {wall * 1e3:.2f} ms each ({cpu * 1e3:.2f} ms of this process)")
    groups: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    told = select(ArticleRow.story, ArticleRow.site, VersionRow.title).join(VersionRow)
    with engine.connect() as connection:
        for story, site, title in connection.execute(told.where(ArticleRow.story.is_not(None))):
            groups[story].append((site, title))
    print("sizes:", sorted(Counter(map(len, groups.values())).items()))
    for kind, several in (("on several sites", True), ("on one site", False)):
        chosen = [each for each in groups.values() if (len({s for s, _ in each}) > 1) is several]
        print(f"\n{len(chosen)} groups {kind}, of which 40:")
        for group in dice.sample(chosen, min(40, len(chosen))):
            print("  " + " | ".join(f"{title} ({site})" for site, title in group))


def show_speed(archive: Path, engine: Engine) -> None:
    """Fill a month with signatures of nothing, then store real articles on its last day."""
    start = datetime(2026, 10, 1, tzinfo=UTC)
    step = timedelta(days=1) / PER_DAY
    for day in range(DAYS - 1):
        moments = [start + timedelta(days=day) + step * number for number in range(PER_DAY)]
        rows = [
            rows_of(f"{number % 12}.vn", at, str(day * PER_DAY + number), ("", "", ""))[0]
            for number, at in enumerate(moments)
        ]
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            connection.execute(insert(ArticleRow), rows)
            made = [
                {
                    "article": row["id"],
                    "text_hash": dice.randbytes(16),
                    "minhash": dice.randbytes(128),
                }
                for row in rows
            ]
            signatures = bands.signatures_in(made)
            bands.hold(connection, bands.weeks_around(signatures), moments[-1])
            connection.execute(insert(SignatureRow), made)
            bands.add(connection, signatures)
    texts = [
        (title, lead, " ".join(" ".join(told).split()[:450]))
        for title, lead, told in articles(archive)
    ]
    today = start + timedelta(days=DAYS - 1)
    fresh = (
        rows_of(f"{n % 12}.vn", today + step * n, str(DAYS * PER_DAY + n), texts[n])
        for n in range(min(PER_DAY, len(texts)))
    )
    begun = time.process_time()
    for each in texts:
        signature_of(*each)
    alone = (time.process_time() - begun) / len(texts)
    wall, cpu = store(engine, fresh)
    print(f"{engine.dialect.name}: {wall * 1e3:.3f} ms an article ({cpu * 1e3:.3f} ms of this")
    print(f"process, {alone * 1e3:.3f} ms for the signature)")


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("edits", "feeds", "speed"))
    parser.add_argument("archive", type=Path)
    parser.add_argument("--url", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.what == "edits":
            show_edits(options.archive)
            return 0
        engine = open_engine(options.url or f"sqlite:///{folder}/stories.db")
        (show_feeds if options.what == "feeds" else show_speed)(options.archive, engine)
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
