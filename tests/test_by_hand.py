"""What editors say of articles by hand, on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select

from crawler.dates import Period
from errors import NotThere, NotYours, UsageError
from store.by_hand import (
    MOST_CHARACTERS,
    Tone,
    add_note,
    by_hand,
    mark_for_review,
    remove_note,
    set_tone,
    unmark,
)
from store.hand_counts import HandCount, count_by_hand
from store.models import ArticleRow, MatchRow
from store.reading import topics_of
from store.statistics import Dimension
from store.tagging import correct, take_back
from tests.stored import NOON, article, put


@pytest.fixture
def keys(engine: Engine) -> list[int]:
    """Three articles, the newest first; the second one of another outlet, the last one older."""
    old = NOON - timedelta(days=40)
    put(
        engine,
        [article(1, "Một"), article(2, "Hai", outlet="vov"), article(3, "Ba", published_at=old)],
        [("drugs", "traffic"), ("drugs",), ()],
    )
    with engine.connect() as connection:
        return list(connection.scalars(select(ArticleRow.id).order_by(ArticleRow.id.desc())))


def test_all_that_was_said_of_articles_is_read_at_once(engine: Engine, keys: list[int]) -> None:
    note = add_note(engine, keys[0], "  Cần theo do\u0303i.  ", "mai")
    add_note(engine, keys[0], "Đã gọi.", "lan")
    set_tone(engine, keys[0], Tone.NEGATIVE, "lan")
    mark_for_review(engine, keys[1], "mai")
    correct(engine, keys[1], "traffic", "mai", present=True)
    correct(engine, keys[1], "drugs", "lan", present=False)
    said = by_hand(engine, keys)
    first, second, third = (said[key] for key in keys)
    assert note.text == "Cần theo dõi."
    assert [(each.text, each.by) for each in first.notes] == [
        ("Cần theo dõi.", "mai"),
        ("Đã gọi.", "lan"),
    ]
    assert first.notes[0] == note
    assert (first.tone, first.tone_said and first.tone_said.by) == (Tone.NEGATIVE, "lan")
    assert first.marked is None
    assert second.marked is not None
    assert (second.marked.by, second.marked.at.tzinfo is not None) == ("mai", True)
    assert [(each.topic, each.present) for each in second.topics] == [
        ("traffic", True),
        ("drugs", False),
    ]
    assert (third.notes, third.topics, third.tone, third.marked) == ([], [], None, None)
    assert by_hand(engine, []) == {}


def test_the_last_tone_holds_and_the_first_mark(engine: Engine, keys: list[int]) -> None:
    key = keys[0]
    set_tone(engine, key, Tone.POSITIVE, "mai")
    set_tone(engine, key, Tone.NEUTRAL, "lan")
    mark_for_review(engine, key, "mai")
    mark_for_review(engine, key, "lan")
    said = by_hand(engine, [key])[key]
    assert said.tone_said is not None
    assert said.marked is not None
    assert (said.tone, said.tone_said.by, said.marked.by) == (Tone.NEUTRAL, "lan", "mai")
    set_tone(engine, key, None, "mai")
    unmark(engine, key)
    said = by_hand(engine, [key])[key]
    assert (said.tone, said.tone_said, said.marked) == (None, None, None)


def test_a_note_is_removed_by_who_wrote_it_and_by_nobody_else(
    engine: Engine, keys: list[int]
) -> None:
    note = add_note(engine, keys[0], "Của Mai.", "mai")
    with pytest.raises(NotYours, match="mai wrote"):
        remove_note(engine, note.id, "lan")
    remove_note(engine, note.id, "mai")
    with pytest.raises(NotThere, match="not there any more"):
        remove_note(engine, note.id, "mai")
    for text in (" \n ", "a" * (MOST_CHARACTERS + 1)):
        with pytest.raises(UsageError, match="note"):
            add_note(engine, keys[0], text, "mai")
    assert by_hand(engine, keys)[keys[0]].notes == []


def test_a_correction_taken_back_leaves_the_topic_to_the_rules(
    engine: Engine, keys: list[int]
) -> None:
    words = {"rule": "drugs/strong", "words": "ma túy", "field": "title", "start": 0, "end": 3}
    with engine.begin() as connection:
        connection.execute(
            insert(MatchRow), {"article": keys[0], "number": 9, "topic": "drugs", **words}
        )

    def topics() -> set[str]:
        with engine.connect() as connection:
            return set(topics_of(connection, [keys[0]])[keys[0]])

    correct(engine, keys[0], "drugs", "mai", present=False)
    correct(engine, keys[0], "weapons", "mai", present=True)
    assert topics() == {"traffic", "weapons"}
    take_back(engine, keys[0], "drugs")
    take_back(engine, keys[0], "weapons")
    assert topics() == {"traffic", "drugs"}
    assert by_hand(engine, keys)[keys[0]].topics == []
    with pytest.raises(NotThere, match="Nobody gave topic drugs"):
        take_back(engine, keys[0], "drugs")


@pytest.mark.parametrize(
    "say",
    [
        lambda engine: add_note(engine, 7, "Lạc.", "mai"),
        lambda engine: set_tone(engine, 7, Tone.NEUTRAL, "mai"),
        lambda engine: set_tone(engine, 7, None, "mai"),
        lambda engine: mark_for_review(engine, 7, "mai"),
        lambda engine: unmark(engine, 7),
        lambda engine: correct(engine, 7, "drugs", "mai", present=True),
        lambda engine: take_back(engine, 7, "drugs"),
    ],
)
def test_of_an_article_that_is_not_stored_nothing_can_be_said(
    engine: Engine, say: Callable[[Engine], object]
) -> None:
    with pytest.raises(NotThere, match="no article 7"):
        say(engine)


def test_tones_and_marks_are_counted_by_outlet_and_topic(engine: Engine, keys: list[int]) -> None:
    set_tone(engine, keys[0], Tone.POSITIVE, "mai")
    set_tone(engine, keys[1], Tone.NEGATIVE, "mai")
    set_tone(engine, keys[2], Tone.NEGATIVE, "mai")
    mark_for_review(engine, keys[0], "mai")
    month = Period(NOON - timedelta(days=30), None)
    assert count_by_hand(engine, month, []) == {(): HandCount(positive=1, negative=1, marked=1)}
    assert count_by_hand(engine, Period(), [Dimension.OUTLET]) == {
        ("vtv",): HandCount(positive=1, negative=1, marked=1),
        ("vov",): HandCount(negative=1),
    }
    crossed = count_by_hand(engine, Period(), [Dimension.OUTLET, Dimension.TOPIC])
    assert crossed[("vtv", "traffic")] == HandCount(positive=1, marked=1)
    assert crossed[("vtv", "")] == HandCount(negative=1)
    assert crossed[("vov", "drugs")] == HandCount(negative=1)
