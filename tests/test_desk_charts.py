"""Charts at the desk: what they count is what the search behind each place finds."""

import csv
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine

from crawler import clock
from crawler.dates import vietnamese_day
from desk.rule_files import Kind, rule_files
from search.parser import Names, parse
from spiders import outlets
from store.searching import Search
from store.users import Role
from tests.desk import RunningDesk, desk
from tests.stored import article, put

__all__ = ["desk"]

TOPICS: tuple[list[str], ...] = (["drugs"], ["drugs", "traffic"], ["traffic"], [])
OUTLETS = ("vtv", "vtv", "vov", "vov")


@pytest.fixture
def filled(desk: RunningDesk) -> RunningDesk:
    """Four articles: two days, two outlets, two topics, one without any."""
    now = clock.now()
    articles = [
        article(n, f"Tin {n}", outlet=outlet, published_at=now - timedelta(days=n % 2))
        for n, outlet in enumerate(OUTLETS)
    ]
    put(desk.engine, articles, TOPICS)
    return desk


def found_by(engine: Engine, address: str) -> int:
    """How many articles the search of an address finds."""
    [query] = parse_qs(urlsplit(address).query)["q"]
    topics = {file.slug: file.slug for file in rule_files(engine).of(Kind.TOPIC)}
    names = Names(topics=topics, outlets={slug: slug for slug in outlets()})
    return Search(engine, parse(query, names)).count(100)


@pytest.mark.parametrize("filters", ["", "&cd=drugs", "&cq=vtv", "&cd=drugs&cd=traffic&cq=vov"])
@pytest.mark.parametrize(
    ("kind", "days"), [("theo-ngay", 30), ("theo-ngay", 200), ("co-quan", 30), ("bang-nhiet", 30)]
)
def test_each_place_of_a_chart_leads_to_as_many_articles_as_it_shows(
    filled: RunningDesk, kind: str, days: int, filters: str
) -> None:
    since = vietnamese_day(clock.now()) - timedelta(days=days - 1)
    with filled.signed_in(Role.READER) as browser:
        answer = browser.get(f"/thong-ke/{kind}.json?tu={since}{filters}&rong=900")
    made = answer.json()
    rows = next(iter(made["spec"]["datasets"].values()))
    shown = {
        ",".join(str(row[name]) for name in ("first_rank", "second_rank") if name in row): row
        for row in rows
    }
    counted = {place: row["count"] for place, row in shown.items() if row["count"]}
    assert counted
    assert counted == {
        place: found_by(filled.engine, address) for place, address in made["links"].items()
    }


def test_numbers_are_in_the_page_and_in_a_file_that_is_safe_to_open(filled: RunningDesk) -> None:
    with filled.signed_in(Role.READER) as browser:
        page = browser.get("/thong-ke").text
        sent = browser.get("/thong-ke/co-quan.csv")
    assert 'scope="row">Ban Thời sự – VTV</th><td class="number"><a href="/tim-kiem?' in page
    assert sent.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(sent.content.decode("utf-8-sig"))))[1:] == [
        ["Ban Thời sự – VTV", "2"],
        ["Đài Tiếng nói Việt Nam", "1"],
    ]
    assert "attachment" in sent.headers["content-disposition"]


def test_pictures_are_made_here_and_nothing_is_a_sentence(filled: RunningDesk) -> None:
    with filled.signed_in(Role.READER) as browser:
        browser.timeout = 60
        assert browser.get("/thong-ke/theo-ngay.svg").text.startswith("<svg")
        assert browser.get("/thong-ke/theo-ngay.png").content.startswith(b"\x89PNG")
        none = browser.get("/thong-ke/theo-ngay.svg?tu=2020-01-01&den=2020-01-02")
        assert none.status_code == 404
        assert "Không có bài nào trong khoảng ngày" in none.text
        for days in ("tu=x", "tu=2026-02-01&den=2026-01-01", "tu=2020-01-01", "den=0001-01-01"):
            wrong = browser.get(f"/thong-ke?{days}")
            assert wrong.status_code == 422, days
            assert "Khoảng ngày chưa đúng" in wrong.text
