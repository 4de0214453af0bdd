"""What is kept: the database's tables, writing to them and reading from them. Only here is SQL.

For analysts: ``from store import open_store``; see docs/analysis.md.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.analysis import Store


def open_store(url: str | None = None) -> "Store":
    """Open the collection to read it: nothing that the result does can change it.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`; the database that the settings name when left
            out (`DIEMBAO_DATABASE_URL`, or `diembao.db` in the data folder).

    Raises:
        StoreError: it cannot be opened, or its tables are of another version than this program's.
    """
    from store.analysis import Store

    return Store(url)
