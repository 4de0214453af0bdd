"""Lists of articles as files that people and programs open: one small file here per format.

Records come as an iterable and are written one by one, so that a million of them need no more
memory than a few. Nothing here knows the store, the outlets or the topics: records fit the
protocol `exports.article.Article`, and names for people come from whoever calls.
"""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from exports.article import Article, Names


class Form(StrEnum):
    """In which format articles are exported."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    JSONL = "jsonl"
    RSS = "rss"
    ATOM = "atom"


def write(
    records: Iterable[Article],
    form: Form,
    target: BinaryIO,
    *,
    title: str,
    names: Names,
    link: str = "",
    folder: Path | None = None,
) -> int:
    """Write records, in the order in which they come.

    Args:
        records: dataclasses with the fields of `Article`, newest first for a feed, which takes the
            first `exports.as_feed.ITEMS` of them only.
        form: the format.
        target: a file or stream of bytes; left open.
        title: what a feed and the properties of a spreadsheet are called, in Vietnamese.
        names: what outlets and topics are called there.
        link: where a feed is published, if it is known.
        folder: where a spreadsheet's parts lie while it is written: up to twelve times the size of
            the finished file. The system's folder for temporary files by default.

    Returns:
        How many records were written.

    Raises:
        OSError: the target or the folder cannot be written.
    """
    match form:
        case Form.CSV:
            from exports.as_csv import write_csv

            return write_csv(records, target)
        case Form.XLSX:
            from exports.as_xlsx import write_xlsx

            return write_xlsx(records, target, title=title, names=names, folder=folder)
        case Form.JSON | Form.JSONL:
            from exports.as_json import write_array, write_lines

            return (write_array if form is Form.JSON else write_lines)(records, target)
        case Form.RSS | Form.ATOM:
            from exports.as_feed import write_atom, write_rss

            into = write_rss if form is Form.RSS else write_atom
            return into(records, target, title=title, names=names, link=link)
