"""What a crawl needs of a store, stated by the crawl: `store` implements it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from crawler.ledger import Candidate, Found, Kind, Outcome, RunSummary, Status
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


class CrawlRun(Protocol):
    """One crawl run of one outlet: its frontier and its ledger.

    Writes may be held back for up to a second and then land together; `finish` lands them all.
    Every method raises `errors.StoreError` where the store cannot be read or written.
    """

    id: int
    pages: PageIndex

    def requests_today(self) -> int:
        """How many requests runs of this outlet have sent in the present Vietnamese day."""
        ...

    def left_over(self) -> Sequence[Found]:
        """What the last run of the outlet could not fetch and this one should."""
        ...

    def add_source(self, kind: Kind, url: str) -> int:
        """Enter a feed or listing that is about to be fetched; return its row."""
        ...

    def add_found(self, found: Iterable[Found]) -> int:
        """Enter what a source showed; return how many URLs were new to this run.

        A URL that the run has already, under any spelling, is not entered again; one whose
        article is stored already is settled as known.
        """
        ...

    def take(self, count: int) -> Sequence[Candidate]:
        """Hand out the next rows to fetch, in the order in which they were found."""
        ...

    def settle(self, row: int, outcome: Outcome, detail: str = "") -> None:
        """Write a row's one outcome; a row that has one keeps it."""
        ...

    def leave_out(self, outcome: Outcome) -> None:
        """Settle every article that still waits with the same outcome."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many articles' URLs have which outcome so far, and how many none (`waiting`)."""
        ...

    def flush(self, requests: int = 0, size: int = 0) -> None:
        """Land what is held back, and what the run has cost so far: requests, bytes."""
        ...

    def finish(self, status: Status, *, requests: int, size: int, problem: str) -> RunSummary:
        """Settle what is left as not fetched, close the run, free the outlet's lock."""
        ...
