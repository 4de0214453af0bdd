"""Keeping the database: what is checked at its opening, backup, check, and moving it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from crawler.ledger import Status
from errors import StoreError
from settings import current
from store.crawling import open_run
from store.engine import WRITES, new_engine, open_engine
from store.health import checks
from store.invariants import Finding
from store.models import Base
from tests.conftest import ROOT, Diembao, new_database
from tests.released import FIRST, NOON, SECOND, rows_at, write_rows

ARTICLES = 4_000


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A database with some rows in every table, whole in every way."""
    with writing(engine) as connection:
        write_rows(connection, rows_at("0008"))
        connection.execute(text("UPDATE runs SET status = 'running' WHERE finished_at IS NULL"))
        index(connection)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        yield connection


def index(connection: Connection) -> None:
    """Put into the search index what is not there yet."""
    if connection.dialect.name == "sqlite":
        fill = (
            "INSERT INTO article_terms(rowid, title, text, labels) SELECT id, 'a', 'b', '' "
            "FROM articles WHERE id NOT IN (SELECT id FROM article_terms_docsize)"
        )
    else:
        fill = (
            "INSERT INTO article_terms SELECT id, false, to_tsvector('simple', 'a') FROM articles "
            "WHERE id NOT IN (SELECT article FROM article_terms)"
        )
    connection.execute(text(fill))


def add_articles(engine: Engine, first: int, number: int) -> None:
    """Add articles with a version and a topic each, a second apart."""
    rows = [
        {"id": FIRST + ((n + 10) << 20), "n": str(n), "at": NOON, "no": False}
        for n in range(first, first + number)
    ]
    with writing(engine) as connection:
        for statement in (
            (
                "INSERT INTO articles (id, outlet, site, article_id, canonical_url, form, section, "
                "published_at, published_estimated, first_seen_at, version, about_police, "
                "rules_version) "
                "VALUES (:id, 'vov', 'vov.vn', :n, :n, 'text', '', :at, :no, :at, 1, :no, '')"
            ),
            "INSERT INTO versions VALUES (:id, 1, :at, :n, '', 'Đoạn.', '[]', '[]', '[]', '{}')",
            "INSERT INTO article_topics VALUES ('fire', :id)",
        ):
            connection.execute(text(statement), rows)


def counts(connection: Connection) -> dict[str, int]:
    return {
        name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0
        for name in Base.metadata.tables
    }


# Opening.


def test_a_database_in_another_encoding_is_refused_and_says_how_to_make_it_anew(
    postgresql: str,
) -> None:
    url = new_database(postgresql, "diembao_latin", locale="C", encoding="LATIN1")
    with pytest.raises(StoreError, match=r"encoded in LATIN1.*ENCODING 'UTF8' LOCALE 'C.UTF-8'"):
        open_engine(url)


def test_a_database_is_checked_at_every_opening_not_only_when_it_is_made(postgresql: str) -> None:
    url = new_database(postgresql, "diembao_c", locale="C")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0008')"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"locale C.*C\.UTF-8"):
        open_engine(url)


# Backup.


def test_a_backup_made_while_a_crawl_writes_is_consistent_and_keeps_nobody_waiting(
    engine: Engine, database: str, diembao: Diembao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_articles(engine, 0, ARTICLES)
    stop, waits = threading.Event(), [0.0]

    def write() -> None:
        number = ARTICLES
        while not stop.is_set():
            begun = time.monotonic()
            add_articles(engine, number, 5)
            waits.append(time.monotonic() - begun)
            number += 5

    use_tools_of_the_server(engine, monkeypatch)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        file = tmp_path / "kept" / "copy"
        said = diembao("db", "backup", str(file), database_url=database, PATH=os.environ["PATH"])
    finally:
        stop.set()
        writer.join()
    assert said.code == 0, said.err
    assert "checked" in said.out
    assert len(waits) > 5
    assert max(waits) < 5
    assert [each.name for each in file.parent.iterdir()] == ["copy"]
    with restored(engine, file, database) as connection:
        held = counts(connection)
        assert held["articles"] == held["versions"] == held["article_topics"] >= ARTICLES


def use_tools_of_the_server(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the pg_dump on PATH that fits the server of the tests."""
    if engine.dialect.name == "sqlite":
        return
    with engine.connect() as connection:
        folder = connection.scalar(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


@contextmanager
def restored(engine: Engine, file: Path, database: str) -> Iterator[Connection]:
    """A backup put back as docs/database.md says."""
    if engine.dialect.name == "sqlite":
        url = f"sqlite:///{file}"
    else:
        server = database.replace("/diembao_test", "/postgres")
        url = new_database(server, "diembao_restored")
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={url}", str(file)], check=True)
    back = open_engine(url)
    with back.connect() as connection:
        yield connection
    back.dispose()


def test_a_backup_overwrites_nothing_and_gives_itself_a_name_with_the_time_in_vietnam(
    diembao: Diembao, environment: dict[str, str], tmp_path: Path
) -> None:
    assert "There is no database" in diembao("db", "backup").err
    diembao("articles")
    said = diembao("db", "backup")
    [file] = Path(environment["DIEMBAO_DATA_DIR"], "backups").iterdir()
    assert time.strptime(file.name, "diembao-%Y-%m-%dT%H%M.db")
    assert str(file) in said.out
    kept = tmp_path / "kept.db"
    kept.write_text("mine", "utf-8")
    refused = diembao("db", "backup", str(kept))
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "exists already" in refused.err
    assert kept.read_text("utf-8") == "mine"


def test_a_backup_that_was_just_put_back_is_checked_at_once(
    diembao: Diembao, environment: dict[str, str]
) -> None:
    diembao("articles")
    diembao("db", "backup")
    data = Path(environment["DIEMBAO_DATA_DIR"])
    [file] = Path(data, "backups").iterdir()
    for old in data.glob("diembao.db*"):
        old.unlink()
    file.rename(data / "diembao.db")
    said = diembao("db", "check", timeout=25)
    assert (said.code, said.err) == (0, ""), said
    assert "Nothing is wrong with it." in said.out


@pytest.mark.parametrize(("version", "words"), [("9.6", "older than the server"), ("", "needs")])
def test_a_missing_or_old_pg_dump_is_a_sentence_that_says_what_to_install(
    postgresql: str, diembao: Diembao, tmp_path: Path, version: str, words: str
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("pg_dump", "pg_restore") if version else ():
        (tools / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n", "utf-8")
        (tools / name).chmod(0o755)
    url = new_database(postgresql, "diembao_test")
    said = diembao("db", "backup", database_url=url, PATH=str(tools))
    assert said.code == 1
    assert words in said.err
    assert "apt install postgresql-client-" in said.err
    assert not list(tmp_path.glob("data/backups/*"))


def test_the_password_reaches_pg_dump_by_its_environment_alone(
    postgresql: str, diembao: Diembao, tmp_path: Path
) -> None:
    url = new_database(postgresql, "diembao_test").replace("postgres@", "postgres:geheim@")
    assert diembao("articles", database_url=url).code == 0
    (tmp_path / "pg_dump").write_text(
        f"#!/bin/sh\necho 'pg_dump (PostgreSQL) 99'\necho \"$*\" >> {tmp_path}/words\n"
        f'echo "$PGPASSWORD" >> {tmp_path}/secret\n',
        "utf-8",
    )
    (tmp_path / "pg_restore").write_text("#!/bin/sh\n", "utf-8")
    for name in ("pg_dump", "pg_restore"):
        (tmp_path / name).chmod(0o755)
    assert diembao("db", "backup", database_url=url, PATH=str(tmp_path)).code == 0
    words = (tmp_path / "words").read_text("utf-8")
    assert "dbname=diembao_test" in words
    assert "geheim" not in words
    assert (tmp_path / "secret").read_text("utf-8").split() == ["geheim"]


# Check.


def test_a_whole_database_passes_the_check(filled: Engine, database: str, diembao: Diembao) -> None:
    said = diembao("db", "check", database_url=database)
    assert (said.code, said.err) == (0, "")
    assert "Nothing is wrong with it." in said.out
    assert "tables of version 0008" in said.out
    assert filled.dialect.name == "sqlite" or "UTF8, locale C.UTF-8" in said.out


FAULTS: dict[str, str | dict[str, str]] = {
    "1 article lacks its latest version": "UPDATE articles SET version = 9 WHERE id = {first}",
    "later than the article's latest": "UPDATE articles SET version = 1 WHERE id = {first}",
    "1 row of bands belong to nothing": "UPDATE bands SET article = 7",
    "1 story group has one article only": "UPDATE articles SET story = NULL WHERE id = {second}",
    "1 address of runs that ended have no outcome": "UPDATE runs SET status = 'killed'",
    "an outcome that this program does not know": "UPDATE frontier SET outcome = 'lost'",
    "1 article is not in the search index": {
        "sqlite": "DELETE FROM article_terms_docsize WHERE id = {first}",
        "postgresql": "DELETE FROM article_terms WHERE article = {first}",
    },
}


@pytest.mark.parametrize("sentence", FAULTS)
def test_the_check_finds_what_is_wrong_and_says_what_to_do(
    filled: Engine, database: str, sentence: str
) -> None:
    fault = FAULTS[sentence]
    statement = fault if isinstance(fault, str) else fault[filled.dialect.name]
    with writing(filled) as connection:
        connection.execute(text(statement.format(first=FIRST, second=SECOND)))
    [found] = findings(database)
    assert not found.note
    assert sentence in found.sentence
    assert re.search(r"\. (Restore|Make|Fill|Update)|see '", found.sentence)


def findings(database: str) -> list[Finding]:
    engine = new_engine(database, read_only=True)
    with engine.connect() as connection:
        found = [each for check in checks(connection) for each in check.look(connection)]
    engine.dispose()
    return found


@pytest.mark.parametrize("table", ["article_topics", "matches", "signatures"])
def test_the_check_finds_rows_without_their_article(
    filled: Engine, database: str, table: str
) -> None:
    keys_off = {"sqlite": "PRAGMA foreign_keys=OFF"}
    keys_off["postgresql"] = "SET session_replication_role = replica"
    with closing(filled.raw_connection()) as raw:
        for statement in (
            keys_off[filled.dialect.name],
            f"UPDATE {table} SET article = 7 WHERE article = {FIRST}",
        ):
            with closing(raw.cursor()) as cursor:
                cursor.execute(statement)
        raw.commit()
        raw.detach()  # the next user of the pool wants its keys
        raw.close()
    [found] = findings(database)
    assert f"of {table} belong to nothing in articles" in found.sentence


def test_the_check_finds_a_damaged_index_and_a_damaged_file(
    tmp_path: Path, diembao: Diembao
) -> None:
    file = tmp_path / "x.db"
    engine = open_engine(f"sqlite:///{file}")
    with writing(engine) as connection:
        write_rows(connection, rows_at("0008"))
        index(connection)
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_article_topics_article'"
        page = connection.scalar(text(root))
        connection.execute(text("UPDATE article_terms_data SET block = x'00' WHERE id > 10"))
    said = diembao("db", "check", database_url=f"sqlite:///{file}")
    assert said.code == 1
    assert "Wrong: The search index is damaged. Make it anew" in said.out
    engine.dispose()
    open_engine.cache_clear()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * 4096)
        opened.write(b"\xff" * 4096)
    said = diembao("db", "check", database_url=f"sqlite:///{file}")
    assert (said.code, said.err) == (1, "")
    assert "Wrong: The file is damaged" in said.out
    assert "Restore a backup" in said.out


def test_an_article_whose_time_was_corrected_is_a_note_and_nothing_wrong(
    filled: Engine, database: str
) -> None:
    with writing(filled) as connection:
        connection.execute(
            text("UPDATE articles SET published_at = '2021-09-01 00:00:00.000000' WHERE id = :id"),
            {"id": FIRST},
        )
    [found] = findings(database)
    assert found.note
    assert "1 article states another time than the one that lists" in found.sentence
    assert f"such as {FIRST}" in found.sentence


# Copy.


@pytest.fixture(params=["sqlite → postgresql", "postgresql → sqlite"])
def both(
    request: pytest.FixtureRequest, postgresql: str, tmp_path: Path
) -> Iterator[tuple[Engine, str, str]]:
    """A filled database, its URL, and the URL of an empty one of the other kind."""
    urls = [f"sqlite:///{tmp_path / 'here.db'}", new_database(postgresql, "diembao_test")]
    if request.param.startswith("postgresql"):
        urls.reverse()
    source = open_engine(urls[0])
    with writing(source) as connection:
        write_rows(connection, rows_at("0008"))
    yield source, urls[0], urls[1]
    source.dispose()
    open_engine.cache_clear()


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as Python has it."""
    engine = new_engine(url)
    with engine.connect() as connection:
        held = {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=str)
            for table in Base.metadata.sorted_tables
        }
        nothing = "SELECT id FROM runs WHERE field_sources IS NULL"
        held["runs without sources"] = sorted(map(tuple, connection.execute(text(nothing))))
    engine.dispose()
    return held


def test_a_copy_holds_the_same_and_the_next_run_numbers_on(
    both: tuple[Engine, str, str], diembao: Diembao, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, here, there = both
    said = diembao("db", "copy", "--from", here, "--to", there)
    assert said.code == 0, said.err
    assert "The copy is whole" in said.out
    assert contents(here) == contents(there)
    monkeypatch.setenv("DIEMBAO_DATABASE_URL", there)
    current.cache_clear()
    run = open_run("vov")
    assert run.id == 3
    run.finish(Status.FINISHED, requests=0, size=0, problem="")
    open_engine(there).dispose()
    current.cache_clear()
    again = diembao("db", "copy", "--from", here, "--to", there)
    assert again.code == 1
    assert "holds a collection already" in again.err


def test_a_copy_that_was_killed_is_used_by_nobody_and_goes_on_with_what_changed_since(
    both: tuple[Engine, str, str], diembao: Diembao, environment: dict[str, str]
) -> None:
    source, here, there = both
    add_articles(source, 0, ARTICLES)
    with writing(source) as connection:  # more rows of a day than are copied at a time
        rows = [{"band": n % 7, "hash": n - 1_200, "article": FIRST} for n in range(2_500)]
        connection.execute(text("INSERT INTO bands VALUES (20780, :band, :hash, :article)"), rows)
    kill_within(["db", "copy", "--from", here, "--to", there], environment, there)
    held = contents(there)
    assert 0 < len(held["articles"]) + len(held["versions"]) < 2 * ARTICLES + 5
    refused = diembao("articles", database_url=there)
    assert refused.code == 1
    assert "a copy of" in refused.err
    assert "db copy' again" in refused.err
    with writing(source) as connection:
        for statement in (
            "UPDATE articles SET story = NULL, agency = 'khác' WHERE outlet = 'vtv'",
            f"DELETE FROM article_topics WHERE article = {FIRST} AND topic = 'traffic'",
            f"DELETE FROM article_topics WHERE article = {FIRST + (12 << 20)}",
            f"UPDATE versions SET title = 'mới' WHERE article = {FIRST + (13 << 20)}",
            "DELETE FROM sources",
        ):
            connection.execute(text(statement))
    add_articles(source, ARTICLES, 20)
    again = diembao("db", "copy", "--from", here, "--to", there)
    assert again.code == 0, again.err
    assert contents(here) == contents(there)
    assert diembao("articles", database_url=there).code == 0


def kill_within(words: list[str], environment: dict[str, str], target: str) -> None:
    """Start a copy, and kill it when it has written part of the articles' tables."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli import main; main()", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    watcher = new_engine(target)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with watcher.connect() as connection:
                if connection.scalar(text("SELECT count(*) FROM articles")):
                    break
        except StoreError:  # its tables are not made yet
            time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    watcher.dispose()


def test_a_copy_finds_rows_that_are_not_the_same_in_both(
    both: tuple[Engine, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from store import copying

    _, here, there = both
    put_right = copying._put_right

    def forgetful(connection: Connection, table: object, rows: object, held: object) -> None:
        put_right(connection, table, rows, held)  # type: ignore[arg-type]
        if getattr(table, "name", "") == "versions":
            connection.execute(text("UPDATE versions SET lead = 'Sapo' WHERE number = 2"))

    monkeypatch.setattr(copying, "_put_right", forgetful)
    with copying.open_copy(here, there) as work:
        list(work.copy())
        with pytest.raises(StoreError, match="The table versions is not the same in both"):
            list(work.verify())


def test_a_copy_refuses_what_would_mix_two_collections_or_miss_articles(
    both: tuple[Engine, str, str], diembao: Diembao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, here, there = both
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert "same database" in diembao("db", "copy", "--from", here, "--to", here).err
    empty = diembao("db", "copy", "--from", there, "--to", other)
    assert empty.code == 1
    assert re.search("holds no collection|There is no database", empty.err)
    monkeypatch.setenv("DIEMBAO_DATABASE_URL", here)
    current.cache_clear()
    run = open_run("vtv")
    busy = diembao("db", "copy", "--from", here, "--to", there)
    assert busy.code == 1
    assert "vtv is being crawled already" in busy.err
    run.finish(Status.FINISHED, requests=0, size=0, problem="")
    current.cache_clear()


def test_no_password_is_shown(diembao: Diembao) -> None:
    url = "postgresql://u:geheim@127.0.0.1:1/x"
    crooked = "postgresql://u:geheim@host:port/x"
    assert "geheim" not in diembao("db", "copy", "--from", crooked, "--to", crooked).err
    for words in (("db", "check"), ("db", "backup"), ("db", "copy", "--from", url, "--to", url)):
        said = diembao(*words, database_url=url)
        assert said.code == 1
        assert "geheim" not in said.err + said.out
