"""Feeds, sitemaps and listings: whether they answer, and whether they show anything."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlsplit

from crawler.ledger import SOURCE_WORKED, Kind, Outcome
from health.records import Fault, OutletFacts, Sound, SourceFacts, SourceRead, Verdict

# These were not asked, and so say nothing of the host.
_NOT_ASKED = (Outcome.SKIPPED, Outcome.READ_BEFORE, Outcome.NOT_FETCHED)
# A host is down when so many requests for its sources failed and none worked: one that fails alone
# may be one feed, or a moment.
_FEWEST_FAILURES = 2
# A source fails when its score says so: once for what does not mend itself, twice for errors, four
# times for what passes; see `crawler.polling`.
_FAILING = 1.0
# Or, where it is asked once or twice a day, after an error and half a day without an answer.
_ONCE_FAILED, _UNREAD = 0.5, timedelta(hours=12)
# A source that was not asked for so long is no longer in the outlet's file.
_FORGOTTEN = timedelta(days=3)
# Outcomes of addresses that are not found in sources, or are no articles of the outlet.
_NOT_FOUND_THERE = (
    *(Outcome.NOT_AN_ARTICLE, Outcome.OFF_SITE, Outcome.UNCHANGED, Outcome.NOT_MODIFIED),
    *(Outcome.NEW_VERSION, Outcome.WITHDRAWN),
)


def host_of(url: str) -> str:
    """The host of an address, without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def hosts(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether the outlet's hosts answer at all: a source of each must have worked."""
    asked = [read for read in facts.reads if read.outcome not in _NOT_ASKED]
    by_host = sorted(asked, key=lambda read: host_of(read.url))  # stable: newest run first
    for host, reads in groupby(by_host, key=lambda read: host_of(read.url)):
        if verdict := _host(facts, host, list(reads)):
            yield verdict


def _host(facts: OutletFacts, host: str, reads: list[SourceRead]) -> Verdict | None:
    latest = [read for read in reads if read.run == reads[0].run]
    if any(read.outcome in SOURCE_WORKED for read in latest):
        return Sound("site_down", facts.outlet, host)
    failed = []
    for _, same_run in groupby(reads, key=lambda read: read.run):
        tried = list(same_run)
        if any(read.outcome in SOURCE_WORKED for read in tried):
            break
        failed += tried
    [(outcome, _)] = Counter(read.outcome for read in latest).most_common(1)
    if len(failed) < _FEWEST_FAILURES:
        return None
    why = next((read.detail for read in latest if read.detail), outcome)
    told = {"outcome": outcome, "why": why, "sources": len(latest)}
    urls = list(dict.fromkeys(read.url for read in latest))[:3]
    since = min(read.at for read in failed)
    return Fault("site_down", facts.outlet, host, since, told, urls)


def is_refusal(fault: Fault) -> bool:
    """Whether a host that gives nothing answers, and refuses us."""
    return fault.name == "site_down" and fault.facts["outcome"] == Outcome.BLOCKED


def sources(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether each source answers with what it should, and whether the feeds move on."""
    for source in facts.sources:
        if source.next_poll_at and source.next_poll_at < facts.now - _FORGOTTEN:
            if facts.runs and facts.runs[0].started_at > source.next_poll_at + _FORGOTTEN:
                yield Sound("source_failing", facts.outlet, source.url)
                yield Sound("feed_frozen", facts.outlet, source.url)
            continue
        yield from _failing(facts, source)
        yield from _frozen(facts, source)


def _failing(facts: OutletFacts, source: SourceFacts) -> Iterator[Verdict]:
    if not source.failures:
        yield Sound("source_failing", facts.outlet, source.url)
        return
    if source.read_at is None:
        return  # it never worked: that is for `diembao outlets check` to tell, which tries each
    unread = source.read_at < facts.now - _UNREAD
    if source.failures >= _FAILING or (source.failures >= _ONCE_FAILED and unread):
        told = {"why": source.problem, "read_at": source.read_at.isoformat()}
        yield Fault("source_failing", facts.outlet, source.url, source.read_at, told, [source.url])


def _frozen(facts: OutletFacts, source: SourceFacts) -> Iterator[Verdict]:
    # By the time when it was last read: while nobody looks, nothing is known of it.
    if source.stale_at is None or source.read_at is None or source.failures:
        return
    if source.read_at < source.stale_at:
        yield Sound("feed_frozen", facts.outlet, source.url)
        return
    newest = source.newest_item_at
    told = {
        "newest_at": newest and newest.isoformat(),
        "hours": round((source.read_at - (newest or source.stale_at)).total_seconds() / 3600),
    }
    since = newest or source.stale_at
    yield Fault("feed_frozen", facts.outlet, source.url, since, told, [source.url])


def findable(facts: OutletFacts) -> Iterator[Verdict]:
    """Look whether sources that were read showed any article."""
    for run in facts.runs[:1]:
        read = sum(
            counts.get(outcome, 0)
            for kind, counts in run.outcomes.items()
            for outcome in (Outcome.READ, Outcome.FROZEN)
            if kind != Kind.ARTICLE
        )
        if not read:
            return
        articles = run.outcomes.get(Kind.ARTICLE, {})
        if sum(count for name, count in articles.items() if name not in _NOT_FOUND_THERE):
            yield Sound("nothing_found", facts.outlet)
        else:
            urls = [each.url for each in facts.reads if each.run == run.run][:3]
            told = {"sources": read, "links": sum(articles.values())}
            yield Fault("nothing_found", facts.outlet, "", run.started_at, told, urls)
