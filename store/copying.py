"""Moving a collection into another database, of whatever kind; stopped, it goes on where it was.

The source is read in one snapshot, with its crawls locked out, and never written. The target is
marked as half a copy until everything stands in it, and no other command opens it until then. What
an interrupted copy left is held against the source range by range: rows that are the same stay,
others are put right, so that what changed in the source in between is in the copy as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    null,
    select,
    text,
    update,
)

from errors import StoreError, UsageError
from store.engine import WRITES, new_engine, open_reader
from store.locks import all_outlets, lock_copy
from store.models import Base
from store.schema import HALF_COPY, half_copied_from, name_of, newest, upgrade, version_of
from store.terms import fill_terms
from store.walking import Digest, Key, Row, ranges, rows_of

_FACTS = Base.metadata.tables["facts"]
# In the order in which one refers to another. Facts are about their own database: see `finish`.
_TABLES: Sequence[Table] = [each for each in Base.metadata.sorted_tables if each is not _FACTS]


@dataclass(frozen=True, slots=True)
class Step:
    """So many rows of a table were copied, or compared."""

    table: str
    rows: int


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        yield connection


class Copy:
    """A copy that was opened by `open_copy`: `copy`, then `verify`, then `finish`."""

    def __init__(self, source: Connection, target: Engine) -> None:
        self._source = source
        self.target = target
        self.digests: dict[str, Digest] = {}

    def total(self) -> dict[str, int]:
        """Return how many rows each table of the source has."""
        return {
            table.name: self._source.scalar(select(func.count()).select_from(table)) or 0
            for table in _TABLES
        }

    def copy(self) -> Iterator[Step]:
        """Bring the target's tables to what the source's are; each step lands for good."""
        for table in _TABLES:
            for within in ranges(self._source, table):
                rows = rows_of(self._source, table, within)
                with _writing(self.target) as connection:
                    _put_right(connection, table, rows, rows_of(connection, table, within))
                yield Step(table.name, len(rows))

    def verify(self) -> Iterator[Step]:
        """Read all of both again and compare number and hash, table by table.

        Raises:
            StoreError: a table is not the same in both.
        """
        for table in _TABLES:
            here, there = Digest(), Digest()
            for within in ranges(self._source, table):
                before = here.rows
                here.add(rows_of(self._source, table, within).values())
                with self.target.connect() as connection:
                    there.add(rows_of(connection, table, within).values())
                yield Step(table.name, here.rows - before)
            if (here.rows, here.value) != (there.rows, there.value):
                raise StoreError(
                    f"The table {table.name} is not the same in both: {here.rows} rows there, "
                    f"{there.rows} in the copy. Run the same command again, which puts it right."
                )
            self.digests[table.name] = here

    def index(self) -> Iterator[int]:
        """Make the search index of the target, which each kind of database has its own of.

        Yields:
            How many articles were indexed, batch by batch.
        """
        yield from fill_terms(self.target)

    def finish(self) -> None:
        """Take the mark from the target: it can be used."""
        with _writing(self.target) as connection:
            stated = set(connection.scalars(select(_FACTS.c.name)))
            facts = [dict(row) for row in self._source.execute(select(_FACTS)).mappings()]
            if new := [fact for fact in facts if fact["name"] not in stated]:
                connection.execute(insert(_FACTS), new)
            connection.execute(delete(_FACTS).where(_FACTS.c.name == HALF_COPY))
            if connection.dialect.name == "postgresql":
                _set_sequences(connection)
                connection.execute(text("ANALYZE"))


@contextmanager
def open_copy(source_url: str, target_url: str) -> Iterator[Copy]:
    """Open both databases for a copy; while it is open, no crawl of the source begins.

    Args:
        source_url: of the database to read; its tables must be of this program's version.
        target_url: of the one to fill: empty, or what an interrupted copy of that source left.

    Raises:
        UsageError: both are the same.
        OutletBusy: the source is being crawled.
        StoreError: one cannot be opened or used, or the target is in use.
    """
    with ExitStack() as stack:
        source = open_reader(source_url)
        stack.callback(source.dispose)
        target = new_engine(target_url)
        stack.callback(target.dispose)
        if _name(source) == _name(target):
            raise UsageError("Both are the same database: name another one to copy to.")
        stack.callback(lock_copy(target))
        stack.enter_context(all_outlets(source))
        snapshot = stack.enter_context(source.connect())
        if source.dialect.name == "postgresql":
            snapshot = snapshot.execution_options(isolation_level="REPEATABLE READ")
        with _writing(target) as connection:
            _claim(connection, _name(source))
        yield Copy(snapshot, target)


def _name(engine: Engine) -> str:
    """What tells a database from others, without user and password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return f"sqlite:///{Path(url.database or '').resolve()}"
    return url.set(drivername="postgresql", username=None, password=None).render_as_string()


def _claim(connection: Connection, source: str) -> None:
    """Make the target's tables where there are none, and mark it as half a copy of the source."""
    name = name_of(connection)
    version = version_of(connection)
    if not version:
        upgrade(connection)
    elif version != newest():
        raise StoreError(
            f"The database {name} has the tables of an older version. Copy to an empty one."
        )
    elif other := half_copied_from(connection):
        if other != source:
            raise StoreError(
                f"The database {name} is a copy of {other} that was not finished. Go on with that "
                "one, or copy to an empty database."
            )
        return
    elif any(connection.execute(select(table).limit(1)).first() for table in _TABLES):
        raise StoreError(f"The database {name} holds a collection already. Copy to an empty one.")
    connection.execute(insert(_FACTS), {"name": HALF_COPY, "value": source})


def _put_right(
    connection: Connection, table: Table, rows: Mapping[Key, Row], held: Mapping[Key, Row]
) -> None:
    """Make the rows of a range what they should be, whatever is there."""
    keys = [column.name for column in table.primary_key.columns]
    documents = [column.name for column in table.columns if isinstance(column.type, JSON)]
    this = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))

    def named(key: Key) -> dict[str, Any]:
        return {f"key_{name}": value for name, value in zip(keys, key, strict=True)}

    def as_is(row: Row) -> Row:
        # SQLAlchemy would write the JSON value null for a column that holds nothing.
        return row | {name: null() for name in documents if row[name] is None}

    if gone := [named(key) for key in held if key not in rows]:
        connection.execute(delete(table).where(this), gone)
    changed = [
        named(key) | {name: value for name, value in as_is(row).items() if name not in keys}
        for key, row in rows.items()
        if key in held and held[key] != row
    ]
    if changed:
        connection.execute(update(table).where(this), changed)
    if new := [as_is(row) for key, row in rows.items() if key not in held]:
        connection.execute(insert(table), new)


def _set_sequences(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those that were copied with their numbers."""
    for table in _TABLES:
        column = table.autoincrement_column
        if column is not None:
            last = func.max(column)
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            # With the third value false, the next number is the second value itself.
            connection.execute(
                select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None)))
            )
