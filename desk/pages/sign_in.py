"""Signing in and out."""

from datetime import timedelta
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from desk.access import SESSION, Reading, Writing, cookie, remember_session, set_cookie, user_of
from desk.flash import done, local_path
from desk.i18n import N_
from desk.passwords import is_right
from desk.render import gettext, render
from desk.telling import SIGN_IN
from store.attempts import begin_attempt, forget_attempts
from store.audit import record
from store.engine import writing
from store.sessions import begin_session, end_session
from store.users import find_user

router = APIRouter()

_WRONG = N_("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra bộ gõ và phím Caps Lock.")
_WAIT = N_("Đã thử sai quá nhiều lần. Hãy chờ %(minutes)s phút rồi thử lại.")


@router.get(SIGN_IN, include_in_schema=False)
def show(request: Request, next: str = "/") -> Response:  # noqa: A002 (as the address has it)
    """Show the form."""
    where = local_path(next)
    if user_of(request):
        return done(request, where)
    return render(request, "sign_in.html", name="", where=where, problem="")


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@router.post(SIGN_IN, include_in_schema=False)
def sign_in(
    request: Request,
    reader: Reading,
    writer: Writing,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Sign somebody in, or say why not."""
    where = local_path(next)

    def refuse(status: int, problem: str) -> Response:
        shown = {"name": name[:64], "where": where, "problem": problem}
        return render(request, "sign_in.html", status=status, **shown)

    with writing(writer) as connection:
        wait = begin_attempt(connection, name, _address(request))
    if wait is not None:
        minutes = max(1, ceil(wait / timedelta(minutes=1)))
        return refuse(429, gettext(request, _WAIT, minutes=minutes))
    user = find_user(reader, name)
    if not is_right(user, password) or user is None or user.disabled_at:
        return refuse(401, gettext(request, _WRONG))
    with writing(writer) as connection:
        forget_attempts(connection, name, _address(request))
        token = begin_session(connection, user.id)
        record(connection, user.name, "sign-in", user.name, address=_address(request))
    response = done(request, where)
    remember_session(request, response, token)
    return response


@router.post("/dang-xuat", include_in_schema=False)
def sign_out(request: Request, writer: Writing) -> Response:
    """Sign a browser out."""
    if token := cookie(request, SESSION):
        with writing(writer) as connection:
            end_session(connection, token)
    response = done(request, SIGN_IN, gettext(request, N_("Đã đăng xuất.")))
    set_cookie(request, response, SESSION, "")
    return response
