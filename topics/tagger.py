"""Which topics an article has, and the words that say so.

Two layers. The police layer decides whether an article is about the Vietnamese police; topics
are tagged only in articles that are: drugs seized in Singapore or a film about robbers are
nobody's topic here. Contexts (sport, abroad, fiction …) are judged on demand, once an article.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from topics.article import Field, Occurrence, read_fields
from topics.judge import Groups, Judge, Verdict
from topics.model import POLICE, Rule
from topics.ruleset import RuleSet, default_rules
from topics.scan import Found, Scanner


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
        score: What they add to the topic; the threshold is 1 unless its file says otherwise.
    """

    topic: str
    rule: str
    words: str
    field: str
    start: int
    end: int
    score: float = 1.0


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
class CancelledMatch:
    """A candidate that does not count.

    Attributes:
        match: The words, with no score.
        reason: The exclusion, the context or the missing company that cancelled it.
        by: The words that spoke against it, as the article has them; empty where none did.
    """

    match: Match
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that went into a decision.

    Attributes:
        tags: The decision.
        scores: What each topic, the police layer and each context came to, where above 0.
        candidates: What counts, also for topics that were not tagged.
        cancelled: What does not count, and why.
    """

    tags: Tags
    scores: Mapping[str, float]
    candidates: tuple[Match, ...]
    cancelled: tuple[CancelledMatch, ...]


class _Case:
    """One article before the judges; each gives its verdict once, when asked."""

    def __init__(self, judges: Mapping[str, Judge], fields: list[Field], found: Found) -> None:
        self.fields = fields
        self.verdicts: dict[str, Verdict] = {}
        self._judges = judges
        self._found = found

    def verdict(self, slug: str) -> Verdict:
        """What a topic, the police layer or a context comes to."""
        if slug not in self.verdicts:
            verdict = self._judges[slug].judge(self.fields, self._found, self.holds)
            self.verdicts[slug] = verdict
        return self.verdicts[slug]

    def holds(self, slug: str) -> bool:
        """Whether it reaches its threshold."""
        return self.verdict(slug).holds

    def match(self, slug: str, rule: Rule, at: Occurrence, score: float) -> Match:
        """An occurrence as those who read tags see it."""
        field = self.fields[at.field]
        name = f"{slug}/{rule.name}: {at.phrase}"
        words = field.text[at.start : at.end]
        return Match(slug, name, words, field.name, at.start, at.end, round(score, 3))

    def matches(self, slug: str) -> Iterator[tuple[Occurrence, Match]]:
        """What counts for a topic, with its place."""
        for rule, at, score in self.verdict(slug).standing:
            yield at, self.match(slug, rule, at, score)


class Tagger:
    """A rule set made ready to tag; build it once, use it for any number of articles."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        groups = Groups()
        self._judges = {
            topic.slug: Judge(topic, groups)
            for topic in (*rules.contexts, rules.police, *rules.topics)
        }
        self._scanner = Scanner(groups.numbers, groups.company)
        self._slugs = [topic.slug for topic in rules.topics]

    def tag(self, fields: Mapping[str, str]) -> Tags:
        """Decide what an article is about.

        Args:
            fields: The article's text by name of field (title, lead, body), in order.

        Returns:
            The tags; the same for the same fields and rules.
        """
        return self._decide(self._case(fields))

    def explain(self, fields: Mapping[str, str]) -> Explanation:
        """Decide what an article is about, and say what counted and what did not.

        Args:
            fields: As `tag` takes them.

        Returns:
            The decision with every candidate, the cancelled ones with what cancelled them.
        """
        case = self._case(fields)
        tags = self._decide(case)
        for slug in self._judges:
            case.verdict(slug)
        counted = [pair for slug in case.verdicts for pair in case.matches(slug)]
        cancelled = [
            (at, CancelledMatch(case.match(slug, rule, at, 0.0), reason, _words(case, by)))
            for slug, verdict in case.verdicts.items()
            for rule, at, reason, by in verdict.cancelled
        ]
        return Explanation(
            tags,
            {slug: round(v.score, 3) for slug, v in sorted(case.verdicts.items()) if v.score},
            tuple(match for _, match in sorted(counted, key=_place)),
            tuple(match for _, match in sorted(cancelled, key=_place)),
        )

    def _case(self, fields: Mapping[str, str]) -> _Case:
        read = read_fields(fields)
        return _Case(self._judges, read, self._scanner.scan(read))

    def _decide(self, case: _Case) -> Tags:
        if not case.holds(POLICE):
            return Tags((), about_police=False, matches=())
        topics = tuple(slug for slug in self._slugs if case.holds(slug))
        placed = sorted(
            (pair for slug in (POLICE, *topics) for pair in case.matches(slug)),
            key=lambda pair: (pair[0], pair[1].topic),
        )
        return Tags(topics, about_police=True, matches=tuple(match for _, match in placed))


def _place(pair: tuple[Occurrence, object]) -> Occurrence:
    return pair[0]


def _words(case: _Case, by: Occurrence | None) -> str:
    return case.fields[by.field].text[by.start : by.end] if by else ""


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
        "matches": [{**asdict(match), "score": match.score} for match in tags.matches],
    }
