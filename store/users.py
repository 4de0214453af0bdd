"""Who may use the desk: accounts, their roles, and their passwords' hashes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from crawler import clock
from errors import FirstAccountExists, LastOperator, NameTaken, NoSuchUser, NotAName
from store.models import SessionRow, UserRow

_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")
_LONGEST_NAME = 64


class Role(StrEnum):
    """What somebody may do: each may do what those before it may."""

    READER = "reader"
    ANALYST = "analyst"
    EDITOR = "editor"
    OPERATOR = "operator"

    def covers(self, least: "Role") -> bool:
        """Whether this role may do what `least` may."""
        order = tuple(Role)
        return order.index(self) >= order.index(least)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; times are UTC.

    `visit_before_at` is when they were last here before this visit: what is newer is new to them.
    """

    id: int
    name: str
    shown_name: str
    password_hash: str
    role: Role
    language: str
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None
    visit_before_at: datetime | None


USER_COLUMNS = tuple(UserRow.__table__.c[name] for name in User.__slots__)


def as_user(row: Any) -> User:
    """Return the user of a row that begins with `USER_COLUMNS`."""
    values = dict(zip(User.__slots__, row, strict=False))
    return User(**values | {"role": Role(values["role"])})


def kept_name(name: str) -> str:
    """Return a user's name as it is kept: in lower case."""
    return name.strip().lower()


def _one(engine: Engine, condition: ColumnElement[bool]) -> User | None:
    with engine.connect() as connection:
        row = connection.execute(select(*USER_COLUMNS).where(condition)).one_or_none()
        return None if row is None else as_user(row)


def find_user(engine: Engine, name: str) -> User | None:
    """Return the user of a name, if there is one."""
    return _one(engine, UserRow.name == kept_name(name))


def user_numbered(engine: Engine, number: int) -> User | None:
    """Return the user of a number, if there is one."""
    return _one(engine, UserRow.id == number)


def list_users(engine: Engine) -> list[User]:
    """Return all users, by the name that they sign in with."""
    with engine.connect() as connection:
        rows = connection.execute(select(*USER_COLUMNS).order_by(UserRow.name))
        return [as_user(row) for row in rows]


def count_users(engine: Engine) -> int:
    """Return how many accounts there are, those that are disabled among them."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(UserRow)) or 0


def add_user(
    connection: Connection, name: str, shown_name: str, role: Role, password_hash: str
) -> str:
    """Make an account, in a transaction of the caller's.

    Args:
        connection: a transaction that writes.
        name: what is typed at sign-in.
        shown_name: what others see; empty: the same.
        role: what they may do.
        password_hash: as `desk.passwords` makes it.

    Returns:
        The name as it is kept.

    Raises:
        NotAName: the name cannot be typed on every keyboard.
        NameTaken: somebody has it.
    """
    kept = kept_name(name)
    if not kept or len(kept) > _LONGEST_NAME or not set(kept) <= _NAME_LETTERS:
        raise NotAName(f"{name!r} is no user name: use letters without accents, digits, . - or _.")
    row = {
        "name": kept,
        "shown_name": shown_name.strip() or kept,
        "password_hash": password_hash,
        "role": role,
        "language": "vi",
        "created_at": clock.now(),
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(UserRow), row)
    except IntegrityError:
        raise NameTaken(f"There is a user {kept!r} already: choose another name.") from None
    return kept


def add_first_user(connection: Connection, name: str, shown_name: str, password_hash: str) -> str:
    """Make the first account, that of an operator.

    Raises:
        FirstAccountExists: there is one already.
        NotAName: the name cannot be typed on every keyboard.
    """
    if connection.scalar(select(func.count()).select_from(UserRow)):
        raise FirstAccountExists("There is an account already: sign in with it.")
    return add_user(connection, name, shown_name, Role.OPERATOR, password_hash)


def set_password(connection: Connection, name: str, password_hash: str) -> None:
    """Give a user another password, which ends their sessions.

    Raises:
        NoSuchUser: nobody has that name.
    """
    _change(connection, name, password_hash=password_hash)
    end_sessions(connection, name)


def set_language(connection: Connection, name: str, language: str) -> None:
    """Remember in which language a user reads the desk."""
    _change(connection, name, language=language)


def set_shown_name(connection: Connection, name: str, shown_name: str) -> None:
    """Remember what others see of a user."""
    _change(connection, name, shown_name=shown_name.strip() or kept_name(name))


def set_role(connection: Connection, name: str, role: Role) -> None:
    """Give a user another role.

    Raises:
        NoSuchUser: nobody has that name.
        LastOperator: nobody would be left who may manage users.
    """
    if role is not Role.OPERATOR:
        _keep_an_operator(connection, name)
    _change(connection, name, role=role)


def disable(connection: Connection, name: str) -> None:
    """Let a user in no more, and end their sessions.

    Raises:
        NoSuchUser: nobody has that name.
        LastOperator: nobody would be left who may manage users.
    """
    _keep_an_operator(connection, name)
    _change(connection, name, disabled_at=clock.now())
    end_sessions(connection, name)


def enable(connection: Connection, name: str) -> None:
    """Let a user in again.

    Raises:
        NoSuchUser: nobody has that name.
    """
    _change(connection, name, disabled_at=None)


def end_sessions(connection: Connection, name: str) -> None:
    """Sign a user out everywhere."""
    number = select(UserRow.id).where(UserRow.name == kept_name(name)).scalar_subquery()
    connection.execute(delete(SessionRow).where(SessionRow.user == number))


def _change(connection: Connection, name: str, **values: Any) -> None:
    condition = UserRow.name == kept_name(name)
    if not connection.execute(update(UserRow).where(condition).values(**values)).rowcount:
        raise NoSuchUser(f"There is no user {name!r}; 'diembao desk user list' names them.")


def _keep_an_operator(connection: Connection, name: str) -> None:
    operators = (
        select(UserRow.name)
        .where(UserRow.role == Role.OPERATOR, UserRow.disabled_at.is_(None))
        .with_for_update()  # two of them could dismiss each other at the same moment
    )
    if connection.scalars(operators).all() == [kept_name(name)]:
        raise LastOperator(f"{name} is the last operator: make another one first.")
