"""What our search is measured beside: a plain LIKE, and Datasette's search of the same rows."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, text

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "bench"
DATASETTE = ROOT / "build" / "datasette"
DATASETTE_NEEDS = ("datasette==0.65.2",)
DATASETTE_ASKS = """
import asyncio, json, sys, time
from urllib.parse import quote
from datasette.app import Datasette
file, turns, *phrases = sys.argv[1:]
async def main():
    app = Datasette([file], settings={"sql_time_limit_ms": 60000, "num_sql_threads": 1})
    await app.invoke_startup()
    times = {}
    for phrase in phrases:
        path = f"/peer/articles.json?_search={quote(phrase)}&_sort_desc=id&_size=50&_nofacet=1"
        path += "&_nocount=1&_shape=array"
        took = []
        for _ in range(int(turns) + 1):
            began = time.perf_counter()
            answer = await app.client.get(path)
            took.append((time.perf_counter() - began) * 1e3)
            assert answer.status_code == 200, answer.text
        times[phrase] = [took[1:], len(answer.json())]
    print(json.dumps(times))
asyncio.run(main())
"""


def like(engine: Engine, words: str) -> float:
    """Ask for the newest 50 texts that hold some words by LIKE, once; return milliseconds."""
    asked = text(
        "SELECT article FROM versions WHERE title LIKE :w OR lead LIKE :w OR body LIKE :w "
        "ORDER BY article DESC LIMIT 50"
    )
    with engine.connect() as connection:
        began = time.perf_counter()
        connection.execute(asked, {"w": f"%{words}%"}).all()
        return (time.perf_counter() - began) * 1e3


def _database(source: Path, most: int) -> Path:
    """Copy the newest articles into a database as Datasette's own tools would index it."""
    file = BUILD / "peer.db"
    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as connection:
        connection.execute("ATTACH ? AS ours", (str(source),))
        connection.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, lead TEXT, body TEXT)"
        )
        connection.execute(
            "INSERT INTO articles SELECT article, title, lead, body FROM ours.versions "
            "WHERE number = 1 ORDER BY article DESC LIMIT ?",
            (most,),
        )
        connection.execute(
            "CREATE VIRTUAL TABLE articles_fts USING fts5(title, lead, body, content=articles, "
            "content_rowid=id)"
        )
        connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
    connection.close()
    return file


def by_datasette(
    source: Path, most: int, phrases: Sequence[str], turns: int
) -> dict[str, tuple[float, int]]:
    """Ask Datasette, in an environment of its own, for the newest 50 articles with each phrase.

    Returns:
        For each phrase the median in milliseconds, and how many came.

    Raises:
        OSError, CalledProcessError: it could not be installed or did not start.
    """
    python = str(DATASETTE / "bin" / "python")
    if not DATASETTE.exists():
        print(f"Installing Datasette into {DATASETTE.relative_to(ROOT)} (once) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(DATASETTE)], check=True)
    install = [python, "-m", "pip", "install", "--quiet", *DATASETTE_NEEDS]
    subprocess.run(install, check=True, capture_output=True)
    file = _database(source, most)
    command = [python, "-c", DATASETTE_ASKS, str(file), str(turns), *phrases]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    file.unlink()
    return {phrase: (median(took), came) for phrase, (took, came) in answer.items()}
