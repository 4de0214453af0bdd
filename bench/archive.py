"""How much the page archive grows per 1,000 pages: a replica's pages, then a folder of saved ones.

The replica is crawled and its archive weighed. Saved pages are packed as a site would send them
(gzip at its usual level) and written as the archive writes them, without a crawl.
"""

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from crawler.warc import Capture, page_record
from replica.run import Replica

_LEVEL = 6  # of nginx's and Apache's gzip where nobody chose another
_HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]


def of_replica(folder: Path) -> list[int]:
    """Crawl a replica and return the size of each of its pages' records."""
    from sqlalchemy import select

    from store.engine import open_engine
    from store.models import PageRow

    with Replica(per_day=60) as replica:
        settings = {"DIEMBAO_REPLICA": replica.address, "DIEMBAO_DATA_DIR": str(folder)}
        subprocess.run(
            [sys.executable, "-c", "from cli import main; main()", "crawl"],
            env=os.environ | settings,
            check=True,
            capture_output=True,
        )
    with open_engine(f"sqlite:///{folder / 'diembao.db'}").connect() as connection:
        return list(connection.scalars(select(PageRow.length)))


def of_saved(pages: Iterable[Path]) -> list[int]:
    """Return the size of the record of each saved page."""
    return [
        len(
            page_record(
                Capture(
                    f"https://example.vn/{page.stem}-20261124000000000.htm",
                    "200 OK",
                    _HEADERS,
                    gzip.compress(page.read_bytes(), _LEVEL),
                    datetime.now(UTC),
                )
            )
        )
        for page in pages
    ]


def _print(name: str, sizes: list[int]) -> None:
    if sizes:
        low, high = min(sizes) / 1000, max(sizes) / 1000
        span = f"{low:.0f} to {high:.0f} KB a page"
        print(f"{name}: {len(sizes)} pages, {mean(sizes) / 1000:.1f} MB per 1,000 ({span})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("saved", nargs="?", type=Path, help="folder of saved article pages")
    saved = parser.parse_args().saved
    with tempfile.TemporaryDirectory() as folder:
        _print("replica", of_replica(Path(folder)))
    if saved:
        _print("saved pages", of_saved(sorted(saved.glob("**/article*.html"))))


if __name__ == "__main__":
    main()
