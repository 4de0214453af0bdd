"""The store, on SQLite and on PostgreSQL: the same tests on both."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine

from crawler.dates import Period
from crawler.ledger import Fetched, Found, Kind, Outcome, Status
from crawler.records import Article, Image, Source
from errors import OutletBusy, StoreError
from settings import current
from store.crawling import StoredRun, open_run
from store.engine import open_engine
from store.models import Base
from store.reading import Wanted, find_article, list_articles, volumes
from store.runs import list_runs
from tests.conftest import ROOT, Diembao, new_database
from topics.tagger import Match, Tags

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
POLICE = Tags(
    ("drugs", "traffic"), True, (Match("drugs", "drugs/strong: ma túy", "ma túy", "title", 4, 10),)
)
NOTHING = Tags((), False, ())


def article(number: int, at: datetime | None = NOON, outlet: str = "vtv") -> Article:
    return Article(
        outlet=outlet,
        site=f"{outlet}.vn",
        url=f"https://{outlet}.vn/tin-{number}.htm",
        title=f"Tin số {number}",
        lead="Sapo.",
        body="Đoạn một.\n\nĐoạn hai.",
        authors=("Bùi Giang",),
        section="Xã hội",
        tags=("ma túy",),
        published_at=at,
        images=(Image("https://vtv.vn/a.jpg", "Chú thích."),),
        sources={"title": Source.SELECTOR},
        canonical_url=f"https://{outlet}.vn/tin-{number}.htm",
        article_id=str(number),
    )


def found(number: int, **more: object) -> Found:
    url = f"https://vtv.vn/tin-{number}.htm"
    return replace(Found(url, "feed", "vtv.vn", str(number)), **more)  # type: ignore[arg-type]


@pytest.fixture
def run(database: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoredRun]:
    assert engine.url  # opened before the run, closed after it
    monkeypatch.setenv("DIEMBAO_DATABASE_URL", database)
    current.cache_clear()
    opened = open_run("vtv")
    yield opened
    opened._release()
    current.cache_clear()


def store(run: StoredRun, *articles: tuple[Article, Tags]) -> None:
    run.add_found(found(int(each.article_id)) for each, _ in articles)
    rows = run.take(len(articles))
    for (each, tags), candidate in zip(articles, rows, strict=True):
        run.keep(each, tags, Fetched(candidate.row))
    run.flush()


# The search index is no table of SQLAlchemy's: each database has its own kind.
def test_the_migrations_make_the_tables_that_the_code_expects(engine: Engine) -> None:
    with engine.connect() as connection:
        ours = {"include_name": lambda name, *_: not str(name).startswith("article_terms")}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, Base.metadata) == []


def test_an_article_comes_back_as_it_was_stored(run: StoredRun, engine: Engine) -> None:
    store(run, (article(1), POLICE))
    [line] = list_articles(engine, Wanted(), 10)
    whole = find_article(engine, line.id)
    assert whole is not None
    assert (line.title, line.lead, line.topics) == ("Tin số 1", "Sapo.", ("drugs", "traffic"))
    assert (whole.body, whole.authors, whole.tags) == (
        "Đoạn một.\n\nĐoạn hai.",
        ("Bùi Giang",),
        ("ma túy",),
    )
    assert whole.images == (Image("https://vtv.vn/a.jpg", "Chú thích."),)
    assert whole.matches == POLICE.matches
    assert line.published_at == NOON
    assert not whole.published_estimated


def test_keys_sort_by_time_also_after_a_back_fill(run: StoredRun, engine: Engine) -> None:
    hours = [5, 1, 3, 2, 4]
    store(run, *((article(n, NOON - timedelta(hours=n)), NOTHING) for n in hours))
    listed = list_articles(engine, Wanted(), 10)
    assert [line.title[-1] for line in listed] == ["1", "2", "3", "4", "5"]
    assert [line.id >> 20 for line in listed] == [line.published_at.timestamp() for line in listed]


def test_articles_of_one_second_and_of_no_stated_time_get_keys_of_their_own(
    run: StoredRun, engine: Engine
) -> None:
    store(run, *((article(n), NOTHING) for n in range(3)))
    store(run, (article(3), NOTHING), (article(4, None), NOTHING))
    listed = list_articles(engine, Wanted(), 10)
    assert len({line.id for line in listed}) == 5
    estimated = find_article(engine, listed[0].id)
    assert estimated is not None
    assert estimated.published_estimated


def test_lists_are_narrowed_by_outlet_topic_police_and_vietnamese_day(
    run: StoredRun, engine: Engine
) -> None:
    late = datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Vietnam
    store(run, (article(1, late), POLICE), (article(2), NOTHING))
    store(run, (article(3, outlet="vov"), NOTHING))

    def titles(**wanted: object) -> list[str]:
        return [line.title[-1] for line in list_articles(engine, Wanted(**wanted), 9)]  # type: ignore[arg-type]

    assert titles(outlets=("vov",)) == ["3"]
    assert titles(topic="drugs") == titles(about_police=True) == ["1"]
    assert titles(period=Period.of(None, "2026-11-22")) == ["1"]
    assert sorted(titles(period=Period.of("2026-11-23", "2026-11-23"))) == ["2", "3"]
    assert volumes(engine, NOON)["vtv"].articles == 2


def test_one_article_found_under_many_addresses_is_fetched_and_stored_once(
    run: StoredRun, engine: Engine
) -> None:
    other = found(1, url="https://vtv.vn/doi-slug-1.htm")
    assert run.add_found([found(1), other]) == 1
    assert run.add_found([found(1)]) == 0
    assert len(run.take(10)) == 1
    # Two addresses without an id in them may still turn out to be one article.
    store(run, (article(8), NOTHING))
    run.add_found([found(9)])
    [candidate] = [each for each in run.take(10) if each.url.endswith("-9.htm")]
    run.keep(article(8), NOTHING, Fetched(candidate.row))
    run.flush()
    assert run.counts()[Outcome.DUPLICATE] == 1
    assert len(list_articles(engine, Wanted(), 10)) == 1


def test_the_ledger_counts_each_address_once_whatever_is_said_of_it_twice(run: StoredRun) -> None:
    run.add_found([found(1), found(2), found(3, outcome=Outcome.OFF_SITE)])
    source = run.add_source(Kind.FEED, "https://vtv.vn/rss/home.rss")
    run.settle(source, Outcome.READ)
    first, second = run.take(10)
    run.settle(first.row, Outcome.TIMEOUT)
    run.settle(first.row, Outcome.HTTP_ERROR)
    run.keep(article(2), NOTHING, Fetched(second.row))
    summary = run.finish(Status.FINISHED, requests=3, size=1000, problem="")
    assert summary.outcomes == {"off_site": 1, "stored_new": 1, "timeout": 1}
    assert summary.sources == {"read": 1}
    assert run.counts() == summary.outcomes


def test_what_a_dead_run_left_is_closed_and_taken_up_by_the_next(
    run: StoredRun, engine: Engine
) -> None:
    run.add_found([found(1), found(2)])
    run.take(1)
    run._release()  # as the kernel does when the process dies
    following = open_run("vtv")
    try:
        assert following.take_over(Period()) == 2
        assert {each.url[-5] for each in following.take(9)} == {"1", "2"}
        dead = next(each for each in list_runs(engine, 5) if each.run == run.id)
        assert dead.status is Status.KILLED
        assert dead.outcomes == {"not_fetched": 2}
    finally:
        following._release()


def test_an_outlets_lock_is_held_by_one_and_free_again_afterwards(run: StoredRun) -> None:
    with pytest.raises(OutletBusy, match="vtv is being crawled"):
        open_run("vtv")
    open_run("vov")._release()
    run.finish(Status.FINISHED, requests=0, size=0, problem="")
    open_run("vtv")._release()


@pytest.mark.usefixtures("run")
def test_outlets_that_write_at_the_same_time_all_get_through(engine: Engine) -> None:
    runs = [open_run(f"outlet{n}") for n in range(3)]
    failures: list[BaseException] = []

    def write(of: StoredRun, first: int) -> None:
        try:
            for n in range(first, first + 60, 6):
                batch = [(replace(article(i), site=of._outlet), NOTHING) for i in range(n, n + 6)]
                of.add_found(
                    replace(found(int(each.article_id)), site=of._outlet) for each, _ in batch
                )
                for (each, tags), row in zip(batch, of.take(6), strict=True):
                    of.keep(each, tags, Fetched(row.row))
                of.flush()
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=(each, 100 * n)) for n, each in enumerate(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in runs:
        each._release()
    assert not failures
    assert len(list_articles(engine, Wanted(), 1000)) == 180


# What goes wrong with a database, told in a sentence.


def test_postgresql_in_the_locale_c_is_refused(postgresql: str) -> None:
    with pytest.raises(StoreError, match=r"locale C.*C\.UTF-8"):
        open_engine(new_database(postgresql, "diembao_c", locale="C"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://u:geheim@127.0.0.1:1/x", "cannot be reached"),
        ("sqlite:////proc/nowhere/x.db", "/proc/nowhere"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_sentence(
    diembao: Diembao, url: str, words: str
) -> None:
    said = diembao("articles", database_url=url)
    assert said.code == 1
    assert words in said.err
    assert said.err.count("\n") == 1
    assert "geheim" not in said.err


def test_a_file_that_is_no_database_is_one_sentence(diembao: Diembao, tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("Đây là ghi chú, không phải cơ sở dữ liệu. " * 100, "utf-8")
    said = diembao("articles", database_url=f"sqlite:///{file}")
    assert said.code == 1
    assert "is no SQLite database" in said.err


def test_a_locked_database_is_one_sentence(diembao: Diembao, environment: dict[str, str]) -> None:
    diembao("articles")
    engine = create_engine(f"sqlite:///{environment['DIEMBAO_DATA_DIR']}/diembao.db")
    program = (
        "import store.crawling, store.engine; store.engine._BUSY_SECONDS = 0.2\n"
        "store.crawling.wait_for = lambda work: work()\n"
        "try: store.crawling.open_run('vtv')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    with engine.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        said = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    engine.dispose()
    assert said.stdout.startswith("StoreBusy The database")
    assert "is locked by another program" in said.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be another user for a moment")
def test_a_read_only_database_is_one_sentence(
    diembao: Diembao, tmp_path: Path, environment: dict[str, str]
) -> None:
    diembao("articles")
    folder = Path(environment["DIEMBAO_DATA_DIR"])
    for path in (folder, *folder.iterdir()):
        path.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    program = (
        "import os; from store.crawling import open_engine, open_run\n"
        "from settings import current\n"
        "open_engine(current().database).dispose(); open_engine.cache_clear(); os.setuid(65534)\n"
        "try: open_run('vtv')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert said.stdout.startswith("StoreError"), said
    assert said.stdout.count("\n") == 1
