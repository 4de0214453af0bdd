"""Người dùng: accounts, their roles, and links to choose a password; for operators."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from desk.access import Operator, Reading, Writing
from desk.collation import sort_key
from desk.flash import done
from desk.i18n import N_
from desk.pages import Entry
from desk.passwords import LINK_LASTS, link_token, unusable_hash
from desk.problems import told_of_ours
from desk.render import gettext, render
from desk.telling import translated
from errors import AccountError, NoSuchUser
from store import users as accounts
from store.audit import record
from store.engine import writing
from store.users import Role, User, find_user, list_users

ENTRY = Entry(80, N_("Người dùng"), "/nguoi-dung", Role.OPERATOR)
ROLES = {
    Role.READER: N_("Người đọc"),
    Role.ANALYST: N_("Phân tích"),
    Role.EDITOR: N_("Biên tập"),
    Role.OPERATOR: N_("Quản trị"),
}

router = APIRouter(prefix=ENTRY.path)


def _page(request: Request, reader: Reading, *, status: int = 200, **more: str) -> Response:
    found = sorted(
        list_users(reader), key=lambda each: (bool(each.disabled_at), sort_key(each.shown_name))
    )
    typed = {"name": "", "shown_name": "", "role": Role.READER, "problem": ""} | more
    return render(request, "users.html", status=status, found=found, roles=ROLES, **typed)


@router.get("", include_in_schema=False)
def listed(request: Request, user: Operator, reader: Reading) -> Response:
    """List the accounts."""
    del user
    return _page(request, reader)


def _link(request: Request, user: User) -> Response:
    """Show a link that lets a user choose a password: now and never again."""
    address = f"{request.base_url}mat-khau/{link_token(user)}"
    hours = int(LINK_LASTS.total_seconds() // 3600)
    return render(request, "user_link.html", owner=user, address=address, hours=hours)


@router.post("", include_in_schema=False)
def add(
    request: Request,
    user: Operator,
    reader: Reading,
    writer: Writing,
    name: Annotated[str, Form()] = "",
    shown_name: Annotated[str, Form()] = "",
    role: Annotated[Role, Form()] = Role.READER,
) -> Response:
    """Make an account; its user chooses the password through a link."""
    hashed = unusable_hash()
    try:
        with writing(writer) as connection:
            kept = accounts.add_user(connection, name, shown_name, role, hashed)
            record(connection, user.name, "user.add", kept, role=role)
    except AccountError as error:
        told = translated(request, told_of_ours(error))
        typed = {"name": name, "shown_name": shown_name, "role": role}
        return _page(request, reader, status=told.status, problem=told.sentence, **typed)
    return _link(request, _existing(reader, kept))


def _existing(reader: Reading, name: str) -> User:
    found = find_user(reader, name)
    if found is None:
        raise NoSuchUser(f"There is no user {name!r}.")
    return found


@router.post("/{name}/mat-khau", include_in_schema=False)
def new_link(
    request: Request, user: Operator, reader: Reading, writer: Writing, name: str
) -> Response:
    """Make a link for a user who has forgotten the password."""
    owner = _existing(reader, name)
    with writing(writer) as connection:
        record(connection, user.name, "user.link", owner.name)
    return _link(request, owner)


def _do(
    request: Request,
    writer: Writing,
    by: User,
    action: str,
    name: str,
    deed: Callable[[Connection], None],
    sentence: str,
    **detail: str,
) -> Response:
    """Change an account, with its record, and say so on the page of the accounts."""
    with writing(writer) as connection:
        deed(connection)
        record(connection, by.name, action, name, **detail)
    return done(request, ENTRY.path, gettext(request, sentence, name=name))


@router.post("/{name}/vai-tro", include_in_schema=False)
def change_role(
    request: Request, user: Operator, writer: Writing, name: str, role: Annotated[Role, Form()]
) -> Response:
    """Give a user another role."""

    def deed(connection: Connection) -> None:
        accounts.set_role(connection, name, role)

    sentence = N_("Đã đổi vai trò của %(name)s.")
    return _do(request, writer, user, "user.role", name, deed, sentence, role=role)


@router.post("/{name}/khoa", include_in_schema=False)
def lock(request: Request, user: Operator, writer: Writing, name: str) -> Response:
    """Let a user in no more."""

    def deed(connection: Connection) -> None:
        accounts.disable(connection, name)

    return _do(request, writer, user, "user.disable", name, deed, N_("Đã khóa %(name)s."))


@router.post("/{name}/mo", include_in_schema=False)
def unlock(request: Request, user: Operator, writer: Writing, name: str) -> Response:
    """Let a user in again."""

    def deed(connection: Connection) -> None:
        accounts.enable(connection, name)

    return _do(request, writer, user, "user.enable", name, deed, N_("Đã mở lại %(name)s."))
