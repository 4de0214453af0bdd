"""What people say of an article, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from desk.addresses import search_address
from desk.collation import sort_key
from desk.i18n import N_
from desk.naming import Naming
from store.by_hand import MOST_CHARACTERS, Tone, by_hand
from store.tagging import Correction
from store.users import list_users

TONES = {
    Tone.POSITIVE: N_("tích cực"),
    Tone.NEUTRAL: N_("trung tính"),
    Tone.NEGATIVE: N_("tiêu cực"),
}


@dataclass(frozen=True, slots=True)
class GivenTopic:
    """A topic of an article, and who gave it or took it by hand, if anybody did."""

    slug: str
    label: str
    said: Correction | None


def panel(engine: Engine, key: int, names: Naming, topics: Sequence[str]) -> dict[str, Any]:
    """What the template `parts/by_hand.html` shows.

    Args:
        engine: the database.
        key: the article's.
        names: of topics.
        topics: those that the article has.
    """
    said = by_hand(engine, [key])[key]
    corrections = {each.topic: each for each in said.topics}
    taken = [each for each in said.topics if not each.present and each.topic not in topics]

    def given(slug: str) -> GivenTopic:
        return GivenTopic(slug, names.topic(slug), corrections.get(slug))

    others = [(slug, label) for slug, label in names.topics.items() if slug not in topics]
    return {
        "key": key,
        "names": names,
        "said": said,
        "tones": TONES,
        "topics": [given(slug) for slug in topics],
        "taken": [given(each.topic) for each in taken],
        "other_topics": sorted(others, key=lambda each: sort_key(each[1])),
        "people": {each.name: each.shown_name for each in list_users(engine)},
        "most_characters": MOST_CHARACTERS,
        "search_address": search_address,
    }
