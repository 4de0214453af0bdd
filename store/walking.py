"""Going through two databases side by side, range by range of a table's key.

A range is of the whole-number columns of the primary key, which an index leads by: so both
databases find its rows at once, and in whatever order they sort texts. A table without such a
column is small, and one range.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Tuple,
    literal,
    select,
    tuple_,
)

# Rows of a range; one of `versions` takes about 5 KB.
_ROWS = 1_000

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The rows of a table whose walking columns are above `after` and up to `last`."""

    after: Key | None = None
    last: Key | None = None

    def of(self, table: Table) -> list[ColumnElement[bool]]:
        """The range as conditions; none where it is the whole table."""
        columns = _walked(table)
        bounds: list[ColumnElement[bool]] = []
        if self.after is not None:
            bounds.append(tuple_(*columns) > _bound(columns, self.after))
        if self.last is not None:
            bounds.append(tuple_(*columns) <= _bound(columns, self.last))
        return bounds


def _bound(columns: Sequence[Column[Any]], key: Key) -> Tuple:
    values = zip(columns, key, strict=True)
    return tuple_(*(literal(value, column.type) for column, value in values))


def _walked(table: Table) -> list[Column[Any]]:
    return [each for each in table.primary_key.columns if isinstance(each.type, Integer)]


def ranges(connection: Connection, table: Table) -> Iterator[Range]:
    """Part a table into ranges that lie side by side; the last one has no end."""
    columns, here = _walked(table), Range()
    while columns:
        ends = select(*columns).where(*here.of(table)).order_by(*columns)
        end = connection.execute(ends.offset(_ROWS - 1).limit(1)).first()
        if end is None:
            break
        yield Range(here.after, tuple(end))
        here = Range(tuple(end))
    yield here


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
