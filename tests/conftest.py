"""What the tests share: a replica, a database of each kind, and `diembao` as a user runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from replica.run import Replica
from store.engine import open_engine
from tests.servers import postgresql_server

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 15)
# Three outlets on four sites are enough for most tests, and quick.
OUTLETS = ("ttxvn", "vnexpress", "vtv")
SITES = ("vnexpress.net", "vtv.vn", "baotintuc.vn", "vietnamplus.vn")


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Its standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Diembao = Callable[..., Said]


@pytest.fixture(scope="session")
def replica() -> Iterator[Replica]:
    """Three outlets with 12 articles a day each, for three days; tests may break it for a while."""
    with Replica(SITES, per_day=12, until=DAY) as running:
        yield running


@pytest.fixture
def mended(replica: Replica) -> Iterator[Replica]:
    """The same, mended again after the test."""
    yield replica
    replica.break_with()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment without settings of whoever runs the tests, and a data folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIEMBAO_")}
    return kept | {"DIEMBAO_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def diembao(tmp_path: Path, environment: dict[str, str]) -> Diembao:
    """Runs `diembao` in an empty folder; keywords are settings, or variables in capitals."""

    def run(*words: str, stdin: bytes = b"", timeout: float = 120, **settings: str) -> Said:
        extra = {
            name if name.isupper() else f"DIEMBAO_{name.upper()}": value
            for name, value in settings.items()
        }
        done = subprocess.run(
            [sys.executable, "-c", "from cli import main; main()", *words],
            cwd=tmp_path,
            env=environment | extra,
            input=stdin,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of ours; the URL of its maintenance database."""
    with postgresql_server() as server:
        yield server.url


def new_database(server: str, name: str, locale: str = "C.UTF-8", encoding: str = "UTF8") -> str:
    """Make an empty database on a PostgreSQL server and return its URL."""
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"))
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        how = f"TEMPLATE template0 ENCODING '{encoding}' LOCALE '{locale}'"
        connection.execute(text(f"CREATE DATABASE {name} {how}"))
        url = admin.url.set(drivername="postgresql", database=name)
    admin.dispose()
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: every test that asks runs on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'diembao.db'}"
    return new_database(request.getfixturevalue("postgresql"), "diembao_test")


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """The same, opened."""
    opened = open_engine(database)
    yield opened
    opened.dispose()
    open_engine.cache_clear()


@contextmanager
def opened(environment: Mapping[str, str]) -> Iterator[Connection]:
    """The SQLite database of an environment, for a look with plain SQL."""
    engine = create_engine(f"sqlite:///{environment['DIEMBAO_DATA_DIR']}/diembao.db")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def crawled(said: Said) -> Mapping[str, dict[str, Any]]:
    """The runs that `diembao crawl --json` printed, by outlet."""
    return {run["outlet"]: run for run in said.records}
