"""Going through two databases side by side, range by range of a table's key.

A range is of the first whole-number column of the primary key, which an index leads by: so both
databases find its rows at once, and in whatever order they sort texts. A table without such a
column is small, and one range.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, Table, func, select

# Rows of a range; one of `versions` takes about 5 KB.
_ROWS = 1_000

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The rows of a table whose walking column is above `after` and up to `last`."""

    after: int | None = None
    last: int | None = None

    def of(self, table: Table) -> list[ColumnElement[bool]]:
        """The range as conditions; none where it is the whole table."""
        column = _walked(table)
        bounds: list[ColumnElement[bool]] = []
        if column is not None and self.after is not None:
            bounds.append(column > self.after)
        if column is not None and self.last is not None:
            bounds.append(column <= self.last)
        return bounds


def _walked(table: Table) -> Column[Any] | None:
    whole = (each for each in table.primary_key.columns if isinstance(each.type, Integer))
    return next(whole, None)


def ranges(connection: Connection, table: Table) -> Iterator[Range]:
    """Part a table into ranges that lie side by side; the last one has no end."""
    column, after = _walked(table), None
    while column is not None:
        next_keys = select(column).order_by(column).limit(_ROWS)
        if after is not None:
            next_keys = next_keys.where(column > after)
        keys = next_keys.subquery()
        number, last = connection.execute(select(func.count(), func.max(keys.c[0]))).one()
        if number < _ROWS:
            break
        yield Range(after, last)
        after = last
    yield Range(after)


def rows_of(connection: Connection, table: Table, within: Range) -> dict[Key, Row]:
    """Return the rows of a range by their primary keys, in the order that Python sorts these."""
    names = [column.name for column in table.primary_key.columns]
    found = connection.execute(select(table).where(*within.of(table))).mappings()
    rows = {tuple(row[name] for name in names): dict(row) for row in found}
    return dict(sorted(rows.items()))


class Digest:
    """A hash over the rows of a table, and their number; the same for the same values anywhere."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def add(self, rows: Iterable[Row]) -> None:
        """Take in rows, in the order of their keys."""
        for row in rows:
            self.rows += 1
            line = json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain)
            self._hash.update(line.encode() + b"\n")

    @property
    def value(self) -> str:
        """The hash of what was taken in so far."""
        return self._hash.hexdigest()


def _plain(value: Any) -> str:
    """A value that JSON does not know, as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    assert isinstance(value, bytes)
    return value.hex()
