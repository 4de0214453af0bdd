"""What our pipeline costs beside a crawler that only downloads, on the same pages in one run.

Prints pages per second, CPU milliseconds per page and peak memory of (a) bare Scrapy and (b) the
full way of an article, each a process of its own, in turns. See `bench/README.md`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from replica.run import Replica
from store.engine import open_engine
from store.reading import volumes

SITE = "vnexpress.net"

# All that it does is ask for pages, as many at a time as we do, and drop them.
BARE = """
import sys
from pathlib import Path
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for line in Path(sys.argv[1]).read_text().split():
            yield scrapy.Request(line, headers={"Host": sys.argv[2]}, dont_filter=True)
    def parse(self, response):
        return None

process = AsyncCrawlerProcess({
    "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Bare)
process.start()
"""


@dataclass(frozen=True)
class Cost:
    """What one process took: seconds by the clock, seconds of CPU, peak memory in megabytes."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], environment: dict[str, str]) -> Cost:
    """Run a process to its end and return what it took."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[:3]} failed with status {status}")
    # Linux counts kilobytes, macOS bytes.
    scale = 1e6 if sys.platform == "darwin" else 1e3
    wall = time.perf_counter() - began
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


@contextmanager
def pages(count: int) -> Iterator[tuple[Replica, list[str]]]:
    """A replica with so many article pages, and their live addresses."""
    with Replica((SITE,), per_day=count, since=date(2026, 11, 15), until=date(2026, 11, 15)) as it:
        yield it, [story.url for story in it.newsrooms[SITE]]


def bare(replica: Replica, urls: list[str], folder: Path) -> Cost:
    """(a): Scrapy that only downloads."""
    listed = folder / "bare.txt"
    listed.write_text("\n".join(replica.address + urlsplit(url).path for url in urls), "utf-8")
    return measure([sys.executable, "-c", BARE, str(listed), SITE], dict(os.environ))


def full(replica: Replica, urls: list[str], folder: Path) -> Cost:
    """(b): the process that `diembao crawl` starts, into an empty database."""
    listed = folder / "full.txt"
    listed.write_text("\n".join(urls), "utf-8")
    data = Path(tempfile.mkdtemp(dir=folder))
    environment = os.environ | {
        "DIEMBAO_DATA_DIR": str(data),
        "DIEMBAO_REPLICA": replica.address,
    }
    cost = measure(
        [sys.executable, "-m", "crawler", "vnexpress", "--urls", str(listed)], environment
    )
    stored = volumes(open_engine(f"sqlite:///{data / 'diembao.db'}"), _now())["vnexpress"]
    if stored.articles != len(urls):
        sys.exit(f"only {stored.articles} of {len(urls)} pages were stored: no fair measure")
    return cost


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """Measure in turns and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ways: dict[str, Callable[[Replica, list[str], Path], Cost]] = {"bare": bare, "full": full}
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    with pages(options.pages) as (replica, urls), tempfile.TemporaryDirectory() as folder:
        bare(replica, urls, Path(folder))  # the replica draws each page once
        for _ in range(options.turns):
            for name, way in ways.items():
                costs[name].append(way(replica, urls, Path(folder)))
    figures = {
        name: {
            "pages_per_second": options.pages / median(cost.wall for cost in measured),
            "cpu_ms_per_page": 1000 * median(cost.cpu for cost in measured) / options.pages,
            "memory_mb": max(cost.memory for cost in measured),
        }
        for name, measured in costs.items()
    }
    ratio = figures["full"]["pages_per_second"] / figures["bare"]["pages_per_second"]
    if options.json:
        print(json.dumps(figures | {"ratio": ratio}))
        return
    print(f"{options.pages} pages, median of {options.turns} turns, start-up of processes included")
    print(f"{'':8}{'pages/s':>10}{'CPU ms/page':>14}{'peak MB':>10}")
    for name, row in figures.items():
        cells = (row["pages_per_second"], row["cpu_ms_per_page"], row["memory_mb"])
        print(f"{name:8}{cells[0]:>10.0f}{cells[1]:>14.2f}{cells[2]:>10.0f}")
    print(f"full is {ratio:.2f} × bare (aim: at least 0.50); memory aim: under 200 MB")


if __name__ == "__main__":
    main()
