"""What a newsroom must know of the site it writes for."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from replica.assignments import Assignment
from replica.story import Section


class Masthead(Protocol):
    """The outlet's name, sections, people and habits, and how it makes ids and addresses."""

    outlet: str
    host: str
    origin: str
    """What its addresses begin with: ``https://www.vietnamplus.vn``."""
    sections: Sequence[Section]
    desks: Mapping[str, Sequence[str]]
    """Which sections (slugs) print the stories of a desk, most usual first."""
    bylines: Sequence[str]
    whole_minutes: bool
    """Whether the site gives times without seconds."""
    paid_share: int
    """Of how many stories one is for subscribers only; 0: none."""
    wire_share: int
    """Of how many stories one may be TTXVN's; 0: none."""
    prose_in_captions: bool
    """Whether a photo story has no paragraphs and says all in its captions."""
    long_slugs: bool
    """Whether slugs are made of title, lead and time, so that they need no number."""

    def article_id(self, assignment: Assignment) -> str:
        """Make the id of an article from its place in the run and its times.

        Empty where addresses hold none: then the slug names the article.
        """
        ...

    def article_path(self, section: Section, slug: str, article_id: str) -> str:
        """Make the path of an article's address."""
        ...

    def image_url(self, story_slug: str, assignment: Assignment, position: int) -> str:
        """Make the address of an article's picture."""
        ...

    def touched_at(self, assignment: Assignment) -> dt.datetime:
        """When the site says a story was modified, before any correction."""
        ...
