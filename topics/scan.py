"""Finding every phrase of a rule set in one pass over an article.

All phrases, of rules and of their company and exclusions, share one automaton, so that a text
costs the same whether there are four hundred phrases or two thousand. Text that lost its accents
is searched by a second one, over folded phrases, and what that finds counts for less.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import ahocorasick

from topics.article import Field, Occurrence
from topics.normalise import normalise
from topics.phrases import ANY_STRANGE, Phrase
from topics.syllables import is_strange


class Found:
    """What a scan found, by number of the list of phrases.

    Lists that rules begin from are filled at once. Those that are only company are put together
    when a rule asks, which for most of them never happens.
    """

    __slots__ = ("_company", "_lists", "_members")

    def __init__(self, members: Mapping[int, frozenset[str]]) -> None:
        """Begin with nothing found.

        Args:
            members: The lists that are only company, with their phrases.
        """
        self._members = members
        self._lists: defaultdict[int, list[Occurrence]] = defaultdict(list)
        self._company: defaultdict[str, list[Occurrence]] = defaultdict(list)

    def note(self, at: Occurrence, use: "_Use") -> None:
        """Write down an occurrence of a phrase."""
        for group in use.groups:
            self._lists[group].append(at)
        if use.is_company:
            self._company[at.phrase].append(at)

    def note_name(self, at: Occurrence, groups: Iterable[int]) -> None:
        """Write down a strange name for the lists that hold all of them."""
        for group in groups:
            self._lists[group].append(at)

    def of(self, group: int) -> Sequence[Occurrence]:
        """The occurrences of a list."""
        if group in self._members and group not in self._lists:
            members = self._members[group]
            self._lists[group] = [
                at for phrase, many in self._company.items() if phrase in members for at in many
            ]
        return self._lists.get(group, ())


# A Vietnamese sentence of this length without a single accent has lost them.
_UNACCENTED: Final = re.compile(r"[ -~]{24,}")
_SHORT_FIELD: Final = 100  # longer fields without accents are one run of the other pattern
_ASCII_FIELD: Final = re.compile(r"[ -~]*[a-z][ -~]*")
# A hash tag, and the words of a slug: `#congan`, `cong-an-xa`.
_TAG_OR_SLUG: Final = re.compile(r"#([A-Za-z0-9_]{4,})|([A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)+)")
_CAPITALISED: Final = re.compile(r"\b[A-ZĐ][^\W\d_]+")
_SIGN: Final = re.compile(r"[#_-](?=\w)")
_WORD_START: Final = re.compile(r"[A-Za-z0-9_-]*$")
_NEXT_WORD: Final = re.compile(r"[\s\"“'‘(]*(?:(?:bang|vùng|thành phố|TP\.?)\s+)?([^\W\d_]+)")
# Folded phrases of so many syllables hardly mean anything else; shorter ones need company of
# the same topic, so two of them make one.
_LONG: Final = 4
_SHORT_STRENGTH: Final = 0.5
_SHORT_TAG: Final = 5  # letters: `#vukhi` is too short to be sure where a phrase ends


class _Use(NamedTuple):
    """A phrase of some form, the lists that it begins rules in, and whether it is company too."""

    phrase: Phrase
    groups: tuple[int, ...]
    is_company: bool


class Scanner:
    """Lists of phrases made ready to be found together."""

    def __init__(
        self, groups: Iterable[tuple[str, ...]], company: Collection[int] = frozenset()
    ) -> None:
        """Build the automata.

        Args:
            groups: The lists of phrases; their numbers are what `scan` reports.
            company: Numbers of the lists that no rule begins from.
        """
        self._members: dict[int, frozenset[str]] = {}
        self._names: list[int] = []  # the lists that every strange name belongs to
        listed: defaultdict[str, list[int]] = defaultdict(list)
        for number, group in enumerate(groups):
            if number in company:
                self._members[number] = frozenset(group)
            for written in group:
                if written == ANY_STRANGE:
                    self._names.append(number)
                else:
                    listed[written].append(number)
        uses: defaultdict[str, list[_Use]] = defaultdict(list)
        folded: defaultdict[str, list[_Use]] = defaultdict(list)
        joined: defaultdict[str, list[_Use]] = defaultdict(list)
        for written, numbers in listed.items():
            phrase = Phrase.of(written)
            begun = tuple(number for number in numbers if number not in self._members)
            use = _Use(phrase, begun, len(begun) < len(numbers))
            uses[phrase.form].append(use)
            if " " not in phrase.form or not phrase.plain:
                continue
            bare = _fold(phrase.form)
            joined["".join(filter(str.isalnum, bare))].append(use)
            if bare != phrase.form:
                folded[bare].append(use)
        self._accented = _automaton(uses)
        self._folded = _automaton(folded)
        self._joined = {tag: tuple(alike) for tag, alike in joined.items() if len(tag) > _SHORT_TAG}

    def scan(self, fields: list[Field]) -> Found:
        """Find all phrases.

        Args:
            fields: The article.

        Returns:
            Their occurrences, by number of list.
        """
        found = Found(self._members)
        for number, field in enumerate(fields):
            self._scan_accented(number, field, found)
            self._scan_unaccented(number, field, found)
            if self._names:
                self._scan_names(number, field, found)
        return found

    def _scan_names(self, number: int, field: Field, found: Found) -> None:
        """Look for names that are not Vietnamese where the article says what it is about."""
        for word in _CAPITALISED.finditer(field.text, 0, field.opening):
            if is_strange(word[0]):
                at = Occurrence(number, *word.span(), word[0].lower(), 1.0)
                found.note_name(at, self._names)

    def _scan_accented(self, number: int, field: Field, found: Found) -> None:
        text, form = field.text, field.form
        mapped = bool(form.pieces)  # most texts need no map: their places are those of the form
        for start, end, uses in _whole(self._accented, form.text):
            if mapped:
                start, end = form.span(start, end)  # noqa: PLW2901
            for use in uses:
                phrase = use.phrase
                if phrase.cased and not phrase.allows(text[start:end]):
                    continue
                if phrase.strange and not _strange_follows(text, end):
                    continue
                found.note(Occurrence(number, start, end, phrase.written, 1.0), use)

    def _scan_unaccented(self, number: int, field: Field, found: Found) -> None:
        form = field.form.text
        if len(form) <= _SHORT_FIELD and _ASCII_FIELD.fullmatch(form):
            self._scan_run(number, field, 0, form, found)
        else:
            for run in _UNACCENTED.finditer(form):
                self._scan_run(number, field, run.start(), run[0], found)
        done = 0
        for sign in _SIGN.finditer(field.text):
            if sign.start() < done:
                continue
            before = _WORD_START.search(field.text, max(0, sign.start() - 60), sign.start())
            tag = _TAG_OR_SLUG.match(field.text, before.start() if before else sign.start())
            if tag:
                done = tag.end()
                self._scan_tag(number, tag, found)

    def _scan_run(self, number: int, field: Field, at: int, run: str, found: Found) -> None:
        """Look for folded phrases in a stretch of the matching form that has no accents."""
        for start, end, uses in _whole(self._folded, run):
            strength = _strength(run[start:end])
            first, last = field.form.span(at + start, at + end)
            _note(found, uses, number, (first, last), strength)

    def _scan_tag(self, number: int, tag: re.Match[str], found: Found) -> None:
        """Look for phrases in a hash tag, whose words run together, or in a slug."""
        if tag[2]:
            words = normalise(tag[2]).text
            for start, end, uses in _whole(self._folded, words):
                first, last = tag.start(2) + start, tag.start(2) + end
                strength = _strength(words[start:end])
                _note(found, uses, number, (first, last), strength)
            return
        words = tag[1].lower().replace("_", "")
        for end in range(len(words), _SHORT_TAG, -1):
            uses = self._joined.get(words[:end], ())
            if uses:
                _note(found, uses, number, tag.span(1), _strength(uses[0].phrase.form))
                break


def _note(
    found: Found, uses: tuple[_Use, ...], number: int, span: tuple[int, int], strength: float
) -> None:
    """Write down phrases that were found without their accents."""
    for use in uses:
        found.note(Occurrence(number, *span, use.phrase.written, strength), use)


def _automaton(uses: dict[str, list[_Use]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for form, alike in uses.items():
        if alike:
            automaton.add_word(form, (len(form), tuple(alike)))
    automaton.make_automaton()
    return automaton


def _whole(
    automaton: ahocorasick.Automaton, form: str
) -> Iterator[tuple[int, int, tuple[_Use, ...]]]:
    """What an automaton finds on whole syllables."""
    if not automaton:  # one without words refuses to search
        return
    size = len(form)
    for last, (length, uses) in automaton.iter(form):
        end = last + 1
        if end < size and form[end].isalnum():
            continue
        start = end - length
        if start and form[start - 1].isalnum():
            continue
        yield start, end, uses


def _fold(form: str) -> str:
    """A matching form without its accents."""
    apart = unicodedata.normalize("NFD", form.replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _strength(folded: str) -> float:
    return 1.0 if folded.count(" ") + 1 >= _LONG else _SHORT_STRENGTH


def _strange_follows(text: str, at: int) -> bool:
    """Whether the next word is a name that is not Vietnamese."""
    word = _NEXT_WORD.match(text, at)
    return bool(word) and is_strange(word[1])  # type: ignore[index]
