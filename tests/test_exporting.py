"""From the store to a file: which articles, whole or not at all, and in how much memory."""

import io
import os
import stat
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, insert, update

from bench.export import NEWEST, fill
from commands.export import ArticleFormat, chosen, export
from crawler.dates import Period
from errors import DiemBaoError, UsageError
from exports import Form, as_xlsx
from settings import current
from store import exporting
from store.engine import WRITES, open_engine
from store.exporting import export_articles, listed_keys
from store.models import ArticleRow, VersionRow
from store.reading import Wanted, find_article, list_articles
from tests.conftest import Diembao


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_KEYS", 3)
    monkeypatch.setattr(exporting, "_ARTICLES", 2)


@pytest.mark.usefixtures("small_batches")
def test_keys_come_newest_first_page_by_page_as_lists_have_them(engine: Engine) -> None:
    fill(engine, 60)
    lines = list_articles(engine, Wanted(), 100)
    middle = lines[30].published_at
    for wanted in (
        Wanted(),
        Wanted(outlets=("vtv", "tuoitre")),
        Wanted(about_police=True),
        Wanted(topic=next(line.topics[0] for line in lines if line.topics)),
        Wanted(period=Period(None, middle)),
        Wanted(period=Period(middle, None)),
    ):
        expected = [line.id for line in list_articles(engine, wanted, 100)]
        assert expected
        assert list(listed_keys(engine, wanted)) == expected
        for limit in (1, 3, 4, 100):
            assert list(listed_keys(engine, wanted, limit)) == expected[:limit]


@pytest.mark.usefixtures("small_batches")
def test_articles_are_exported_whole_in_the_order_asked_for(engine: Engine) -> None:
    fill(engine, 5)
    keys = list(listed_keys(engine, Wanted()))
    wanted = [keys[2], 7, keys[0], keys[4], keys[1]]
    later = {"number": 2, "title": "Bản sau", "lead": "", "body": "Khác.", "authors": ["A", "B"]}
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        row = {"tags": [], "images": [], "sources": {}, "seen_at": NEWEST, "article": keys[0]}
        connection.execute(insert(VersionRow), row | later)
        told = {"version": 2, "agency": "TTXVN", "story": keys[1], "paid": True}
        connection.execute(update(ArticleRow).where(ArticleRow.id == keys[0]).values(**told))
    found = list(export_articles(engine, iter(wanted)))
    assert [each.id for each in found] == [key for key in wanted if key != 7]
    second = found[1]
    assert (second.title, second.body, second.authors) == ("Bản sau", "Khác.", ("A", "B"))
    assert (second.agency, second.story, second.paid) == ("TTXVN", keys[1], True)
    for each in found:
        stored = find_article(engine, each.id)
        assert stored is not None
        for name in ("id", "published_at", "title", "url", "topics", "about_police", "section"):
            assert getattr(each, name) == getattr(stored.line, name)
        for name in (
            "article_id",
            "first_seen_at",
            "modified_at",
            "withdrawn_at",
            "body",
            "version",
        ):
            assert getattr(each, name) == getattr(stored, name)


def test_keys_are_read_only_as_articles_are_asked_for(engine: Engine) -> None:
    fill(engine, 3)

    def endless() -> Iterator[int]:
        while True:
            yield from listed_keys(engine, Wanted())

    assert next(export_articles(engine, endless())).outlet


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with 5,000 articles of 3 KB."""
    url = f"sqlite:///{tmp_path_factory.mktemp('stored') / 'diembao.db'}"
    engine = open_engine(url)
    fill(engine, 5_000)
    engine.dispose()
    open_engine.cache_clear()
    return url


@pytest.fixture
def used(stored: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The same, as the database that commands in this process use."""
    monkeypatch.setenv("DIEMBAO_DATABASE_URL", stored)
    current.cache_clear()
    yield stored
    open_engine(stored).dispose()
    open_engine.cache_clear()
    current.cache_clear()


def test_a_command_writes_a_file_in_the_form_of_its_ending_or_prints_it(
    diembao: Diembao, stored: str, tmp_path: Path
) -> None:
    said = diembao("articles", "--limit", "3", "--output", "tin.xlsx", database_url=stored)
    assert (said.code, said.out, said.err) == (0, "3 articles written to tin.xlsx.\n", "")
    assert [file.name for file in tmp_path.iterdir()] == ["tin.xlsx"]
    assert load_workbook(tmp_path / "tin.xlsx").active.max_row == 4
    words = ("articles", "--topic", "drugs", "--since", "1/11/2026", "--format", "rss")
    title = "<title>Điểm Báo: Tội phạm ma túy, cai nghiện, từ 01/11/2026</title>"
    assert title in diembao(*words, database_url=stored).out


@pytest.mark.parametrize("form", Form)
def test_a_file_of_any_form_may_be_read_by_whom_the_user_lets_read(
    used: str, form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = os.umask(0o027)
    try:
        keys = listed_keys(open_engine(used), Wanted(), 3)
        export(keys, form, tmp_path / "tin", "Điểm Báo")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "tin").stat().st_mode) == 0o640
    assert capsys.readouterr().out.startswith("3 articles written to ")


@pytest.mark.parametrize("form", [Form.CSV, Form.XLSX])
def test_an_export_that_fails_leaves_the_old_file_and_nothing_else(
    used: str, form: Form, tmp_path: Path
) -> None:
    output = tmp_path / "tin"
    output.write_text("what was there")

    def interrupted() -> Iterator[int]:
        yield from listed_keys(open_engine(used), Wanted(), 500)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(interrupted(), form, output, "Điểm Báo")
    assert output.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [output]
    link = tmp_path / "link"
    link.symlink_to(output)
    export(iter(()), form, link, "Điểm Báo")
    assert link.is_symlink()
    assert output.read_bytes() != b"what was there"
    with pytest.raises(DiemBaoError, match=r"nowhere/tin cannot be written: No such file"):
        export(iter(()), form, tmp_path / "nowhere" / "tin", "Điểm Báo")
    with pytest.raises(UsageError, match=r"/dev/null is no file"):
        export(iter(()), form, Path("/dev/null"), "Điểm Báo")


def test_options_that_do_not_fit_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(None, None) is chosen(ArticleFormat.TABLE, None) is None
    assert chosen(ArticleFormat.XLSX, None) is chosen(None, Path("a.XLSX")) is Form.XLSX
    assert chosen(ArticleFormat.ATOM, Path("feed.xml")) is Form.ATOM
    with pytest.raises(UsageError, match=r"feed.xml does not say its format: add --format csv"):
        chosen(None, Path("feed.xml"))
    with pytest.raises(UsageError, match=r"A table is for the screen"):
        chosen(ArticleFormat.TABLE, Path("a.csv"))
    monkeypatch.setattr(sys, "stdout", Terminal())
    with pytest.raises(UsageError, match=r"add --output FILE.xlsx"):
        chosen(ArticleFormat.XLSX, None)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", [Form.CSV, Form.JSON, Form.XLSX])
def test_ten_times_the_articles_take_no_more_memory(
    used: str, form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A workbook keeps its links until its end, up to a limit; is anything else kept?
    monkeypatch.setattr(as_xlsx, "LINKS", 100)

    def peak(limit: int) -> float:
        """Megabytes that Python held at the most. SQLite's cache, which has a limit, is no part."""
        keys = listed_keys(open_engine(used), Wanted(), limit)
        tracemalloc.start()
        try:
            export(keys, form, tmp_path / "tin", "Điểm Báo")
            return tracemalloc.get_traced_memory()[1] / 1e6
        finally:
            tracemalloc.stop()

    peak(10)  # imports what it needs
    few, many = peak(500), peak(5_000)
    assert many - few < 2, f"{few} MB for 500; {many} MB for 5,000, whose texts alone are 15 MB"
