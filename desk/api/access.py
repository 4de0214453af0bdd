"""Who asks: a program, by the key of a user; cookies are not looked at, so no page can forge this.

@router.get("/outlets")
def outlets(user: Reader, engine: Reading) -> ...
"""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from desk.access import Reading, Writing
from desk.i18n import N_
from desk.problems import Forbidden, Problem, SignInNeeded
from store.tokens import user_of_token
from store.users import Role, User

# Requests of one user that are worked on together: programs cannot crowd out those who read pages.
AT_ONCE = 4

_bearer = HTTPBearer(
    scheme_name="key",
    description="A key made under “Tài khoản của tôi”; it may do what its user may.",
    auto_error=False,
)


class TooManyAtOnce(Problem):
    """A user's programs ask for too much at once."""

    def __init__(self) -> None:
        super().__init__(
            429,
            N_("Quá nhiều yêu cầu cùng lúc"),
            N_("Mỗi người dùng được %(most)s yêu cầu cùng lúc. Hãy đợi một yêu cầu xong."),
            most=str(AT_ONCE),
        )


def caller(
    request: Request,
    key: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    reader: Reading,
    writer: Writing,
) -> User:
    """Whose key was sent.

    Raises:
        SignInNeeded: none was, or it is nobody's.
    """
    user = user_of_token(reader, writer, key.credentials) if key else None
    if user is None:
        raise SignInNeeded
    request.state.user = user
    return user


_Caller = Annotated[User, Depends(caller)]


async def turn(request: Request, user: _Caller) -> AsyncIterator[None]:
    """Hold one of the user's turns until the answer is sent.

    Raises:
        TooManyAtOnce: the user has none left.
    """
    held: dict[int, int] = request.app.state.turns  # changed in the event loop alone
    if held[user.id] >= AT_ONCE:
        raise TooManyAtOnce
    held[user.id] += 1
    try:
        yield
    finally:
        held[user.id] -= 1


def _need(least: Role) -> Callable[..., User]:
    def user(found: _Caller) -> User:
        if not found.role.covers(least):
            raise Forbidden
        return found

    return user


Reader = Annotated[User, Depends(_need(Role.READER))]
Analyst = Annotated[User, Depends(_need(Role.ANALYST))]
Editor = Annotated[User, Depends(_need(Role.EDITOR))]
Operator = Annotated[User, Depends(_need(Role.OPERATOR))]
