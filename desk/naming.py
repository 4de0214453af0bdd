"""What outlets, topics, forms and rules are called on pages, and in queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Engine

from desk.i18n import N_
from search.parser import Names
from spiders import outlets
from store.rulesets import known_rules
from topics.ruleset import RuleSet

FORMS = {"text": N_("Bài viết"), "video": N_("Video"), "photo": N_("Tin ảnh")}
# What rules are called that a topic's lists of phrases make.
_STRENGTHS = {"strong": N_("từ khóa"), "weak": N_("từ khóa cần kèm từ khác")}


@dataclass(frozen=True, slots=True)
class Naming:
    """Names for people, by slug.

    Attributes:
        outlets: of every outlet that is declared.
        topics: of the topics in force, in the order of their slugs.
        police: what the layer is called that says whether an article is about the police.
        queries: what may follow `topic:` and `outlet:`.
    """

    outlets: Mapping[str, str]
    topics: Mapping[str, str]
    police: tuple[str, str]
    queries: Names

    def outlet(self, slug: str) -> str:
        """The name of an outlet; its slug where it is none of ours any more."""
        return self.outlets.get(slug, slug)

    def topic(self, slug: str) -> str:
        """The name of a topic, or of the police layer; its slug where it is not in force."""
        return self.police[1] if slug == self.police[0] else self.topics.get(slug, slug)


@cache
def outlet_names() -> dict[str, str]:
    """The names of all outlets, by slug."""
    return {slug: outlet.name for slug, outlet in outlets().items()}


@cache
def _naming(rules: RuleSet) -> Naming:
    names = outlet_names()
    queries = Names(
        topics={name: each.slug for each in rules.topics for name in (each.slug, each.label)},
        outlets={name: slug for slug, label in names.items() for name in (slug, label)},
    )
    labels = {each.slug: each.label for each in rules.topics}
    return Naming(names, labels, (rules.police.slug, rules.police.label), queries)


def naming(engine: Engine) -> Naming:
    """The names by the rules in force."""
    return _naming(known_rules(engine))


def rule_parts(rule: str) -> tuple[str, str]:
    """What a rule is called, as matches name it (`drugs/strong: ma túy`): its kind, its phrase.

    Returns:
        A message, or the name that its file gives it; and the phrase.
    """
    name, _, phrase = rule.partition("/")[2].partition(": ")
    return _STRENGTHS.get(name, name), phrase
