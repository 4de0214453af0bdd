"""Who asks, and whether they may: what pages say they need of their reader.

    @router.get("/co-quan")
    def outlets(request: Request, user: Reader, engine: Reading) -> Response: ...

A browser shows who it is by the cookie of its session, a program by `Authorization: Bearer KEY`.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from desk.problems import Forbidden, SignInNeeded
from errors import StoreError
from store.sessions import ABSOLUTE, as_of_this_visit, is_unnoted, note_seen, user_of_session
from store.tokens import user_of_token
from store.users import Role, User


def reading(request: Request) -> Engine:
    """The database, to read it."""
    engine: Engine = request.app.state.reader
    return engine


def writing_engine(request: Request) -> Engine:
    """The database, to write to it: `with writing(engine) as connection: …`."""
    engine: Engine = request.app.state.writer
    return engine


Reading = Annotated[Engine, Depends(reading)]
Writing = Annotated[Engine, Depends(writing_engine)]


def is_secure(request: Request) -> bool:
    """Whether cookies may only travel encrypted: over https, or where a proxy sees to that."""
    return request.url.scheme == "https" or bool(request.app.state.settings.desk_proxies)


def cookie_name(request: Request, name: str) -> str:
    """The name of a cookie; browsers let no other host set one that begins with `__Host-`."""
    return f"__Host-{name}" if is_secure(request) else name


def set_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int | None = None
) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send along.

    Args:
        request: what is answered.
        response: the answer.
        name: the cookie's name, without prefix.
        value: its value; empty: forget the cookie.
        seconds: how long it is kept; None: until the browser is closed.
    """
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds if value else 0,
        httponly=True,
        secure=is_secure(request),
        samesite="lax",
    )


def cookie(request: Request, name: str) -> str:
    """The value of a cookie of ours; empty where it is not set."""
    return request.cookies.get(cookie_name(request, name), "")


SESSION = "diembao"


def remember_session(request: Request, response: Response, token: str) -> None:
    """Let a browser stay signed in."""
    set_cookie(request, response, SESSION, token, int(ABSOLUTE.total_seconds()))


def bearer(request: Request) -> str | None:
    """The key that a program sent; empty where its header holds none, None without a header."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, key = header.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _look_up(request: Request) -> User | None:
    reader, writer = request.app.state.reader, request.app.state.writer
    key = bearer(request)
    if key is not None:
        return user_of_token(reader, writer, key)
    token = cookie(request, SESSION)
    user = user_of_session(reader, token) if token else None
    return as_of_this_visit(user) if user else None


def user_of(request: Request) -> User | None:
    """Who asks, looked up once for each request; nobody where that cannot be found out."""
    if not hasattr(request.state, "user"):
        request.state.user = None
        with suppress(StoreError):  # the page that tells of it must not fail of it
            request.state.user = _look_up(request)
    found: User | None = request.state.user
    return found


def _note(engine: Engine, user: User, token: str) -> None:
    with suppress(StoreError):  # on a full disk the desk can still be read
        note_seen(engine, user, token)


def need(least: Role) -> Callable[..., User]:
    """Return what lets only users of a role, or a higher one, through.

    Raises there:
        SignInNeeded: nobody is signed in.
        Forbidden: the role is not enough.
    """

    def user(request: Request, background: BackgroundTasks, writer: Writing) -> User:
        request.state.user = found = _look_up(request)
        if found is None:
            raise SignInNeeded
        token = cookie(request, SESSION)
        if bearer(request) is None and is_unnoted(found):
            background.add_task(_note, writer, found, token)
        if not found.role.covers(least):
            raise Forbidden
        return found

    return user


Reader = Annotated[User, Depends(need(Role.READER))]
Analyst = Annotated[User, Depends(need(Role.ANALYST))]
Editor = Annotated[User, Depends(need(Role.EDITOR))]
Operator = Annotated[User, Depends(need(Role.OPERATOR))]
