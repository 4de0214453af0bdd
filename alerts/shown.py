"""Texts that strangers wrote, as a message may show them: one short line, nothing hidden in it."""

import unicodedata

from exports.texts import is_web_address

# Control and format characters (direction marks among them), surrogates, private use, unassigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = frozenset("\t\n\v\f\r\x85")
# Longer than any address that an outlet gives to an article.
_LONGEST_ADDRESS = 1_000


def shown(text: str, most: int = 200) -> str:
    """Return a text as one line in NFC without invisible characters, cut where it is longer.

    Args:
        text: any text of any length.
        most: the greatest length, in characters; what is cut ends in "…".
    """
    # Invisible characters may be many: enough is read that few of them hide nothing.
    read = text[: most * 4]
    kept = (
        " " if c in _SPACES else c
        for c in read
        if c in _SPACES or unicodedata.category(c) not in _HIDDEN
    )
    line = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    if len(line) <= most and len(read) == len(text):
        return line
    return line[: most - 1].rstrip() + "…"


def address(url: str) -> str:
    """Return an address that may be a link: http or https, plain; else nothing."""
    return url if len(url) <= _LONGEST_ADDRESS and is_web_address(url) else ""
