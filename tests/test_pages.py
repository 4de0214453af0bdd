"""What is done with archived pages: read again, and deleted when they are old."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from crawler.archive import MACHINE, ArchiveFiles
from crawler.ledger import Fetched
from crawler.records import Article, PageRecord
from crawler.warc import Capture, digest_of
from errors import ParseFailed
from replica.run import Replica
from settings import current
from store.archive import prune
from store.crawling import StoredRun, open_run
from store.reading import Wanted, find_article, list_articles
from store.reparse import Reparse, Report, Skipped
from tests.conftest import Diembao, opened
from tests.test_store import NOTHING, POLICE, article, found
from topics.tagger import Tags


def now() -> datetime:
    """The present, when asked: not when this file was read, minutes before its tests run."""
    return datetime.now(UTC)


def dump(environment: dict[str, str]) -> list[str]:
    """Everything that the database holds, in an order of its own, but how its index is packed."""
    file = Path(environment["DIEMBAO_DATA_DIR"]) / "diembao.db"
    with closing(sqlite3.connect(file)) as connection:
        return sorted(line for line in connection.iterdump() if "article_terms" not in line)


def test_a_field_that_was_read_wrongly_is_found_shown_and_put_right(
    diembao: Diembao, replica: Replica, environment: dict[str, str]
) -> None:
    diembao("crawl", replica=replica.address)
    right = dump(environment)
    with opened(environment) as connection:
        tagged = connection.execute(
            text(
                "SELECT v.article, v.body FROM versions v JOIN matches m ON m.article = v.article"
                " WHERE m.field = 'body'"
            )
        ).first()
        assert tagged is not None
        for mistake in (
            "UPDATE versions SET body = 'Đoạn sai.', authors = '[]' WHERE article = :key",
            "UPDATE articles SET section = 'Sai' WHERE id = :key",
            "DELETE FROM matches WHERE article = :key",
            "DELETE FROM article_topics WHERE article = :key",
        ):
            connection.execute(text(mistake), {"key": tagged.article})
        connection.commit()
    wrong = dump(environment)
    dry = diembao("reparse", "--dry-run")
    assert dump(environment) == wrong
    assert " 1 read otherwise today." in dry.out
    for said in ("body: 1", "before: Đoạn sai.", "section: 1", "before: Sai", tagged.body[:40]):
        assert said in dry.out
    assert " 0 read otherwise today." in diembao("reparse", "--until", "2026-11-01").out
    assert "1 articles were put right." in diembao("reparse").out
    assert dump(environment) == right, "all as it was, the number of the version among it"


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoredRun]:
    monkeypatch.setenv("DIEMBAO_DATABASE_URL", database)
    # Files are told apart by process and second; tests are quicker.
    pids = count(1000)
    monkeypatch.setattr("crawler.archive.getpid", lambda: next(pids))
    current.cache_clear()
    begun = open_run("vtv")
    yield begun
    begun._release()
    current.cache_clear()


def archived(
    run: StoredRun, folder: Path, each: Article, body: bytes, at: datetime
) -> tuple[Path, bool]:
    """Archive a page in a file of its own, and store its article, if it is not stored yet."""
    digest = digest_of(body)
    first = run.pages.same_page(each.url, digest, machine=MACHINE, after=at - timedelta(days=180))
    page = Capture(each.url, "200 OK", [], body, at)
    place = ArchiveFiles(folder, "vtv", 1, {}).write(page, first.fetched_at if first else None)
    record = PageRecord(
        *(place.file, MACHINE, place.offset, place.length, digest, each.url, each.site),
        *("text/html", at, first.page if first else None),
    )
    run.add_found([found(int(each.article_id))])
    row = candidates[0].row if (candidates := run.take(1)) else 10**6 + next(_ROWS)
    run.pages.enter(row, record)
    run.keep(each, NOTHING, Fetched(row))
    run.flush()
    return folder / place.file, first is not None


_ROWS = count()


def test_old_files_go_with_their_rows_unless_a_younger_page_repeats_one_of_theirs(
    run: StoredRun, engine: Engine, tmp_path: Path
) -> None:
    pages = [(200, b"one"), (190, b"two"), (100, b"one")]
    (repeated, _), (alone, _), (young, again) = (
        archived(run, tmp_path, article(1), body, now() - timedelta(days=days))
        for days, body in pages
    )
    assert again
    gone = prune(engine, tmp_path, now() - timedelta(days=180))
    assert (gone.files, gone.pages) == (1, 1)
    assert [path.exists() for path in (repeated, alone, young)] == [True, False, True]
    young.unlink()  # as if the next call had been interrupted between a file and its rows
    gone = prune(engine, tmp_path, now() - timedelta(days=90))
    assert (gone.files, gone.pages) == (1, 2)
    assert not repeated.exists()


def test_the_newest_page_is_read_and_only_where_the_version_was_stored_from_it(
    run: StoredRun, engine: Engine, tmp_path: Path
) -> None:
    archived(run, tmp_path, article(1), b"old", now() - timedelta(days=1))
    archived(run, tmp_path, article(1), b"new", now())
    archived(run, tmp_path, article(2), b"older than its version", now() - timedelta(days=1))
    archived(run, tmp_path, article(3), b"no article", now())
    archived(run, tmp_path, article(4), b"another", now())
    stored = {line.title[-1]: line.id for line in list_articles(engine, Wanted(), 9)}
    read: list[bytes] = []

    def reread(page: object, headers: object, body: bytes) -> tuple[Article, Tags]:
        del page, headers
        read.append(body)
        if body == b"no article":
            raise ParseFailed("no headline")
        number = 5 if body == b"another" else 1
        return replace(article(number), title="Tin ma túy", published_at=None), POLICE

    def reparsed() -> Report:
        work = Reparse(engine, tmp_path, Wanted(), reread)
        assert sum(work.compare()) == work.total() == 4
        assert sum(work.correct()) == work.report.written == len(work.report.changed)
        return work.report

    report = reparsed()
    assert b"old" not in read
    assert report.changed == [stored["1"]]
    assert report.skipped == {
        Skipped.OLD_PAGE: 1,
        Skipped.NO_ARTICLE: 1,
        Skipped.OTHER_ARTICLE: 1,
    }
    mended = find_article(engine, stored["1"])
    assert mended is not None
    assert (mended.line.title, mended.version) == ("Tin ma túy", 1)
    assert mended.line.topics == POLICE.topics
    assert (mended.matches, mended.published_estimated) == (POLICE.matches, True)
    assert reparsed().changed == [], "run again, it has nothing to do"


def test_a_version_that_comes_while_pages_are_read_is_left_as_it_is(
    run: StoredRun, engine: Engine, tmp_path: Path
) -> None:
    archived(run, tmp_path, article(1), b"page", now())
    [line] = list_articles(engine, Wanted(), 9)

    def reread(page: object, headers: object, body: bytes) -> tuple[Article, Tags]:
        del page, headers, body
        with engine.begin() as connection:
            connection.execute(text("UPDATE versions SET number = number + 1"))
            connection.execute(text("UPDATE articles SET version = version + 1"))
        return replace(article(1), title="Mới"), NOTHING

    work = Reparse(engine, tmp_path, Wanted(), reread)
    sum(work.compare())
    sum(work.correct())
    assert (work.report.written, work.report.skipped[Skipped.CHANGED_MEANWHILE]) == (0, 1)
    kept = find_article(engine, line.id)
    assert kept is not None
    assert kept.line.title == line.title
