"""`diembao stats` as an analyst runs it."""

import csv
import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from commands.stats import _ALLOWED, _dimensions
from crawler.dates import VIETNAM
from errors import UsageError
from store.engine import open_engine
from store.statistics import Dimension
from tests.conftest import Diembao, Said
from tests.test_statistics import items, put

LATE = datetime(2026, 11, 22, 23, 59, 59, tzinfo=VIETNAM)  # a Sunday


@pytest.fixture
def stats(diembao: Diembao, tmp_path: Path) -> Diembao:
    """Runs `diembao stats` on nine articles of two outlets."""
    url = f"sqlite:///{tmp_path / 'counted.db'}"
    facts: list[dict[str, object]] = [
        {"at": LATE, "section": "=1+1", "topics": frozenset({"drugs", "traffic"}), "police": True},
        {"at": LATE, "section": "Pháp luật", "topics": frozenset({"drugs"})},
        {"at": LATE + timedelta(seconds=1), "outlet": "ttxvn"},
        *({"at": LATE + timedelta(days=2), "story": 7} for _ in range(6)),
    ]
    engine = open_engine(url)
    put(engine, items(*facts))
    engine.dispose()
    open_engine.cache_clear()

    def run(*words: str, **settings: str) -> Said:
        return diembao("stats", *words, database_url=url, **settings)

    return run


def lines(said: Said) -> list[list[str]]:
    """The words of each line of a table."""
    assert said.code == 0, said.err
    return [line.split() for line in said.out.splitlines() if line.split()]


def test_one_dimension_is_a_list_with_shares_and_bars(stats: Diembao) -> None:
    listed = lines(stats())
    assert listed[0] == ["outlet", "articles", "share"]
    assert listed[2][:-1] == ["Ban", "Thời", "sự", "–", "VTV", "8", "88,9", "%"]
    assert listed[3][:-1] == ["Thông", "tấn", "xã", "Việt", "Nam", "1", "11,1", "%"]
    assert len(listed[2][-1]) > 4 * len(listed[3][-1])
    assert " ".join(listed[-1]) == "9 articles in all."


def test_two_dimensions_are_a_table_with_totals(stats: Diembao) -> None:
    crossed = lines(stats("--by", "outlet,day"))
    assert [row for row in crossed if "2026" in row[0] or row[0] == "all"] == [
        ["22/11/2026", "2", "·", "2"],
        ["23/11/2026", "·", "1", "1"],
        ["24/11/2026", "6", "·", "6"],
        ["all", "8", "1", "9"],
    ]


def test_an_article_of_two_topics_counts_under_each_and_once_in_all(stats: Diembao) -> None:
    crossed = stats("--by", "topic,outlet").out
    assert "\n all" in crossed
    assert crossed.split("\n all")[1].split()[:2] == ["2", "2"]
    assert "2 articles in all; one with several topics counts under each." in crossed
    assert "(không chủ đề)" not in crossed
    untagged = lines(stats("--by", "topic", "--untagged"))
    assert untagged[2][:4] == ["(không", "chủ", "đề)", "7"]


def test_what_is_too_wide_for_a_table_is_a_list_and_says_so(stats: Diembao, tmp_path: Path) -> None:
    sections = [{"at": LATE + timedelta(days=n), "section": f"Mục {n}"} for n in range(40)]
    engine = open_engine(f"sqlite:///{tmp_path / 'counted.db'}")
    put(engine, items(*sections))
    engine.dispose()
    open_engine.cache_clear()
    said = stats("--by", "section,day").out
    assert said.startswith("40 columns are too many for this width; here is a list instead.")
    assert "… and 600 more lines: --format csv prints them all." in said


def test_data_has_slugs_and_days_and_no_holes(stats: Diembao) -> None:
    said = stats("--by", "day,outlet", "--outlet", "vtv", "--format", "csv")
    assert list(csv.reader(StringIO(said.out))) == [
        ["day", "outlet", "articles"],
        ["2026-11-22", "vtv", "2"],
        ["2026-11-23", "vtv", "0"],
        ["2026-11-24", "vtv", "6"],
    ]
    said = stats("--by", "week,topic", "--topic", "drugs", "--format", "json")
    assert json.loads(said.out) == [{"week": "2026-11-16", "topic": "drugs", "articles": 2}]
    assert stats("--by", "weekday", "--format", "jsonl").records[0] == {"weekday": 1, "articles": 1}
    sections = stats("--by", "section", "--police", "--format", "csv")
    assert sections.out.splitlines()[1] == "'=1+1,1"


def test_reprints_count_once_when_asked(stats: Diembao) -> None:
    said = stats("--by", "month", "--distinct", "--format", "jsonl")
    assert said.records == [{"month": "2026-11-01", "stories": 4}]
    assert said.err.startswith("4 stories in all;")


def test_a_chart_is_drawn_beside_the_figures(stats: Diembao, tmp_path: Path) -> None:
    said = stats("--by", "day", "--since", "20/11/2026", "--until", "24/11/2026", "--police",
                 "--format", "jsonl", "--chart", "ngày.svg")  # fmt: skip
    assert [each["articles"] for each in said.records] == [0, 0, 1, 0, 0]
    assert said.err.splitlines()[-1] == "The chart is in ngày.svg."
    drawn = (tmp_path / "ngày.svg").read_text("utf-8")
    assert "Từ 20/11/2026 đến 24/11/2026: 1 tin, bài" in drawn
    assert "Chỉ tin, bài về công an" in drawn
    assert "Tính cả bài đăng lại" in drawn


def test_nothing_found_is_said_and_not_drawn(stats: Diembao, tmp_path: Path) -> None:
    assert stats("--outlet", "vov").out == "No article matches.\n"
    said = stats("--outlet", "vov", "--chart", "vov.png")
    assert (said.code, said.err) == (
        1,
        "diembao: No article matches, so there is no chart to draw.\n",
    )
    assert not (tmp_path / "vov.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "báo"), "Nothing can be counted by 'báo'. Give one to three of outlet, site,"),
        (("--topic", "ma-tuy"), "There is no topic 'ma-tuy'. Known: "),
        (("--outlet", "x"), "There is no outlet 'x'. Known: "),
        (("--untagged",), "--untagged goes with a --by that has topic in it"),
        (("--chart", "a.pdf"), "a.pdf is no chart: give it a name that ends in .svg or .png."),
        (("--chart", "nowhere/a.png"), "nowhere/a.png cannot be written: No such file"),
    ],
)
def test_bad_usage_is_one_sentence(stats: Diembao, words: tuple[str, ...], said: str) -> None:
    run = stats(*words)
    assert run.code == 2
    assert said in run.err
    assert run.err.count("\n") == 1


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("day,week", "--by day,week names two times."),
        ("day,outlet,day", "--by day,outlet,day names the same twice."),
        ("day,outlet,topic,form", "--by day,outlet,topic,form names 4, which is too many."),
        ("outlet,", "Nothing can be counted by ''."),
    ],
)
def test_what_cannot_be_crossed_is_said_with_what_can(by: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        _dimensions(by)
    assert str(error.value) == f"{said} {_ALLOWED}"
    assert all(dimension in _ALLOWED for dimension in Dimension)
    assert _dimensions(" day, outlet ") == (Dimension.DAY, Dimension.OUTLET)
