"""Values as programs read them."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crawler.dates import VIETNAM


def plain(value: Any) -> Any:
    """A value as JSON knows it: times in ISO 8601 with Vietnam's offset, records as objects."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
