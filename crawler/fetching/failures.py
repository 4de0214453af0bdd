"""What went wrong with a request: the outcome that it counts as, and the cause in a few words."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.fetching.refusals import Refusal
from crawler.ledger import Outcome

# Answers by which an outlet says that it does not want us (RFC 9110, RFC 6585, RFC 7725).
REFUSING = frozenset({401, 403, 429, 451})
# Answers by which it says that there is nothing at the address any more.
GONE = frozenset({404, 410})

_CAUSES: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (CannotResolveHostError, Outcome.UNREACHABLE, "its name is not found"),
    (DownloadConnectionRefusedError, Outcome.UNREACHABLE, "connection refused"),
    (DownloadTimeoutError, Outcome.TIMEOUT, "no answer in time"),
    (DownloadCancelledError, Outcome.TOO_LARGE, "larger than the page limit (page_limit_mb)"),
    (ResponseDataLossError, Outcome.UNREACHABLE, "the connection broke off in the middle"),
    # Scrapy's own refusals: an address that is no web address.
    (IgnoreRequest, Outcome.NOT_AN_ARTICLE, ""),
)


def explain(error: BaseException) -> str:
    """Say in a few words, for a person, why a request failed."""
    if isinstance(error, HttpError):
        return f"answered {error.response.status}"
    said = str(error) if isinstance(error, IgnoreRequest) else ""
    words = (words for kind, _, words in _CAUSES if isinstance(error, kind) and words)
    return said or next(words, f"{type(error).__name__}: {error}"[:300])


def status_of(error: BaseException) -> int | None:
    """Return the status of an answer that was an error, None where there was no answer."""
    return int(error.response.status) if isinstance(error, HttpError) else None


def outcome_of(error: BaseException) -> Outcome:
    """Return the outcome that a failed request counts as."""
    if isinstance(error, Refusal):
        return error.outcome
    if (status := status_of(error)) is not None:
        return Outcome.BLOCKED if status in REFUSING else Outcome.HTTP_ERROR
    if "max redirections" in str(error):
        return Outcome.REDIRECT_LOOP
    outcomes = (outcome for kind, outcome, _ in _CAUSES if isinstance(error, kind))
    return next(outcomes, Outcome.UNREACHABLE)
