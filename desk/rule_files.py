"""The rule files in force, each as people read it: its phrases by strength, company, exclusions."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine

from desk.collation import sort_key
from desk.i18n import N_
from store.recent import Recent
from store.rulesets import active_rules, rule_history
from topics.model import POLICE

_SLUG = re.compile(r'^slug\s*=\s*"([^"]*)"', re.MULTILINE)


class Kind(StrEnum):
    """What a rule file is for."""

    TOPIC = "topic"
    POLICE = "police"
    CONTEXT = "context"
    LISTS = "lists"


@dataclass(frozen=True, slots=True)
class File:
    """A rule file.

    Attributes:
        name: of the file.
        slug: what it is called in addresses: the topic's slug, or the file's name without `.toml`.
        kind: what it is for.
        label: what people call it; of word lists a message of ours.
        definition: what counts, in words.
        data: what TOML makes of it: phrases stand there as they were written.
        text: as it was written.
    """

    name: str
    slug: str
    kind: Kind
    label: str
    definition: str
    data: Mapping[str, Any]
    text: str

    @property
    def phrases(self) -> int:
        """How many phrases speak for it."""
        tables = (self.data, *self.data.get("rule", ()))
        return sum(len(table.get(key, ())) for table in tables for key in _PHRASES)


_PHRASES = ("strong", "weak", "phrases")


@dataclass(frozen=True, slots=True)
class Files:
    """The rules in force: their version, the change that put them in force, and the files by slug.

    Topics come first, by their labels; then the police layer, contexts, lists.
    """

    version: str
    change: int
    by_slug: Mapping[str, File]

    def of(self, kind: Kind) -> list[File]:
        """The files of a kind."""
        return [file for file in self.by_slug.values() if file.kind is kind]


_read: Recent[Files] = Recent(3_600, 4)


def rule_files(engine: Engine) -> Files:
    """Return the rules in force, read once as long as nobody changes them."""
    # With its time: in a database that was restored another change may have the same number.
    latest = next(iter(rule_history(engine)), None)
    change = latest.id if latest else 0
    return _read.get((engine.url, latest), lambda: _files(engine, change))


def slug_in(text: str) -> str:
    """The slug that a file's text names; empty where it names none."""
    found = _SLUG.search(text)
    return found[1] if found else ""


def _files(engine: Engine, change: int) -> Files:
    rules = active_rules(engine)
    files = sorted(
        (_file(name, text) for name, text in rules.files.items()),
        key=lambda file: (list(Kind).index(file.kind), sort_key(file.label)),
    )
    return Files(rules.version, change, {file.slug: file for file in files})


def _file(name: str, text: str) -> File:
    data = tomllib.loads(text)
    slug = str(data.get("slug", name.removesuffix(".toml")))
    if "slug" not in data:
        kind = Kind.LISTS
    elif slug == POLICE:
        kind = Kind.POLICE
    else:
        kind = Kind(data.get("kind", "topic"))
    label = str(data.get("label", N_("Danh sách từ dùng chung")))
    definition = " ".join(str(data.get("definition", "")).split())
    return File(name, slug, kind, label, definition, data, text)
