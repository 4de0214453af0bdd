"""What a crawl needs of a store, stated by the crawl: `store` implements it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from crawler.dates import Period
from crawler.ledger import Candidate, Found, Kind, Outcome, RunSummary, SourceState, Status
from crawler.records import FirstCopy, PageRecord


class PageIndex(Protocol):
    """Which pages a crawl has put into the page archive, and where."""

    def same_page(
        self, url: str, digest: str, *, machine: str, after: datetime
    ) -> FirstCopy | None:
        """The page of that address with the very same bytes, archived by a machine after a time.

        Raises:
            StoreError: the store cannot be read.
        """
        ...

    def enter(self, row: int, page: PageRecord) -> None:
        """Enter a page that is in its file; it lands with the outcome of its row."""
        ...


class Sources(Protocol):
    """The feeds, sitemaps and listings of a run, and what they were like before."""

    def add_source(self, kind: Kind, url: str, via: str = "") -> int:
        """Enter a source that is about to be fetched; return its row.

        `via` is the address of its first page, where it is a further one.
        """
        ...

    def source_state(self, url: str) -> SourceState | None:
        """What a source was like when it was last read."""
        ...

    def keep_source(self, state: SourceState) -> None:
        """Keep what a source was like, for the next time."""
        ...

    def read_before(self, sources: Mapping[str, date]) -> set[str]:
        """Those sources of past days that an earlier run read whole, well after those days.

        Args:
            sources: the address of each, and the last day whose articles it shows.
        """
        ...


class Frontier(Protocol):
    """The articles' addresses of a run."""

    def add_found(self, found: Iterable[Found]) -> int:
        """Enter what a source showed; return how many URLs were new to this run.

        A URL that the run has already, under any spelling, is not entered again; one whose
        article is stored already is settled as known, unless the source says that it was
        changed since.
        """
        ...

    def add_rechecks(self, now: datetime) -> int:
        """Enter the stored articles that it is time to look at again; return how many."""
        ...

    def take_over(self, period: Period) -> int:
        """Enter what earlier runs of the outlet found and could not fetch; return how much."""
        ...

    def take(self, count: int) -> Sequence[Candidate]:
        """Hand out the next rows to fetch, the latest published first."""
        ...

    def leave_out(self, outcome: Outcome) -> None:
        """Settle every article that still waits with the same outcome."""
        ...


class CrawlRun(Sources, Frontier, Protocol):
    """One crawl run of one outlet: its sources, its frontier and its ledger.

    Writes may be held back for up to a second and then land together; `finish` lands them all.
    Every method raises `errors.StoreError` where the store cannot be read or written.
    """

    id: int
    pages: PageIndex

    def requests_today(self) -> int:
        """How many requests runs of this outlet have sent in the present Vietnamese day."""
        ...

    def settle(self, row: int, outcome: Outcome, detail: str = "") -> None:
        """Write a row's one outcome; a row that has one keeps it."""
        ...

    def gone(self, row: int, outcome: Outcome, detail: str) -> None:
        """Settle a row whose page is gone: of a stored article, that it was withdrawn."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many articles' URLs have which outcome so far, and how many none (`waiting`)."""
        ...

    def flush(self, requests: int = 0, size: int = 0) -> None:
        """Land what is held back, and what the run has cost so far: requests, bytes."""
        ...

    def finish(
        self,
        status: Status,
        *,
        requests: int,
        size: int,
        problem: str,
        answer_ms: int | None = None,
    ) -> RunSummary:
        """Settle what is left as not fetched, close the run, free the outlet's lock."""
        ...
