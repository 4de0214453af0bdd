"""Today, hits of searches, counts, as the API gives them."""

from datetime import date
from typing import Self

from pydantic import Field

from desk.api.models.articles import Line
from desk.api.models.common import ListTitle, Moment, Record
from store.dimensions import Dimension
from store.facets import Facets, clause_of
from store.found import Found


class Others(Record):
    """Who else tells the story of an article."""

    articles: int
    outlets: list[str]


class StoryLine(Record):
    """A story: its first article of a section."""

    id: int
    title: ListTitle
    outlet: str
    published_at: Moment
    form: str
    about_police: bool
    paid: bool
    withdrawn: bool
    new: bool
    """Whether one of its articles came in since `visit`."""
    others: Others


class Section(Record):
    """The articles of a topic."""

    topic: str = Field(examples=["drugs"])
    """Its slug; `about_police` for those about the police without a topic, empty for the rest."""
    articles: int
    stories: int
    new: int
    usual: float | None
    """How many articles are usual for this weekday at this hour; null where too little is known."""
    lines: list[StoryLine]


class Today(Record):
    """What was published since a moment."""

    since: Moment
    articles: int
    new: int
    sections: list[Section]
    """The largest topic first. An article with several topics stands under each."""
    outlets: dict[str, int]
    """How many articles each outlet published, the most first."""


class Snippet(Record):
    """A piece of text, and where the words stand that were found: half-open, in code points."""

    text: str
    hits: list[tuple[int, int]]


class Hit(Line):
    """An article that was found."""

    paid: bool
    withdrawn: bool
    found_title: Snippet
    found_text: Snippet
    others: Others

    @classmethod
    def of(cls, found: Found) -> Self:
        """Make it of what the store found."""
        line = Line.model_validate(found.hit.line).model_dump()
        return cls(
            **line,
            paid=found.paid,
            withdrawn=found.withdrawn,
            found_title=Snippet.model_validate(found.hit.title),
            found_text=Snippet.model_validate(found.hit.text),
            others=Others.model_validate(found.others),
        )


class FacetValue(Record):
    """How many of the newest hits have a value."""

    value: str | date
    articles: int
    clause: str | None = Field(examples=["topic:drugs"])
    """What narrows the query to them when it is added; null where nothing can."""


class Counts(Record):
    """What the newest hits have in common."""

    hits: int
    """How many were counted: 2,000 at the most, or as many as were found in a moment."""
    more: bool
    """Whether there are others."""
    by: dict[Dimension, list[FacetValue]]

    @classmethod
    def of(cls, facets: Facets) -> Self:
        """Make it of what the store counted."""
        by = {
            facet: [
                FacetValue(value=str(value), articles=n, clause=clause_of(facet, value))
                for value, n in counts.items()
            ]
            for facet, counts in facets.counts.items()
        }
        return cls(hits=facets.hits, more=facets.more, by=by)


class Hits(Record):
    """A page of hits."""

    articles: list[Hit]
    """Fewer than asked for where looking took too long: go on with `before`."""
    before: int | None
    """Send it as `before` to get the page behind this one; null where there is none."""
    counts: Counts | None
    """Of the first page only."""


class StatsRow(Record):
    """A combination of values, and how many articles have it."""

    values: dict[Dimension, str | int | date] = Field(
        examples=[{"day": "2026-11-24", "topic": "drugs"}]
    )
    articles: int


class Stats(Record):
    """Counts of a period. An article counts under each of its topics."""

    since: date
    until: date
    rows: list[StatsRow]
