"""Tài khoản của tôi: one's own name, password, sessions, and keys for the API."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from desk.access import Reader, Reading, Writing, remember_session
from desk.flash import done
from desk.i18n import N_
from desk.pages.users import ROLES
from desk.passwords import check_strength, hash_password, is_right
from desk.problems import told_of_ours
from desk.render import gettext, render
from desk.telling import SIGN_IN, translated
from errors import AccountError
from store.attempts import begin_attempt, forget_attempts
from store.audit import record
from store.engine import writing
from store.sessions import begin_session
from store.tokens import add_token, revoke_token, tokens_of
from store.users import User, end_sessions, set_password, set_shown_name

PATH = "/tai-khoan"
_LONGEST_NAME = 100

router = APIRouter(prefix=PATH)


def _page(
    request: Request, reader: Reading, user: User, problem: str = "", *, new_key: str = ""
) -> Response:
    shown = {"tokens": tokens_of(reader, user.id), "role": ROLES[user.role]}
    status = 422 if problem else 200
    return render(request, "account.html", status=status, problem=problem, new_key=new_key, **shown)


@router.get("", include_in_schema=False)
def show(request: Request, user: Reader, reader: Reading) -> Response:
    """Show what the user may change of the account."""
    return _page(request, reader, user)


@router.post("/ten", include_in_schema=False)
def rename(
    request: Request, user: Reader, writer: Writing, shown_name: Annotated[str, Form()] = ""
) -> Response:
    """Change the name that others see."""
    with writing(writer) as connection:
        set_shown_name(connection, user.name, shown_name[:_LONGEST_NAME])
        record(connection, user.name, "user.rename", user.name)
    return done(request, PATH, gettext(request, N_("Đã lưu tên.")))


@router.post("/mat-khau", include_in_schema=False)
def change_password(
    request: Request,
    user: Reader,
    reader: Reading,
    writer: Writing,
    old_password: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    password_again: Annotated[str, Form()] = "",
) -> Response:
    """Change the password: the old one is asked for, and other browsers are signed out."""
    address = request.client.host if request.client else ""
    with writing(writer) as connection:
        wait = begin_attempt(connection, user.name, address)
    if wait is not None or not is_right(user, old_password):
        return _page(request, reader, user, gettext(request, N_("Mật khẩu cũ chưa đúng.")))
    if password != password_again:
        sentence = N_("Hai lần gõ mật khẩu không giống nhau.")
        return _page(request, reader, user, gettext(request, sentence))
    try:
        check_strength(password, user.name)
    except AccountError as error:
        return _page(request, reader, user, translated(request, told_of_ours(error)).sentence)
    hashed = hash_password(password)
    with writing(writer) as connection:
        forget_attempts(connection, user.name, address)
        set_password(connection, user.name, hashed)
        token = begin_session(connection, user.id)
        record(connection, user.name, "user.password", user.name)
    response = done(request, PATH, gettext(request, N_("Đã đổi mật khẩu.")))
    remember_session(request, response, token)
    return response


@router.post("/dang-xuat-het", include_in_schema=False)
def sign_out_everywhere(request: Request, user: Reader, writer: Writing) -> Response:
    """End all sessions of the user, this one too."""
    with writing(writer) as connection:
        end_sessions(connection, user.name)
        record(connection, user.name, "user.sign-out-everywhere", user.name)
    return done(request, SIGN_IN, gettext(request, N_("Đã đăng xuất khỏi mọi máy.")))


@router.post("/khoa-api", include_in_schema=False)
def make_key(
    request: Request,
    user: Reader,
    reader: Reading,
    writer: Writing,
    name: Annotated[str, Form()] = "",
) -> Response:
    """Make a key for the API, and show it this once."""
    label = name.strip()[:_LONGEST_NAME] or gettext(request, N_("không tên"))
    with writing(writer) as connection:
        key = add_token(connection, user.id, label)
        record(connection, user.name, "token.add", label)
    return _page(request, reader, user, new_key=key)


@router.post("/khoa-api/{number}/thu-hoi", include_in_schema=False)
def revoke_key(request: Request, user: Reader, writer: Writing, number: int) -> Response:
    """Put a key out of force."""
    with writing(writer) as connection:
        revoke_token(connection, user.id, number)
        record(connection, user.name, "token.revoke", str(number))
    return done(request, PATH, gettext(request, N_("Đã thu hồi khóa.")))
