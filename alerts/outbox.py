"""Putting texts into the outbox, and handing over what waits there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from alerts.texts import Text
from errors import NotSent, SenderBusy, SettingError
from settings import Settings
from store.engine import WRITES
from store.locks import lock_sender, one_teller
from store.messages import (
    due_messages,
    mark_sent,
    prune_messages,
    put_off,
    waiting_message,
    write_message,
)

# A text for a chat is cut into so many messages at the most; nobody reads more on a telephone.
_MOST_PARTS = 5
_GOES_ON = "… còn nữa."


@contextmanager
def telling(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction in which it is decided what is told; there is one at a time."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        one_teller(connection)
        yield connection


def put(
    connection: Connection, settings: Settings, channel: str, key: str, text: Text, now: datetime
) -> bool:
    """Put a text into the outbox; where a chat has little room, as several messages.

    Args:
        connection: a transaction of `telling`.
        settings: where the channel is.
        channel: its name; where it is none that can be used, the text waits and says so.
        key: of this text, for all time.
        text: what is told.
        now: when (UTC).

    Returns:
        Whether it was put there: there was no text of that key.
    """
    parts = list(cut(text.body, _room(settings, channel)))
    written = False
    for number, part in enumerate(parts, 1):
        name = key if number == 1 else f"{key}-{number}"
        of_all = f" ({number}/{len(parts)})" if len(parts) > 1 else ""
        html = text.html if len(parts) == 1 else ""
        subject = text.subject + of_all
        written |= write_message(connection, name, channel, subject, part, html, now)
    return written


def _room(settings: Settings, channel: str) -> int | None:
    from alerts.channels import room_in  # with all of Apprise, which takes a second

    try:
        return room_in(settings, channel)
    except SettingError:
        return None


def cut(text: str, room: int | None) -> Iterator[str]:
    """Cut a text between paragraphs into parts of at most `room` characters, five at the most."""
    if room is None or len(text) <= room:
        yield text
        return
    parts = [""]
    for whole in text.strip().split("\n\n"):
        paragraph = whole if len(whole) <= room else whole[: room - 1] + "…"
        joined = f"{parts[-1]}\n\n{paragraph}".strip("\n")
        if len(joined) <= room:
            parts[-1] = joined
        else:
            parts.append(paragraph)
    yield from parts[: _MOST_PARTS - 1]
    if len(parts) == _MOST_PARTS:
        yield parts[-1]
    elif len(parts) > _MOST_PARTS:
        yield f"{parts[_MOST_PARTS - 1][: room - len(_GOES_ON) - 2]}\n\n{_GOES_ON}"


def send_waiting(engine: Engine, settings: Settings, now: datetime) -> str:
    """Hand over the messages that are due, one process at a time.

    A message is noted as sent after its channel has taken it: a process that is killed in between
    leaves it waiting, and it is sent again, with the same key. A channel that fails once is left
    alone until the next time, so that the others do not wait for it.

    Args:
        engine: the database.
        settings: where the channels are.
        now: the present moment (UTC).

    Returns:
        What was done, in a sentence.

    Raises:
        StoreError: the database cannot be used; what was handed over until then may be sent again.
    """
    try:
        release = lock_sender(engine)
    except SenderBusy as busy:
        return str(busy)
    try:
        return _send(engine, settings, now)
    finally:
        release()


def _send(engine: Engine, settings: Settings, now: datetime) -> str:
    due = due_messages(engine, now)
    if not due:
        return "No message is due."
    from alerts.channels import hand_over

    sent = 0
    problems: dict[str, str] = {}
    for number, channel in due:
        message = waiting_message(engine, number) if channel not in problems else None
        if message is None:
            continue
        try:
            remark = hand_over(settings, message)
        except (NotSent, SettingError) as error:
            problems[channel] = str(error)
            put_off(engine, message, str(error), now)
        else:
            mark_sent(engine, number, now, remark)
            sent += 1
    if sent:
        prune_messages(engine, now)
    failed = (f" {channel} failed: {problem}" for channel, problem in problems.items())
    return f"Messages sent: {sent}.{''.join(failed)}"
