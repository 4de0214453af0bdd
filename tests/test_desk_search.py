"""Tìm kiếm at the desk, on both stores: hits, what narrows them, files, saved searches."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

import search.parser
import search.tokens
from desk.naming import naming
from desk.query_help import EXAMPLES
from desk.query_words import SENTENCES
from search.parser import parse
from store.alerts import list_alerts
from store.audit import deeds
from store.saved import saved_searches
from store.searching import Search
from store.users import Role
from tests.desk import RunningDesk, desk, running_desk
from tests.pages import HTMX, keys, links, noon, text_of, titles
from tests.stored import NOON, article, put

__all__ = ["desk", "noon"]


def test_a_search_finds_what_the_command_line_finds_and_is_narrowed_by_links(
    desk: RunningDesk,
) -> None:
    put(
        desk.engine,
        [
            article(1, "Bắt giữ ma túy", "Ở bến xe.", section="Pháp luật"),
            article(2, "Phá án ma túy", outlet="vov"),
            article(3, "Ma túy ở vov", outlet="vov", published_at=NOON - timedelta(days=1)),
            article(4, "Mưa lớn"),
        ],
        [("drugs",), ("drugs", "criminal-cases"), (), ()],
    )
    query = parse("ma túy", naming(desk.engine).queries)
    with desk.signed_in(Role.READER) as browser:
        page = browser.get("/tim-kiem?q=ma+túy")
        found = [int(each.split("/")[2].split("?")[0]) for each in links(page, "/bai/")]
        assert found == list(Search(desk.engine, query).keys())
        said = text_of(page)
        assert "3 bài" in said
        assert "Tội phạm ma túy, cai nghiện 2" in said
        assert "Đài Tiếng nói Việt Nam 2" in said
        assert '<mark class="hit">ma túy</mark>' in page.text
        [narrowed, *_] = links(page, "/tim-kiem?q=ma+t%C3%BAy+outlet%3Avov")
        page = browser.get(narrowed)
        assert titles(page) == ["Phá án ma túy", "Ma túy ở vov"]
        [back] = [each for each in set(links(page, "/tim-kiem?")) if each.endswith("q=ma+t%C3%BAy")]
        assert len(titles(browser.get(back))) == 3


def test_relevance_puts_headlines_first_and_keeps_the_counts(desk: RunningDesk) -> None:
    put(desk.engine, [article(1, "Tin", "Có cao tốc."), article(2, "Cao tốc", "Cao tốc mới.")])
    with desk.signed_in(Role.READER) as browser:
        assert titles(browser.get("/tim-kiem?q=cao+tốc")) == ["Tin", "Cao tốc"]
        page = browser.get("/tim-kiem?q=cao+tốc&order=relevance")
    assert titles(page) == ["Cao tốc", "Tin"]
    assert "2 bài" in text_of(page)


@pytest.mark.parametrize(
    ("query", "said", "place"),
    [
        ("(bắt giữ", "Dấu ngoặc mở ra mà chưa đóng.", "<mark>(</mark>bắt giữ"),
        ("bắt outlet:<b>x", "Không có cơ quan báo chí “<b>x”.", "outlet:<mark>&lt;</mark>b&gt;x"),
        ("bắt to:31/02/2026", "“31/02/2026” không phải là ngày.", "to:<mark>3</mark>1/02"),
        ("bắt AND", "Hai bên chữ AND đều phải có từ để tìm.", "bắt <mark>A</mark>ND"),
        ("{known} ngày:1", "Không có trường ngày:.", "{known} <mark>n</mark>gày:1"),
    ],
)
def test_a_wrong_query_is_told_with_its_place_and_stays_typed(
    desk: RunningDesk, query: str, said: str, place: str
) -> None:
    with desk.signed_in(Role.READER) as browser:
        page = browser.get("/tim-kiem", params={"q": query})
        assert page.status_code == 422
        assert said in text_of(page)
        assert place in page.text
        assert unescape(re.findall(r'name="q" value="([^"]*)"', page.text)[0]) == query
        assert browser.get("/tim-kiem.csv", params={"q": query}).status_code == 422


def test_the_examples_of_the_help_are_queries(desk: RunningDesk) -> None:
    for query, _ in EXAMPLES:
        parse(query, naming(desk.engine).queries)


def test_an_empty_result_says_which_part_excludes_everything(desk: RunningDesk) -> None:
    put(desk.engine, [article(1, "Tàng trữ ma túy"), article(2, "Cao tốc", outlet="vov")])
    with desk.signed_in(Role.READER) as browser:
        page = browser.get("/tim-kiem?q=tàng+trử")
        assert "Không có bài nào khớp “trử”." in text_of(page)
        assert links(page, "/tim-kiem?q=t%C3%A0ng")
        assert titles(browser.get(links(page, "/tim-kiem?q=tang+tru")[0])) == ["Tàng trữ ma túy"]
        page = browser.get("/tim-kiem?q=tàng+trữ+outlet:vov")
        assert "nhưng không bài nào khớp cả hai" in text_of(page)
        assert "“Đài Tiếng nói Việt Nam”" in text_of(page)


def test_hits_go_on_by_key_with_and_without_script(desk: RunningDesk) -> None:
    put(desk.engine, [article(number, f"Cao tốc {number}") for number in range(60)])
    with desk.signed_in(Role.READER) as browser:
        page, seen = browser.get("/tim-kiem?q=cao+tốc"), []
        while True:
            seen += titles(page)
            following = [each for each in links(page, "/tim-kiem?") if "before=" in each]
            if not following:
                break
            part = browser.get(following[0], headers=HTMX)
            page = browser.get(following[0])
            assert titles(part) == titles(page)
            assert part.text.lstrip().startswith("<li>")
    assert seen == [f"Cao tốc {number}" for number in range(60)]


def test_a_search_is_handed_out_as_files(desk: RunningDesk) -> None:
    put(desk.engine, [article(number, f"=Cao tốc {number}") for number in range(30)])
    with desk.signed_in(Role.READER) as browser:
        files = {form: browser.get(f"/tim-kiem.{form}?q=cao+tốc")
                 for form in ("csv", "xlsx", "json", "rss")}  # fmt: skip
        assert {each.status_code for each in files.values()} == {200}
        assert browser.get("/tim-kiem.exe?q=cao").status_code == 404
    assert [each["id"] for each in files["json"].json()] == keys(desk.engine)
    assert files["csv"].headers["content-disposition"].endswith('-2026-11-23.csv"')
    assert files["csv"].text.count("Cao tốc") == 30
    assert load_workbook(BytesIO(files["xlsx"].content)).active.max_row == 31
    assert files["rss"].text.count("<item>") == 30
    assert f"{desk.address}/tim-kiem?q=cao" in files["rss"].text


def test_a_file_that_fails_midway_does_not_pass_for_whole(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_records: object, _form: object, target: BytesIO, **_: object) -> None:
        target.write(b"id,title\n" * 50_000)
        raise RuntimeError("the database went away")

    monkeypatch.setattr("exports.write", breaks)
    with desk.signed_in(Role.READER) as browser, pytest.raises(httpx.RemoteProtocolError):
        browser.get("/tim-kiem.csv?q=cao")


def test_a_search_is_kept_under_a_name_of_ones_own(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER, "thu.ha") as browser:
        fields = {"q": "ma túy -outlet:vtv", "name": " Ma  túy "}
        saved = browser.submit("/tim-kiem/luu", fields, page="/tim-kiem")
        assert saved.headers["location"] == "/tim-kiem?q=ma+t%C3%BAy+-outlet%3Avtv"
        again = browser.submit("/tim-kiem/luu", fields | {"q": "cao tốc"}, page="/tim-kiem")
        assert again.status_code == 422
        assert "Bạn đã có câu tìm tên “Ma túy”" in text_of(again)
        page = browser.get("/tim-kiem")
        assert "ma túy -outlet:vtv" in text_of(page)
    [kept] = saved_searches(desk.engine, "thu.ha")
    assert (kept.name, kept.query) == ("Ma túy", "ma túy -outlet:vtv")
    with desk.signed_in(Role.READER, "mai") as other:
        assert "Ma túy" not in titles(other.get("/tim-kiem"))
        other.submit("/tim-kiem/bo", {"name": "Ma túy"}, page="/tim-kiem")
    assert saved_searches(desk.engine, "thu.ha") == [kept]
    with desk.signed_in(Role.READER, "thu.ha") as browser:
        browser.submit("/tim-kiem/bo", {"name": "Ma túy"}, page="/tim-kiem")
    assert saved_searches(desk.engine, "thu.ha") == []
    done = [(each.by, each.action) for each in deeds(desk.engine, 9, action="search.")]
    assert done == [("thu.ha", "search.remove"), ("thu.ha", "search.save")]


def test_an_analyst_saves_a_search_with_an_alert(engine: Engine) -> None:
    channels = {"channels": {"press": "json://127.0.0.1/"}}
    fields = {"q": "ma túy", "name": "Ma túy", "channel": "press", "every": "hour"}
    with running_desk(engine, **channels) as desk:
        with desk.signed_in(Role.READER) as reader:
            refused = reader.submit("/tim-kiem/luu", fields, page="/tim-kiem")
            assert refused.status_code == 403
        with desk.signed_in(Role.ANALYST, "mai") as browser:
            other = fields | {"channel": "nobody"}
            assert browser.submit("/tim-kiem/luu", other, page="/tim-kiem").status_code == 422
            assert saved_searches(engine) == []
            assert browser.submit("/tim-kiem/luu", fields, page="/tim-kiem").is_redirect
            [alert] = list_alerts(engine)
            assert (alert.owner, alert.search, alert.channel, alert.every) == (
                *("mai", "Ma túy", "press", "hour"),
            )
            assert "press, mỗi giờ" in text_of(browser.get("/tim-kiem"))
            browser.submit("/tim-kiem/thoi-bao", {"alert": str(alert.id)}, page="/tim-kiem")
    assert list_alerts(engine) == []
    assert [each.name for each in saved_searches(engine, "mai")] == ["Ma túy"]


def _sentences() -> Iterator[str]:
    """What the modules that read queries say is wrong with one."""
    for module in (search.parser, search.tokens):
        tree = ast.parse(inspect.getsource(module))
        for node in ast.walk(tree):
            told = None
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "told":
                told = node.value
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "self._fail",
                "QueryError",
            }:
                told = node.args[0]
            if isinstance(told, ast.Constant):
                yield str(told.value)


def test_every_sentence_of_the_parser_has_its_vietnamese() -> None:
    assert set(_sentences()) == set(SENTENCES)
