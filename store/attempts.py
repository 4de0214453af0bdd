"""Attempts at signing in that failed: too many from one place, or at one name, must wait."""

import ipaddress
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from crawler import clock
from store.models import AttemptRow
from store.users import kept_name

WINDOW = timedelta(minutes=15)
# Somebody who has forgotten a password tries three or four; an office of twenty behind one address
# mistypes more often than one person.
MOST_BY_NAME = 8
MOST_BY_ADDRESS = 40
_V6_NETWORK = 64  # what one household or server is given


def _place(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:  # noqa: PLR2004
        return address
    return str(ipaddress.ip_network((parsed, _V6_NETWORK), strict=False))


def begin_attempt(connection: Connection, name: str, address: str) -> timedelta | None:
    """Count an attempt before its password is looked at, so that many at once are all counted.

    Args:
        connection: a transaction that writes.
        name: what was typed as the user's name.
        address: the IP address of who tries.

    Returns:
        How long to wait, where there were too many; such an attempt is not counted.
    """
    now = clock.now()
    connection.execute(delete(AttemptRow).where(AttemptRow.at <= now - WINDOW))
    limits = {
        f"name:{kept_name(name)[:64]}": MOST_BY_NAME,
        f"address:{_place(address)}": MOST_BY_ADDRESS,
    }
    for who, most in limits.items():
        counted = select(func.count(), func.min(AttemptRow.at)).where(AttemptRow.who == who)
        count, first = connection.execute(counted).one()
        if count >= most:
            return first + WINDOW - now
    connection.execute(insert(AttemptRow), [{"who": who, "at": now} for who in limits])
    return None


def forget_attempts(connection: Connection, name: str, address: str) -> None:
    """Forget the attempts at a name that were followed by the right password."""
    connection.execute(delete(AttemptRow).where(AttemptRow.who == f"name:{kept_name(name)}"))
    latest = (
        select(func.max(AttemptRow.id))
        .where(AttemptRow.who == f"address:{_place(address)}")
        .scalar_subquery()
    )
    connection.execute(delete(AttemptRow).where(AttemptRow.id == latest))
