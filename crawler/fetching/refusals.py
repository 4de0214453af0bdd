"""Requests that we do not send, and why: Scrapy's IgnoreRequest with a reason to count by.

IgnoreRequest
└── Refusal
    ├── RobotsRefusal     robots.txt forbids it, or could not be read
    ├── OffSite           its host is not one of the outlet's
    └── HostGivenUp       its host was given up for this run
"""

from scrapy.exceptions import IgnoreRequest

from crawler.ledger import Outcome


class Refusal(IgnoreRequest):
    """A request that is not sent; carries the outcome that it is counted as."""

    outcome = Outcome.UNREACHABLE


class RobotsRefusal(Refusal):
    """robots.txt forbids the request, or could not be read."""

    outcome = Outcome.REFUSED_BY_ROBOTS


class OffSite(Refusal):
    """The request's host is not one of the outlet's, or its address is no public one."""

    outcome = Outcome.OFF_SITE


class GateAnswer(Refusal):
    """A gate answered in the page's place: a cookie page, a script redirect, a challenge."""

    outcome = Outcome.BLOCKED


class HostGivenUp(Refusal):
    """The request's host was given up for this run."""

    def __init__(self, reason: str, outcome: Outcome) -> None:
        super().__init__(reason)
        self.outcome = outcome
