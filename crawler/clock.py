"""What time it is: the system's, or what a simulation says (`DIEMBAO_NOW`)."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from settings import current

_BEGAN = monotonic()


def now() -> datetime:
    """Return the present moment (UTC).

    Where the setting `now` says at what moment this process began, time goes on from there.
    """
    began = current().now
    if began is None:
        return datetime.now(UTC)
    return began + timedelta(seconds=monotonic() - _BEGAN)
