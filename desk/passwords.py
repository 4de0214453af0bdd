"""Passwords: hashed with argon2id, at most two at a time, and links that let one be chosen."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crawler import clock
from errors import WeakPassword
from store.users import User

SHORTEST = 10  # letters; length is what makes guessing hard, not odd characters
LONGEST = 200
_DIFFERENT = 5  # "aaaaaaaaaa" is long, too
_TELLING = 4  # a user's name that is shorter is in many words
# How long somebody may take to follow a link that lets them choose a password.
LINK_LASTS = timedelta(hours=48)

# The library's defaults: RFC 9106's profile for little memory (64 MiB, three passes).
_hasher = PasswordHasher()
# Each hash takes 64 MiB and a core for a while: many at once must not stop the readers.
_at_once = Semaphore(2)


def _plain(password: str) -> str:
    # Keyboards write Vietnamese letters composed or not: the same password either way.
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _at_once:
        return _hasher.hash(_plain(password))


def unusable_hash() -> str:
    """What is kept for a user who has not chosen a password yet: nobody knows its password."""
    return hash_password(secrets.token_urlsafe(32))


# For names that nobody has: refusing them takes as long as refusing a wrong password.
_NOBODY = _hasher.hash(secrets.token_urlsafe(32))


def is_right(user: User | None, password: str) -> bool:
    """Whether this is the user's password; with None the same time goes by."""
    if len(password) > LONGEST:
        return False
    with _at_once:
        try:
            _hasher.verify(user.password_hash if user else _NOBODY, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return user is not None


def check_strength(password: str, name: str) -> None:
    """Refuse a password that is guessed too easily.

    Raises:
        WeakPassword: it is short, very long, of few different letters, or holds the user's name.
    """
    plain = _plain(password)
    weak = (
        not SHORTEST <= len(plain) <= LONGEST
        or len(set(plain)) < _DIFFERENT
        or (len(name) >= _TELLING and name.lower() in plain.lower())
    )
    if weak:
        raise WeakPassword(
            f"A password has {SHORTEST} letters or more, not all the same, and not the user's name "
            "in it. Four or five unrelated words make a good one."
        )


def _seal(user: User, until: int) -> str:
    """Only who knows the database can make it, and a new password breaks it."""
    key = user.password_hash.encode()
    return hmac.new(key, f"{user.id}.{until}".encode(), hashlib.sha256).hexdigest()


def link_token(user: User) -> str:
    """What a link holds that lets a user choose a password, once, within `LINK_LASTS`."""
    until = int((clock.now() + LINK_LASTS).timestamp())
    return f"{user.id}.{until}.{_seal(user, until)}"


def named_in(token: str) -> int | None:
    """The number of the user that a link names, if it is a link of ours at all."""
    number = token.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None  # noqa: PLR2004


def opens(token: str, user: User) -> bool:
    """Whether a link is this user's, still lasts, and was not used."""
    _, until, seal = ([*token.split("."), "", ""])[:3]
    if not (until.isascii() and until.isdigit() and user.disabled_at is None):
        return False
    return hmac.compare_digest(seal, _seal(user, int(until))) and (
        int(until) > clock.now().timestamp()
    )
