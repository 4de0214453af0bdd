"""Articles as the API gives them, and what it takes to say something of them."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from desk.api.models.common import NO_NUL, Input, ListLead, ListTitle, Moment, Record
from store.by_hand import MOST_CHARACTERS, Tone


class Image(Record):
    """A picture of an article: its address at the outlet, and its caption."""

    url: str
    caption: str


class Match(Record):
    """Words that a rule found in an article."""

    topic: str
    """The slug of the topic that they speak for, or `about_police`."""
    rule: str = Field(examples=["drugs/strong: ma túy"])
    words: str
    field: str
    """Where they stand: `title`, `lead` or `body`."""
    start: int
    """Where they begin in that field, in code points."""
    end: int
    """One past their last code point."""
    score: float
    """What they add to the topic, which holds from 1 on unless its rules say otherwise."""


class Line(Record):
    """An article as it stands in a list; a headline of more than 400 characters is cut."""

    id: int = Field(examples=[1847296819200000])
    """Its key: keys sort by the time of publication."""
    published_at: Moment
    outlet: str = Field(examples=["vtv"])
    site: str = Field(examples=["vtv.vn"])
    section: str
    form: str
    """`text`, `video` or `photo`."""
    title: ListTitle
    lead: ListLead
    url: str
    """Its address at the outlet; as the outlet wrote it: check it before you make it a link."""
    about_police: bool
    topics: list[str] = Field(examples=[["drugs"]])


class Article(Line):
    """An article whole: its latest version, with the words that gave it its topics."""

    title: str
    lead: str
    body: str
    """Its text; paragraphs are parted by a blank line. Of paid articles only what is public."""
    authors: list[str]
    tags: list[str]
    """The outlet's own."""
    images: list[Image]
    article_id: str
    """What the outlet's site calls it."""
    agency: str
    """Whose copy it says it is; empty where it says nothing."""
    published_estimated: bool
    """Whether its page stated no time, so that the time when it was first seen stands for it."""
    modified_at: Moment | None
    first_seen_at: Moment
    withdrawn_at: Moment | None
    paid: bool
    version: int
    """The number of its latest version."""
    story: int | None
    """The number of its story group; null where nobody else tells it."""
    sources: dict[str, str]
    """Where on its page each field was read."""
    rules_version: str
    matches: list[Match]


class Telling(Record):
    """An article of a story group."""

    id: int
    outlet: str
    published_at: Moment
    title: ListTitle
    url: str
    agency: str
    withdrawn: bool


class VersionLine(Record):
    """A version of an article as it stands in a list."""

    number: int
    seen_at: Moment
    title: ListTitle


class Change(Record):
    """A stretch of text, and what became of it since the version before."""

    kind: Literal["same", "removed", "added"]
    text: str


class Version(VersionLine):
    """A version of an article, and how it differs from the one before, word by word."""

    title: str
    lead: str
    body: str
    changes: dict[str, list[Change]]
    """By field; empty for the first version."""


class Note(Record):
    """What somebody noted of an article."""

    id: int
    text: str
    at: Moment
    by: str


class Said(Record):
    """Who said something, and when."""

    at: Moment
    by: str


class Correction(Said):
    """A topic given to an article by hand, or taken from it."""

    topic: str
    present: bool


class ByHand(Record):
    """What people say of an article."""

    tone: Tone | None
    tone_said: Said | None
    marked: Said | None
    """Who chose it for the press review; null where nobody did."""
    notes: list[Note]
    topics: list[Correction]


class TopicSaid(Input):
    """Whether an article has a topic, whatever the rules say."""

    present: bool


class ToneSaid(Input):
    """How an article speaks of its subject."""

    tone: Tone


class NoteWritten(Input):
    """What is to be noted."""

    text: Annotated[
        str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS, pattern=NO_NUL)
    ]
