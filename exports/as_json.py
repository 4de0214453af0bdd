"""JSON, one array, and JSON Lines: for programs; Vietnamese letters stay readable."""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from exports.values import plain


def _encoded(record: Any) -> bytes:
    return json.dumps(plain(record), ensure_ascii=False).encode()


def write_array(records: Iterable[Any], target: BinaryIO) -> int:
    """Write one array with a record on each line; return how many."""
    written = 0
    for record in records:
        target.write(b",\n" if written else b"[\n")
        target.write(_encoded(record))
        written += 1
    target.write(b"\n]\n" if written else b"[]\n")
    return written


def write_lines(records: Iterable[Any], target: BinaryIO) -> int:
    """Write each record as a line of its own; return how many."""
    written = 0
    for record in records:
        target.write(_encoded(record) + b"\n")
        written += 1
    return written
