"""CSV: for spreadsheets, with a byte order mark without which Excel misreads Vietnamese letters."""

import csv
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import Any, BinaryIO, TextIO

from exports.article import COLUMNS, Article
from exports.texts import inert
from exports.values import plain


def _cell(value: Any) -> Any:
    """A value as a cell: lists joined, nothing for None, and no text that would run."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return inert(value) if isinstance(value, str) else value


def write_rows(records: Iterable[Any], columns: Sequence[str], target: TextIO) -> int:
    """Write a line of column names, then a line per record; return how many records.

    Args:
        records: dataclasses or mappings that have the columns as fields or keys.
        columns: which, in order.
        target: opened with newline="", as the csv module wants it.
    """
    writer = csv.writer(target)
    writer.writerow(columns)
    written = 0
    for record in records:
        values = plain(record)
        writer.writerow([_cell(values[name]) for name in columns])
        written += 1
    return written


def write_csv(records: Iterable[Article], target: BinaryIO) -> int:
    """Write articles as UTF-8 with a byte order mark; return how many."""
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="")
    try:
        return write_rows(records, COLUMNS, text)
    finally:
        text.detach()
