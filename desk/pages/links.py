"""Pages that a link opens for somebody who is not signed in: the first account, a new password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from desk.access import Reading, Writing, remember_session
from desk.flash import done
from desk.i18n import N_
from desk.passwords import check_strength, hash_password, named_in, opens
from desk.problems import Problem, told_of_ours
from desk.render import gettext, render
from desk.telling import translated
from errors import AccountError
from store.audit import record
from store.engine import writing
from store.sessions import begin_session
from store.users import User, add_first_user, find_user, set_password, user_numbered

router = APIRouter()

_DIFFERENT = N_("Hai lần gõ mật khẩu không giống nhau.")


class LinkOver(Problem):
    """A link that was used, is too old, or never was."""

    def __init__(self) -> None:
        super().__init__(
            410,
            N_("Liên kết không còn dùng được"),
            N_("Liên kết này đã dùng hoặc đã hết hạn. Hãy xin người quản trị một liên kết mới."),
        )


@router.get("/bat-dau/{token}", include_in_schema=False)
def first(request: Request, token: str) -> Response:
    """Show the form for the first account."""
    if not request.app.state.first.opens(token):
        raise LinkOver
    return render(request, "first.html", token=token, name="", shown_name="", problem="")


@router.post("/bat-dau/{token}", include_in_schema=False)
def make_first(
    request: Request,
    reader: Reading,
    writer: Writing,
    token: str,
    name: Annotated[str, Form()] = "",
    shown_name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    password_again: Annotated[str, Form()] = "",
) -> Response:
    """Make the first account, and sign its user in."""
    if not request.app.state.first.opens(token):
        raise LinkOver
    typed = {"token": token, "name": name, "shown_name": shown_name}
    if password != password_again:
        problem = gettext(request, _DIFFERENT)
        return render(request, "first.html", status=422, problem=problem, **typed)
    try:
        check_strength(password, name)
        hashed = hash_password(password)
        with writing(writer) as connection:
            kept = add_first_user(connection, name, shown_name, hashed)
            record(connection, kept, "user.first", kept)
    except AccountError as error:
        problem = translated(request, told_of_ours(error)).sentence
        return render(request, "first.html", status=422, problem=problem, **typed)
    user = find_user(reader, kept)
    assert user is not None
    return _signed_in(request, writer, user, gettext(request, N_("Đã tạo tài khoản quản trị.")))


def _signed_in(request: Request, writer: Engine, user: User, sentence: str) -> Response:
    with writing(writer) as connection:
        token = begin_session(connection, user.id)
    response = done(request, "/", sentence)
    remember_session(request, response, token)
    return response


def _user_of(reader: Engine, token: str) -> User:
    number = named_in(token)
    user = user_numbered(reader, number) if number is not None else None
    if user is None or not opens(token, user):
        raise LinkOver
    return user


@router.get("/mat-khau/{token}", include_in_schema=False)
def password(request: Request, reader: Reading, token: str) -> Response:
    """Show the form for a new password."""
    user = _user_of(reader, token)
    return render(request, "password.html", token=token, owner=user, problem="")


@router.post("/mat-khau/{token}", include_in_schema=False)
def choose_password(
    request: Request,
    reader: Reading,
    writer: Writing,
    token: str,
    password: Annotated[str, Form()] = "",
    password_again: Annotated[str, Form()] = "",
) -> Response:
    """Give a user the password that they chose, and sign them in."""
    user = _user_of(reader, token)
    shown = {"token": token, "owner": user}
    if password != password_again:
        problem = gettext(request, _DIFFERENT)
        return render(request, "password.html", status=422, problem=problem, **shown)
    try:
        check_strength(password, user.name)
    except AccountError as error:
        problem = translated(request, told_of_ours(error)).sentence
        return render(request, "password.html", status=422, problem=problem, **shown)
    hashed = hash_password(password)
    with writing(writer) as connection:
        set_password(connection, user.name, hashed)
        record(connection, user.name, "user.password", user.name)
    return _signed_in(request, writer, user, gettext(request, N_("Đã đổi mật khẩu.")))
