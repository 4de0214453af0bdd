"""Showing texts that others wrote: escaping is Jinja's, what escaping leaves is done here."""

import re
import unicodedata
from urllib.parse import urlsplit

# A headline that is longer is cut; the longest real one that was seen has 210 letters.
LONGEST_TITLE = 400
LONGEST_TEXT = 400_000

# Controls, and what turns the direction of text round (bidirectional overrides and isolates),
# hides in it (zero-width characters, soft hyphens, tags), or has no meaning outside its maker's
# fonts. Line ends and tabs stay. Zero-width (non-)joiners stay too: emoji are made with them.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\uffff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    "\ud800-\udfff]"
)
# Marks heaped on one letter cover the lines above it; Vietnamese letters have two at the most.
_HEAPED = re.compile(
    r"(?P<kept>[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
_LONG_URL = 2_000


def shown(text: str | None, most: int = LONGEST_TEXT) -> str:
    """Return a text that others wrote as it may be shown, for Jinja to escape.

    Args:
        text: anything; none is an empty text.
        most: letters after which it is cut, with an ellipsis.
    """
    if not text:
        return ""
    kept = _UNSHOWN.sub("", text[: most * 2])
    kept = unicodedata.normalize("NFC", _HEAPED.sub(r"\g<kept>", kept))
    return kept if len(kept) <= most else kept[:most].rstrip() + "…"


def title(text: str | None) -> str:
    """A headline on one line, cut where it is no headline any more."""
    return " ".join(shown(text, LONGEST_TITLE).split())


def safe_url(url: str | None) -> str:
    """Return an address that others wrote as a link may have it: http and https only, else none."""
    if not url or len(url) > _LONG_URL or _UNSHOWN.search(url) or any(c.isspace() for c in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = parts.scheme.lower() in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return url if plain else ""
