"""Topics and their rules, as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from desk.api.models.common import NO_NUL, Input, ListTitle, Moment, Record

_FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}\.toml$")]
_FileText = Annotated[str, StringConstraints(max_length=400_000, pattern=NO_NUL)]


class Topic(Record):
    """A topic that articles are tagged with."""

    slug: str = Field(examples=["drugs"])
    label: str
    definition: str
    """What counts."""
    articles: int
    """How many articles of the last 30 days have it."""


class Rule(Record):
    """Phrases, and what must or must not stand about them; docs/topics.md explains each field."""

    name: str
    phrases: list[str]
    score: float
    where: list[str]
    all: list[list[str]]
    any: list[str]
    none: list[str]
    within: str | int
    requires: list[str]
    unless: list[str]
    quoted: bool
    keep: list[str]


class TopicWhole(Topic):
    """A topic with its rules, read and checked."""

    threshold: float
    rules: list[Rule]
    exclusions: list[Rule]


class RuleFiles(Record):
    """The rules in force, as they were written."""

    version: str
    change: int
    """The number of the change that put them in force: `base` for the next one."""
    files: dict[str, str]
    """The text of each file by its name."""


class ChangedFiles(Input):
    """Files of rules, changed or new; the others stay as they are."""

    files: dict[_FileName, _FileText] = Field(min_length=1, max_length=200)


class RulesToApply(ChangedFiles):
    """Files of rules to put in force."""

    base: int = Field(ge=0, lt=2**31)
    """`change` of the rules that were changed: where others came in between, nothing is done."""


class Applied(Record):
    """The version of rules that are in force now."""

    version: str


class RuleChange(Record):
    """Rules coming into force."""

    id: int
    version: str
    at: Moment
    by: str
    what: str
    """What was done: `applied` or `rolled back to`."""


class EarlierVersion(Input):
    """Earlier rules that are to be in force again."""

    version: str = Field(pattern="^[0-9a-f]{12}$", examples=["0a1b2c3d4e5f"])


class Sample(Record):
    """An article that gains or loses a topic; `words` are those that rules find in it."""

    key: int
    title: ListTitle
    words: list[str]


class TopicChange(Record):
    """What a topic gains and loses, with some articles of each."""

    gained: int
    lost: int
    gained_samples: list[Sample]
    lost_samples: list[Sample]


class Tried(Record):
    """What rules would change, or have changed; not `whole` where it was stopped or took long."""

    version: str
    changes: dict[str, TopicChange]
    done: int
    total: int
    whole: bool


class Work(Record):
    """Something that takes minutes: a try of rules, or tagging anew."""

    state: Literal["going", "done", "failed"]
    by: str
    began_at: Moment
    ended_at: Moment | None
    done: int
    """How many articles are done."""
    total: int
    """Of how many; 0 until that is known."""
    result: Tried | None
    """Once it is done."""
    problem: str
    """Why it failed, in English; empty where it did not."""
