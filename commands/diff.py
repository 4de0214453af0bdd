"""What changed between two versions of a text, word by word."""

import re
from difflib import SequenceMatcher

from rich.text import Text

# A word with the white space behind it, so that pieces join to the text that they came from.
_WORD = re.compile(r"\S+\s*|\s+")


def word_diff(before: str, after: str) -> Text:
    """Return the later text with what was added underlined and what was taken out struck through.

    On a terminal by style; elsewhere as `[-taken out-]` and `{+added+}`, as git's word diff does.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    marked = Text()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for change, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if change == "equal":
            marked.append(come)
            continue
        if gone.strip():
            marked.append(f"[-{gone.strip()}-] ", style="red strike")
        if come.strip():
            marked.append(f"{{+{come.strip()}+}} ", style="green underline")
    return marked
