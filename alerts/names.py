"""What people call outlets and topics, for messages and for reading what they search for."""

from dataclasses import dataclass

from sqlalchemy import Engine

from search.parser import Names
from store.rulesets import active_rules


@dataclass(frozen=True, slots=True)
class Called:
    """The names of outlets and topics by their slugs; a slug without a name stays as it is."""

    outlets: dict[str, str]
    topics: dict[str, str]

    @classmethod
    def now(cls, engine: Engine) -> "Called":
        """Return the names of the outlets that we know and of the rules in force."""
        from spiders import outlets  # with Scrapy, which is much memory

        return cls(
            {slug: each.name for slug, each in outlets().items()},
            {each.slug: each.label for each in active_rules(engine).topics},
        )

    def outlet(self, slug: str) -> str:
        """The name of an outlet."""
        return self.outlets.get(slug, slug)

    def topic(self, slug: str) -> str:
        """The name of a topic."""
        return self.topics.get(slug, slug)

    @property
    def in_queries(self) -> Names:
        """What may follow `topic:` and `outlet:` in a search: slugs and names."""
        topics = {name: slug for slug, label in self.topics.items() for name in (slug, label)}
        its = {name: slug for slug, label in self.outlets.items() for name in (slug, label)}
        return Names(topics=topics, outlets=its)
