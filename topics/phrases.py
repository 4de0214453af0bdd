"""A phrase of a rule file: how it is written, what it looks for, what it cannot be."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self

from topics.normalise import normalise

STRANGE: Final = "strange"
"""The slot for a name that no Vietnamese syllable can spell: `cảnh sát {strange}`."""

ANY_STRANGE: Final = f"{{{STRANGE}}}"
"""A phrase that is nothing but the slot: every such name, each counted as a phrase of its own."""

_STRANGE_END: Final = f" {ANY_STRANGE}"
_PUNCTUATION: Final = ",.;:/()&\"'“”"
# Syllables that stand in nearly every article: as a phrase of their own they select nothing.
_EVERYWHERE: Final = frozenset({
    "và", "của", "các", "là", "có", "được", "cho", "trong", "với", "không", "một", "những",
    "người", "này", "đã", "để", "khi", "từ", "theo", "đến", "vào", "ra", "ở", "tại", "về",
    "trên", "như", "sẽ", "bị", "do", "sau", "cũng", "đó", "năm", "ngày", "nhiều", "hơn",
    "việc", "vì", "mà", "anh", "ông", "bà", "còn", "lại",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase made ready for matching.

    Attributes:
        form: The matching form that is searched for.
        cased: The syllables whose case counts, by number, with the spellings that will do.
        strange: Whether a name that is not Vietnamese must follow.
        written: The phrase as the file has it.
    """

    form: str
    cased: tuple[tuple[int, frozenset[str]], ...]
    strange: bool
    written: str = field(compare=False)

    @classmethod
    @lru_cache(maxsize=65536)
    def of(cls, written: str) -> Self:
        """Read a phrase; it need not be a good one."""
        bare = written.removesuffix(_STRANGE_END)
        syllables = normalise(bare, keep_case=True).text.split(" ")
        cased: list[tuple[int, frozenset[str]]] = []
        for at, syllable in enumerate(syllables):
            if syllable.startswith("="):
                syllables[at] = syllable[1:]
                cased.append((at, frozenset({syllable[1:]})))
            elif syllable != syllable.lower():
                # An abbreviation may also stand in a headline of capitals throughout.
                cased.append((at, frozenset({syllable, syllable.upper()})))
        form = " ".join(syllables)
        if cased:
            form = normalise(form).text
        return cls(form, tuple(cased), bare != written, written)

    @property
    def plain(self) -> bool:
        """Whether every occurrence of the form will do."""
        return not (self.cased or self.strange)

    def allows(self, words: str) -> bool:
        """Whether words as an article has them show the capitals that the phrase asks for."""
        if not self.cased:
            return True
        syllables = _syllables(words)
        return all(syllables[at] in spellings for at, spellings in self.cased)


@lru_cache(maxsize=4096)
def _syllables(words: str) -> list[str]:
    """Words in their matching form but for the case."""
    return normalise(words, keep_case=True).text.split(" ")


def matching_form(written: str) -> str:
    """What a phrase is searched for as, with the case of what keeps its case."""
    return normalise(written, keep_case=True).text


def misspelt(written: str) -> str:
    """What is wrong with a phrase and what to write instead; empty where nothing is."""
    if written == ANY_STRANGE:
        return ""
    bare = written.removesuffix(_STRANGE_END)
    if "{" in bare or "}" in bare:
        return f"braces in {written!r}: a slot is {{name}}, and {{{STRANGE}}} stands at the end"
    form = normalise(bare, keep_case=True).text.replace("=", "")
    if not (form[:1].isalnum() and form[-1:].isalnum()):
        return (
            f"{form!r} is what normalising leaves of phrase {written!r}; a phrase "
            "begins and ends with a letter or digit: write whole syllables"
        )
    if "=" not in bare and bare == written and (form.lower() in _EVERYWHERE or len(form) == 1):
        return f"{written!r} stands in nearly every article; write a longer phrase"
    for syllable in normalise(bare, keep_case=True).text.split(" "):
        word = syllable.strip(_PUNCTUATION)
        if not syllable.startswith("=") and word.istitle() and sum(map(str.isalpha, word)) > 1:
            return (
                f"{word!r} in {written!r} has a capital, which is for abbreviations; write "
                f"{written.replace(word, word.lower())!r}, or '={word}' where case counts"
            )
    return ""
