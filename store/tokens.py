"""Keys of users for the API: shown once when they are made; only their SHA-256 is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, insert, select, update

from crawler import clock
from store.engine import writing
from store.models import ApiTokenRow, UserRow
from store.sessions import hashed
from store.users import USER_COLUMNS, User, as_user

# What they begin with, so that whoever finds one in a file knows what it is.
PREFIX = "diembao_"
# How exactly it is known when a key was last used.
_USED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A key of a user's, without the key; times are UTC."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


def add_token(connection: Connection, user: int, name: str) -> str:
    """Make a key for a user, and return it: it cannot be read again."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = {"user": user, "name": name, "token_hash": hashed(token), "created_at": clock.now()}
    connection.execute(insert(ApiTokenRow), row)
    return token


def tokens_of(engine: Engine, user: int) -> list[ApiToken]:
    """Return the keys of a user that are in force, the newest first."""
    row = ApiTokenRow
    query = (
        select(row.id, row.name, row.created_at, row.used_at)
        .where(row.user == user, row.revoked_at.is_(None))
        .order_by(row.id.desc())
    )
    with engine.connect() as connection:
        return [ApiToken(*each) for each in connection.execute(query)]


def revoke_token(connection: Connection, user: int, token: int) -> None:
    """Put a key of a user's out of force; one that is not theirs stays what it is."""
    condition = (ApiTokenRow.id == token, ApiTokenRow.user == user)
    connection.execute(update(ApiTokenRow).where(*condition).values(revoked_at=clock.now()))


def user_of_token(reader: Engine, writer: Engine, token: str) -> User | None:
    """Return whose key this is; nobody's, where it is out of force or its user disabled.

    Args:
        reader: the database.
        writer: the same, to note now and then that the key was used.
        token: the key.
    """
    row = ApiTokenRow
    query = (
        select(*USER_COLUMNS, row.id, row.used_at)
        .join(row, row.user == UserRow.id)
        .where(
            row.token_hash == hashed(token), row.revoked_at.is_(None), UserRow.disabled_at.is_(None)
        )
    )
    with reader.connect() as connection:
        found = connection.execute(query).one_or_none()
    if found is None:
        return None
    number, used_at = found[-2:]
    now = clock.now()
    if used_at is None or now - used_at >= _USED_EVERY:
        with writing(writer) as connection:
            connection.execute(update(row).where(row.id == number).values(used_at=now))
    return as_user(found)
