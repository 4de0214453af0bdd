"""The searches of alerts, read."""

from collections.abc import Iterable

from alerts.names import Called
from errors import UsageError
from search.parser import parse
from search.query import Query
from store.alerts import Alert


def read_searches(
    alerts: Iterable[Alert], called: Called
) -> tuple[dict[int, Query], list[tuple[Alert, str]]]:
    """Read the searches of alerts.

    Returns:
        The queries by the number of the alert; and the alerts whose search cannot be read any
        more, because a topic that it names is gone from the rules, say, each with the reason.
    """
    queries: dict[int, Query] = {}
    unreadable = []
    for alert in alerts:
        try:
            queries[alert.id] = parse(alert.query, called.in_queries)
        except UsageError as error:
            unreadable.append((alert, str(error)))
    return queries, unreadable
