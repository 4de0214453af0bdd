"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from rich.text import Text

# A word with the white space behind it, so that pieces join to the text that they came from.
_WORD = re.compile(r"\S+\s*|\s+")


def word_diff(before: str, after: str, around: int | None = None) -> Text:
    """Return the later text with what was added underlined and what was taken out struck through.

    On a terminal by style; elsewhere as `[-taken out-]` and `{+added+}`, as git's word diff does.

    Args:
        before: a text.
        after: what became of it.
        around: show only what changed with so many words on either side; None: all of the text.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    bare_old, bare_new = ([word.strip() for word in words] for words in (old, new))
    matcher = SequenceMatcher(None, bare_old, bare_new, autojunk=False)
    if around is None:
        return Text().join(_changes(old, new, matcher.get_opcodes()))
    marked = Text()
    shown = 0  # words of the later text, up to where
    for opcodes in matcher.get_grouped_opcodes(around):
        if opcodes[0][3] > shown:
            marked.append("… ")
        marked.append_text(Text().join(_changes(old, new, opcodes)))
        shown = opcodes[-1][4]
    if shown < len(new):
        marked.append("…")
    return marked


def _changes(
    old: list[str], new: list[str], opcodes: Iterable[tuple[str, int, int, int, int]]
) -> list[Text]:
    marked: list[Text] = []
    for change, i1, i2, j1, j2 in opcodes:
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if change == "equal":
            marked.append(Text(come))
            continue
        if gone.strip():
            marked.append(Text(f"[-{gone.strip()}-] ", style="red strike"))
        if come.strip():
            marked.append(Text(f"{{+{come.strip()}+}} ", style="green underline"))
    return marked
