"""Text as it is stored: NFC, one kind of space, nothing invisible."""

import re
import unicodedata

# Characters that show nothing and break words apart for whoever searches: the soft hyphen, the
# zero-width family, direction marks, the word joiner, the byte order mark, and control characters.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
# Surrogates come out of broken escapes in JSON-LD; no database takes them.
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Return one line of text in the form in which it is stored.

    Args:
        text: any text, in any Unicode normalisation form, with any white space.

    Returns:
        The text in NFC, without invisible characters, each run of white space (line breaks and
        no-break spaces among it) made one space, none at the ends.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _SURROGATE.sub("", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
