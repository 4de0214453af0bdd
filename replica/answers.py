"""What a request is answered, and how it goes wrong when a fault hits it; no sockets here."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal

from replica.clock import moment_of
from replica.faults import GATE_COOKIE, GATE_MARK, Fault, Faults
from replica.press import SMALLEST_COMPRESSED, Press, Sheet, not_modified
from replica.sites.page import HTML

# Faults that put words of their own in the page's place, and their status unless the rule says.
_STATUSES = {
    "status": HTTPStatus.INTERNAL_SERVER_ERROR,
    "redirect": HTTPStatus.FOUND,
    "html": HTTPStatus.OK,
    "body": HTTPStatus.OK,
}

# What selectors go by.
_NAMED = re.compile(rb'\b(class|id|itemprop|data-[\w-]+)="([^"]+)"')

_GATES = frozenset({"cookie", "script", "agent"})

Manner = Literal["whole", "drop", "hang", "filler"]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was read: names of header fields in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def host(self) -> str:
        """The host asked for, without port."""
        return self.headers.get("host", "").partition(":")[0].lower()

    @property
    def path(self) -> str:
        """The path asked for, without query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and the manner in which it is sent.

    ``drop`` closes the connection half-way through the body, ``hang`` sends nothing at all,
    ``filler`` sends `size` bytes of filler in place of the body.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    manner: Manner = "whole"
    size: int = 0
    delay: float = 0.0


def answer(request: Request, press: Press, faults: Faults) -> Answer:
    """Answer a request from the press, unless a fault has its way."""
    if request.method not in {"GET", "HEAD"}:
        return Answer(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"})
    sheet = press.sheet(request.host, request.target)
    fault = faults.take(request)
    if fault is None:
        return _plain(request, sheet)
    if fault.fault == "frozen":
        then = press.sheet_at(moment_of(fault.moment), request.host, request.target)
        return _plain(request, then)
    if fault.fault == "redesign":
        return _plain(request, _redesigned(sheet))
    return _gate(request, fault) if fault.fault in _GATES else _broken(request, sheet, fault)


def _plain(request: Request, sheet: Sheet) -> Answer:
    asked = request.headers
    if not_modified(sheet, asked.get("if-none-match"), asked.get("if-modified-since")):
        return Answer(HTTPStatus.NOT_MODIFIED, sheet.headers)
    wanted = sheet.gzip_unasked or "gzip" in asked.get("accept-encoding", "")
    if wanted and len(sheet.body) >= SMALLEST_COMPRESSED:
        headers = {**sheet.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Answer(sheet.status, headers, sheet.gzipped())
    return Answer(sheet.status, sheet.headers, sheet.body)


def _broken(request: Request, sheet: Sheet, fault: Fault) -> Answer:
    if fault.fault in _STATUSES:
        return _replaced(sheet, fault)
    page = Answer(sheet.status, sheet.headers, sheet.body)
    match fault.fault:
        case "truncate":
            return replace(page, body=sheet.body[: int(len(sheet.body) * fault.fraction)])
        case "slow":
            return replace(_plain(request, sheet), delay=fault.seconds)
        case "large":
            return replace(page, manner="filler", size=int(fault.megabytes * 2**20))
        case "drop":
            return replace(page, manner="drop")
        case _:
            return replace(page, manner="hang")


def _redesigned(sheet: Sheet) -> Sheet:
    """The same page from another system: whatever selectors go by has another name."""

    def renamed(match: re.Match[bytes]) -> bytes:
        return b'%s="v%x"' % (match[1], zlib.crc32(match[2]))

    body = _NAMED.sub(renamed, sheet.body)
    return replace(sheet, body=body, etag="", last_modified="", compressed=None)


def _replaced(sheet: Sheet, fault: Fault) -> Answer:
    own = sheet.headers["Content-Type"] if fault.fault == "body" else HTML
    headers = {"Content-Type": fault.content_type or own, **fault.headers}
    if fault.fault == "redirect":
        headers["Location"] = fault.location
    return Answer(fault.status or _STATUSES[fault.fault], headers, fault.text.encode())


def _gate(request: Request, fault: Fault) -> Answer:
    headers = {"Content-Type": HTML, "Cache-Control": "no-cache, no-store"}
    match fault.fault:
        case "agent":
            body = "<html><head><title>403 Forbidden</title></head><body></body></html>"
            return Answer(HTTPStatus.FORBIDDEN, headers, body.encode())
        case "cookie":
            script = (
                f'document.cookie="{GATE_COOKIE}"+"; expires=Fri, 31 Dec 2099 23:59:59 GMT; '
                'path=/";window.location.reload(true);'
            )
            body = f"<html><body><script>{script}</script></body></html>"
        case _:
            onward = f"{request.target}{'&' if '?' in request.target else '?'}{GATE_MARK}"
            body = (
                "<!DOCTYPE html><html><head><title>Attention Required</title></head><body>"
                f'<script>window.location.href="{onward}";</script></body></html>'
            )
    return Answer(HTTPStatus.OK, headers, body.encode())
