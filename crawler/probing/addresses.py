"""What the addresses of a site's articles look like: where their ids stand, what those tell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from crawler.urls import host_of

# From the surest form to the least: what stands before the id, and what after it.
_FORMS = (
    ("-post…", r"[^/]+-post", r"\d{4,}"),
    ("-…", r"[^/]+-", r"\d{5,19}"),
    ("-d…", r"[^/]+-(?:[a-z]{1,3})", r"\d{4,}"),
    ("/…", r"[^/]+/", r"\d{5,19}"),
)
_TAIL = r"(?P<tail>\.[a-z]{2,5}|/?)$"
_SLUG = re.compile(r"^/(?:[^/]+/)*[\w]+(?:-[\w]+){4,}(?P<tail>\.[a-z]{2,5}|/?)$")
# Shorter ids count items; longer ones are the moment at which the item was made.
_MOMENT = 14
_FEWEST = 3
_PREFIX = 3


@dataclass(frozen=True, slots=True)
class AddressForm:
    """A form of addresses.

    Attributes:
        article_path: the pattern that an outlet's file would state.
        id_time: the pattern on the id that tells the day, where ids do.
        examples: addresses of that form.
        others: how many addresses of the site are not of it.
    """

    article_path: str
    id_time: str
    examples: tuple[str, ...]
    others: int


def form_of(urls: Iterable[str], host: str) -> AddressForm | None:
    """The form that most addresses of a site share, None where they share none.

    Args:
        urls: addresses, as pages and feeds of the site show them.
        host: the site's host; addresses on others are left out.
    """
    here = list(dict.fromkeys(urlsplit(url).path for url in urls if host_of(url) == host))
    groups: dict[tuple[int, str, bool], list[tuple[str, str]]] = {}
    for path in here:
        if (found := _sorted(path)) is not None:
            number, tail, made = found
            groups.setdefault((number, tail, len(made) >= _MOMENT), []).append((path, made))
    most = max(groups.items(), key=lambda group: len(group[1]), default=None)
    if most is not None and len(most[1]) >= _FEWEST:
        (number, tail, _), members = most
        return _with_ids(number, tail, members, len(here) - len(members))
    slugs = [path for path in here if _SLUG.search(path)]
    if len(slugs) < _FEWEST:
        return None
    tail = re.escape(_tail_of(slugs))
    pattern = rf"^/(?:[^/]+/)*(\w+(?:-\w+){{4,}}){tail or '/?'}$"
    return AddressForm(pattern, "", tuple(slugs[:_FEWEST]), len(here) - len(slugs))


def _sorted(path: str) -> tuple[int, str, str] | None:
    """Which form an address has, how it ends, and its id."""
    for number, (_, before, made) in enumerate(_FORMS):
        if found := re.search(rf"^/(?:[^/]+/)*{before}(?P<id>{made}){_TAIL}", path):
            return number, found["tail"].rstrip("/"), found["id"]
    return None


def _tail_of(paths: list[str]) -> str:
    tails = [found["tail"].rstrip("/") for path in paths if (found := _SLUG.search(path))]
    return max(set(tails), key=tails.count)


def _with_ids(number: int, tail: str, members: list[tuple[str, str]], others: int) -> AddressForm:
    paths, ids = zip(*members, strict=True)
    nested = any(path.count("/") > 1 + (_FORMS[number][0] == "/…") for path in paths)
    folders = "(?:[^/]+/)*" if nested else ""
    lengths = sorted(map(len, ids))
    # An id that counts grows by a digit some day; one that is a moment may lack a zero.
    grows = lengths[-1] < _MOMENT
    least, most = lengths[0] - (not grows), lengths[-1] + grows
    end = re.escape(tail) if tail else "/?"
    pattern = rf"^/{folders}{_FORMS[number][1]}(\d{{{least},{most}}}){end}$"
    return AddressForm(pattern, _id_time(ids), tuple(paths[:_FEWEST]), others)


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year) % 100 + 2000, int(month), int(day))
    except ValueError:
        return False
    return True


def _id_time(ids: tuple[str, ...]) -> str:
    """How ids tell the day on which an item was made; empty where they do not."""
    if min(map(len, ids)) < _MOMENT:
        return ""
    if all(each.startswith("20") and _is_day(each[2:4], each[4:6], each[6:8]) for each in ids):
        return r"^(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    prefix = ids[0][:_PREFIX]
    if all(each.startswith(prefix) and _is_day(each[3:5], each[5:7], each[7:9]) for each in ids):
        return rf"^{prefix}(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)"
    return ""
