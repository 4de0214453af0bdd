"""Saved searches and their alerts, as pages show them."""

from collections import defaultdict
from typing import Any

from fastapi import Request
from sqlalchemy import Engine

from desk.i18n import N_
from store.alerts import Alert, list_alerts
from store.saved import saved_searches
from store.users import User

EVERY = {"now": N_("ngay khi có"), "hour": N_("mỗi giờ"), "day": N_("7 giờ sáng")}


def channels_of(request: Request) -> list[str]:
    """The names of the channels that alerts may be sent to."""
    return sorted(request.app.state.settings.channels)


def kept(request: Request, user: User, engine: Engine) -> dict[str, Any]:
    """What the template `parts/saved.html`, and saving a search, show."""
    alerts: dict[tuple[str, str], list[Alert]] = defaultdict(list)
    for alert in list_alerts(engine):
        alerts[alert.owner, alert.search].append(alert)
    return {
        "saved": [*saved_searches(engine, user.name), *saved_searches(engine, "")],
        "alerts": alerts,
        "channels": channels_of(request),
        "every": EVERY,
    }
