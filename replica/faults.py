"""Ways to break a site on purpose, by rule, while the server runs.

A rule names a host and a path (shell patterns) and what goes wrong there:

=========  ==================================================================
status     another status, with `headers` (Retry-After …) and `text`
html       a web page where something else was asked for: 200 and `text`
body       200 with `text` instead of the page, of the page's own type or `content_type`
truncate   the page cut off after `fraction` of its bytes: a whole answer of less
drop       the connection closed half-way through the body it announced
hang       the connection held open, never answered
slow       the answer after `seconds`
large      `megabytes` of filler
redirect   `status` (302) to `location`
frozen     the page as it was at `moment` (ISO)
redesign   the page with other classes, ids and data attributes: selectors find nothing
cookie     a gate: 200 and a script that sets a cookie, until it is sent back
script     a gate: 200 and a script that goes on to the address with a mark in it
agent      a gate: 403 for a User-Agent that looks like a whole Chrome
=========  ==================================================================

`times` bounds how many requests a rule hits; the first rule that fits is taken.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from replica.answers import Request

Kind = Literal[
    "status", "html", "body", "truncate", "drop", "hang", "slow", "large", "redirect", "frozen",
    "redesign", "cookie", "script", "agent",
]  # fmt: skip

GATE_COOKIE = "D1N=5ca1ab1edeadbea75ca1ab1edeadbea7"
GATE_MARK = "__r=1"


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule."""

    fault: Kind
    host: str = "*"
    path: str = "*"
    times: int | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    content_type: str | None = None
    fraction: float = 0.5
    megabytes: float = 20.0
    seconds: float = 5.0
    location: str = "/"
    moment: str = ""

    @classmethod
    def of(cls, rule: Mapping[str, Any]) -> "Fault":
        """Read a rule as it stands in JSON.

        Raises:
            ValueError: a name is unknown, or there is no such fault.
        """
        unknown = set(rule) - set(cls.__dataclass_fields__)
        if unknown or rule.get("fault") not in get_args(Kind):
            message = f"not a fault rule: {dict(rule)} (faults: {', '.join(get_args(Kind))})"
            raise ValueError(message)
        return cls(**rule)

    def fits(self, request: "Request") -> bool:
        """Whether the rule is about this request; a gate lets those pass who have its sign."""
        hosts = {request.host, request.host.removeprefix("www.")}
        if not any(fnmatchcase(host, self.host) for host in hosts):
            return False
        if not fnmatchcase(request.path, self.path):
            return False
        match self.fault:
            case "cookie":
                return GATE_COOKIE not in request.headers.get("cookie", "")
            case "script":
                return GATE_MARK not in request.target
            case "agent":
                return "Chrome/" in request.headers.get("user-agent", "")
            case _:
                return True


# Lao Động's cookie page and VOV's hop and bar, as described. Whether their feeds stand behind
# them is not known; here they do not.
GATES = (
    Fault("cookie", host="laodong.vn", path="*.ldo"),
    Fault("agent", host="vov.vn"),
    Fault("script", host="vov.vn", path="*.vov"),
)


class Faults:
    """The rules in force: those given at the start, and those of a file that may change.

    Args:
        rules: rules that stay.
        file: a JSON list of rules, read again whenever it changes.
    """

    def __init__(self, rules: Iterable[Fault] = (), file: Path | None = None) -> None:
        self._fixed = _counted(rules)
        self._file = file
        self._stamp: tuple[int, int] | None = None
        self._changing: list[tuple[Fault, list[float]]] = []

    def take(self, request: "Request") -> Fault | None:
        """The fault that hits this request, if one does; counts it."""
        self._reread()
        for fault, left in (*self._changing, *self._fixed):
            if left[0] > 0 and fault.fits(request):
                left[0] -= 1
                return fault
        return None

    def _reread(self) -> None:
        if self._file is None or not self._file.exists():
            return
        stat = self._file.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            self._stamp = stamp
            self._changing = _counted(map(Fault.of, json.loads(self._file.read_text("utf-8"))))


def _counted(rules: Iterable[Fault]) -> list[tuple[Fault, list[float]]]:
    return [(rule, [math.inf if rule.times is None else rule.times]) for rule in rules]
