"""A rule set: every rule file of a folder, or of a database, read and checked together.

The files themselves are kept as they were written, so that a rule set that lives in a database
can be handed back with every comment in its place.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from typing import Any

from topics.model import POLICE, Rule, Topic, TopicFileError
from topics.rulefile import RuleFile, read_lists, read_topic

__all__ = [
    "POLICE",
    "Rule",
    "RuleSet",
    "Topic",
    "TopicFileError",
    "default_rules",
    "load_rules",
    "parse_rules",
]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All topics in order of slug, the police layer, and the contexts they look at.

    Attributes:
        topics: What articles are tagged with.
        police: What decides that an article is about the Vietnamese police.
        contexts: What rules refer to by `requires` and `unless`.
        files: The text of every file by its name, as it was given.
    """

    topics: tuple[Topic, ...]
    police: Topic
    contexts: tuple[Topic, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change when, and only when, what is matched does."""
        matched = {
            topic.slug: [
                topic.threshold,
                sorted((_matched(rule) for rule in topic.rules), key=str),
                sorted((_matched(rule) for rule in topic.exclusions), key=str),
            ]
            for topic in (*self.topics, self.police, *self.contexts)
        }
        canonical = json.dumps(matched, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def _matched(rule: Rule) -> dict[str, Any]:
    """What of a rule decides, in an order of its own: not its name, nor how lists are sorted."""
    facts = asdict(rule)
    del facts["name"]
    for key in ("phrases", "where", "any", "none", "requires", "unless", "keep"):
        facts[key] = sorted(facts[key])
    facts["all"] = sorted(sorted(group) for group in facts["all"])
    return facts


def default_rules() -> RuleSet:
    """The rule set that ships with Điểm Báo."""
    return load_rules(resources("topics") / "rules")


def load_rules(folder: Traversable) -> RuleSet:
    """Read and check every `*.toml` of a folder.

    Args:
        folder: A directory, on disk or in a package.

    Returns:
        The rule set.

    Raises:
        TopicFileError: A file is not as it should be, or the police layer is missing.
    """
    return parse_rules(
        {
            file.name: file.read_text(encoding="utf-8")
            for file in folder.iterdir()
            if file.name.endswith(".toml")
        }
    )


def parse_rules(files: Mapping[str, str]) -> RuleSet:
    """Check rule files that are at hand as texts.

    Args:
        files: The text of each file by its name.

    Returns:
        The rule set; its `files` are these.

    Raises:
        TopicFileError: A file is not as it should be, or the police layer is missing.
    """
    opened = [RuleFile.open(name, files[name]) for name in sorted(files)]
    shared: dict[str, tuple[str, ...]] = {}
    for file in opened:
        if file.holds_lists:
            shared |= read_lists(file, shared)
    read = [(file, *read_topic(file, shared)) for file in opened if not file.holds_lists]
    origin: dict[str, str] = {}
    for file, topic, _ in read:
        if topic.slug in origin:
            raise file.error(
                f"slug {topic.slug!r} is taken by {origin[topic.slug]}; "
                "give each topic a slug of its own, or put the phrases into one file",
                "slug",
            )
        origin[topic.slug] = file.name
    if POLICE not in origin:
        raise TopicFileError(
            f"no file has slug = {POLICE!r}; add one with the phrases that show "
            "an article to be about the police",
            "rules",
        )
    contexts = {topic.slug: topic for _, topic, kind in read if kind == "context"}
    for file, topic, _ in read:
        _check_contexts(file, topic, contexts)
    topics = [topic for _, topic, kind in read if kind == "topic" and topic.slug != POLICE]
    police = next(topic for _, topic, _ in read if topic.slug == POLICE)
    return RuleSet(_by_slug(topics), police, _by_slug(contexts.values()), dict(files))


def _by_slug(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    return tuple(sorted(topics, key=lambda topic: topic.slug))


def _check_contexts(file: RuleFile, topic: Topic, contexts: Mapping[str, Topic]) -> None:
    """Refuse a context that no file describes, and contexts that look at each other in a ring."""
    for slug in sorted(topic.contexts):
        if slug not in contexts:
            raise file.error(
                f"{slug!r} is no context; the contexts are {', '.join(sorted(contexts)) or 'none'}",
                f'"{slug}"',
            )
    seen: set[str] = set()
    ahead = sorted(topic.contexts)
    while ahead:
        slug = ahead.pop()
        if slug == topic.slug:
            raise file.error(
                f"context {slug!r} looks at itself by way of others; remove one requires or unless",
                "slug",
            )
        if slug not in seen:
            seen.add(slug)
            ahead += contexts[slug].contexts
