"""Saying something of an article by hand; each answer is what is said of it then."""

from fastapi import APIRouter
from sqlalchemy import Engine

from desk.access import Reading, Writing
from desk.api.access import Editor
from desk.api.models.articles import ByHand, NoteWritten, ToneSaid, TopicSaid
from desk.api.models.common import Key, Number, Slug
from desk.i18n import N_
from desk.naming import naming
from desk.pages.article import existing
from desk.problems import NotFound
from store import by_hand
from store.audit import record
from store.engine import writing
from store.tagging import correct, take_back
from store.users import User

router = APIRouter(prefix="/articles/{key}", tags=["by hand"], responses={404: {}})


def _done(
    reader: Engine, writer: Engine, user: User, key: int, action: str, **detail: str
) -> by_hand.ByHand:
    """Record a deed, as the pages do, and give what is said of the article now."""
    title = existing(reader, key).line.title[:200]
    with writing(writer) as connection:
        record(connection, user.name, action, str(key), article=title, **detail)
    return by_hand.by_hand(reader, [key])[key]


@router.put("/topics/{topic}", response_model=ByHand)
def say_topic(
    user: Editor, reader: Reading, writer: Writing, key: Key, topic: Slug, said: TopicSaid
) -> by_hand.ByHand:
    """Give the article a topic, or take it away, whatever the rules say."""
    if topic not in naming(reader).topics:
        raise NotFound(N_("Không có chủ đề nào mang tên này."))
    correct(writer, key, topic, user.name, present=said.present)
    action = "article.topic-give" if said.present else "article.topic-take"
    return _done(reader, writer, user, key, action, topic=topic)


@router.delete("/topics/{topic}", response_model=ByHand)
def leave_topic(
    user: Editor, reader: Reading, writer: Writing, key: Key, topic: Slug
) -> by_hand.ByHand:
    """Let the rules decide again about a topic of the article."""
    existing(reader, key)
    take_back(writer, key, topic)
    return _done(reader, writer, user, key, "article.topic-rules", topic=topic)


@router.put("/tone", response_model=ByHand)
def say_tone(
    user: Editor, reader: Reading, writer: Writing, key: Key, said: ToneSaid
) -> by_hand.ByHand:
    """Say what tone the article has."""
    by_hand.set_tone(writer, key, said.tone, user.name)
    return _done(reader, writer, user, key, "article.tone", tone=said.tone)


@router.delete("/tone", response_model=ByHand)
def leave_tone(user: Editor, reader: Reading, writer: Writing, key: Key) -> by_hand.ByHand:
    """Take back what was said of the article's tone."""
    by_hand.set_tone(writer, key, None, user.name)
    return _done(reader, writer, user, key, "article.tone", tone="")


@router.put("/mark", response_model=ByHand)
def mark(user: Editor, reader: Reading, writer: Writing, key: Key) -> by_hand.ByHand:
    """Choose the article for the press review."""
    by_hand.mark_for_review(writer, key, user.name)
    return _done(reader, writer, user, key, "article.mark")


@router.delete("/mark", response_model=ByHand)
def unmark(user: Editor, reader: Reading, writer: Writing, key: Key) -> by_hand.ByHand:
    """Take the article out of the press review."""
    by_hand.unmark(writer, key)
    return _done(reader, writer, user, key, "article.unmark")


@router.post("/notes", response_model=ByHand, status_code=201)
def note(
    user: Editor, reader: Reading, writer: Writing, key: Key, said: NoteWritten
) -> by_hand.ByHand:
    """Note something of the article."""
    by_hand.add_note(writer, key, said.text, user.name)
    return _done(reader, writer, user, key, "article.note")


@router.delete("/notes/{number}", response_model=ByHand)
def remove_note(
    user: Editor, reader: Reading, writer: Writing, key: Key, number: Number
) -> by_hand.ByHand:
    """Remove a note of one's own."""
    existing(reader, key)
    by_hand.remove_note(writer, number, user.name)
    return _done(reader, writer, user, key, "article.note-remove")
