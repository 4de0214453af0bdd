"""The outbox: messages wait here until their channel has taken them.

A message is written in the transaction that notes what it tells, so neither is without the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update

from store.engine import WRITES
from store.models import MessageRow

# The wait after a failure doubles from one minute to half an hour, so that what is waiting goes
# out soon after a server is back.
_LONGEST_WAIT = timedelta(minutes=30)
# Messages that were sent are kept so long, to look at what was told.
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Message:
    """A message that waits; times are UTC.

    Attributes:
        key: goes with it whenever it is handed over, so that a receiver can know it again.
        html: the same as the body, for mail; empty where there is none.
        attempts: how often it was handed over in vain; `problem` says why, the last time.
    """

    id: int
    key: str
    channel: str
    subject: str
    body: str
    html: str
    created_at: datetime
    due_at: datetime
    attempts: int
    problem: str


_M = MessageRow.__table__.c
_COLUMNS = [_M[name] for name in Message.__dataclass_fields__]


def write_message(
    connection: Connection,
    key: str,
    channel: str,
    subject: str,
    body: str,
    html: str,
    now: datetime,
) -> bool:
    """Put a message into the outbox, in the caller's transaction.

    Args:
        connection: in a transaction that writes, which `one_teller` lets in one at a time.
        key: its own for all time; a message of that key is written once.
        channel: the name of a channel in the settings.
        subject: one line.
        body: plain text.
        html: the same for mail; may be empty.
        now: when (UTC); it is due at once.

    Returns:
        Whether it was written: there was none of that key.
    """
    if connection.scalar(select(MessageRow.id).where(MessageRow.key == key)) is not None:
        return False
    texts = {"key": key, "channel": channel, "subject": subject, "body": body, "html": html}
    times = {"created_at": now, "due_at": now}
    connection.execute(insert(MessageRow), texts | times | {"attempts": 0, "problem": ""})
    return True


def due_messages(engine: Engine, now: datetime) -> list[tuple[int, str]]:
    """Return the messages that are to be handed over, each with its channel, the oldest first."""
    due = (MessageRow.sent_at.is_(None), MessageRow.due_at <= now)
    with engine.connect() as connection:
        rows = connection.execute(
            select(MessageRow.id, MessageRow.channel).where(*due).order_by(MessageRow.id)
        )
        return [(message, channel) for message, channel in rows]


def waiting_message(engine: Engine, message: int) -> Message | None:
    """Return a message that was not sent yet."""
    wanted = select(*_COLUMNS).where(MessageRow.id == message, MessageRow.sent_at.is_(None))
    with engine.connect() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else Message(*row)


def waiting_messages(engine: Engine) -> list[Message]:
    """Return every message that was not sent yet, the oldest first."""
    wanted = select(*_COLUMNS).where(MessageRow.sent_at.is_(None)).order_by(MessageRow.id)
    with engine.connect() as connection:
        return [Message(*row) for row in connection.execute(wanted)]


def mark_sent(engine: Engine, message: int, now: datetime, problem: str = "") -> None:
    """Note that a channel has taken a message.

    Args:
        engine: the database.
        message: which one.
        now: when (UTC).
        problem: what of it did not go well, such as a receiver who was refused for good.
    """
    _write(engine, message, sent_at=now, problem=problem)


def put_off(engine: Engine, message: Message, problem: str, now: datetime) -> None:
    """Note that a message was not taken, and when it is tried again; it is never given up."""
    minutes = min(2**message.attempts, _LONGEST_WAIT // timedelta(minutes=1))
    due = now + timedelta(minutes=minutes)
    _write(engine, message.id, due_at=due, attempts=message.attempts + 1, problem=problem)


def _write(engine: Engine, message: int, **values: object) -> None:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(update(MessageRow).where(MessageRow.id == message).values(**values))


def forget_messages(engine: Engine, messages: Sequence[int]) -> int:
    """Drop messages that wait, unsent; return how many there were."""
    those = (MessageRow.id.in_(messages), MessageRow.sent_at.is_(None))
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        return connection.execute(delete(MessageRow).where(*those)).rowcount


def prune_messages(engine: Engine, now: datetime) -> None:
    """Drop messages that were sent long ago."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(delete(MessageRow).where(MessageRow.sent_at < now - _KEPT))
