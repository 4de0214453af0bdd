"""What an outlet's file states, fact by fact, and how each of them stood when it was tried."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a fact stood."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_SEEN = "not_seen"  # the pages that were read need not show it, and did not
    NOT_TRIED = "not_tried"  # the site had had its requests


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes:
        site: the host that it is about.
        kind: what it is: `robots.txt`, `feed`, `field` …
        name: which one: its path, the field's name.
        verdict: how it stood.
        said: what was found, in a few words.
        declared: the attribute of `crawler.outlet.Site` that states it; empty where no line of
            the outlet's file is to blame.
        text: the words by which its line is found there.
        layout: the layout that states it, for a fact about a page's fields; `declared` is then
            an attribute of `crawler.outlet.Layout`.
    """

    site: str
    kind: str
    name: str
    verdict: Verdict
    said: str = ""
    declared: str = ""
    text: str = ""
    layout: str = ""
