"""How commands print: tables for people, JSON and CSV for programs, times as in Vietnam."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from crawler.dates import VIETNAM
from exports.as_csv import write_rows
from exports.values import plain

# Outlets' texts are printed as they are: square brackets in them are no markup of ours.
# A pipe or a file has no width; tables are then as wide as a large terminal.
out = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)
err = Console(highlight=False, markup=False, stderr=True)


class Format(StrEnum):
    """How a list of records is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def local(moment: datetime | None) -> str:
    """A moment as people read it: `24/11/2026 06:30`, in Vietnam."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if moment else "–"


def count(number: int) -> str:
    """A number as people in Vietnam write it: 1.234.567."""
    return f"{number:,}".replace(",", ".")


def as_json_line(record: Any) -> str:
    """One record as a line of JSON, Vietnamese letters readable."""
    return json.dumps(plain(record), ensure_ascii=False)


def print_records(records: Iterable[Any], form: Format, fields: Sequence[str]) -> None:
    """Print a list of records for programs; articles are for `commands.export`.

    Args:
        records: dataclasses, whose fields are the keys.
        form: JSON (one array), JSON Lines, or CSV (with a line of column names).
        fields: the keys, in order, for CSV.
    """
    if form is Format.JSON:
        sys.stdout.write(json.dumps(plain(list(records)), ensure_ascii=False, indent=2) + "\n")
    elif form is Format.JSONL:
        sys.stdout.writelines(as_json_line(record) + "\n" for record in records)
    else:
        write_rows(records, fields, sys.stdout)


def table(*columns: str, right: Sequence[str] = (), title: str = "") -> Table:
    """An empty table; the columns named in `right` hold numbers."""
    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made
