"""The topics as data: what a rule file may say, and a clear refusal of what it may not.

A file of `rules/` is one topic. `strong` phrases tag by themselves; the tables a richer rule
language needs (weak phrases, exclusions, fields) will stand beside that list.
"""

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from topics.normalise import normalise

POLICE: Final = "about_police"
"""The slug of the file whose phrases show that an article is about the Vietnamese police."""

_TEXTS: Final = ("slug", "label", "definition")
_KEYS: Final = (*_TEXTS, "strong")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_TITLE_CASE: Final = re.compile(r"[^\W\d_][^\W_]*[^\W\d_]")


class TopicFileError(ValueError):
    """A rule file cannot be used; the message names file, line and what to write instead."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic and what tags it.

    Attributes:
        slug: The name in commands, JSON and the database; never changed.
        label: The name people read, in Vietnamese.
        definition: What counts, in a sentence or two of Vietnamese.
        strong: Phrases that tag by themselves. Capitals in a syllable mean an abbreviation,
            matched in that case only.
    """

    slug: str
    label: str
    definition: str
    strong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All topics, in order of slug, and the police phrases beside them."""

    topics: tuple[Topic, ...]
    police: Topic

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change when, and only when, what is matched does."""
        matched = {topic.slug: sorted(topic.strong) for topic in (*self.topics, self.police)}
        canonical = json.dumps(matched, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def default_rules() -> RuleSet:
    """The rule set that ships with Điểm Báo."""
    return load_rules(files("topics") / "rules")


def load_rules(folder: Traversable) -> RuleSet:
    """Read and check every `*.toml` of a folder.

    Args:
        folder: A directory, on disk or in a package.

    Returns:
        The rule set.

    Raises:
        TopicFileError: A file is not as it should be, or the police phrases are missing.
    """
    found: dict[str, Topic] = {}
    origin: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        topic = _read(file.name, file.read_text(encoding="utf-8"))
        if topic.slug in found:
            raise TopicFileError(
                f"{file.name}: slug {topic.slug!r} is taken by {origin[topic.slug]}; "
                "give each topic a slug of its own, or put the phrases into one file"
            )
        found[topic.slug] = topic
        origin[topic.slug] = file.name
    if POLICE not in found:
        raise TopicFileError(
            f"{folder}: no file has slug = {POLICE!r}; add one with the phrases that show "
            "an article to be about the police"
        )
    police = found.pop(POLICE)
    return RuleSet(tuple(found[slug] for slug in sorted(found)), police)


def _read(name: str, text: str) -> Topic:
    """One file as a topic; `name` is for messages."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TopicFileError(f"{name}: not valid TOML: {error}") from error
    for key in data:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"use {', '.join(_KEYS)}"
            raise TopicFileError(f"{_place(name, text, key)}: unknown key {key!r}; {advice}")
    for key in _TEXTS:
        if key not in data:
            raise TopicFileError(f'{name}: {key!r} is missing; write {key} = "…"')
        if not isinstance(data[key], str) or not data[key].strip():
            raise TopicFileError(f'{_place(name, text, key)}: {key} is a text: {key} = "…"')
    if not _SLUG.fullmatch(data["slug"]):
        raise TopicFileError(
            f"{_place(name, text, 'slug')}: slug {data['slug']!r} is not made of a-z, 0-9 and "
            'single hyphens; write for example slug = "fire-rescue"'
        )
    return Topic(
        slug=data["slug"],
        label=data["label"],
        definition=data["definition"].strip(),
        strong=_phrases(name, text, data.get("strong")),
    )


def _phrases(name: str, text: str, listed: object) -> tuple[str, ...]:
    """The checked list `strong`."""
    if not isinstance(listed, list) or not listed:
        where = _place(name, text, "strong")
        raise TopicFileError(f'{where}: strong is a list of phrases: strong = ["…", "…"]')
    known: dict[str, str] = {}
    for phrase in listed:
        if not isinstance(phrase, str):
            where = _place(name, text, str(phrase))
            raise TopicFileError(f'{where}: {phrase!r} is not a text; write it as "{phrase}"')
        where = _place(name, text, f'"{phrase}"')
        if not phrase.strip():
            raise TopicFileError(f"{where}: empty phrase in strong; write a phrase or remove it")
        form = normalise(phrase, keep_case=True).text
        if not (form[:1].isalnum() and form[-1:].isalnum()):
            raise TopicFileError(
                f"{where}: {form!r} is what normalising leaves of phrase {phrase!r}; a phrase "
                "begins and ends with a letter or digit: write whole syllables"
            )
        for word in _TITLE_CASE.findall(form):
            if word.istitle():
                raise TopicFileError(
                    f"{where}: {word!r} in {phrase!r} has a capital, which is for abbreviations; "
                    f"write {phrase.replace(word, word.lower())!r}"
                )
        if form in known:
            raise TopicFileError(
                f"{where}: {phrase!r} matches the same as {known[form]!r}; remove one"
            )
        known[form] = phrase
    return tuple(listed)


def _place(name: str, text: str, written: str) -> str:
    """`file:line` where a key or a quoted phrase is written, else the file alone."""
    begins = "" if written.startswith('"') else r"^[\s\[\"]*"  # keys stand first on a line
    sought = re.compile(begins + re.escape(written))
    for number, line in enumerate(text.splitlines(), start=1):
        if sought.search(line):
            return f"{name}:{number}"
    return name
