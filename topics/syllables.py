"""Which words can be Vietnamese: a syllable is an initial, a rime and a tone, and few do."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_INITIAL: Final = "(?:ngh?|gh?|gi|kh|nh|ph|th|tr|ch|qu|[bcdđhklmnprstvx])?"
_OPEN: Final = (
    "[aeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oa|oai|oao|oay|oe|oeo|oi|ôi|ơi|ua|uây|uê|ui|uôi|"
    "uơ|uy|uya|uyu|ưa|ưi|ưu|ươi|ươu|yêu"
)
_CLOSED: Final = (
    "(?:[aăâeêioôơuưyâ]|iê|oa|oă|oe|oo|uâ|uă|uê|uô|uy|uyê|ươ|yê|ie|ue)(?:ch|ng|nh|[cmnpt])"
)
_SYLLABLE: Final = re.compile(f"{_INITIAL}(?:{_OPEN}|{_CLOSED})")

# Names of Vietnam that no Vietnamese syllable spells, and words of every newspaper that are no
# names of places: none of them shows that the scene is abroad.
_AT_HOME: Final = frozenset({
    "đắk", "đăk", "đak", "đắc", "lắk", "lăk", "lak", "nông", "kon", "tum", "pleiku", "krông",
    "krong", "ea", "chư", "prông", "păh", "pưh", "gia", "rai", "ayun", "hleo", "buôn", "niê",
    "kpă", "ksor", "rcom", "siu", "hmong", "mông", "khmer", "ê", "đê", "pa", "ban", "zalo",
    "facebook", "tiktok", "youtube", "telegram", "google", "vneid", "covid", "grab", "shopee",
    "lazada", "internet", "online", "website", "vinfast", "viettel", "mobifone", "vinaphone",
    "honda", "yamaha", "toyota", "hyundai", "kia", "ford", "mazda", "wave", "exciter",
    "winner", "container", "camera", "video", "clip", "robot", "taxi", "karaoke", "massage",
    "spa", "bar", "pub", "casino", "iphone", "samsung", "interpol", "aseanapol", "ketamine",
    "heroin", "methamphetamine", "bitcoin", "forex",
})  # fmt: skip
_SHORTEST: Final = 3  # letters; shorter words are initials


@lru_cache(maxsize=8192)
def is_strange(word: str) -> bool:
    """Whether a word is a name that is neither Vietnamese nor at home in Vietnam.

    Args:
        word: One word as an article has it.
    """
    if len(word) < _SHORTEST or not word[0].isupper() or word.isupper() or not word.isalpha():
        return False
    small = unicodedata.normalize("NFC", word.lower())
    if small in _AT_HOME:
        return False
    toneless = _TONES.sub("", unicodedata.normalize("NFD", small))
    return not _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless))
