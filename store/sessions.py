"""Browsers that are signed in.

Of a token only the SHA-256 is kept: it is 256 random bits, which need no slow hash.
"""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, or_, select, update

from crawler import clock
from store.engine import writing
from store.models import SessionRow, UserRow
from store.users import USER_COLUMNS, User, as_user

# The desk is open all day: a session lasts from the first to the last click of a long day …
IDLE = timedelta(hours=14)
# … and a week at the most.
ABSOLUTE = timedelta(days=7)
# How exactly it is known when somebody was last seen: a write at every click would be too many.
_SEEN_EVERY = timedelta(minutes=2)
# After so long a pause another visit begins.
_VISIT_ENDS = timedelta(minutes=30)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(SessionRow.expires_at <= now, SessionRow.seen_at <= now - IDLE)


def begin_session(connection: Connection, user: int) -> str:
    """Sign a user in and return the session's token; sessions that are over are cleared away."""
    now = clock.now()
    connection.execute(delete(SessionRow).where(_over(now)))
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": hashed(token),
        "user": user,
        "created_at": now,
        "seen_at": now,
        "expires_at": now + ABSOLUTE,
    }
    connection.execute(insert(SessionRow), row)
    return token


def end_session(connection: Connection, token: str) -> None:
    """Sign a browser out."""
    connection.execute(delete(SessionRow).where(SessionRow.token_hash == hashed(token)))


def user_of_session(engine: Engine, token: str) -> User | None:
    """Return who is signed in with a token; nobody, where the session is over."""
    now = clock.now()
    query = (
        select(*USER_COLUMNS)
        .join(SessionRow, SessionRow.user == UserRow.id)
        .where(SessionRow.token_hash == hashed(token), UserRow.disabled_at.is_(None), ~_over(now))
    )
    with engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else as_user(row)


def is_unnoted(user: User) -> bool:
    """Whether it is time to note that a user was seen."""
    return user.seen_at is None or clock.now() - user.seen_at >= _SEEN_EVERY


def as_of_this_visit(user: User) -> User:
    """Return a user whose pause was long as one who has just begun another visit."""
    if user.seen_at is None or clock.now() - user.seen_at < _VISIT_ENDS:
        return user
    return replace(user, visit_before_at=user.seen_at)


def note_seen(engine: Engine, user: User, token: str) -> None:
    """Note that a user was seen just now, in which session, and when the visit before this was."""
    now = clock.now()
    with writing(engine) as connection:
        connection.execute(
            update(UserRow)
            .where(UserRow.id == user.id)
            .values(seen_at=now, visit_before_at=user.visit_before_at)
        )
        connection.execute(
            update(SessionRow).where(SessionRow.token_hash == hashed(token)).values(seen_at=now)
        )
