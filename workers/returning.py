"""Which crawls go back into the queue, going by how they ended."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from crawler.ledger import Status
from crawler.processes import Event

# An outlet that is being crawled is tried again so many seconds later, and so often.
_BUSY_WAIT = 60
_BUSY_TRIES = 5


class Returned(Exception):
    """A crawl that is to be done later, by whomever."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"in {seconds} s")
        self.seconds = seconds


class Returning(BaseRetryStrategy):
    """Puts back what was returned; whatever else goes wrong is not tried again."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to do a job again; None: never."""
        del job
        if isinstance(exception, Returned):
            return RetryDecision(retry_in={"seconds": exception.seconds})
        return None


def wait_after(end: Event, job: Job, *, stopping: bool) -> int | None:
    """In how many seconds a crawl is to be done again; None: never.

    Args:
        end: the last thing that it said.
        job: its job.
        stopping: whether it was asked to end before its time.
    """
    if end.name == "finished":
        return 0 if stopping and end.facts["summary"]["status"] == Status.STOPPED else None
    if stopping:
        return 0
    return _BUSY_WAIT if end.facts.get("busy") and job.attempts < _BUSY_TRIES else None
