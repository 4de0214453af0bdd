"""The page of an article at the desk, on both stores: what it shows, what editors say of it."""

import re
from html import unescape

import httpx
import pytest
from sqlalchemy import insert, update

from store.audit import deeds
from store.by_hand import add_note, by_hand
from store.engine import writing
from store.models import ArticleRow, MatchRow
from store.users import Role
from tests.desk import Browser, RunningDesk, desk
from tests.pages import HTMX, keys, links, noon, text_of
from tests.stored import NOON, article, put

__all__ = ["desk", "noon"]


@pytest.fixture
def key(desk: RunningDesk) -> int:
    """An article with a topic and the words that gave it."""
    put(
        desk.engine,
        [
            article(
                1, "Bắt 2 kg <i>ma túy</i>", "Ma túy ở bến xe.\n\nĐoạn hai.", authors=("Thu Hà",)
            )
        ],
        [("drugs",)],
    )
    [made] = keys(desk.engine)
    row = {"article": made, "topic": "drugs", "rule": "drugs/strong: ma túy", "words": "Ma túy"}
    with writing(desk.engine) as connection:
        place = {"number": 0, "field": "body", "start": 0, "end": 6, "score": 1.0}
        connection.execute(insert(MatchRow), row | place)
    return made


def test_an_article_shows_which_rule_found_which_words(desk: RunningDesk, key: int) -> None:
    with desk.signed_in(Role.READER) as browser:
        page = browser.get(f"/bai/{key}?q=bến")
    why = 'title="Tội phạm ma túy, cai nghiện – từ khóa: ma túy" tabindex="0">Ma túy</mark>'
    assert why in page.text
    assert '<mark class="hit">bến</mark>' in page.text
    assert 'href="https://vtv.vn/1.htm"' in page.text
    assert "Bắt 2 kg &lt;i&gt;ma túy&lt;/i&gt;" in page.text
    assert "Thu Hà" in page.text
    assert "hx-post" not in page.text  # a reader changes nothing


def test_withdrawn_paid_and_missing_articles_say_so(desk: RunningDesk, key: int) -> None:
    with writing(desk.engine) as connection:
        connection.execute(update(ArticleRow).values(withdrawn_at=NOON, paid=True))
    with desk.signed_in(Role.READER) as browser:
        said = text_of(browser.get(f"/bai/{key}"))
        assert "Báo đã gỡ bài này; phát hiện lúc 12:00 23/11/2026" in said
        assert "Bài dành cho người trả tiền" in said
        for path in ("/bai/7", f"/bai/{2**63 - 1}", f"/bai/{2**70}", "/bai/x", f"/bai/{key}/ban/9"):
            gone = browser.get(path)
            assert (gone.status_code, "Không tìm thấy" in gone.text) == (404, True), path


def submit(browser: Browser, key: int, what: str, **fields: str) -> httpx.Response:
    return browser.submit(f"/bai/{key}/{what}", fields, page=f"/bai/{key}")


def test_an_editor_says_by_hand_what_rules_cannot_know(desk: RunningDesk, key: int) -> None:
    with desk.signed_in(Role.EDITOR, "mai") as browser:
        for what, fields in (
            ("chu-de", {"topic": "drugs", "to": "take"}),
            ("chu-de", {"topic": "traffic", "to": "give"}),
            ("sac-thai", {"tone": "negative"}),
            ("diem-bao", {"marked": "true"}),
            ("ghi-chu", {"text": "Đã gọi <b>công an</b> tỉnh."}),
        ):
            assert submit(browser, key, what, **fields).headers["location"].startswith("/bai/")
        said = text_of(browser.get(f"/bai/{key}"))
        for each in ("Đã chọn", "✓ tiêu cực", "gắn tay", "bỏ tay", "Đã gọi <b>công an</b> tỉnh."):
            assert each in said
        submit(browser, key, "chu-de", topic="drugs", to="rules")
        submit(browser, key, "sac-thai", tone="")
        submit(browser, key, "diem-bao", marked="false")
        note = by_hand(desk.engine, [key])[key].notes[0]
        submit(browser, key, f"ghi-chu/{note.id}/xoa")
    found = by_hand(desk.engine, [key])[key]
    assert [(each.topic, each.by) for each in found.topics] == [("traffic", "mai")]
    assert (found.tone, found.marked, found.notes) == (None, None, [])
    recorded = deeds(desk.engine, 20, action="article.")
    assert {(each.by, each.subject) for each in recorded} == {("mai", str(key))}
    assert len(recorded) == 9


def test_a_deed_in_place_answers_with_its_panel_alone(desk: RunningDesk, key: int) -> None:
    with desk.signed_in(Role.EDITOR) as browser:
        token = {"X-CSRF-Token": browser.token("/tai-khoan")}
        part = browser.post(f"/bai/{key}/sac-thai", data={"tone": "neutral"}, headers=HTMX | token)
    assert part.text.lstrip().startswith('<div id="bang-tay"')
    assert "Đã ghi sắc thái." in part.text


def test_readers_and_forged_forms_say_nothing(desk: RunningDesk, key: int) -> None:
    add_note(desk.engine, key, "Của Mai.", "mai")
    note = by_hand(desk.engine, [key])[key].notes[0]
    with desk.signed_in(Role.ANALYST) as browser:
        fields = {"csrf": browser.token("/tai-khoan"), "tone": "negative"}
        assert browser.post(f"/bai/{key}/sac-thai", data=fields).status_code == 403
    with desk.signed_in(Role.EDITOR) as browser:
        assert browser.post(f"/bai/{key}/diem-bao", data={"marked": "true"}).status_code == 403
        assert submit(browser, key, "chu-de", topic="nothing", to="give").status_code == 422
        assert submit(browser, key, "sac-thai", tone="angry").status_code == 422
        told = submit(browser, key, f"ghi-chu/{note.id}/xoa")
        assert (told.status_code, "do người khác viết" in told.text) == (403, True)
    found = by_hand(desk.engine, [key])[key]
    assert (found.tone, found.marked, found.topics, found.notes) == (None, None, [], [note])


@pytest.mark.parametrize("kept", ["Câu <b>rất</b> dài", "dài " * 1_200], ids=["gone", "too long"])
def test_a_note_that_cannot_be_kept_is_not_lost(desk: RunningDesk, key: int, kept: str) -> None:
    where = key if len(kept) > 4_000 else 7
    with desk.signed_in(Role.EDITOR) as browser:
        told = browser.submit(f"/bai/{where}/ghi-chu", {"text": kept}, page=f"/bai/{key}")
        assert told.status_code in {404, 422}
        assert kept.strip() in unescape(told.text)
    assert by_hand(desk.engine, [key])[key].notes == []


def test_versions_are_shown_word_by_word(desk: RunningDesk, key: int) -> None:
    changed = article(1, "Bắt 3 kg <i>ma túy</i>", "Ma túy ở bến xe.\n\nĐoạn hai.")
    put(desk.engine, [changed], [("drugs",)], keys=[key])
    with desk.signed_in(Role.READER) as browser:
        page = browser.get(f"/bai/{key}")
        assert links(page, f"/bai/{key}/ban/") == [f"/bai/{key}/ban/2", f"/bai/{key}/ban/1"]
        newer = browser.get(f"/bai/{key}/ban/2").text
        assert re.search(r"Bắt <del>2 </del><ins>3 </ins>kg &lt;i&gt;", newer)
        assert "bản đầu tiên" in browser.get(f"/bai/{key}/ban/1").text
