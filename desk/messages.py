"""Which messages the desk has: read out of its code and its templates, page by page."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

_FOLDER = Path(__file__).parent
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_KEYWORDS = {"_": None, "N_": None, "gettext": (2,), "ngettext": (1, 2)}


def messages() -> Iterator[tuple[str, int, str]]:
    """Yield every message: the file where it stands, the line, the message itself."""
    options = {
        # A template that cannot be read must not pass for one without messages.
        "templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
    }
    found = extract_from_dir(_FOLDER, _METHODS, options, keywords=_KEYWORDS)
    for file, line, message, _comments, _context in found:
        yield file, line, message[0] if isinstance(message, tuple) else message
