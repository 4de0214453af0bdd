"""Agency copy: whose text an article says it is, by the marks that outlets put around it.

An article says so in a byline, below its text, or before its first sentence, and nowhere else: an
agency that is named within a text is cited there.
"""

import re
from collections.abc import Iterable, Iterator

from crawler.records import Article
from crawler.text import tidy
from pipelines.agencies import AGENCIES, OWN

_CALLED = {name.casefold(): agency for agency, names in AGENCIES.items() for name in names}
_LONGEST_FIRST = sorted(_CALLED, key=len, reverse=True)
_ANY = "|".join(map(re.escape, _LONGEST_FIRST))
# Names of two letters are initials of people as well: they need "theo" or brackets.
_INITIALS = 2
_SURE = "|".join(re.escape(name) for name in _LONGEST_FIRST if len(name) > _INITIALS)


def _list_of(names: str) -> str:
    """One or several names, and what stands between: `TTXVN/Vietnam+`, `Reuters, AFP`."""
    kind = r"(?:(?:báo|tờ|trang|kênh|đài|tạp chí|hãng(?: tin| thông tấn)?)\s+)?"
    name = rf"{kind}(?:{names})(?!\w|[.+]\w)"
    return rf"(?P<names>{name}(?:\s*(?:[,;/&–-]|\bvà\b)\s*{name})*)"


_FROM = r"(?:(?:theo|nguồn|dẫn nguồn)\s*:?\s+)"
# `(TTXVN)`, `(Theo Reuters, AFP)`, `(Nguồn: CAND)`, `(theo SCMP, Sina)`.
_BRACKETS = rf"[(\[]\s*{_FROM}?{_list_of(_ANY)}(?:\s*[,;/&][^()\[\]]{{1,40}})?\s*[)\]]"
# A name before it, every word with a capital, and what that one did, but for taking a picture:
# `Tin, ảnh: Bùi Giang (TTXVN)`, `PV/VOV.VN (Theo TTXVN)`.
_CAPITAL = "[A-ZÀ-ÝĂĐĨŨƠƯ" + "".join(map(chr, range(ord("Ạ"), ord("ỹ"), 2))) + "]"
_NAME = rf"(?-i:{_CAPITAL}[\w.]*(?:[\s,/&–-]+(?:và\s+)?{_CAPITAL}[\w.]*)*)"
_SOMEBODY = rf"(?:(?:tin|bài|thực hiện|tổng hợp|biên dịch)[^:().]{{0,20}}:\s*|theo\s+)?{_NAME}"
# A byline, or a line of its own below the text.
_LINES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_FROM}{_list_of(_ANY)}(?:\s*[,;/&]\s*(?-i:[A-ZĐ])[^.!?…]{{1,40}}|[\s.]*)",
        rf"(?:{_SOMEBODY}[\s–-]*)?{_BRACKETS}[\s.]*",
        rf"(?:{_SOMEBODY}\s*[/–-]\s*)?{_list_of(_SURE)}[\s.]*",
    )
)
# After the last sentence of the last paragraph.
_AT_END = re.compile(rf"[.!?…\"”'/]\s*{_BRACKETS}[\s.]*$", re.IGNORECASE)
# Before the first sentence, with the place where there is one: `Hà Nội (TTXVN) - `, but no
# `Đài Truyền hình Việt Nam (VTV) - đơn vị …`. Without "theo" or brackets a name before a dash is
# the first word of a sentence: `CAND – T&T thắng …`.
_PLACE = r"(?!đài|hãng|báo|kênh|ban|cổng|cơ quan|thông tấn)[^().!?…]{0,30}"
_STARTS = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_PLACE}{_BRACKETS}\s*[-–—:.]",
        rf"{_FROM}{_list_of(_ANY)}\s*[-–—]\s",
    )
)
_AGENCY = re.compile(rf"(?:{_ANY})(?!\w|[.+]\w)", re.IGNORECASE)
# In characters: a line that is a mark, and either end of a text, where one may stand.
_LONGEST_LINE = 100
_WIDTH = 200


def agency_of(article: Article) -> str:
    """Return whose copy an article says it is, by one name; empty where it says nothing.

    Of several the first is taken. An outlet's own mark says nothing, nor do those of TTXVN's
    papers on its sites.

    Args:
        article: as extracted, before it is cleaned of such marks.
    """
    own = OWN.get(article.outlet)
    return next((agency for agency in _said(article) if agency != own), "")


def _said(article: Article) -> Iterator[str]:
    body = article.body.strip()
    first, last = (tidy(body[at]) for at in (slice(0, _WIDTH), slice(-_WIDTH, None)))
    last_line = tidy(body[body.rfind("\n") + 1 :][-_WIDTH:])
    for line in map(tidy, (article.agency, *article.authors, last_line)):
        if len(line) <= _LONGEST_LINE:
            yield from _named(shape.fullmatch(line) for shape in _LINES)
    yield from _named([_AT_END.search(last)])
    for text in (tidy(article.lead), first):
        yield from _named(shape.match(text) for shape in _STARTS)


def _named(marks: Iterable[re.Match[str] | None]) -> Iterator[str]:
    """The agencies in marks. Names of papers are words as well: they count with a capital."""
    for mark in filter(None, marks):
        for name in _AGENCY.findall(mark["names"]):
            if "." in name or not name[0].islower():
                yield _CALLED[name.casefold()]
