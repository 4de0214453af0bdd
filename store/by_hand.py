"""What editors say of articles by hand: notes, tone, mark for the press review.

Topics given and taken by hand are `store.tagging`'s; here they are read with the rest.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, case, delete, insert, literal, select, union_all
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from crawler import clock
from errors import NotThere, NotYours, UsageError
from store.engine import WRITES
from store.models import Base, NoteRow, ReviewMarkRow, ToneRow, TopicCorrectionRow
from store.tagging import Correction, require_article

MOST_CHARACTERS = 4_000


class Tone(StrEnum):
    """How an article speaks of its subject, as an editor sees it."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted of an article (UTC)."""

    id: int
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something of an article, and when (UTC)."""

    at: datetime
    by: str


@dataclass
class ByHand:
    """All that people said of an article; notes and topics from the first to the last."""

    tone: Tone | None = None
    tone_said: Said | None = None
    marked: Said | None = None
    notes: list[Note] = field(default_factory=list)
    topics: list[Correction] = field(default_factory=list)


def by_hand(engine: Engine, keys: Sequence[int]) -> dict[int, ByHand]:
    """Return what people said of articles, by key: an empty record for one of which nobody did."""
    n, t, m, c = NoteRow, ToneRow, ReviewMarkRow, TopicCorrectionRow
    present = case((c.present, 1), else_=0)
    # One question, so that a list of articles costs no more than one.
    parts = union_all(
        select(literal("note"), n.article, n.id, n.text, n.at, n.by).where(n.article.in_(keys)),
        select(literal("tone"), t.article, literal(0), t.tone, t.at, t.by).where(
            t.article.in_(keys)
        ),
        select(literal("mark"), m.article, literal(0), literal(""), m.at, m.by).where(
            m.article.in_(keys)
        ),
        select(literal("topic"), c.article, present, c.topic, c.at, c.by).where(
            c.article.in_(keys)
        ),
    )
    found: dict[int, ByHand] = defaultdict(ByHand, {key: ByHand() for key in keys})
    with engine.connect() as connection:
        rows = connection.execute(parts).all() if keys else []
    for kind, article, number, text, at, by in sorted(rows, key=lambda row: (row[4], row[2])):
        its = found[article]
        if kind == "note":
            its.notes.append(Note(number, text, at, by))
        elif kind == "tone":
            its.tone, its.tone_said = Tone(text), Said(at, by)
        elif kind == "mark":
            its.marked = Said(at, by)
        else:
            its.topics.append(Correction(text, bool(number), at, by))
    return dict(found)


def add_note(engine: Engine, key: int, text: str, by: str) -> Note:
    """Note something of an article.

    Raises:
        UsageError: the note is empty, or too long.
        NotThere: there is no such article.
    """
    kept = unicodedata.normalize("NFC", text).replace("\0", "").strip()
    if not kept:
        raise UsageError("A note needs some words.")
    if len(kept) > MOST_CHARACTERS:
        raise UsageError(
            f"A note has at most {MOST_CHARACTERS:,} characters; this one has {len(kept):,}."
        )
    now = clock.now()
    row = {"article": key, "text": kept, "at": now, "by": by}
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        require_article(connection, key)
        made = connection.execute(insert(NoteRow), row).inserted_primary_key
        assert made is not None
        return Note(int(made[0]), kept, now, by)


def remove_note(engine: Engine, note: int, by: str) -> None:
    """Remove a note of one's own.

    Raises:
        NotThere: there is no such note, or not any more.
        NotYours: somebody else wrote it.
    """
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        author = connection.scalar(select(NoteRow.by).where(NoteRow.id == note))
        if author is None:
            raise NotThere("The note is not there any more: somebody removed it.")
        if author != by:
            raise NotYours(f"{author} wrote the note: nobody else can remove it.")
        connection.execute(delete(NoteRow).where(NoteRow.id == note))


def set_tone(engine: Engine, key: int, tone: Tone | None, by: str) -> None:
    """Say what tone an article has; None takes back what was said.

    Raises:
        NotThere: there is no such article.
    """
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        require_article(connection, key)
        if tone is None:
            connection.execute(delete(ToneRow).where(ToneRow.article == key))
            return
        row = {"article": key, "tone": tone.value, "at": clock.now(), "by": by}
        said = _insert(connection, ToneRow, row)
        changed = {name: row[name] for name in ("tone", "at", "by")}
        connection.execute(said.on_conflict_do_update(index_elements=["article"], set_=changed))


def mark_for_review(engine: Engine, key: int, by: str) -> None:
    """Choose an article for the press review; who chose it first is remembered.

    Raises:
        NotThere: there is no such article.
    """
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        require_article(connection, key)
        row = {"article": key, "at": clock.now(), "by": by}
        said = _insert(connection, ReviewMarkRow, row)
        connection.execute(said.on_conflict_do_nothing(index_elements=["article"]))


def unmark(engine: Engine, key: int) -> None:
    """Take an article out of the press review, whoever chose it.

    Raises:
        NotThere: there is no such article.
    """
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        require_article(connection, key)
        connection.execute(delete(ReviewMarkRow).where(ReviewMarkRow.article == key))


def _insert(
    connection: Connection, table: type[Base], row: Mapping[str, object]
) -> SqliteInsert | PostgresqlInsert:
    made = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    return made(table).values(row)
