"""All checks of outlets together: what follows from something worse is not told besides."""

from collections.abc import Callable, Iterator, Sequence

from crawler.ledger import Outcome
from health.layout import layout
from health.pace import endings, left_out, pace
from health.records import Fault, OutletFacts, Sound, Verdict
from health.shares import shares
from health.sources import findable, hosts, is_refusal, sources
from health.volume import newest, volumes

_CHECKS: tuple[Callable[[OutletFacts], Iterator[Verdict]], ...] = (
    *(hosts, shares, sources, findable, layout, pace, endings, newest),
)
# What follows from each: while it lasts, the other is neither found nor mended.
_FOLLOWS = {
    "site_down": ("source_failing", "run_failed", "volume_low", "newest_old", "pages_failing"),
    "blocked": ("source_failing", "run_failed", "volume_low", "newest_old", "site_down"),
    "parse_failures": ("volume_low", "newest_old", "layout_changed"),
    "nothing_found": ("volume_low", "newest_old"),
    "pages_failing": ("volume_low", "newest_old"),
    "volume_low": ("newest_old",),
}
# At least so many outlets, and at least half of them: then it is our own line that is down.
_FEWEST_DOWN = 3
_NO_CONNECTION = (Outcome.UNREACHABLE, Outcome.TIMEOUT)


def judge_outlets(outlets: Sequence[OutletFacts]) -> list[Verdict]:
    """Look at all outlets, and return what is wrong and what is well."""
    found = [verdict for facts in outlets for check in _CHECKS for verdict in check(facts)]
    found += [*volumes(outlets), *left_out(outlets)]
    found = list(_refused(found))
    found = list(_own_line(found, len(outlets)))
    hidden = {
        (follows, verdict.outlet)
        for verdict in found
        if isinstance(verdict, Fault)
        for follows in _FOLLOWS.get(verdict.name, ())
    }
    return [verdict for verdict in found if (verdict.name, verdict.outlet) not in hidden]


def _refused(found: Sequence[Verdict]) -> Iterator[Verdict]:
    """A host that answers but refuses us is not down: that is told as what it is."""
    refusing = {}
    for verdict in found:
        if isinstance(verdict, Fault) and is_refusal(verdict):
            number = verdict.facts["sources"]
            told = {"pages": number, "of": number, "share": 1.0}
            refusing[verdict.outlet] = Fault(
                *("blocked", verdict.outlet, "", verdict.since, told, verdict.evidence)
            )
    for verdict in found:
        if verdict.name == "blocked" and verdict.outlet in refusing:
            if isinstance(verdict, Sound):
                continue
            del refusing[verdict.outlet]
        yield verdict
    yield from refusing.values()


def _own_line(found: Sequence[Verdict], outlets: int) -> Iterator[Verdict]:
    """Many outlets that cannot be reached at once are one finding, and not theirs."""
    gone = {
        verdict.outlet: verdict
        for verdict in found
        if isinstance(verdict, Fault)
        and verdict.name == "site_down"
        and verdict.facts["outcome"] in _NO_CONNECTION
    }
    if len(gone) < max(_FEWEST_DOWN, outlets / 2):
        yield from found
        if any(verdict == Sound("site_down", verdict.outlet, verdict.subject) for verdict in found):
            yield Sound("network_down")
        return
    since = max(verdict.since for verdict in gone.values())
    urls = [verdict.evidence[0] for verdict in gone.values()][:3]
    yield Fault("network_down", "", "", since, {"outlets": len(gone), "of": outlets}, urls)
    hidden = ("site_down", "source_failing", "run_failed", "volume_low", "newest_old")
    yield from (each for each in found if not (each.name in hidden and each.outlet in gone))
