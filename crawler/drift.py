"""Layout drift: a redesign shows as a shift of the sources of fields, before it shows as a hole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from crawler.records import Source

FieldSources = Mapping[str, Mapping[str, int]]  # field → where it was read → pages

# Fewer pages say nothing, however they were read.
FEWEST_PAGES = 10
# A share that moved by less is no redesign, and one that moved by less than four times its usual
# scatter is chance: nine fields of a dozen outlets are compared several times a day.
_SHIFT = 0.2
_SIGMAS = 4
# So many runs tell how much a share differs from run to run: videos come in bunches.
_FEWEST_RUNS = 5
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


def _pages(runs: Sequence[FieldSources], field: str, place: str) -> tuple[int, int]:
    """How many pages of some runs had the field from that place, and how many there were."""
    known = [run[field] for run in runs if field in run]
    return sum(each.get(place, 0) for each in known), sum(sum(each.values()) for each in known)


def _scatter(runs: Sequence[FieldSources], field: str, place: str) -> float:
    """How much a share differs between runs, as a standard deviation that strange runs spare."""
    known = [run[field] for run in runs if sum(run.get(field, {}).values()) >= FEWEST_PAGES]
    if len(known) < _FEWEST_RUNS:
        return 0.0
    shares = [_share(each, place) for each in known]
    usual = median(shares)
    return _MAD_TO_SIGMA * median(abs(share - usual) for share in shares)


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
        pages = sum(sources.values())
        for place in _WORSE:
            hits, known = _pages(before, field, place)
            if min(pages, known) < FEWEST_PAGES:
                continue
            usual = hits / known
            # One more of each kind: what never happened may still happen.
            likely = (hits + 1) / (known + 2)
            chance = max(sqrt(likely * (1 - likely) / pages), _scatter(before, field, place))
            if (share := _share(sources, place)) - usual >= part * max(_SHIFT, _SIGMAS * chance):
                found.append(Drift(field, place, share, usual))
    return found
