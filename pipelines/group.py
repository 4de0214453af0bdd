"""What a text is like, in 144 bytes: enough to tell a reprint from another article.

Two texts are as alike as the rows of three words that they share: their Jaccard similarity. A
MinHash estimates it from a sample that is drawn from both texts by the same lot. Here one hash of
each three words sorts them into 64 bins, and the lowest of each bin is the sample (P. Li, A. Owen,
C.-H. Zhang, One Permutation Hashing, NIPS 2012). A bin that stayed empty borrows from another,
drawn by lot as well, so that short texts are estimated without bias (A. Shrivastava, P. Li,
Densifying One Permutation Hashing, ICML 2014; the lot as in A. Shrivastava, Optimal Densification
for Fast and Accurate Minwise Hashing, ICML 2017). The hash of three words is made of their own,
which are looked up: simple tabulation, good enough for a MinHash (M. Pătraşcu, M. Thorup, The
Power of Simple Tabulation Hashing, J. ACM 2012).

The same text gives the same bytes in every process and on every machine. Why three words, why 64
bins, and what is found that way: docs/stories.md.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from operator import eq

from search.words import END, Remembered, words_of

BINS = 64
# Of the lowest hash in a bin 16 bits are kept: that two unlike ones agree in them happens once in
# 65,536 times, next to nothing beside the chance of the sample itself (P. Li, A. C. König, b-Bit
# Minwise Hashing, WWW 2010).
_KEPT = struct.Struct(f"<{BINS}H")
# Hashes of 30 bits are one digit of Python's integers, and quickest.
_HASH_BITS = 30
_BIN_BITS = 6

# Texts that agree in both values of a band are compared. Of pairs that are 0.6 alike 97 % do in one
# of 8 bands, of those that are 0.1 alike 8 %.
BANDS = 8

# From this similarity on a text on another site is a reprint. See docs/stories.md for how many
# reprints that finds, and how many other articles it takes for one.
REPRINT = 0.5
# Estimates are off by 0.06, twice that at times: between these two it has to be counted.
_PERHAPS = 0.35
SURELY = 0.65
# A site that prints nearly the same words again has put up an article twice, on the same day; what
# is less alike, or comes later, is the next of a series, or what became of the case.
_SAME_AGAIN = 0.9
_SAME_DAY = 18 * 3600
# Later than this an article is no reprint, whatever it says.
REACH = 7 * 86_400  # seconds

# Fewer words in lead and text give no estimate worth having, still fewer not even certainty:
# bulletins share such leads day after day.
_FEWEST_WORDS = 40
_FEWEST_WORDS_ALIKE = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """What a text is like.

    Attributes:
        text_hash: the same for headline, lead and text of the same words; empty where there are
            too few of them to tell texts apart.
        minhash: 64 values of 16 bits, little-endian; none where there are too few words for it.
    """

    text_hash: bytes
    minhash: bytes | None


def _hash_of(word: str) -> int:
    digest = blake2b(word.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little") >> (32 - _HASH_BITS)


_HASHES: dict[str, int] = Remembered(_hash_of)


def _words(text: str) -> list[int]:
    """The words of a text, as hashes; sentence ends are none."""
    return list(map(_HASHES.__getitem__, filter(END.__ne__, words_of(text))))


def _lots() -> Iterator[bytes]:
    """For each bin the others in the order in which it borrows from them."""
    for number in range(BINS):
        drawn = sorted(
            (blake2b(bytes((number, other)), digest_size=8).digest(), other)
            for other in range(BINS)
            if other != number
        )
        yield bytes(other for _, other in drawn)


_LOTS = tuple(_lots())


def signature_of(title: str, lead: str, body: str) -> Signature:
    """Return what an article's text is like.

    Args:
        title: the headline; reprints change it first, so only the exact hash looks at it.
        lead: the lead.
        body: the running text, in any white space.
    """
    words = _words(f"{lead}\n\n{body}")  # as the index takes them: they are read once
    if len(words) < _FEWEST_WORDS_ALIKE:
        return Signature(b"", None)
    text = [*_words(title), *words]
    text_hash = blake2b(struct.pack(f"<{len(text)}I", *text), digest_size=16).digest()
    return Signature(text_hash, _minhash(words) if len(words) >= _FEWEST_WORDS else None)


def _minhash(words: list[int]) -> bytes:
    none = 1 << _HASH_BITS
    lowest = [none] * BINS
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        hashed = first ^ second >> 1 ^ third >> 2  # moved, so that their order counts
        if hashed < lowest[number := hashed & (BINS - 1)]:
            lowest[number] = hashed
    if none in lowest:
        found = lowest.copy()
        for number, lot in enumerate(_LOTS):
            if found[number] == none:
                lowest[number] = next(found[other] for other in lot if found[other] != none)
    return _KEPT.pack(*[each >> _BIN_BITS & 0xFFFF for each in lowest])


def similarity(one: Signature, other: Signature) -> float:
    """Return how alike two texts are, from 0 to 1: an estimate, give or take 0.06."""
    if one.text_hash and one.text_hash == other.text_hash:
        return 1.0
    if one.minhash is None or other.minhash is None:
        return 0.0
    same: int = sum(map(eq, _KEPT.unpack(one.minhash), _KEPT.unpack(other.minhash)))
    return same / BINS


def shared(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: counted, where `similarity` is an estimate."""
    mine, theirs = (
        {tuple(words[at : at + 3]) for at in range(max(len(words) - 2, 1))}
        for words in map(_words, (one, other))
    )
    return len(mine & theirs) / len(mine | theirs)


@dataclass(frozen=True, slots=True)
class Text:
    """An article as grouping sees it: its site, the second at which it came out, its text."""

    site: str
    at: int
    signature: Signature


def likeness(one: Text, other: Text) -> float:
    """Return how alike two articles seem to be if one may be the other's reprint, else 0.

    What is less than `SURELY` has to be counted, see `shared`.
    """
    apart = abs(one.at - other.at)
    same_site = one.site == other.site
    if apart > (_SAME_DAY if same_site else REACH):
        return 0.0
    alike = similarity(one.signature, other.signature)
    return alike if alike >= (_SAME_AGAIN if same_site else _PERHAPS) else 0.0


def bands_of(signature: Signature) -> list[tuple[int, int]]:
    """Return where texts alike meet: numbers of bands with what the text has there (63 bits).

    Band 0 is that of texts of the same words, the others hold two values of the MinHash each.
    """
    if not signature.text_hash:
        return []
    found = [(0, int.from_bytes(signature.text_hash[:8], "little") >> 1)]
    if signature.minhash is not None:
        values = struct.unpack_from(f"<{BANDS}I", signature.minhash)
        found += enumerate(values, start=1)
    return found
