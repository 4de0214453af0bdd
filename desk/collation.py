"""Sorting names as Vietnamese dictionaries do (TCVN: letters first, then tones)."""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# The order of tones in Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_RANKS = {letter: rank for rank, letter in enumerate(_LETTERS)}


def _syllable(word: str) -> tuple[tuple[int, ...], int]:
    """The letters of a syllable, and its tone, which counts after all of them."""
    tone = 0
    bare = []
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONES:
            tone = tone or _TONES[mark]
        else:
            bare.append(mark)
    letters = unicodedata.normalize("NFC", "".join(bare))
    # Digits stand before letters, everything else after them.
    ranks = [
        _RANKS.get(c, ord(c) - 200 if c.isdigit() and c.isascii() else ord(c)) for c in letters
    ]
    return tuple(ranks), tone


def sort_key(text: str) -> tuple[object, ...]:
    """What to sort Vietnamese texts by: `sorted(names, key=sort_key)`.

    Syllable by syllable: first by letters (a ă â b c d đ e ê …), then by tone; what differs only in
    capitals keeps a fixed order.
    """
    syllables = [_syllable(word) for word in text.casefold().split()]
    return (syllables, text)
