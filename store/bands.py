"""Where texts alike meet: parts of their signatures, the week first, so that old weeks are cold.

The rows are made of the signatures and can be made again at any time. So they are kept for the
weeks that somebody stores into, and for 30 days after; a week that is wanted again, by a back-fill
of years ago, is made anew when it is. Which weeks there are stands in the table of facts.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, delete, insert, select, text

from pipelines.group import BANDS, REACH, Signature, bands_of
from store.keys import first_key, second_of
from store.models import BandRow, FactRow, SignatureRow

_FACT = "bands"
_COLUMNS = ("day", "band", "hash", "article")
_KEPT = timedelta(days=30)
_SECONDS = 86_400  # of a day
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# With the single day a text would be looked for in 15 places, with the month too many pages of the
# table would change with every batch.
_WEEK = 7
# At the most so many texts are compared of each band and batch: an outlet that prints one text ten
# thousand times must not stop the work.
_MOST = 2000
# Rows that are inserted together where a week is made.
_CHUNK = 10_000

# What is like a list is one parameter, so that the statement is the same whatever its length, and
# goes through SQLAlchemy ten times as fast as one with a hundred parameters. All bands are asked
# in one go: for an article that comes alone, nine statements would take longer than all the rest.
_MEETING = {
    # Joined in this order, which CROSS JOIN tells SQLite; with IN it takes seven times as long
    # where there is one text.
    "sqlite": (
        "SELECT {band} AS band, b.hash, b.article "
        "FROM json_each(:weeks) AS w CROSS JOIN json_each(:band_{band}) AS p "
        "CROSS JOIN bands AS b ON b.day = w.value AND b.band = {band} AND b.hash = p.value"
    ),
    "postgresql": (
        "SELECT {band} AS band, b.hash, b.article FROM bands AS b "
        "WHERE b.day = ANY(:weeks) AND b.band = {band} AND b.hash = ANY(:band_{band})"
    ),
}


def _meeting(one_band: str) -> TextClause:
    newest = f"SELECT * FROM ({one_band} ORDER BY b.article DESC LIMIT :most) AS met_{{band}}"  # noqa: S608
    return text(" UNION ALL ".join(newest.format(band=band) for band in range(BANDS + 1)))


_MEET = {name: _meeting(one_band) for name, one_band in _MEETING.items()}

Signatures = Mapping[int, Signature]  # by the article's key


def week_of(key: int) -> int:
    """Return the first day of an article's week, in days since 1970."""
    day = second_of(key) // _SECONDS
    return day - day % _WEEK


def weeks_around(keys: Iterable[int]) -> set[int]:
    """Return the weeks in which reprints of articles may be."""
    weeks = {week_of(key) for key in keys}
    reach = REACH // _SECONDS
    return {week + days for week in weeks for days in (-reach, 0, reach)}


def _rows(signatures: Signatures) -> list[tuple[int, int, int, int]]:
    """The rows of texts, in the order of the table's key."""
    return sorted(
        (week_of(key), band, part, key)
        for key, signature in signatures.items()
        for band, part in bands_of(signature)
    )


def add(connection: Connection, signatures: Signatures) -> None:
    """Enter texts, which must not be there; their weeks must (see `hold`)."""
    rows = _rows(signatures)
    if connection.dialect.name == "postgresql":  # which takes rows ten times as fast by COPY
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor().copy("COPY bands (day, band, hash, article) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    elif rows:
        connection.execute(insert(BandRow), [dict(zip(_COLUMNS, row, strict=True)) for row in rows])


def remove(connection: Connection, signatures: Signatures) -> None:
    """Take out texts as they were."""
    table = BandRow.__table__
    the_row = (table.c[name] == bindparam(f"its_{name}") for name in _COLUMNS)
    gone = [
        {f"its_{name}": value for name, value in zip(_COLUMNS, row, strict=True)}
        for row in _rows(signatures)
    ]
    if gone:
        connection.execute(delete(BandRow).where(*the_row), gone)


def meet(connection: Connection, signatures: Signatures) -> dict[int, set[int]]:
    """Return for each text the articles in reach that agree with it in a band, itself included."""
    name = connection.dialect.name
    packed = json.dumps if name == "sqlite" else list
    bands: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for key, signature in signatures.items():
        for band, part in bands_of(signature):
            bands[band][part].append(key)
    given = {f"band_{band}": packed([*bands[band]]) for band in range(BANDS + 1)}
    asked = given | {"weeks": packed([*weeks_around(signatures)]), "most": _MOST}
    met: dict[int, set[int]] = defaultdict(set)
    for band, part, article in connection.execute(_MEET[name], asked):
        for key in bands[band][part]:
            if abs(second_of(article) - second_of(key)) <= REACH:
                met[key].add(article)
    return met


# Which weeks there are.


def _held(connection: Connection) -> dict[int, date]:
    """The weeks that there are, each with the day when it was last wanted."""
    value = connection.scalar(select(FactRow.value).where(FactRow.name == _FACT))
    weeks = json.loads(value or "{}")
    return {int(week): date.fromisoformat(day) for week, day in weeks.items()}


def _note(connection: Connection, held: Mapping[int, date]) -> None:
    connection.execute(delete(FactRow).where(FactRow.name == _FACT))
    value = json.dumps({week: str(day) for week, day in held.items()})
    connection.execute(insert(FactRow), {"name": _FACT, "value": value})


def hold(connection: Connection, weeks: Collection[int], now: datetime) -> None:
    """Make weeks that are wanted and not there, and drop those not wanted for 30 days.

    Args:
        connection: in a transaction that writes.
        weeks: by their first days.
        now: when they are wanted (UTC).
    """
    held = _held(connection)
    today = now.date()
    if all(held.get(week) == today for week in weeks):
        return
    for week in sorted(set(weeks) - held.keys()):
        _make(connection, week)
    held |= dict.fromkeys(weeks, today)
    cold = [week for week, day in held.items() if day < today - _KEPT]
    connection.execute(delete(BandRow).where(BandRow.day.in_(cold)))
    _note(connection, {week: day for week, day in held.items() if week not in cold})


def forget(connection: Connection, weeks: range) -> None:
    """Drop weeks, by the range of their first days; where one is wanted again, it is made again."""
    held = _held(connection)
    if not any(week in weeks for week in held):
        return
    connection.execute(delete(BandRow).where(BandRow.day >= weeks.start, BandRow.day < weeks.stop))
    _note(connection, {week: day for week, day in held.items() if week not in weeks})


def _make(connection: Connection, week: int) -> None:
    start, end = (first_key(_EPOCH + timedelta(days=day)) for day in (week, week + _WEEK))
    while True:
        wanted = (SignatureRow.article >= start, SignatureRow.article < end)
        query = select(SignatureRow.__table__).where(*wanted).order_by(SignatureRow.article)
        found = signatures_in(connection.execute(query.limit(_CHUNK)).mappings())
        add(connection, found)
        if len(found) < _CHUNK:
            return
        start = max(found) + 1


def signatures_in(rows: Iterable[Mapping[Any, Any]]) -> dict[int, Signature]:
    """The signatures in rows of their table, by the article's key."""
    return {row["article"]: Signature(row["text_hash"], row["minhash"]) for row in rows}
