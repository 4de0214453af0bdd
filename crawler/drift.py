"""Layout drift: a redesign shows as a shift of the sources of fields, before it shows as a hole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, sqrt
from statistics import median

from crawler.records import Source

FieldSources = Mapping[str, Mapping[str, int]]  # field → where it was read → pages

# Fewer pages say nothing, however they were read.
FEWEST_PAGES = 10
# A share that moved by less is no redesign, and one that moved by less than four times its usual
# scatter is chance: nine fields of a dozen outlets are compared several times a day.
_SHIFT = 0.2
_SIGMAS = 4
# So many batches of pages tell how much a share differs between them: videos come in bunches.
_FEWEST_BATCHES = 5
# The median deviation of a normal distribution is its standard deviation divided by this.
_MAD_TO_SIGMA = 1.4826
# The places that a field is read from when the usual one is gone.
MISSING = "missing"
_WORSE = (MISSING, Source.FALLBACK, Source.META)


@dataclass(frozen=True, slots=True)
class Drift:
    """A field that is read from a worse place than usual: shares of pages, from 0 to 1."""

    field: str
    place: str  # a source, or `missing`
    share: float
    usual: float

    def __str__(self) -> str:
        word = "missing" if self.place == MISSING else f"read from {self.place}"
        return f"{self.field} {word} on {self.share:.0%} of pages, usually {self.usual:.0%}"


def _share(sources: Mapping[str, int], place: str) -> float:
    return sources.get(place, 0) / (sum(sources.values()) or 1)


def _together(runs: Sequence[FieldSources], field: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in runs:
        for place, pages in run.get(field, {}).items():
            counts[place] += pages
    return counts


def _batches(runs: Sequence[FieldSources], field: str) -> list[Counter[str]]:
    """Add up runs that follow each other until each batch has enough pages."""
    batches: list[Counter[str]] = []
    batch: Counter[str] = Counter()
    for run in runs:
        batch.update(run.get(field, {}))
        if batch.total() >= FEWEST_PAGES:
            batches.append(batch)
            batch = Counter()
    return batches


def _arc(share: float) -> float:
    """Stretch a share so that it scatters alike whether it is usually small or large.

    That of n pages then has a standard deviation of 1 / (2 √n), chance alone.
    """
    return asin(sqrt(share))


def _scatter(batches: Sequence[Counter[str]], place: str) -> float:
    """How much a share differs between batches, as a deviation that strange ones do not widen."""
    if len(batches) < _FEWEST_BATCHES:
        return 0.0
    arcs = [_arc(_share(batch, place)) for batch in batches]
    usual = median(arcs)
    return _MAD_TO_SIGMA * median(abs(arc - usual) for arc in arcs)


def drifted(now: FieldSources, before: Sequence[FieldSources], *, part: float = 1.0) -> list[Drift]:
    """Say which fields are read from worse places, or missing more, than they used to be.

    Args:
        now: of this run.
        before: of the runs before it; without any there is nothing to compare with.
        part: of the shift that counts; with less than 1 also smaller shifts are named.

    Returns:
        A drift for each field and place; none where too few pages were read.
    """
    found = []
    for field, sources in now.items():
        known = _together(before, field)
        pages = sum(sources.values())
        if min(pages, known.total()) < FEWEST_PAGES:
            continue
        for place in _WORSE:
            share, usual = _share(sources, place), _share(known, place)
            if share - usual < part * _SHIFT:
                continue
            chance = max(1 / (2 * sqrt(pages)), _scatter(_batches(before, field), place))
            if _arc(share) - _arc(usual) >= part * _SIGMAS * chance:
                found.append(Drift(field, place, share, usual))
    return found
