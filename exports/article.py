"""What an article must have to be exported, and what people call its outlet and its topics."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Article(Protocol):
    """An article to export; times are aware. docs/exports.md says what each field holds.

    The fields are the columns of a CSV file and the keys of a JSON object, in their order. Programs
    read them: none is ever renamed or dropped, and new ones go to the end.
    """

    id: int
    published_at: datetime
    outlet: str
    site: str
    section: str
    form: str
    title: str
    lead: str
    url: str
    about_police: bool
    topics: tuple[str, ...]
    body: str
    authors: tuple[str, ...]
    agency: str
    story: int | None
    first_seen_at: datetime
    modified_at: datetime | None
    version: int
    withdrawn_at: datetime | None
    paid: bool
    article_id: str


COLUMNS = tuple(each.name for each in fields(Article))


@dataclass(frozen=True, slots=True)
class Names:
    """What people call outlets and topics, by their slugs; a slug without a name stays as it is."""

    outlets: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)

    def outlet(self, slug: str) -> str:
        """The name of an outlet."""
        return self.outlets.get(slug, slug)

    def topics_of(self, article: Article) -> list[str]:
        """The names of an article's topics."""
        return [self.topics.get(slug, slug) for slug in article.topics]
