"""Which topics an article has, and the words that say so.

One rule decides. An article is about the police when a police phrase stands in it, and a topic
is tagged when one of its strong phrases stands in an article about the police: drugs seized
in Singapore or a film about robbers are nobody's topic here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import ahocorasick

from topics.normalise import normalise
from topics.ruleset import POLICE, RuleSet, Topic, default_rules

_STRONG: Final = "strong"


@dataclass(frozen=True, slots=True)
class Match:
    """Words that a rule found.

    Attributes:
        topic: Slug of the topic, or `about_police`.
        rule: Stable name of the rule, such as `drugs/strong: tàng trữ ma túy`.
        words: The words as the article has them.
        field: Name of the field they stand in.
        start: Code points of that field, as given, before them.
        end: One past their last code point.
    """

    topic: str
    rule: str
    words: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What was decided about an article, with the evidence.

    Attributes:
        topics: Slugs, in order of the alphabet.
        about_police: Whether the article is about the Vietnamese police.
        matches: What led there, in order of place; empty where nothing is tagged.
    """

    topics: tuple[str, ...]
    about_police: bool
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase made ready: its topic, its rule's name and its abbreviations by syllable."""

    topic: str
    rule: str
    capitals: tuple[tuple[int, str], ...]

    def allows(self, words: str) -> bool:
        """Whether the words have the phrase's capitals, as written there or throughout."""
        if not self.capitals:
            return True
        syllables = normalise(words, keep_case=True).text.split(" ")
        return all(syllables[at] in {form, form.upper()} for at, form in self.capitals)


class _Hit(NamedTuple):
    """A phrase in a normalised text; offsets in code points of that text."""

    start: int
    end: int
    phrase: _Phrase


def _prepared(topic: Topic) -> Iterator[tuple[str, _Phrase]]:
    """The phrases of a topic with the form they are matched in."""
    for phrase in topic.strong:
        cased = normalise(phrase, keep_case=True).text.split(" ")
        capitals = tuple((at, form) for at, form in enumerate(cased) if form != form.lower())
        rule = f"{topic.slug}/{_STRONG}: {phrase}"
        yield normalise(phrase).text, _Phrase(topic.slug, rule, capitals)


class Tagger:
    """A rule set made ready to tag; build it once, use it for any number of articles."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        phrases: dict[str, list[_Phrase]] = {}
        for topic in (*rules.topics, rules.police):
            for form, phrase in _prepared(topic):
                phrases.setdefault(form, []).append(phrase)
        self._automaton = ahocorasick.Automaton()
        for form, alike in phrases.items():
            self._automaton.add_word(form, (len(form), tuple(alike)))
        self._automaton.make_automaton()

    def tag(self, fields: Mapping[str, str]) -> Tags:
        """Decide what an article is about.

        Args:
            fields: The article's text by name of field (title, lead, body), in order.

        Returns:
            The tags; the same for the same fields and rules.
        """
        matches = tuple(
            match for field, text in fields.items() for match in self._matches(field, text)
        )
        topics = {match.topic for match in matches}
        if POLICE not in topics:
            return Tags((), about_police=False, matches=())
        return Tags(tuple(sorted(topics - {POLICE})), about_police=True, matches=matches)

    def _matches(self, field: str, text: str) -> Iterator[Match]:
        """Matches in one field, by place; of overlapping ones of a topic the longer."""
        form = normalise(text)
        kept: list[_Hit] = []
        latest: dict[str, int] = {}
        for hit in sorted(self._hits(form.text), key=lambda hit: (hit.start, -hit.end)):
            if not hit.phrase.allows(text[slice(*form.span(hit.start, hit.end))]):
                continue
            at = latest.get(hit.phrase.topic)
            if at is None or kept[at].end <= hit.start:
                latest[hit.phrase.topic] = len(kept)
                kept.append(hit)
            elif hit.end - hit.start > kept[at].end - kept[at].start:
                kept[at] = hit
        for hit in sorted(kept, key=lambda hit: hit.start):
            start, end = form.span(hit.start, hit.end)
            yield Match(hit.phrase.topic, hit.phrase.rule, text[start:end], field, start, end)

    def _hits(self, form: str) -> Iterator[_Hit]:
        """Every phrase that stands on whole syllables of a normalised text."""
        for last, (size, alike) in self._automaton.iter(form):
            start, end = last + 1 - size, last + 1
            if form[end : end + 1].isalnum() or (start and form[start - 1].isalnum()):
                continue
            for phrase in alike:
                yield _Hit(start, end, phrase)


@cache
def default_tagger() -> Tagger:
    """The tagger of the rules that ship with Điểm Báo."""
    return Tagger(default_rules())


def as_json(article_id: str, tags: Tags) -> dict[str, Any]:
    """An article's tags as `diembao tag` prints them.

    Args:
        article_id: The caller's name for the article, handed back as it is.
        tags: What `Tagger.tag` decided.

    Returns:
        A dictionary for `json.dumps`.
    """
    return {
        "id": article_id,
        "topics": list(tags.topics),
        "about_police": tags.about_police,
        "matches": [asdict(match) for match in tags.matches],
    }
