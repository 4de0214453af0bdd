"""Who wrote it: names out of a byline, without agencies, roles and addresses."""

import re
from collections.abc import Iterable

from crawler.text import tidy
from pipelines.agencies import MARK

_EMAIL = re.compile(r"\(?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?")
# "Tin, ảnh: …", "Bài và ảnh: …", "Thực hiện: …": what somebody did, before the name.
_ROLE = re.compile(
    r"\b(?:(?:tin|bài|ảnh|video|clip|đồ họa|đồ hoạ|infographic|thực hiện|tổng hợp|biên dịch|"
    r"biên tập|theo|nguồn|text|photo)\s*(?:,|và|-|&|/)?\s*)+:\s*",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^(?:theo|nguồn)\s+", re.IGNORECASE)
# "(TTXVN)", "(Theo AFP, Reuters)", "(tổng hợp)": remarks, never a part of a name.
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]?")
# "Bùi GiangTTXVN": a mark glued to a name, or after it.
_GLUED = re.compile(rf"(?<=[^\W\d_])\s*(?:{MARK})$")
_WHOLE = re.compile(rf"(?:{MARK})", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[,;/&|•·]\s*|\s+và\s+|\s{3,}|\n")


def _names(byline: str) -> list[str]:
    text = _REMARK.sub("", _ROLE.sub(" – ", _EMAIL.sub("", byline)).strip(" –"))
    parts = (_SOURCE.sub("", tidy(part)).strip(" .:-–*") for part in _BETWEEN.split(text))
    return [part for part in parts if part]


def authors_of(bylines: Iterable[str]) -> tuple[str, ...]:
    """Read the names in the bylines of an article.

    Args:
        bylines: each as the page has it, with several names, roles, agencies or addresses in it.

    Returns:
        The names in order, each once: without e-mail addresses, remarks in brackets, roles and
        agency marks. Where an agency signs alone, its mark.
    """
    stated = [name for byline in bylines for name in _names(byline)]
    people = (_GLUED.sub("", name).strip() for name in stated if not _WHOLE.fullmatch(name))
    return tuple(dict.fromkeys(filter(None, people))) or tuple(dict.fromkeys(stated))
