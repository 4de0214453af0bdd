"""What all pages of the desk share: headers, forms, errors, languages, hostile texts, files."""

import json
import logging
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from desk import texts, vendor
from desk.collation import sort_key
from desk.formats import day, moment, number
from desk.i18n import catalogue
from desk.messages import messages
from desk.render import FOLDER, environment
from desk.security import HEADERS
from errors import StoreAway, StoreFull
from store.audit import deeds
from store.users import Role, find_user
from tests.desk import RunningDesk, desk, running_desk
from tests.stored import NOON, article, put

__all__ = ["desk"]


def test_every_answer_carries_the_policy_whatever_it_is(desk: RunningDesk) -> None:
    with desk.visitor() as browser:
        for path in ("/", "/dang-nhap", "/khong-co", "/static/x/none.js", "/api/v1/none"):
            answer = browser.get(path)
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"):
        assert part in policy


def test_other_names_for_this_machine_are_answered_nothing(engine: Engine) -> None:
    with running_desk(engine, desk_hosts=("Desk.example.vn",)) as desk, desk.visitor() as browser:
        for host, code in (("evil.example", 421), ("desk.example.vn:443", 200), ("[::1]:80", 200)):
            assert browser.get("/dang-nhap", headers={"Host": host}).status_code == code, host


def test_what_a_page_tried_against_the_policy_is_logged_harmlessly(
    desk: RunningDesk, caplog: pytest.LogCaptureFixture
) -> None:
    with desk.visitor() as browser, caplog.at_level(logging.WARNING, "desk.security"):
        report = '{"blocked-uri": "inline"}\nforged line'
        assert browser.post("/csp-report", content=report.encode()).status_code == 204
    assert [record.message for record in caplog.records if "forged" in record.message] == [
        "policy report: " + ascii(report)
    ]


@pytest.mark.parametrize(
    "fields", [{}, {"csrf": ""}, {"csrf": "00.11"}], ids=["none", "empty", "invented"]
)
def test_a_form_without_the_token_of_the_session_does_nothing(
    desk: RunningDesk, fields: dict[str, str]
) -> None:
    with desk.signed_in(Role.OPERATOR, "chief") as browser:
        made = {"name": "forged", "role": "operator", **fields}
        assert browser.post("/nguoi-dung", data=made).status_code == 403
        assert browser.post("/nguoi-dung", json=made).status_code == 403
    assert find_user(desk.engine, "forged") is None


def test_the_token_of_another_session_does_nothing(desk: RunningDesk) -> None:
    with desk.signed_in(Role.OPERATOR, "a") as mine, desk.signed_in(Role.OPERATOR, "b") as theirs:
        made = {"csrf": mine.token("/tai-khoan"), "name": "forged"}
        assert theirs.post("/nguoi-dung", data=made).status_code == 403
        header = {"X-CSRF-Token": mine.token("/tai-khoan")}
        assert mine.post("/tai-khoan/ten", data={"shown_name": "Hà"}, headers=header).is_redirect


def test_a_form_of_another_site_is_refused_even_with_a_token(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as browser:
        fields = {"csrf": browser.token("/tai-khoan"), "shown_name": "forged"}
        other = {"Sec-Fetch-Site": "cross-site"}
        refused = browser.post("/tai-khoan/ten", data=fields, headers=other)
        assert refused.status_code == 403
        assert "forged" not in refused.text


def test_what_was_typed_into_a_page_that_is_old_by_now_is_not_lost(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as before:
        old = before.token("/tai-khoan")
    with desk.signed_in(Role.READER) as now:
        typed = "Nguyễn <b>Thu</b> Hà"
        fields = {"csrf": old, "shown_name": typed, "password": "bí mật lắm"}
        told = now.post("/tai-khoan/ten", data=fields)
        assert told.status_code == 403
        assert "Nguyễn &lt;b&gt;Thu&lt;/b&gt; Hà" in told.text
        assert "bí mật lắm" not in told.text
        token = re.search(
            r'action="/tai-khoan/ten">\s*<input type="hidden" name="csrf" value="(.+?)"', told.text
        )
        assert token
        again = {"csrf": token[1], "shown_name": typed}
        assert now.post("/tai-khoan/ten", data=again).is_redirect


def test_what_was_typed_is_not_lost_when_the_session_has_ended(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as browser, desk.signed_in(Role.READER) as other:
        token = browser.token("/tai-khoan")
        other.submit("/tai-khoan/dang-xuat-het", page="/tai-khoan")
        told = browser.post("/tai-khoan/ten", data={"csrf": token, "shown_name": "Thu Hà"})
        assert told.status_code == 401
        assert 'value="Thu Hà"' in told.text


@pytest.mark.parametrize(
    ("method", "path", "code", "said"),
    [
        ("GET", "/khong-co", 404, "Không có trang nào ở địa chỉ này"),
        ("GET", "/nguoi-dung", 403, "Vai trò của bạn chưa được phép"),
        ("DELETE", "/tai-khoan", 405, "Địa chỉ này không nhận việc đó"),
        ("GET", "/nhat-ky?by=%00", 400, "Trình duyệt gửi lên điều không đọc được"),
        ("GET", "/nhat-ky?before=x", 422, "Có ô điền thiếu hoặc chưa đúng"),
    ],
)
def test_each_error_is_a_sentence_for_readers_programs_and_parts(
    desk: RunningDesk, method: str, path: str, code: int, said: str
) -> None:
    role = Role.OPERATOR if code in {400, 422} else Role.READER
    with desk.signed_in(role) as browser:
        whole = browser.request(method, path)
        assert (whole.status_code, said in whole.text) == (code, True)
        assert "<nav" in whole.text
        part = browser.request(method, path, headers={"HX-Request": "true"})
        assert (part.status_code, said in part.text) == (code, True)
        assert "<html" not in part.text
        assert part.headers["hx-retarget"] == "#notices"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            StoreAway("The database postgresql://10.0.0.7/x cannot be reached."),
            503,
            "Máy chủ dữ liệu",
        ),
        (
            StoreFull("The database /srv/secret.db has no space left."),
            507,
            "Đĩa của máy chủ đã đầy",
        ),
        (RuntimeError("secret words"), 500, "Chương trình gặp lỗi"),
    ],
)
def test_what_breaks_inside_is_told_without_what_it_is(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, said: str
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("desk.pages.account.tokens_of", breaks)
    with desk.signed_in(Role.READER) as browser:
        told = browser.get("/tai-khoan")
    assert (told.status_code, said in told.text) == (code, True)
    assert told.headers["content-security-policy"]
    for inside in ("10.0.0.7", "secret", "Traceback"):
        assert inside not in told.text


def test_a_database_that_is_gone_is_told_to_who_was_signed_in(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise StoreAway("away")

    with desk.signed_in(Role.READER) as browser:
        monkeypatch.setattr("desk.access.user_of_session", gone)
        told = browser.get("/")
    assert (told.status_code, "Máy chủ dữ liệu không trả lời" in told.text) == (503, True)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "Tin \u202egnôht nasrevo\u202c \u200b\ufeff\x1b[31mđỏ",
    "<style>body{display:none}</style>",
    "A" * 5_000_000,
    "é" + "\u0301" * 5_000,
)


def test_hostile_texts_are_shown_harmlessly(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.clock.now", lambda: NOON)
    put(
        desk.engine,
        [article(n, text, text, lead=text, section=text[:99]) for n, text in enumerate(HOSTILE)],
    )
    with desk.signed_in(Role.READER) as browser:
        today = browser.get("/").text
        found = browser.get("/tim-kiem?q=form:text").text
        lines = today[today.index('class="lines"') :]
        lines = lines[: lines.index("</ol>")]
        assert lines.count("<li>") == found.count("<li>\n  <a class=") == len(HOSTILE)
        keys = re.findall(r'class="title" href="(/bai/[0-9]+)', found)
        articles = [browser.get(key).text for key in keys]
    for page in (today, found, *articles):
        inner = page[page.index("<main") : page.index("</main>")]
        bare = re.sub(r"&lt;.*?&gt;", "", inner)
        assert not re.search(r"<(script|style|img)|\son\w+=\w+\(", bare)
        assert "{{ 7 * 7 }}" in inner or "7 * 7" not in inner
        assert not set("\u202e\u200b\ufeff\x1b") & set(page)
    assert len(articles) == len(HOSTILE)
    assert len(today) < 25_000
    assert len(found) < 40_000


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://vtv.vn/a.htm?x=1", True),
        ("javascript:alert(1)", False),
        (" JaVaScRiPt:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("//evil.example/a", False),
        ("https://vtv.vn@evil.example/", False),
        ("https://\u202evtv.vn/", False),
        ("https://[::1", False),
        ("http://" + "a" * 5_000, False),
        (None, False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str | None, safe: bool) -> None:
    assert texts.safe_url(url) == (url if safe else "")


def test_vietnamese_letters_and_emoji_come_through_as_they_are() -> None:
    line = "Ngữ nghĩa Ễ ở Đắk Lắk 👨‍👩‍👧 – 1.234"
    assert texts.title(f"  {line}\n") == line
    assert texts.shown("e\u0302\u0303") == "ễ"


def test_names_are_sorted_as_in_a_vietnamese_dictionary() -> None:
    right = ["an", "Ánh", "ăn", "ân", "da", "dà", "dả", "dã", "dá", "dạ", "đa", "ốc", "ơn"]
    mixed = ["ơn", "đa", "dá", "ân", "an", "dạ", "da", "ăn", "dả", "Ánh", "ốc", "dã", "dà"]
    assert sorted(mixed, key=sort_key) == right


def test_dates_and_numbers_are_written_as_readers_write_them() -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert moment(late) == "00:30 24/11/2026"
    assert day(late, "vi") == "Thứ Ba, 24/11/2026"
    assert (number(1234567.5, "vi"), number(1234567.5, "en")) == ("1.234.567,5", "1,234,567.5")


def test_every_message_has_its_english() -> None:
    english = catalogue("en")
    missing = [
        f"{file}:{line}: {message}"
        for file, line, message in messages()
        if not (entry := english.get(message)) or entry.fuzzy or not all(entry.string or ())
    ]
    assert missing == []
    wrong = [str(message.id) for message in english if message.id and message.check(english)]
    assert wrong == []
    known = {message for _, _, message in messages()}
    ids = (e.id[0] if isinstance(e.id, tuple) else e.id for e in english if e.id)
    assert [message for message in ids if message not in known] == []


def test_a_reader_switches_language_and_theme(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as browser:
        assert '<html lang="vi">' in browser.get("/").text
        browser.submit("/ngon-ngu", {"language": "en", "back": "/"}, page="/tai-khoan")
        browser.submit("/giao-dien", {"theme": "dark", "back": "/"}, page="/tai-khoan")
        page = browser.get("/").text
        assert '<html lang="en" data-theme="dark">' in page
        assert "My account" in page
    with desk.signed_in(Role.READER) as elsewhere:
        assert '<html lang="en">' in elsewhere.get("/").text


def test_templates_hold_nothing_that_the_policy_forbids() -> None:
    forbidden = re.compile(r"\s(style|on\w+|hx-on\S*)=|<style|<script(?![^>]*\ssrc=)|js:|\|safe\b")
    for file in FOLDER.rglob("*.html"):
        assert not forbidden.search(file.read_text("utf-8")), file
        environment("vi").get_template(str(file.relative_to(FOLDER)))


def test_vendored_files_are_those_of_the_manifest() -> None:
    entries = json.loads(vendor.MANIFEST.read_text("utf-8"))
    held = {entry["file"]: entry["sha256"] for entry in entries}
    found = {
        file.name: vendor.digest(file.read_bytes())
        for file in vendor.FOLDER.iterdir()
        if file != vendor.MANIFEST
    }
    assert found == held
    assert {(e["package"], e["version"]) for e in entries} == {
        (package.name, package.version) for package in vendor.PACKAGES
    }
    assert all(entry["licence"] for entry in entries)


def test_static_files_are_kept_for_good_and_compressed_and_nothing_else_is_served(
    desk: RunningDesk,
) -> None:
    with desk.visitor() as browser:
        page = browser.get("/dang-nhap")
        assert page.headers["content-encoding"] == "gzip"
        paths = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
        assert paths
        size = len(page.content)
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
            size += int(answer.headers["content-length"])
        assert size < 100_000
        for path in ("../app.py", "..%2Fapp.py", "%2Fetc%2Fpasswd", "css"):
            assert browser.get(f"/static/x/{path}").status_code == 404
        stale = re.sub(r"/static/\w+/", "/static/0123456789abcdef/", paths[-1])
        assert browser.get(stale).headers["cache-control"] == "no-cache"


def test_the_record_is_read_page_by_page(desk: RunningDesk) -> None:
    from store.audit import record
    from store.engine import writing

    with writing(desk.engine) as connection:
        for number in range(150):
            record(connection, "thu.ha", "user.rename", f"việc {number} <b>")
    with desk.signed_in(Role.OPERATOR) as browser:
        first = browser.get("/nhat-ky?by=thu.ha").text
        assert "việc 149 &lt;b&gt;" in first
        following = re.search(r'href="(\?by=thu.ha&amp;before=\d+)"', first)
        assert following
        last = browser.get("/nhat-ky" + following[1].replace("&amp;", "&")).text
        assert last.count("Đổi tên hiển thị") == 50
        assert "Xem tiếp" not in last
    assert len(deeds(desk.engine, 500, action="user.")) == 150
