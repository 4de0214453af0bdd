"""What every answer carries, and which hosts are answered at all."""

import logging

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REPORTS = "/csp-report"
# Scripts, styles, data and forms only from and to ourselves; pictures also as charts make them.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        f"report-uri {REPORTS}",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # outlets need not know who reads them
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=31536000"
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_MISDIRECTED = 421
_LONGEST_REPORT = 4_000

log = logging.getLogger("desk.security")
router = APIRouter()


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


class Guarded:
    """An app whose answers carry the headers above, and that answers only under its own names.

    A page of another site that has its name point at this machine is answered nothing.
    """

    def __init__(self, app: FastAPI, hosts: tuple[str, ...]) -> None:
        self.app = app
        self._hosts = {*_LOOPBACK, *(host.lower() for host in hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "private, no-cache")
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", _HSTS)
            await send(message)

        host = _name(Headers(scope=scope).get("host", "").lower())
        app: ASGIApp = self.app if host in self._hosts else _unknown_host(host)
        await app(scope, receive, guarded)


def _unknown_host(host: str) -> Response:
    log.warning("asked as %.100r, which DIEMBAO_DESK_HOSTS does not name", host)
    sentence = (
        "Địa chỉ này chưa được khai báo cho Điểm Báo. "
        "Người quản trị thêm tên máy vào DIEMBAO_DESK_HOSTS.\n"
    )
    return Response(sentence, _MISDIRECTED, media_type="text/plain; charset=utf-8")


@router.post(REPORTS, include_in_schema=False)
async def report(request: Request) -> Response:
    """Log what a browser says that a page tried against the policy."""
    said = (await request.body())[:_LONGEST_REPORT].decode("utf-8", "replace")
    log.warning("policy report: %s", ascii(said))
    return Response(status_code=204)
