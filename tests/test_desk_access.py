"""Who gets into the desk, for how long, and what they may do there."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from crawler import clock
from desk.access import SESSION
from store.attempts import MOST_BY_NAME
from store.audit import deeds
from store.engine import writing
from store.models import ApiTokenRow, AttemptRow, SessionRow, UserRow
from store.sessions import (
    ABSOLUTE,
    IDLE,
    as_of_this_visit,
    begin_session,
    note_seen,
    user_of_session,
)
from store.users import Role, User, add_user, find_user
from tests.desk import PASSWORD, Browser, RunningDesk, desk, running_desk

__all__ = ["desk"]


def sign_in(browser: Browser, name: str, password: str = PASSWORD, next: str = "/") -> int:  # noqa: A002
    return browser.submit(
        "/dang-nhap", {"name": name, "password": password, "next": next}
    ).status_code


def test_nobody_sees_a_page_before_signing_in_and_is_then_where_they_wanted(
    desk: RunningDesk,
) -> None:
    desk.session(Role.OPERATOR, "thu.ha")
    with desk.visitor() as browser:
        asked = browser.get("/nhat-ky?by=thu.ha")
        assert asked.status_code == 303
        assert asked.headers["location"] == "/dang-nhap?next=/nhat-ky%3Fby%3Dthu.ha"
        assert sign_in(browser, "thu.ha", "sai hoàn toàn") == 401
        fields = {"name": "THU.HA ", "password": PASSWORD, "next": "/nhat-ky?by=thu.ha"}
        entered = browser.submit("/dang-nhap", fields)
        assert (entered.status_code, entered.headers["location"]) == (303, "/nhat-ky?by=thu.ha")
        assert "Đăng nhập" in browser.get("/nhat-ky").text


@pytest.mark.parametrize("next", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_signing_in_leads_to_no_other_site(desk: RunningDesk, next: str) -> None:  # noqa: A002
    desk.session(Role.READER, "thu.ha")
    with desk.visitor() as browser:
        fields = {"name": "thu.ha", "password": PASSWORD, "next": next}
        assert browser.submit("/dang-nhap", fields).headers["location"] == "/"


def test_a_password_typed_in_decomposed_letters_is_the_same(desk: RunningDesk) -> None:
    import unicodedata

    desk.session(Role.READER, "thu.ha")
    with desk.visitor() as browser:
        assert sign_in(browser, "thu.ha", unicodedata.normalize("NFD", PASSWORD)) == 303


def test_the_session_cookie_is_out_of_scripts_and_other_sites_reach(desk: RunningDesk) -> None:
    desk.session(Role.READER, "thu.ha")
    with desk.visitor() as browser:
        fields = {"name": "thu.ha", "password": PASSWORD}
        plain = browser.submit("/dang-nhap", fields).headers["set-cookie"]
    assert re.search(rf"{SESSION}=[^;]+;.*HttpOnly", plain)
    assert "SameSite=lax" in plain


def test_behind_a_proxy_cookies_travel_encrypted_only(engine: Engine) -> None:
    hosts = {"desk_hosts": ("desk.example.vn",), "desk_proxies": ("127.0.0.1",)}
    with running_desk(engine, **hosts) as desk, desk.visitor() as browser:
        browser.headers.update({"Host": "desk.example.vn", "X-Forwarded-Proto": "https"})
        shown = browser.get("/dang-nhap")
        assert "__Host-diembao_guest=" in shown.headers["set-cookie"]
        assert "Secure" in shown.headers["set-cookie"]
        assert shown.headers["strict-transport-security"]


def test_a_proxy_that_is_not_named_is_not_believed(desk: RunningDesk) -> None:
    with desk.visitor() as browser:
        browser.headers.update({"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"})
        assert "Secure" not in browser.get("/dang-nhap").headers["set-cookie"]
        sign_in(browser, "nobody")
    with desk.engine.connect() as connection:
        assert "address:127.0.0.1" in connection.scalars(select(AttemptRow.who)).all()


@pytest.mark.parametrize(
    "values",
    [{"expires_at": timedelta(0)}, {"seen_at": -IDLE}],
    ids=["absolute", "idle"],
)
def test_a_session_ends(desk: RunningDesk, values: dict[str, timedelta]) -> None:
    assert ABSOLUTE > IDLE
    with desk.signed_in(Role.READER) as browser:
        with writing(desk.engine) as connection:
            times = {name: clock.now() + shift for name, shift in values.items()}
            connection.execute(update(SessionRow).values(**times))
        assert browser.get("/").status_code == 303


def test_signing_out_ends_the_session_itself_and_not_only_the_cookie(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as browser:
        kept = browser.cookies[SESSION]
        browser.submit("/dang-xuat", page="/tai-khoan")
    with desk.visitor() as again:
        again.cookies.set(SESSION, kept, domain="127.0.0.1")
        assert again.get("/").status_code == 303


def test_a_database_read_by_strangers_lets_nobody_in(desk: RunningDesk) -> None:
    token = desk.session(Role.READER)
    with desk.engine.connect() as connection:
        rows = [*connection.scalars(select(SessionRow.token_hash))]
    assert token not in rows
    with desk.visitor() as browser:
        browser.cookies.set(SESSION, rows[0], domain="127.0.0.1")
        assert browser.get("/").status_code == 303


def test_too_many_attempts_at_a_name_must_wait_even_with_the_right_password(
    desk: RunningDesk,
) -> None:
    desk.session(Role.READER, "thu.ha")
    desk.session(Role.READER, "van.nam")
    with desk.visitor() as browser:
        codes = [sign_in(browser, "thu.ha", "sai") for _ in range(MOST_BY_NAME)]
        assert set(codes) == {401}
        assert sign_in(browser, "Thu.Ha") == 429
        assert sign_in(browser, "van.nam") == 303
        with writing(desk.engine) as connection:
            old = clock.now() - timedelta(minutes=16)
            connection.execute(update(AttemptRow).values(at=old))
    with desk.visitor() as later:
        assert sign_in(later, "thu.ha") == 303


def test_each_role_sees_and_does_what_it_may(desk: RunningDesk) -> None:
    desk.session(Role.READER, "victim")
    for role in Role:
        with desk.signed_in(role) as browser:
            operator = role is Role.OPERATOR
            assert browser.get("/nguoi-dung").status_code == (200 if operator else 403)
            assert ("Người dùng" in browser.get("/").text) is operator
            locked = browser.submit("/nguoi-dung/victim/khoa", page="/tai-khoan")
            assert locked.status_code == (303 if operator else 403)
    victim = find_user(desk.engine, "victim")
    assert victim is not None
    assert victim.disabled_at is not None


def test_who_is_disabled_is_out_at_once_with_browser_and_key(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER, "thu.ha") as browser, desk.signed_in(Role.OPERATOR) as chief:
        made = browser.submit("/tai-khoan/khoa-api", {"name": "báo cáo"}, page="/tai-khoan")
        key = re.search(r"diembao_[\w-]+", made.text)
        assert key
        asked = {"Authorization": f"Bearer {key[0]}"}
        with desk.visitor() as program:
            assert program.get("/tai-khoan", headers=asked).status_code == 200
            chief.submit("/nguoi-dung/thu.ha/khoa", page="/tai-khoan")
            assert browser.get("/").status_code == 303
            assert program.get("/tai-khoan", headers=asked).status_code == 303
            assert sign_in(program, "thu.ha") == 401


def test_a_key_is_shown_once_kept_as_hash_and_revoked(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER) as browser, desk.visitor() as program:
        made = browser.submit("/tai-khoan/khoa-api", {"name": "báo cáo"}, page="/tai-khoan")
        key = re.search(r"diembao_[\w-]+", made.text)
        assert key
        assert key[0] not in browser.get("/tai-khoan").text
        program.headers["Authorization"] = f"Bearer {key[0]}"
        assert program.get("/").status_code == 200
        with desk.engine.connect() as connection:
            row = connection.execute(select(ApiTokenRow.__table__)).mappings().one()
        assert key[0] not in str(dict(row))
        assert row["used_at"] is not None
        browser.submit(f"/tai-khoan/khoa-api/{row['id']}/thu-hoi", page="/tai-khoan")
        assert program.get("/").status_code == 303


def test_a_link_lets_a_new_user_choose_a_password_once(desk: RunningDesk) -> None:
    with desk.signed_in(Role.OPERATOR, "chief") as chief:
        fields = {"name": "Van.Nam", "shown_name": "Lê Văn Nam", "role": "editor"}
        shown = chief.submit("/nguoi-dung", fields, page="/tai-khoan").text
        assert chief.submit("/nguoi-dung", fields, page="/tai-khoan").status_code == 409
    link = re.search(r"/mat-khau/[\w.]+", shown)
    assert link
    chosen = {"password": "con mèo trèo cây cau", "password_again": "con mèo trèo cây cau"}
    with desk.visitor() as browser:
        weak = {"password": "van.nam123", "password_again": "van.nam123"}
        assert browser.submit(link[0], weak, page=link[0]).status_code == 422
        assert browser.submit(link[0], chosen, page=link[0]).status_code == 303
        assert "Lê Văn Nam" in browser.get("/").text
    with desk.visitor() as other:
        assert other.get(link[0]).status_code == 410
        assert other.get(link[0][:-1] + "0").status_code == 410
        assert sign_in(other, "van.nam", chosen["password"]) == 303
    done = [(deed.by, deed.action, deed.subject) for deed in deeds(desk.engine, 9)]
    assert ("chief", "user.add", "van.nam") in done
    assert ("van.nam", "user.password", "van.nam") in done


def test_the_last_operator_stays(desk: RunningDesk) -> None:
    with desk.signed_in(Role.OPERATOR, "chief") as chief:
        refused = chief.submit("/nguoi-dung/chief/vai-tro", {"role": "reader"}, page="/tai-khoan")
        assert refused.status_code == 409
        assert "người quản trị duy nhất" in refused.text
        assert chief.submit("/nguoi-dung/chief/khoa", page="/tai-khoan").status_code == 409
        desk.session(Role.OPERATOR, "second")
        done = chief.submit("/nguoi-dung/chief/vai-tro", {"role": "reader"}, page="/tai-khoan")
        assert done.status_code == 303


def test_another_password_signs_out_elsewhere_but_not_here(desk: RunningDesk) -> None:
    with desk.signed_in(Role.READER, "a") as here, desk.signed_in(Role.READER, "a") as there:
        new = {"password": "con mèo trèo cây cau", "password_again": "con mèo trèo cây cau"}
        path = "/tai-khoan/mat-khau"
        wrong = here.submit(path, {"old_password": "sai", **new}, page="/tai-khoan")
        assert wrong.status_code == 422
        assert there.get("/").status_code == 200
        assert here.submit(path, {"old_password": PASSWORD, **new}, "/tai-khoan").status_code == 303
        assert here.get("/").status_code == 200
        assert there.get("/").status_code == 303


def test_what_is_new_is_counted_from_the_end_of_the_visit_before(engine: Engine) -> None:
    with writing(engine) as connection:
        add_user(connection, "thu.ha", "", Role.READER, "hash")
        token = begin_session(connection, 1)

    def seen(ago: timedelta) -> User:
        """The user as the next click finds them, who was last seen so long ago."""
        with writing(engine) as connection:
            connection.execute(update(UserRow).values(seen_at=clock.now() - ago))
        found = user_of_session(engine, token)
        assert found is not None
        return as_of_this_visit(found)

    tomorrow = seen(timedelta(hours=10))
    assert tomorrow.visit_before_at == tomorrow.seen_at
    note_seen(engine, tomorrow, token)
    later = seen(timedelta(minutes=10))
    assert later.visit_before_at == tomorrow.visit_before_at
