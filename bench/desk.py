"""What the desk costs: twenty readers click through its pages while a crawl writes.

Prints, for each kind of page, the time to its last byte (half of the answers, 95 of a hundred, the
slowest) and the bytes sent, and what the first visit transfers. See bench/README.md.
"""

import argparse
import asyncio
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote_plus

import httpx
import psutil
from rich import box
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from crawler.dates import VIETNAM  # noqa: E402
from desk.access import SESSION  # noqa: E402
from desk.serving import bound  # noqa: E402
from replica.run import Replica  # noqa: E402
from settings import current  # noqa: E402
from store.engine import open_engine, writing  # noqa: E402
from store.keys import moment_of  # noqa: E402
from store.sessions import begin_session  # noqa: E402
from store.tokens import add_token  # noqa: E402
from store.users import Role, add_user, find_user  # noqa: E402

BUILD = ROOT / "build" / "bench"
THINK = 1.0  # seconds between two clicks
PAUSE = 2.0  # seconds that an answer takes: as long as the pause between two requests to an outlet
AIM_MS, AIM_BYTES = 150, 100_000
PHRASES = (
    *('"công an"', "ma túy", "bắt giữ", "topic:drugs", 'lừa đảo "tài sản"', "tai nạn giao thông"),
    *("cong an thanh pho", 'outlet:vtv "quốc hội"', "title:bắt*", '"ma túy" -"ca sĩ"'),
)
# Pages by kind, and how often of a hundred clicks.
CLICKS: Mapping[str, int] = {
    "today": 20,
    "search": 20,
    "search, relevance": 5,
    "next page": 8,
    "article": 25,
    "charts": 6,
    "outlets": 5,
    "outlet": 4,
    "API search": 4,
    "API today": 3,
}
_ARTICLE = re.compile(r'href="(/bai/\d+)')
_NEXT = re.compile(r'"(/tim-kiem\?[^"]*before=\d+[^"]*)"')
_STATIC = re.compile(r'"(/static/[^"]+)"')

out = Console(width=120)


@dataclass
class Seen:
    """What readers measured: seconds and bytes of each answer by kind; what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


class Person:
    """A reader with a browser, who thinks and clicks."""

    def __init__(self, address: str, session: str, key: str, seed: int, seen: Seen) -> None:
        self._session, self._key = session, key
        self._client = httpx.AsyncClient(base_url=address, trust_env=False, timeout=60)
        self._draw = random.Random(seed)
        self._seen = seen
        self._articles = ["/"]
        self._next = "/tim-kiem?q=c%C3%B4ng"

    def _where(self, kind: str) -> str:
        phrase = quote_plus(self._draw.choice(PHRASES))
        return {
            "today": "/",
            "search": f"/tim-kiem?q={phrase}",
            "search, relevance": f"/tim-kiem?q={phrase}&order=relevance",
            "next page": self._next,
            "article": self._draw.choice(self._articles),
            "charts": "/thong-ke",
            "outlets": "/co-quan",
            "outlet": f"/co-quan/{self._draw.choice(('vtv', 'vov', 'vnexpress'))}",
            "API search": f"/api/v1/search?q={phrase}",
            "API today": "/api/v1/today",
        }[kind]

    async def _get(self, path: str) -> tuple[httpx.Response, float]:
        asked = {"Cookie": f"{SESSION}={self._session}"}
        if path.startswith("/api/"):
            asked = {"Authorization": f"Bearer {self._key}"}
        begin = time.perf_counter()
        answer = await self._client.get(path, headers=asked)
        return answer, time.perf_counter() - begin

    async def click(self) -> None:
        """Open one page, and remember where it leads."""
        kind = self._draw.choices(list(CLICKS), list(CLICKS.values()))[0]
        path = self._where(kind)
        answer, seconds = await self._get(path)
        if answer.status_code != httpx.codes.OK:
            self._seen.wrong.append(f"{answer.status_code} {path}")
            return
        self._seen.seconds[kind].append(seconds)
        self._seen.sizes[kind].append(answer.num_bytes_downloaded)
        if kind.startswith(("today", "search")):
            self._articles = _ARTICLE.findall(answer.text) or self._articles
            if following := _NEXT.search(answer.text):
                self._next = following[1].replace("&amp;", "&")

    async def read(self, until: float) -> None:
        """Click and think until a moment."""
        async with self._client:
            await asyncio.sleep(self._draw.uniform(0, THINK))
            while time.monotonic() < until:
                await self.click()
                await asyncio.sleep(THINK)


async def _readers(address: str, keys: Sequence[tuple[str, str]], seconds: float) -> Seen:
    seen = Seen()
    until = time.monotonic() + seconds
    people = (
        Person(address, session, key, number, seen) for number, (session, key) in enumerate(keys)
    )
    await asyncio.gather(*(person.read(until) for person in people))
    return seen


def read() -> None:
    """The readers' process: takes address, keys and seconds as JSON, gives what they saw."""
    asked = json.load(sys.stdin)
    seen = asyncio.run(_readers(asked["address"], asked["keys"], asked["seconds"]))
    json.dump({"seconds": seen.seconds, "sizes": seen.sizes, "wrong": seen.wrong}, sys.stdout)


def _people(database: str, many: int) -> list[tuple[str, str]]:
    """Sessions and keys of so many readers, made where they are missing."""
    engine = open_engine(database)
    found = []
    for number in range(many):
        name = f"bench{number}"
        with writing(engine) as connection:
            if find_user(engine, name) is None:
                add_user(connection, name, name, Role.READER, "")
        user = find_user(engine, name)
        assert user is not None
        with writing(engine) as connection:
            found.append((begin_session(connection, user.id), add_token(connection, user.id, "")))
    return found


def _newest(path: Path) -> datetime:
    with sqlite3.connect(path) as connection:
        return moment_of(connection.execute("SELECT max(id) FROM articles").fetchone()[0])


@contextmanager
def _desk(environment: Mapping[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    """A running desk in a process of its own; its address, and the process."""
    with bound("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-c", "from cli import main; main()", "desk", "--port", str(port)]
    process = subprocess.Popen(words, env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(trust_env=False) as client:
            for _ in range(300):
                try:
                    client.get(f"{address}/dang-nhap")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _crawling(environment: Mapping[str, str]) -> Iterator[None]:
    """One crawl after the other, all outlets, while the block lasts."""
    script = "while :; do python -c 'from cli import main; main()' crawl >/dev/null 2>&1; done"
    bin_folder = str(Path(sys.executable).parent)
    path = {"PATH": f"{bin_folder}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        ["/bin/sh", "-c", script], env={**environment, **path}, cwd=ROOT, start_new_session=True
    )
    try:
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def _first_visit(address: str, session: str) -> tuple[int, int]:
    """Bytes of the first page, and of the static files that it loads, as transferred."""
    cookies = {SESSION: session}
    with httpx.Client(base_url=address, cookies=cookies, trust_env=False) as client:
        page = client.get("/")
        files = [client.get(each) for each in dict.fromkeys(_STATIC.findall(page.text))]
    return page.num_bytes_downloaded, sum(each.num_bytes_downloaded for each in files)


def _written(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("SELECT count(*) FROM versions").fetchone()[0])


def _at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _print(seen: Mapping[str, Mapping[str, list[float]]]) -> float:
    """Print the table; the worst p95 in milliseconds."""
    table = Table("page", box=box.SIMPLE)
    for heading in ("answers", "p50 ms", "p95 ms", "max ms", "kB"):
        table.add_column(heading, justify="right")
    every = [each for values in seen["seconds"].values() for each in values]
    worst = 0.0
    for kind, values in [
        *((kind, seen["seconds"].get(kind, [])) for kind in CLICKS),
        ("all", every),
    ]:
        if not values:
            continue
        sizes = seen["sizes"].get(kind, [])
        marks = [1_000 * _at(values, share) for share in (0.5, 0.95, 1.0)]
        worst = max(worst, marks[1])
        size = f"{max(sizes) / 1_000:.1f}" if sizes else ""
        table.add_row(kind, str(len(values)), *(f"{each:.0f}" for each in marks), size)
    out.print(table)
    return worst


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000, help="made by bench/store.py")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rush", action="store_true", help="the crawl's answers come at once")
    parser.add_argument("--quiet", action="store_true", help="no crawl meanwhile")
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        read()
        return
    path = BUILD / f"articles_{asked.articles}.db"
    if not path.exists():
        sys.exit(f"{path} is missing: make it with bench/store.py --articles {asked.articles}")
    database = f"sqlite:///{path}"
    now = _newest(path)
    today = now.astimezone(VIETNAM).date()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIEMBAO_")}
    # Other stories each time: those of the time before are known by now.
    with Replica(per_day=200, until=today, now=now, seed=int(time.time())) as replica:
        if not asked.rush:
            replica.break_with({"path": "*", "fault": "slow", "seconds": PAUSE})
        environment = {
            **kept,
            "DIEMBAO_DATABASE_URL": database,
            "DIEMBAO_DATA_DIR": str(BUILD / "desk"),
            "DIEMBAO_ARCHIVE_DAYS": "0",
            # Sixteen requests at a time to one outlet write more than three live outlets, asked one
            # page at a time.
            "DIEMBAO_CRAWLS_AT_ONCE": "1",
            "DIEMBAO_REPLICA": replica.address,
            "DIEMBAO_NOW": now.isoformat(),
        }
        # Sessions begin by the desk's clock, not by this machine's.
        os.environ.update(environment)
        current.cache_clear()
        keys = _people(database, asked.readers)
        with _desk(environment) as (address, process):
            page, files = _first_visit(address, keys[0][0])
            before, spent = _written(path), sum(process.cpu_times()[:2])
            words = {"address": address, "keys": keys, "seconds": asked.seconds}
            reader = [sys.executable, str(Path(__file__)), "--read"]

            def measured() -> Mapping[str, Mapping[str, list[float]]]:
                done = subprocess.run(
                    reader, input=json.dumps(words), capture_output=True, text=True, check=True
                )
                found: dict[str, Mapping[str, list[float]]] = json.loads(done.stdout)
                return found

            if asked.quiet:
                seen = measured()
            else:
                with _crawling(environment):
                    seen = measured()
            stored, spent = _written(path) - before, sum(process.cpu_times()[:2]) - spent
    out.print(f"{asked.articles:,} articles, {asked.readers} readers, {asked.seconds:.0f} s")
    worst = _print(seen)
    answers = sum(map(len, seen["seconds"].values()))
    out.print(f"The desk took {1_000 * spent / max(answers, 1):.0f} ms of CPU an answer.")
    out.print(f"The crawl stored {stored:,} versions meanwhile.")
    out.print(f"First page: {page / 1_000:.1f} kB; its static files, once: {files / 1_000:.1f} kB.")
    for wrong in dict.fromkeys(seen["wrong"]):
        out.print(wrong)
    sys.exit(worst > AIM_MS or page > AIM_BYTES or bool(seen["wrong"]))


if __name__ == "__main__":
    main()
