"""How fast articles are exported, and in how much memory: each format in a process of its own.

    python bench/export.py [--articles 100000] [--forms csv,xlsx]

Fills an SQLite collection in a temporary folder with articles of about 3 KB of the replica's prose,
then runs `diembao articles --output` on it as a user would. A megabyte is a million bytes.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, insert

from exports import Form
from replica.prose import Writer, templates
from store.engine import WRITES, open_engine
from store.keys import first_key
from store.models import ArticleRow, Base, TopicRow, VersionRow

NEWEST: Final = datetime(2026, 11, 24, tzinfo=UTC)
BODY: Final = 3_000  # bytes, at the least
DRAWN: Final = 500  # stories; their numbers tell the articles apart
BATCH: Final = 2_000
OUTLETS: Final = ("vnexpress", "vtv", "tuoitre", "thanhnien", "dantri", "nhandan")

# Runs the command, then tells its own peak. Linux's figure for a process that has ended would count
# the one that started it too.
CHILD: Final = """
import sys
from pathlib import Path
from cli import main
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""

Rows = dict[type[Base], dict[str, Any]]


def stories() -> list[dict[str, Any]]:
    """Texts to draw from, with their topics."""
    dice = random.Random(1)
    drawn = []
    for _ in range(DRAWN):
        template = dice.choice(templates())
        writer = Writer(template, dice, date(2026, 11, 24))
        draft = writer.draft()
        paragraphs = list(draft.paragraphs)
        while len("\n\n".join(paragraphs).encode()) < BODY:
            paragraphs += writer.draft().paragraphs[:2]
        drawn.append(
            {
                "title": draft.title,
                "lead": draft.lead,
                "body": "\n\n".join(paragraphs),
                "topics": template.topics,
                "police": template.about_police,
            }
        )
    return drawn


def articles(count: int) -> Iterator[Rows]:
    """The rows of articles, the oldest first, half a minute apart."""
    drawn = stories()
    for number in range(count):
        story = drawn[number % DRAWN]
        at = NEWEST - timedelta(seconds=30 * (count - number))
        key, outlet = first_key(at), OUTLETS[number % len(OUTLETS)]
        yield {
            ArticleRow: {
                "id": key,
                "outlet": outlet,
                "site": f"{outlet}.vn",
                "article_id": str(number),
                "canonical_url": f"https://{outlet}.vn/{'tin-trong-ngay-' * 4}{number}.htm",
                "form": "text",
                "section": "Thời sự",
                "published_at": at,
                "published_estimated": False,
                "first_seen_at": at,
                "version": 1,
                "about_police": story["police"],
                "rules_version": "",
            },
            VersionRow: {
                "article": key,
                "number": 1,
                "seen_at": at,
                "title": f"{story['title']} ({number})",
                "lead": story["lead"],
                "body": story["body"],
                "authors": ["Bùi Giang"],
                "tags": [],
                "images": [],
                "sources": {},
            },
            TopicRow: {"topic": next(iter(story["topics"]), ""), "article": key},
        }


def fill(engine: Engine, count: int) -> None:
    """Put so many articles into an empty database."""
    coming = articles(count)
    while batch := list(islice(coming, BATCH)):
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            for table in (ArticleRow, VersionRow):
                connection.execute(insert(table), [rows[table] for rows in batch])
            if topics := [rows[TopicRow] for rows in batch if rows[TopicRow]["topic"]]:
                connection.execute(insert(TopicRow), topics)


def measure(folder: Path, form: Form) -> tuple[float, float, float]:
    """Export everything in a form; return seconds, peak megabytes, and the file's megabytes."""
    output = folder / f"export.{form}"
    words = ("articles", "--format", form.value, "--output", str(output))
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *words],
        env=os.environ | {"DIEMBAO_DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{form} failed: {done.stderr}")
    size = output.stat().st_size / 1e6
    output.unlink()
    return took, int(done.stderr.split()[-1]) * 1024 / 1e6, size


def main() -> None:
    """Fill a collection, export it in each form and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--forms", default="csv,jsonl,json,xlsx")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        engine = open_engine(f"sqlite:///{name}/diembao.db")
        fill(engine, given.articles)
        engine.dispose()
        size = sum(file.stat().st_size for file in Path(name).iterdir()) / 1e6
        print(f"{given.articles:,} articles, {size:,.0f} MB of SQLite", flush=True)
        print(f"{'':8}{'rows/s':>10}{'seconds':>10}{'peak MB':>10}{'file MB':>10}")
        for form in map(Form, given.forms.split(",")):
            took, peak, written = measure(Path(name), form)
            rate = given.articles / took
            print(f"{form:8}{rate:>10,.0f}{took:>10.0f}{peak:>10.0f}{written:>10,.0f}", flush=True)
    print("Memory aim: under 300 MB at 1,000,000 articles.")


if __name__ == "__main__":
    main()
