"""What changed between two versions of a text, word by word, on a terminal."""

from rich.text import Text

from desk.worddiff import Change, Kind, changes, words_of

_STYLES = {
    Kind.REMOVED: ("[-{}-] ", "red strike"),
    Kind.ADDED: ("{{+{}+}} ", "green underline"),
}


def word_diff(before: str, after: str, around: int | None = None) -> Text:
    """Return the later text with what was added underlined and what was taken out struck through.

    On a terminal by style; elsewhere as `[-taken out-]` and `{+added+}`, as git's word diff does.

    Args:
        before: a text.
        after: what became of it.
        around: show only what changed with so many words on either side; None: all of the text.
    """
    marked = Text()
    found = changes(before, after)
    for place, change in enumerate(found):
        if change.kind is not Kind.SAME:
            form, style = _STYLES[change.kind]
            if change.text.strip():
                marked.append(form.format(change.text.strip()), style=style)
        elif around is None:
            marked.append(change.text)
        else:
            first, last = place == 0, place == len(found) - 1
            marked.append(_cut(change, 0 if first else around, 0 if last else around))
    return marked


def _cut(change: Change, head: int, tail: int) -> str:
    """The first and the last words of a text, with an ellipsis for those between."""
    words = words_of(change.text)
    if len(words) <= head + tail:
        return change.text
    end = "".join(words[len(words) - tail :])
    return "".join(words[:head]) + ("… " if end else "…") + end
