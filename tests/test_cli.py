"""What the commands say to a user: results, and errors in one sentence."""

import csv
import io
import json

import pytest

from replica.run import Replica
from tests.captures import CAPTURES, needs_captures
from tests.conftest import Diembao


@pytest.fixture(scope="module")
def stored(replica: Replica, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with one crawl in it."""
    import os
    import subprocess
    import sys

    from tests.conftest import ROOT

    folder = tmp_path_factory.mktemp("stored")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DIEMBAO_")}
    subprocess.run(
        [sys.executable, "-m", "crawler", "vnexpress"],
        cwd=ROOT,
        env=environment | {"DIEMBAO_REPLICA": replica.address, "DIEMBAO_DATA_DIR": str(folder)},
        check=True,
        capture_output=True,
    )
    return f"sqlite:///{folder / 'diembao.db'}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("crawl", "vnexpres"), "There is no outlet 'vnexpres'. Known: "),
        (("articles", "--outlet", "x"), "There is no outlet 'x'. Known: "),
        (("articles", "--topic", "ma-tuy"), "There is no topic 'ma-tuy'. Known: "),
        (("articles", "--since", "hôm qua"), "'hôm qua' is no day: write it as 2026-11-24"),
        (("crawl", "--since", "2026-11-15", "--until", "2026-11-14"), "is after --until"),
        (("crawl", "vtv", "--urls", "nowhere.txt"), "nowhere.txt: cannot be read"),
        (("article", "7"), "There is no article 7"),
        (("runs", "7"), "There is no run 7"),
        (("extract", "nowhere.html", "--url", "https://vtv.vn/a.htm"), "nowhere.html cannot be"),
        (("extract", "-", "--url", "https://example.org/"), "is on no site that is read here"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(
    diembao: Diembao, words: tuple[str, ...], said: str
) -> None:
    run = diembao(*words)
    assert run.code == 2
    assert said in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("extract", "-", "--url", "https://vtv.vn/x.htm"), "<p>Xin chào</p>", "no article page"),
        (("feed", "-", "--url", "https://vtv.vn/rss/x.rss"), "<html>", "an HTML page"),
    ],
)
def test_a_document_that_is_something_else_is_one_sentence_and_exit_code_1(
    diembao: Diembao, words: tuple[str, ...], stdin: str, said: str
) -> None:
    run = diembao(*words, stdin=stdin.encode())
    assert (run.code, run.out) == (1, "")
    assert said in run.err
    assert run.err.count("\n") == 1


def test_lists_come_as_table_json_json_lines_and_csv(diembao: Diembao, stored: str) -> None:
    def articles(form: str) -> str:
        words = ("articles", "--limit", "5", "--format", form)
        return diembao(*words, database_url=stored).out

    lines = [json.loads(line) for line in articles("jsonl").splitlines()]
    assert json.loads(articles("json")) == lines
    assert len(lines) == 5
    assert [line["id"] for line in lines] == sorted((line["id"] for line in lines), reverse=True)
    assert lines[0]["published_at"].endswith("+07:00")
    rows = list(csv.DictReader(io.StringIO(articles("csv").removeprefix("\ufeff"), newline="")))
    assert [row["title"] for row in rows] == [line["title"] for line in lines]
    assert lines[0]["title"].split()[0] in articles("table")


def test_an_article_is_shown_with_the_words_that_gave_its_topics(
    diembao: Diembao, stored: str
) -> None:
    words = ("articles", "--police", "--limit", "1", "--format", "jsonl")
    [line] = diembao(*words, database_url=stored).records
    whole = diembao("article", str(line["id"]), "--json", database_url=stored).records[0]
    texts = {"title": line["title"], "lead": line["lead"], "body": whole["body"]}
    assert whole["matches"]
    for match in whole["matches"]:
        assert texts[match["field"]][match["start"] : match["end"]] == match["words"]
    shown = diembao("article", str(line["id"]), database_url=stored).out
    assert line["url"] in shown
    assert f"[{whole['matches'][0]['words']}]" in shown


@needs_captures
def test_a_saved_page_becomes_one_json_object_with_every_key(diembao: Diembao) -> None:
    file = CAPTURES / "baotintuc" / "article_2025-07_1.html"
    url = (
        "https://baotintuc.vn/phap-luat/"
        "bat-giu-vu-buon-lau-thuoc-la-so-luong-lon-20250712205905640.htm"
    )
    [page] = diembao("extract", str(file), "--url", url).records
    assert list(page) == [
        *("outlet", "url", "canonical_url", "article_id", "form", "title", "lead", "body"),
        *("authors", "section", "tags", "published_at", "modified_at", "images", "sources"),
    ]
    assert page["published_at"] == "2025-07-12T21:11:00+07:00"
    assert page["body"].count("\n\n") == 2


def test_texts_are_tagged_with_offsets_into_the_fields_as_given(diembao: Diembao) -> None:
    record = {"id": 7, "title": "CÔNG AN\u00a0TỈNH bắt 2 người", "text": "Thu 5 kg ma tu\u00fd."}
    [tagged] = diembao("tag", stdin=json.dumps(record).encode()).records
    assert tagged["id"] == 7
    assert tagged["about_police"] is True
    for match in tagged["matches"]:
        assert record[match["field"]][match["start"] : match["end"]] == match["words"]  # type: ignore[index]


def test_a_line_that_is_no_record_is_named(diembao: Diembao) -> None:
    run = diembao("tag", stdin=b'{"id": 1, "title": "a", "text": "b"}\n{"id": 2}\n')
    assert run.code == 2
    assert "line 2" in run.err


def test_an_error_of_our_own_shows_a_traceback_only_with_debug(
    diembao: Diembao,
) -> None:
    url = "sqlite:////proc/nowhere/x.db"
    assert "Traceback" not in diembao("articles", database_url=url).err
    assert "Traceback" in diembao("articles", "--debug", database_url=url).err
