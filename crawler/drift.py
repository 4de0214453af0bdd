"""Layout drift: a redesign shows as a shift of the sources of fields, before it shows as a hole."""

from collections.abc import Mapping, Sequence

from crawler.records import Source

FieldSources = Mapping[str, Mapping[str, int]]  # field → where it was read → pages

# Fewer pages say nothing; a share that moved by less is chance.
_FEWEST_PAGES = 10
_SHIFT = 0.2
# The places that a field is read from when the usual one is gone.
_WORSE = ("missing", Source.FALLBACK, Source.META)


def _share(sources: Mapping[str, int], kind: str) -> float:
    return sources.get(kind, 0) / (sum(sources.values()) or 1)


def _together(runs: Sequence[FieldSources], field: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for run in runs:
        for kind, pages in run.get(field, {}).items():
            counts[kind] = counts.get(kind, 0) + pages
    return counts


def drifted(now: FieldSources, before: Sequence[FieldSources]) -> list[str]:
    """Say which fields are read from worse places, or missing more, than they used to be.

    Args:
        now: of this run.
        before: of the runs before it; without any there is nothing to compare with.

    Returns:
        A sentence for each field that drifted; none where too few pages were read.
    """
    found = []
    for field, sources in now.items():
        known = _together(before, field)
        if min(sum(sources.values()), sum(known.values())) < _FEWEST_PAGES:
            continue
        for kind in _WORSE:
            share, usual = _share(sources, kind), _share(known, kind)
            if share - usual >= _SHIFT:
                word = "missing" if kind == "missing" else f"read from {kind}"
                found.append(f"{field} {word} on {share:.0%} of pages, usually {usual:.0%}")
    return found
