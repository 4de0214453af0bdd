"""Rules at the desk: read, changed with mistakes by their lines, tried, saved, rolled back."""

import re

from sqlalchemy import Engine

from crawler import clock
from desk.rule_files import rule_files
from store.audit import deeds
from store.engine import writing
from store.locks import lock_retag
from store.reading import Wanted, list_articles
from store.rulesets import active_rules, apply_rules, rule_history
from store.tagging import write_tags
from store.users import Role
from tests.desk import Browser, RunningDesk, desk, running_desk
from tests.stored import article, put
from tests.test_desk_crawls import listened
from tests.test_rulesets import DRUGS, FAIR, without
from topics.ruleset import default_rules
from topics.tagger import default_tagger

__all__ = ["desk"]

PAGE = "/chu-de/drugs"
NO_DRUGS = without("drugs")["drugs.toml"]


def store_two(engine: Engine) -> None:
    """Two articles of today, tagged by the rules that ship with us."""
    now = clock.now()
    put(engine, [article(n, title, published_at=now) for n, title in enumerate((DRUGS, FAIR))])
    tagger = default_tagger()
    for line in list_articles(engine, Wanted(), 9):
        tags = tagger.tag({"title": line.title, "lead": "", "body": ""})
        with writing(engine) as connection:
            write_tags(connection, line.id, tags, set(tags.topics), tagger.rules.version)


def typed(browser: Browser, text: str) -> dict[str, str]:
    """What the form of the topic sends when somebody changed its text."""
    found = re.search(r'name="base" value="(\d+)"', browser.get(f"{PAGE}/sua").text)
    assert found
    return {"text": text.replace("\n", "\r\n"), "base": found[1]}


def test_rules_are_read_in_words(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as browser:
        for file in rule_files(desk.engine).by_slug.values():
            assert browser.get(f"/chu-de/{file.slug}").status_code == 200, file.name
        page = browser.get(PAGE).text
        assert "Cụm từ mạnh" in page
        assert "<li>ma túy</li>" in page
        assert "tên đơn vị, tên tội trong vụ khác" in page
        assert f"{PAGE}/sua" not in page
        assert browser.get(f"{PAGE}/sua").status_code == 403
        assert browser.get("/chu-de/khong-co").status_code == 404


def test_a_mistake_is_told_by_its_line_and_what_was_typed_stays(desk: RunningDesk) -> None:
    wrong = default_rules().files["drugs.toml"].replace("weak = [", "week = [ # <b>")
    line = next(n for n, each in enumerate(wrong.splitlines(), 1) if "week" in each)
    with desk.signed_in(Role.EDITOR) as browser:
        for deed in ("thu", "luu"):
            told = browser.submit(f"{PAGE}/{deed}", typed(browser, wrong), PAGE)
            assert told.status_code == 422
            assert f"Dòng {line} của tệp drugs.toml chưa đúng" in told.text
            assert "có phải ý bạn là “weak”?" in told.text
            assert "week = [ # &lt;b&gt;" in told.text
        renamed = NO_DRUGS.replace('"drugs"', '"drug"', 1)
        told = browser.submit(f"{PAGE}/luu", typed(browser, renamed), PAGE)
        assert "Tên máy (slug) phải giữ là “drugs”" in told.text
    assert rule_history(desk.engine) == []


def test_rules_are_tried_saved_put_to_what_is_stored_and_rolled_back(desk: RunningDesk) -> None:
    store_two(desk.engine)
    with desk.signed_in(Role.EDITOR, "bien.tap") as browser:
        begun = browser.submit(f"{PAGE}/thu", typed(browser, NO_DRUGS), PAGE)
        found = re.search(r'hx-sse:connect="(/chu-de/thu/[^"]+)"', begun.text)
        assert found
        tried = listened(browser, found[1])
        assert "bớt 1 bài" in tried
        assert DRUGS in tried
        assert FAIR not in tried
        assert rule_history(desk.engine) == [], "trying saves nothing"
        saved = browser.submit(f"{PAGE}/luu", typed(browser, NO_DRUGS), PAGE)
        assert saved.headers["location"] == "/chu-de"
        assert active_rules(desk.engine).files["drugs.toml"].rstrip() == NO_DRUGS.rstrip()
        browser.submit("/chu-de/gan-lai", page=PAGE)
        assert "bớt 1 bài" in listened(browser, "/chu-de/gan-lai/tien-do")
        assert all(not line.topics for line in list_articles(desk.engine, Wanted(), 9))
        saved_version = active_rules(desk.engine).version
        again = default_rules().files["drugs.toml"]
        browser.submit(f"{PAGE}/luu", typed(browser, again), PAGE)
        assert active_rules(desk.engine).version == default_rules().version
        browser.submit(f"/chu-de/lich-su/{saved_version}/dung-lai", page=PAGE)
        assert active_rules(desk.engine).version == saved_version
        assert "quay về bộ cũ" in browser.get("/chu-de/lich-su").text
    history = rule_history(desk.engine)
    assert [(each.by, each.what) for each in history] == [
        ("bien.tap", "rolled back to"),
        ("bien.tap", "applied"),
        ("bien.tap", "applied"),
    ]
    done = [deed.action for deed in deeds(desk.engine, 9)]
    assert done == ["rules.rollback", "rules.save", "rules.retag", "rules.save"]


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(desk: RunningDesk) -> None:
    with desk.signed_in(Role.EDITOR) as browser:
        sent = typed(browser, NO_DRUGS)
        apply_rules(desk.engine, without("traffic"), "lan")
        told = browser.submit(f"{PAGE}/luu", sent, PAGE)
        assert told.status_code == 409
        assert "người khác đã đưa bộ quy tắc khác vào dùng" in told.text
        assert "cụm từ không hề có trong báo" in told.text, "what was typed stays"
    assert [each.by for each in rule_history(desk.engine)] == ["lan"]


def test_analysts_try_and_do_not_save(desk: RunningDesk) -> None:
    with desk.signed_in(Role.ANALYST) as browser:
        sent = typed(browser, NO_DRUGS)
        assert browser.submit(f"{PAGE}/thu", sent, PAGE).status_code == 200
        for path in (f"{PAGE}/luu", "/chu-de/gan-lai", "/chu-de/lich-su/abc/dung-lai"):
            assert browser.submit(path, sent, PAGE).status_code == 403
    assert rule_history(desk.engine) == []


def test_tagging_that_goes_on_elsewhere_is_a_sentence(engine: Engine) -> None:
    store_two(engine)
    apply_rules(engine, without("drugs"), "lan")
    release = lock_retag(engine)
    with running_desk(engine) as desk, desk.signed_in(Role.EDITOR) as browser:
        browser.submit("/chu-de/gan-lai", page=PAGE)
        told = listened(browser, "/chu-de/gan-lai/tien-do")
        release()
    assert "đang được gắn lại ở nơi khác" in told
