"""A database of every released version comes forward with what is in it, on both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

from crawler.dates import Period
from crawler.ledger import Status
from errors import StoreError
from settings import current
from store.crawling import open_run
from store.engine import WRITES, new_engine, open_engine, open_reader
from store.models import Base
from store.pages import newest_pages
from store.reading import Wanted, find_article, list_articles, versions_of
from store.rulesets import active_rules, rule_history
from store.runs import list_runs, troubles
from store.schema import newest, upgrade, version_of, versions
from store.tagging import topic_counts
from tests.conftest import Diembao
from tests.released import ADDED, FIRST, SECOND, Rows, rows_at, write_rows


@pytest.fixture
def fresh(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine on an empty database, which is the one that the settings name."""
    monkeypatch.setenv("DIEMBAO_DATABASE_URL", database)
    current.cache_clear()
    engine = new_engine(database)
    yield engine
    engine.dispose()
    current.cache_clear()


@contextmanager
def current_store(database: str) -> Iterator[Engine]:
    """The database as every command opens it."""
    engine = open_engine(database)
    yield engine
    engine.dispose()
    open_engine.cache_clear()


def make(engine: Engine, version: str) -> Rows:
    """Make the database of a released version, with rows."""
    rows = rows_at(version)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        upgrade(connection, version)
        write_rows(connection, rows)
    return rows


def held(connection: Connection, rows: Rows) -> dict[str, list[tuple[object, ...]]]:
    """What the columns of these rows hold, table by table."""
    found = {}
    for table, lines in rows.items():
        names = ", ".join(f'"{name}"' for name in lines[0])
        read = connection.execute(text(f"SELECT {names} FROM {table}"))
        found[table] = sorted(map(tuple, read), key=str)
    return found


def test_every_released_version_has_rows_to_bring_forward() -> None:
    assert tuple(ADDED) == versions()
    tables = {table.name for table in Base.metadata.sorted_tables}
    assert set(rows_at(newest())) == tables


@pytest.mark.parametrize("version", versions())
def test_a_database_of_every_version_comes_forward_and_is_read_by_the_product(
    fresh: Engine, database: str, version: str
) -> None:
    rows = make(fresh, version)
    with fresh.connect() as connection:
        before = held(connection, rows)
    with current_store(database) as engine:
        with engine.connect() as connection:
            assert version_of(connection) == newest()
            after = held(connection, rows)
            lost = {name: [row for row in before[name] if row not in after[name]] for name in rows}
            assert not any(lost.values()), lost
            ours = {"include_name": lambda name, *_: not str(name).startswith("article_terms")}
            context = MigrationContext.configure(connection, opts=ours)
            assert compare_metadata(context, Base.metadata) == []
        reads_articles(engine, version)
        reads_the_rest(engine, version)


def reads_articles(engine: Engine, version: str) -> None:
    second, first = list_articles(engine, Wanted(), 9)
    assert (first.id, second.id) == (FIRST, SECOND)
    assert (first.title, first.topics) == ("Bắt nhóm buôn ma túy lớn", ("drugs", "traffic"))
    whole = find_article(engine, FIRST)
    assert whole is not None
    assert (whole.authors, whole.tags, whole.version) == (("Bùi Giang", "An"), ("ma túy",), 2)
    assert whole.paid is (version >= "0002")
    [match] = whole.matches
    assert (match.words, match.score) == ("ma túy", 2.5 if version >= "0004" else 1)
    assert [each.title[-3:] for each in versions_of(engine, FIRST)] == ["túy", "lớn"]
    assert topic_counts(engine) == {"drugs": 1, "traffic": 1}


def reads_the_rest(engine: Engine, version: str) -> None:
    running, finished = list_runs(engine, 9)
    assert finished.outcomes == {"stored_new": 1, "timeout": 1}
    assert (finished.bytes, running.outcomes) == (3_000_000_000, {"waiting": 1})
    assert [each.url[-1] for each in troubles(engine, 1, 9)] == ["3"]
    assert [each.by for each in rule_history(engine)] == ["Mai"] * (version >= "0004")
    assert len(active_rules(engine).topics) == 1 or version < "0004"
    with engine.connect() as connection:
        pages = newest_pages(connection, [("vtv.vn", "1")])
    assert [each.place.offset for each in pages.values()] == [400] * (version >= "0003")
    run = open_run("vtv")
    assert run.id == 3
    assert run.take_over(Period(datetime(2026, 11, 22, tzinfo=UTC), None)) == 2
    run.finish(Status.FINISHED, requests=0, size=0, problem="")


@pytest.mark.usefixtures("fresh")
def test_a_database_of_a_newer_program_is_refused_in_a_sentence(
    database: str, diembao: Diembao
) -> None:
    with (
        current_store(database) as engine,
        engine.connect().execution_options(**WRITES) as connection,
        connection.begin(),
    ):
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    said = diembao("articles", database_url=database)
    assert said.code == 1
    assert "was made by a newer version of Điểm Báo" in said.err
    assert said.err.count("\n") == 1


def test_readers_refuse_an_older_database_and_the_command_upgrades_it_with_a_backup(
    fresh: Engine, database: str, diembao: Diembao
) -> None:
    make(fresh, "0004")
    with pytest.raises(StoreError, match=r"older version \(0004.*diembao db upgrade"):
        open_reader(database)
    said = diembao("db", "upgrade", database_url=database)
    assert said.code == 0, said.err
    assert f"were of version 0004 and are of version {newest()} now" in said.out
    open_reader(database).dispose()
    if fresh.dialect.name == "sqlite":
        [words] = [line for line in said.out.splitlines() if line.startswith("Backup: ")]
        copy = new_engine(f"sqlite:///{words.split()[1]}", read_only=True)
        with copy.connect() as connection:
            assert version_of(connection) == "0004"
            assert connection.scalar(text("SELECT count(*) FROM versions")) == 3
        copy.dispose()
    again = diembao("db", "upgrade", database_url=database)
    assert f"are of version {newest()}, the newest" in again.out
