"""Texts that strangers wrote, made safe for the programs that open an export."""

import re
from typing import Final

# What XML 1.0 (section 2.2) has no way to write: control characters, surrogates, two others.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# How a formula begins, and what may stand before it without keeping it from running: OWASP, "CSV
# Injection". Also in full width, which a spreadsheet in an East Asian locale takes for the same.
_FORMULA: Final = "=+\\-@＝＋－＠"
_BLANK: Final = "\\s\"'\u200b-\u200f\u2060\ufeff"
_RUNS = re.compile(f"[{_BLANK}]*[{_FORMULA}]|[\t\r\n]")
# Where the list separator of the system is a semicolon (or somebody splits at tabs), a spreadsheet
# knows no quotes of ours: a cell then begins after every one of these.
_RUNS_INSIDE = re.compile(f"([;\t\r\n][{_BLANK}]*)([{_FORMULA}])")

# The characters of which an address may consist (RFC 3986); others would make a workbook's link
# one that Excel calls damaged.
_WEB_ADDRESS = re.compile(r"https?://[\w.-]+(:\d+)?([/?#][\w.~:/?#\[\]@!$&'()*+,;=%-]*)?", re.ASCII)


def legible(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return _UNWRITABLE.sub("", text)


def inert(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula when it opens a CSV file.

    An apostrophe goes before what would run. A hyphen at the beginning of a later line, as before
    what somebody says, becomes a dash, which reads the same and never runs.
    """
    text = _RUNS_INSIDE.sub(
        lambda found: found[1] + ("–" if found[2] == "-" else f"'{found[2]}"), legible(text)
    )
    return f"'{text}" if _RUNS.match(text) else text


def shortened(text: str, units: int, mark: str) -> str:
    """Return a text, cut where it is longer than some UTF-16 units and then marked as cut.

    Excel counts so: a letter is one unit, an emoji two. None is cut in half.
    """
    if len(text) <= units // 2:
        return text
    encoded = text.encode("utf-16-le")
    if len(encoded) <= units * 2:
        return text
    return encoded[: units * 2].decode("utf-16-le", "ignore") + mark


def is_web_address(url: str) -> bool:
    """Whether a text is an http or https address and nothing else."""
    return _WEB_ADDRESS.fullmatch(url) is not None
