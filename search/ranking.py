"""Which articles fit a query best: Okapi BM25, with the headline counting more than the text.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). How rare a
phrase is, is counted among the articles that are ranked: they come from one search, so on every
database the order is the same.
"""

from collections.abc import Mapping, Sequence
from math import log

from search.matching import Document
from search.query import Phrase

# The usual values: how soon more of the same stops to count, and how much length matters.
_SATURATION = 1.2
_LENGTH = 0.75
# A word of the headline counts like so many of the text.
_TITLE = 5


def _counts(document: Document, phrases: Sequence[Phrase]) -> list[int]:
    counts = []
    for phrase in phrases:
        title, *others = document.parts(phrase.part)
        in_title = _TITLE if title is document.title else 1
        counts.append(in_title * title.count(phrase) + sum(each.count(phrase) for each in others))
    return counts


def ranked(documents: Mapping[int, Document], phrases: Sequence[Phrase]) -> list[int]:
    """Return the keys of articles, the most relevant first, the newer first where equal."""
    counts = {key: _counts(document, phrases) for key, document in documents.items()}
    sizes = {key: len(document.text) + len(document.title) for key, document in documents.items()}
    mean = sum(sizes.values()) / max(len(sizes), 1)
    rarity = [
        log(1 + len(counts) / (0.5 + sum(1 for each in counts.values() if each[at])))
        for at in range(len(phrases))
    ]

    def score(key: int) -> float:
        dampened = _SATURATION * (1 - _LENGTH + _LENGTH * sizes[key] / max(mean, 1))
        return sum(
            weight * count * (_SATURATION + 1) / (count + dampened)
            for weight, count in zip(rarity, counts[key], strict=True)
        )

    scores = {key: score(key) for key in counts}
    return sorted(scores, key=lambda key: (-scores[key], -key))
