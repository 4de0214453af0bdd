"""How commands print: tables for people, JSON and CSV for programs, times as in Vietnam."""

import csv
import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from crawler.dates import VIETNAM

# Outlets' texts are printed as they are: square brackets in them are no markup of ours.
# A pipe or a file has no width; tables are then as wide as a large terminal.
out = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)
err = Console(highlight=False, markup=False, stderr=True)

# Spreadsheets run a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def as_json_line(record: Any) -> str:
    """One record as a line of JSON, Vietnamese letters readable."""
    return json.dumps(plain(record), ensure_ascii=False)


def _cell(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def print_records(records: Iterable[Any], form: Format, fields: Sequence[str]) -> None:
    """Print records for programs.

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
        writer = csv.writer(sys.stdout)
        writer.writerow(fields)
        for record in records:
            values = plain(record)
            writer.writerow([_cell(values[name]) for name in fields])


def table(*columns: str, right: Sequence[str] = (), title: str = "") -> Table:
    """An empty table; the columns named in `right` hold numbers."""
    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made
