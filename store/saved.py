"""Searches that people keep under a name: what digests, alerts and reports are made of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from crawler import clock
from errors import UsageError
from store.engine import WRITES
from store.models import AlertRow, SavedSearchRow, ToldHitRow


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name; `owner` is empty where it is everybody's, `created_at` is UTC."""

    owner: str
    name: str
    query: str
    created_at: datetime


def save_search(engine: Engine, name: str, query: str, owner: str = "") -> None:
    """Keep a search.

    Args:
        engine: the database.
        name: what it is called, once for each owner.
        query: as typed, known to be readable.
        owner: whose it is; empty: everybody's.

    Raises:
        UsageError: the name is empty, or taken.
    """
    if not name.strip():
        raise UsageError("A saved search needs a name.")
    row = {"owner": owner, "name": name, "query": query, "created_at": clock.now()}
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            connection.execute(insert(SavedSearchRow), row)
    except IntegrityError:
        raise UsageError(
            f"There is a saved search {name!r} already: remove it first, or choose another name."
        ) from None


def saved_searches(engine: Engine, owner: str | None = None) -> list[SavedSearch]:
    """Return the saved searches of an owner, or with None of everybody, by name."""
    table = SavedSearchRow.__table__.c
    wanted = select(table.owner, table.name, table.query, table.created_at)
    if owner is not None:
        wanted = wanted.where(table.owner == owner)
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(table.owner, table.name))
        return [SavedSearch(*row) for row in rows]


def saved_search(engine: Engine, name: str, owner: str = "") -> SavedSearch:
    """Return a saved search.

    Raises:
        UsageError: the owner has none of that name; says which there are.
    """
    mine = {each.name: each for each in saved_searches(engine, owner)}
    if name not in mine:
        known = ", ".join(map(repr, mine)) or "none"
        raise UsageError(f"There is no saved search {name!r}; there are: {known}.")
    return mine[name]


def remove_search(engine: Engine, name: str, owner: str = "") -> int:
    """Forget a saved search, and its alerts.

    Returns:
        How many alerts went with it.

    Raises:
        UsageError: the owner has none of that name.
    """
    saved_search(engine, name, owner)
    table = SavedSearchRow
    its = (table.owner == owner, table.name == name)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        of_it = AlertRow.search.in_(select(table.id).where(*its))
        alerts = select(AlertRow.id).where(of_it)
        connection.execute(delete(ToldHitRow).where(ToldHitRow.alert.in_(alerts)))
        went = connection.execute(delete(AlertRow).where(of_it)).rowcount
        connection.execute(delete(table).where(*its))
    return went
