"""One rule file: what it may say, and a clear refusal of what it may not.

`docs/topics.md` explains the language to those who write it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product
from typing import Any, Final, Literal, Self

from topics.model import PLACES, SCOPES, Rule, Topic, TopicFileError
from topics.phrases import STRANGE, matching_form, misspelt

Lists = Mapping[str, tuple[str, ...]]

_TEXTS: Final = ("slug", "label", "definition")
_FILE_KEYS: Final = (*_TEXTS, "kind", "threshold", "lists", "strong", "weak", "rule", "exclude")
_COMPANY: Final = (
    "phrases",
    "name",
    "all",
    "any",
    "none",
    "within",
    "requires",
    "unless",
    "quoted",
)
_RULE_KEYS: Final = (*_COMPANY, "score", "where")
_EXCLUDE_KEYS: Final = (*_COMPANY, "keep")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_WEAK: Final = 0.5
_MANY: Final = 20_000  # what one phrase may grow to: more is a mistake with two large lists


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file's text and what TOML makes of it; knows the line of what it holds."""

    name: str
    text: str
    data: dict[str, Any]

    @classmethod
    def open(cls, name: str, text: str) -> Self:
        """Read the TOML of a file, and refuse keys that mean nothing."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            raise TopicFileError(f"not valid TOML: {error}", name, line) from error
        return cls(name, text, data)

    @property
    def holds_lists(self) -> bool:
        """Whether the file is of word lists that all others may use."""
        return set(self.data) == {"lists"}

    def error(self, message: str, written: str, table: str = "", nth: int = 0) -> TopicFileError:
        """A refusal with the line where a key or a quoted text is written.

        Args:
            message: What is wrong and what to write instead.
            written: The key, or the text in its quotes.
            table: The table it stands in, such as `[[rule]]`; the top of the file by default.
            nth: Which of the tables of that name, counted from 0.
        """
        is_key = written[:1].isalpha()
        begins = r"^\s*" if is_key else ""  # keys stand first on a line
        sought = re.compile(begins + re.escape(written) + r"(?![\w-])")
        header, inside = "", not table
        for number, line in enumerate(self.text.splitlines(), start=1):
            if line.startswith("["):
                header = line.split("#")[0].strip()
                inside = header == table and nth == 0
                nth -= header == table
            if (inside or not (table or is_key)) and (sought.search(line) or written == header):
                return TopicFileError(message, self.name, number)
        return TopicFileError(message, self.name)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a file, which checks what is asked of it; the file itself is one."""

    file: RuleFile
    data: dict[str, Any]
    lists: Lists
    header: str = ""
    nth: int = 0

    def error(self, message: str, written: str) -> TopicFileError:
        return self.file.error(message, written, self.header, self.nth)

    def allow(self, keys: tuple[str, ...]) -> None:
        for key in self.data:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                advice = f"did you mean {near[0]!r}?" if near else f"use {', '.join(keys)}"
                raise self.error(f"unknown key {key!r}; {advice}", key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if value is None:
            raise self.error(f'{key!r} is missing; write {key} = "…"', self.header)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f'{key} is a text: {key} = "…"', key)
        return value.strip()

    def number(self, key: str, default: float) -> float:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            advice = "with 0 or less it would hold for every article; write for example 1.0"
            raise self.error(f"{key} is a number above 0; {advice}", key)
        return float(value)

    def truth(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{key} is true or false", key)
        return value

    def words(self, key: str, allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of names, each one of `allowed` where that is given."""
        listed = self.data.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise self.error(f'{key} is a list of names: {key} = ["…"]', key)
        for word in listed:
            if allowed is not None and word not in allowed:
                choice = ", ".join(allowed)
                raise self.error(f"{word!r} in {key} is unknown; use {choice}", key)
        return tuple(listed)

    def phrases(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A checked list of phrases, its slots filled from the word lists."""
        if key not in self.data and not required:
            return ()
        return self._checked(key, self.data.get(key))

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of phrases."""
        listed = self.data.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(group, list) for group in listed):
            raise self.error(f'{key} is a list of lists: {key} = [["…", "…"], ["…"]]', key)
        return tuple(self._checked(key, group) for group in listed)

    def _checked(self, key: str, listed: object) -> tuple[str, ...]:
        if not isinstance(listed, list) or not listed:
            raise self.error(f'{key} is a list of phrases: {key} = ["…", "…"]', key)
        known: dict[str, str] = {}
        forms: dict[str, str] = {}
        for written in listed:
            if not isinstance(written, str):
                advice = f'write it as "{written}"'
                raise self.error(f"{written!r} is not a text; {advice}", str(written))
            if not written.strip():
                raise self.error(f"empty phrase in {key}; write a phrase or remove it", '""')
            filled = list(self._filled(written))
            wrong = misspelt(filled[0])  # the words of lists were looked at when these were read
            if wrong:
                raise self.error(wrong, f'"{written}"')
            if written not in filled:
                known.update(dict.fromkeys(filled, written))
                continue
            form = matching_form(written)
            if form in forms:
                same = f"{written!r} matches the same as {forms[form]!r}; remove one"
                raise self.error(same, f'"{written}"')
            forms[form] = known[written] = written
        return tuple(known)

    def _filled(self, written: str) -> Iterator[str]:
        """The phrases that a phrase with slots stands for."""
        slots = [name for name in _SLOT.findall(written) if name != STRANGE]
        for name in slots:
            if name not in self.lists:
                near = get_close_matches(name, [*self.lists, STRANGE], n=1)
                advice = f"did you mean {{{near[0]}}}?" if near else "write it under [lists]"
                raise self.error(f"no list is called {name!r}; {advice}", f'"{written}"')
        size = 1
        for name in slots:
            size *= len(self.lists[name])
        if size > _MANY:
            raise self.error(
                f"{written!r} stands for {size} phrases; use fewer lists", f'"{written}"'
            )
        for words in product(*(self.lists[name] for name in slots)):
            filled = iter(words)
            yield _SLOT.sub(
                lambda slot: slot[0] if slot[1] == STRANGE else next(filled),  # noqa: B023
                written,
            )


def read_lists(file: RuleFile, known: Lists) -> dict[str, tuple[str, ...]]:
    """The word lists of a file, each of which may use those before it."""
    read: dict[str, tuple[str, ...]] = {}
    if not isinstance(file.data["lists"], dict):
        raise file.error('lists is a table: [lists], then name = ["…", "…"]', "lists")
    for key in file.data["lists"]:
        table = _Table(file, file.data["lists"], {**known, **read}, "[lists]")
        if key in known:
            raise table.error(f"a list called {key!r} is in another file; choose a name", key)
        read[key] = table.phrases(key, required=True)
    return read


def read_topic(file: RuleFile, shared: Lists) -> tuple[Topic, Literal["topic", "context"]]:
    """One file as a topic.

    Args:
        file: The file.
        shared: The word lists of other files.

    Returns:
        The topic, and whether it is one or a context that only rules see.

    Raises:
        TopicFileError: The file says something that the language does not have.
    """
    own = read_lists(file, shared) if "lists" in file.data else {}
    top = _Table(file, file.data, {**shared, **own})
    top.allow(_FILE_KEYS)
    slug, label, definition = map(top.text, _TEXTS)
    if not _SLUG.fullmatch(slug):
        example = 'single hyphens; write for example slug = "fire-rescue"'
        raise top.error(f"slug {slug!r} is not made of a-z, 0-9 and {example}", "slug")
    kind = top.text("kind", "topic")
    if kind not in {"topic", "context"}:
        raise top.error('kind is "topic" or "context"', "kind")
    rules = [
        Rule(key, top.phrases(key, required=True), score=score)
        for key, score in (("strong", 1.0), ("weak", _WEAK))
        if key in file.data
    ]
    rules += (_rule(table) for table in _tables(top, "rule"))
    exclusions = tuple(_exclusion(table) for table in _tables(top, "exclude"))
    if not rules:
        raise TopicFileError('nothing to match; write strong = ["…"] or a [[rule]]', file.name)
    _refuse_dead(top, rules, exclusions)
    topic = Topic(slug, label, definition, tuple(rules), exclusions, top.number("threshold", 1.0))
    return topic, "context" if kind == "context" else "topic"


def _tables(top: _Table, key: str) -> Iterator[_Table]:
    """The `[[key]]` tables of a file."""
    listed = top.data.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        raise top.error(f"{key} is a table: write [[{key}]] on a line of its own", key)
    for nth, data in enumerate(listed):
        yield _Table(top.file, data, top.lists, f"[[{key}]]", nth)


def _company(table: _Table) -> dict[str, Any]:
    """What rules and exclusions have in common."""
    within = table.data.get("within", "sentence")
    near = isinstance(within, int) and not isinstance(within, bool) and within > 0
    if not near and within not in SCOPES:
        choice = ", ".join(f'"{scope}"' for scope in SCOPES)
        raise table.error(f"within is {choice} or a number of syllables", "within")
    return {
        "phrases": table.phrases("phrases", required=True),
        "all": table.groups("all"),
        "any": table.phrases("any"),
        "none": table.phrases("none"),
        "within": within,
        "requires": table.words("requires"),
        "unless": table.words("unless"),
        "quoted": table.truth("quoted"),
    }


def _rule(table: _Table) -> Rule:
    table.allow(_RULE_KEYS)
    return Rule(
        name=table.text("name", f"rule {table.nth + 1}"),
        score=table.number("score", 1.0),
        where=table.words("where", PLACES),  # type: ignore[arg-type]
        **_company(table),
    )


def _exclusion(table: _Table) -> Rule:
    table.allow(_EXCLUDE_KEYS)
    name = table.text("name", f"exclude {table.nth + 1}")
    return Rule(name=name, keep=table.phrases("keep"), **_company(table))


def _refuse_dead(top: _Table, rules: list[Rule], exclusions: tuple[Rule, ...]) -> None:
    """Refuse a phrase that an exclusion without conditions always covers."""
    always = {
        phrase: rule.name
        for rule in exclusions
        if rule == Rule(rule.name, rule.phrases)
        for phrase in rule.phrases
    }
    for rule in rules:
        for phrase in rule.phrases:
            if phrase in always:
                raise top.error(
                    f"{phrase!r} can never match: exclusion {always[phrase]!r} covers it; "
                    "remove one of the two",
                    f'"{phrase}"',
                )
