"""Hôm nay at the desk, on both stores."""

from datetime import timedelta

from sqlalchemy import insert, update

from store.engine import writing
from store.models import ArticleRow, FindingRow, UserRow
from store.users import Role
from tests.desk import RunningDesk, desk
from tests.pages import HTMX, keys, links, noon, text_of, titles
from tests.stored import NOON, article, put

__all__ = ["desk", "noon"]

BODY = "Công an tỉnh bắt giữ hai đối tượng tàng trữ trái phép chất ma túy tại bến xe. " * 9


def test_today_folds_stories_puts_the_police_first_and_links_to_what_it_counts(
    desk: RunningDesk,
) -> None:
    put(
        desk.engine,
        [
            article(1, "Chép lại", BODY),
            article(2, "Đầu tiên", BODY, outlet="vov"),
            article(3, "Tin công an"),
            article(4, "Tin thể thao"),
            article(5, "Hôm kia", published_at=NOON - timedelta(days=2)),
        ],
        [("drugs",), ("drugs",), ("drugs",), (), ("drugs",)],
    )
    third = keys(desk.engine)[2]
    with writing(desk.engine) as connection:
        connection.execute(
            update(ArticleRow).where(ArticleRow.id == third).values(about_police=True)
        )
    with desk.signed_in(Role.READER) as browser:
        page = browser.get("/")
        assert titles(page) == ["Tin công an", "Đầu tiên", "Tin thể thao"]
        said = text_of(page)
        assert "+1 bài cùng tin: Ban Thời sự – VTV" in said
        assert "3 bài · 2 tin" in said
        [counted, *_] = links(page, "/tim-kiem?q=topic%3Adrugs&since=")
        behind = browser.get(counted)
        assert len(titles(behind)) == 3
        assert "từ 18:00 22/11/2026" in text_of(behind)
        first = keys(desk.engine)[1]
        folded = browser.get(f"/bai/{first}/cung-tin", headers=HTMX)
        assert folded.text.lstrip().startswith("<details")
        assert "Chép lại" in folded.text
        assert browser.get(f"/bai/{first}/cung-tin").headers["location"].endswith("#cung-tin")


def test_what_came_in_since_the_last_visit_is_marked_in_words(desk: RunningDesk) -> None:
    put(desk.engine, [article(1, "Tin")], [("drugs",)])
    with desk.signed_in(Role.READER, "first.visit") as browser:
        assert "mới từ lần trước" not in text_of(browser.get("/"))
    with desk.signed_in(Role.READER, "thu.ha") as browser:
        with writing(desk.engine) as connection:
            before = NOON - timedelta(hours=3)
            mine = update(UserRow).where(UserRow.name == "thu.ha")
            connection.execute(mine.values(seen_at=before))
        said = text_of(browser.get("/"))
    assert "1 bài mới từ lần trước bạn vào" in said
    assert "Tin mới Ban Thời sự – VTV" in said


def test_all_news_without_a_topic_has_a_page(desk: RunningDesk) -> None:
    put(desk.engine, [article(number, f"Tin {number}") for number in range(12)])
    with desk.signed_in(Role.READER) as browser:
        page = browser.get("/")
        assert len(titles(page)) == 8
        [more, *_] = links(page, "/hom-nay/")
        assert len(titles(browser.get(more))) == 12
        assert browser.get("/hom-nay/khac").status_code == 404


def test_what_the_health_check_finds_is_one_line(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as browser:
        assert "Thu thập có" not in text_of(browser.get("/"))
        with writing(desk.engine) as connection:
            fault = {"since": NOON, "opened_at": NOON, "seen_at": NOON, "facts": {}, "evidence": []}
            for name, outlet in (("feed_frozen", "vtv"), ("disk_low", "")):
                known = {"name": name, "outlet": outlet, "subject": ""}
                connection.execute(insert(FindingRow), known | fault)
        said = text_of(browser.get("/"))
    assert "Thu thập có 2 vấn đề" in said
    assert "Ban Thời sự – VTV: " in said
