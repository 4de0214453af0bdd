"""What analysts build on: the views, their page, and rows for pandas and polars, on both kinds."""

import contextlib
import io
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest
from sqlalchemy import Engine, inspect, text

from errors import QueryError, UsageError
from settings import current
from store import open_store
from store.analysis import Store
from store.engine import WRITES, open_engine
from store.terms import fill_terms
from store.views import VIEWS
from tests.conftest import ROOT, new_database
from tests.released import FIRST, SECOND, rows_at, write_rows

# The words of docs/columns.md, in Python and in PostgreSQL.
TYPES = {
    "whole number": (int, {"BIGINT", "INTEGER"}),
    "text": (str, {"TEXT", "VARCHAR"}),
    "yes/no": (bool, {"BOOLEAN"}),
    "moment": (datetime, {"TIMESTAMP"}),
    "local time": (datetime, {"TIMESTAMP"}),
    "day": (date, {"DATE"}),
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        write_rows(connection, rows_at("0008"))
    for _ in fill_terms(engine, anew=True):
        pass
    return engine


@pytest.fixture
def store(filled: Engine, database: str) -> Iterator[Store]:
    assert filled.url
    with open_store(database) as opened:
        yield opened


def documented(view: str) -> dict[str, str]:
    """The columns of a view with their types, as docs/columns.md has them."""
    page = Path(ROOT, "docs", "columns.md").read_text("utf-8")
    part = page.split(f"## `{view}`")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \| \S", part, re.MULTILINE))


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_of_the_columns_is_what_the_database_has(engine: Engine, view: str) -> None:
    columns = documented(view)
    real = inspect(engine).get_columns(view)
    assert [column["name"] for column in real] == list(columns)
    assert [column.name for column in VIEWS[view].columns] == list(columns)
    for known in VIEWS[view].columns:
        assert known.type.python_type is TYPES[columns[known.name]][0], known.name
    if engine.dialect.name == "postgresql":
        for column in real:
            kind = columns[column["name"]]
            assert type(column["type"]).__name__ in TYPES[kind][1], column["name"]
            assert getattr(column["type"], "timezone", False) is (kind == "moment")


def test_articles_are_the_same_rows_with_the_same_types_on_both(store: Store) -> None:
    second, first = store.articles()
    at = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert first == {
        "id": FIRST,
        "outlet": "vtv",
        "site": "vtv.vn",
        "section": "Pháp luật",
        "form": "text",
        "title": "Bắt nhóm buôn ma túy lớn",
        "lead": "Sapo “có dấu”.",
        "body": "Đoạn một.\n\nĐoạn hai.",
        "url": "https://vtv.vn/tin-1.htm",
        "authors": "Bùi Giang; An",
        "tags": "ma túy",
        "topics": "drugs; traffic",
        "about_police": True,
        "published_at": at,
        "published_local": datetime(2026, 11, 23, 12),  # noqa: DTZ001 - what clocks show
        "published_day": date(2026, 11, 23),
        "published_estimated": False,
        "modified_at": datetime(2026, 11, 24, 6, 30, 0, 250_000, UTC),
        "first_seen_at": at,
        "withdrawn_at": None,
        "paid": True,
        "agency": "ttxvn",
        "story": FIRST,
        "is_reprint": False,
        "version": 2,
    }
    assert (second["authors"], second["topics"], second["modified_at"]) == ("", "", None)
    assert (second["story"], second["is_reprint"]) == (FIRST, True)
    assert list(map(type, first.values())) == [
        kind if first[name] is not None else type(None)
        for name, kind in store.columns("v_articles").items()
    ]


def test_topics_say_what_was_given_by_hand(store: Store) -> None:
    rows = {row["topic"]: row for row in store.topics()}
    assert {topic: row["by_hand"] for topic, row in rows.items()} == {
        "drugs": False,
        "traffic": True,
    }
    assert rows["drugs"]["article"] == rows["drugs"]["story"] == FIRST
    assert [row["topic"] for row in store.topics(topics="drugs", since="2026-11-23")] == ["drugs"]
    assert not list(store.topics(until="22/11/2026"))


def test_daily_counts_are_those_of_the_articles(store: Store) -> None:
    assert [tuple(row.values()) for row in store.daily()] == [
        (date(2026, 11, 23), "vtv", "", 1, 1),
        (date(2026, 11, 23), "vtv", "drugs", 1, 1),
        (date(2026, 11, 23), "vtv", "traffic", 1, 1),
        (date(2026, 11, 24), "vtv", "", 1, 1),
    ]
    assert [row["published_day"].day for row in store.daily(topics="", since="2026-11-24")] == [24]
    assert [row["topic"] for row in store.daily(topics=["drugs"], outlets=["vtv"])] == ["drugs"]
    assert not list(store.daily(outlets="vov"))


def test_articles_are_narrowed_as_every_list_is(store: Store) -> None:
    def keys(**wanted: object) -> list[int]:
        return [row["id"] for row in store.articles(columns=["id"], **wanted)]  # type: ignore[arg-type]

    assert keys() == [SECOND, FIRST]
    assert keys(police=True) == keys(topics="drugs") == keys(topics=["drugs", "x"]) == [FIRST]
    assert keys(since=date(2026, 11, 24)) == keys(since="24/11/2026", until="2026-11-24")
    assert keys(until="2026-11-23", outlets=["vtv", "vov"]) == [FIRST]
    assert keys(outlets="vov") == []


def test_a_search_gives_the_rows_of_the_articles_that_it_finds(store: Store) -> None:
    found = store.search('topic:drugs outlet:vtv "ma tuy"', columns=["id", "title"])
    assert list(found) == [{"id": FIRST, "title": "Bắt nhóm buôn ma túy lớn"}]
    with pytest.raises(QueryError, match="quote"):
        list(store.search('"ma'))


@pytest.mark.parametrize("at", ["22:59:59.999999", "23:59:59.999600"])
def test_moments_are_cut_to_the_second_and_days_begin_at_midnight_in_vietnam(
    filled: Engine, database: str, at: str
) -> None:
    moment = datetime.fromisoformat(f"2026-11-22T{at}+07:00").astimezone(UTC)
    key = int(moment.timestamp()) << 20
    rows = rows_at("0008")
    article = rows["articles"][0] | {"id": key, "article_id": "3", "version": 1, "story": None}
    article["published_at"] = f"{moment:%Y-%m-%d %H:%M:%S.%f}"
    with filled.connect().execution_options(**WRITES) as connection, connection.begin():
        version = rows["versions"][0] | {"article": key}
        write_rows(connection, {"articles": [article], "versions": [version]})
    with open_store(database) as store:
        row = next(row for row in store.articles() if row["id"] == key)
    assert row["published_day"] == date(2026, 11, 22)
    assert row["published_local"].isoformat() == f"2026-11-22T{at[:8]}"
    assert row["published_at"] == moment


def test_pandas_takes_the_rows_with_the_right_types(store: Store) -> None:
    articles = pd.DataFrame(store.articles())
    assert str(articles.published_at.dtype).endswith("UTC]")
    assert str(articles.published_local.dtype).startswith("datetime64")
    assert {str(articles[name].dtype) for name in ("id", "story", "version")} == {"int64"}
    assert {str(articles[name].dtype) for name in ("about_police", "is_reprint")} == {"bool"}
    assert articles.withdrawn_at.isna().tolist() == [False, True]
    daily = pd.DataFrame(store.daily())
    assert daily.groupby("topic").articles.sum().to_dict() == {"": 2, "drugs": 1, "traffic": 1}


def test_polars_takes_the_rows_with_the_right_types(store: Store) -> None:
    articles = pl.from_dicts(list(store.articles()), infer_schema_length=None)
    assert articles.schema["published_at"] == pl.Datetime("us", "UTC")
    assert articles.schema["published_local"] == pl.Datetime("us")
    assert articles.schema["published_day"] == pl.Date
    assert articles.schema["is_reprint"] == pl.Boolean
    daily = pl.DataFrame(list(store.daily()))
    assert daily.schema["articles"] == pl.Int64
    assert daily.filter(topic="")["articles"].sum() == 2


def test_a_question_of_ones_own_has_typed_columns_on_both(store: Store) -> None:
    query = """
        SELECT outlet, count(*) AS articles, sum(version) AS versions, avg(version) AS mean,
            max(published_at) AS published_at, max(published_day) AS published_day
        FROM v_articles WHERE title LIKE :words AND is_reprint = :no GROUP BY outlet
    """
    assert list(store.sql(query, words="%ma túy%", no=False)) == [
        {
            "outlet": "vtv",
            "articles": 1,
            "versions": 2,
            "mean": 2.0,
            "published_at": datetime(2026, 11, 23, 5, tzinfo=UTC),
            "published_day": date(2026, 11, 23),
        }
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT nothing FROM v_articles", "nothing"),
        ("DELETE FROM articles", "cannot be run"),
        ("SELECT 1; DELETE FROM matches", "cannot be run"),
        ("SELECT :day", "day"),
        ("", "query"),
    ],
)
def test_what_is_no_question_is_refused_in_a_sentence(
    store: Store, filled: Engine, query: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        list(store.sql(query))
    assert "\n" not in str(refused.value)
    with filled.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM matches")) == 1


def test_a_name_that_is_none_says_which_there_are(store: Store) -> None:
    with pytest.raises(UsageError, match=r"no column 'text'\. It has: id, outlet"):
        store.articles(columns=["text"])
    with pytest.raises(UsageError, match="Known: v_articles, v_topics, v_daily"):
        store.columns("articles")
    with pytest.raises(UsageError, match="is no day"):
        store.daily(since="yesterday")


def test_a_store_cannot_write_even_where_it_is_asked_to(store: Store, filled: Engine) -> None:
    with store._engine.connect() as connection, pytest.raises(Exception, match="read-only"):
        connection.execute(text("UPDATE articles SET form = 'x'"))
    with filled.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM articles WHERE form = 'x'")) == 0


def test_a_user_of_postgresql_who_may_only_read_reads_all_of_it(postgresql: str) -> None:
    url = new_database(postgresql, "diembao_test")
    page = Path(ROOT, "docs", "analysis.md").read_text("utf-8")
    allowed = re.findall(r"^    ((?:CREATE|GRANT|ALTER) .*);$", page, re.MULTILINE)
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        write_rows(connection, rows_at("0008"))
        connection.execute(text("DROP ROLE IF EXISTS reader"))
        for statement in allowed:
            connection.execute(text(statement.replace("DATABASE press", "DATABASE diembao_test")))
    engine.dispose()
    open_engine.cache_clear()
    with open_store(url.replace("postgres@", "reader@")) as store:
        assert [row["topic"] for row in store.topics()] == ["drugs", "traffic"]
        assert len(list(store.articles())) == 2


def test_importing_the_store_costs_nothing() -> None:
    program = "import store, sys; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_rows_come_one_after_the_other_and_need_no_memory(filled: Engine, database: str) -> None:
    with filled.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(text("UPDATE versions SET body = :long"), {"long": "công an " * 20_000})
        connection.execute(
            text(
                "INSERT INTO versions SELECT article, number + :step, seen_at, title, lead, body, "
                "authors, tags, images, sources FROM versions WHERE article = :of AND number = 1"
            ),
            [{"of": SECOND, "step": step} for step in range(1, 1_200)],
        )
    with open_store(database) as store:
        tracemalloc.start()
        size = sum(len(row["body"]) for row in store.sql("SELECT body FROM versions"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert size > 190_000_000
    assert peak < size / 2


def test_the_cells_of_the_page_run(
    filled: Engine, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert filled.url
    monkeypatch.setenv("DIEMBAO_DATABASE_URL", database)
    current.cache_clear()
    page = Path(ROOT, "docs", "analysis.md").read_text("utf-8")
    cells = re.findall(r"```python\n(.*?)```\n(\n```text)?", page, re.DOTALL)
    assert len(cells) > 8
    names: dict[str, object] = {}
    for cell, prints in cells:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(cell, names)
        assert bool(said.getvalue()) is bool(prints), cell
    current.cache_clear()
