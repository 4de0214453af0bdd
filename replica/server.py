"""The replica on the wire: HTTP/1.1 with keep-alive on loopback, as little of it as crawlers use.

Written on asyncio's bare protocols, since a benchmark must measure the crawler and not this.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import IO, cast

from replica.answers import Answer, Request, answer
from replica.faults import Faults
from replica.press import Press

LOOPBACK = "127.0.0.1"
HEAD_LIMIT = 64 * 1024
FILLER = b"<!-- filler -->" * 4096
# Neither has a body, and a 304 repeats no length.
BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class Connection(asyncio.Protocol):
    """One client: its requests answered one after the other."""

    def __init__(self, press: Press, faults: Faults, log: IO[str] | None) -> None:
        self._press = press
        self._faults = faults
        self._log = log
        self._received = bytearray()
        self._busy = False
        self._paused = False
        self._filler_left = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was still to be sent."""
        del exc
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Read requests as they come in."""
        self._received += data
        self._next()

    def pause_writing(self) -> None:
        """Stop pouring filler: the client reads slower than we write."""
        self._paused = True

    def resume_writing(self) -> None:
        """Pour on."""
        self._paused = False
        self._pour()

    def _next(self) -> None:
        while self._transport and not self._busy:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                if len(self._received) > HEAD_LIMIT:
                    self._transport.close()
                return
            head = self._received[:end].decode("latin-1")
            del self._received[: end + 4]
            request = _parse(head)
            if request is None:
                self._transport.close()
                return
            self._answer(request)

    def _answer(self, request: Request) -> None:
        reply = answer(request, self._press, self._faults)
        self._busy = True
        if reply.delay:
            asyncio.get_running_loop().call_later(reply.delay, self._send, request, reply)
        else:
            self._send(request, reply)

    def _send(self, request: Request, reply: Answer) -> None:
        self._record(request, reply)
        if self._transport is None or reply.manner == "hang":
            return
        closing = request.headers.get("connection", "").lower() == "close"
        length = reply.size or len(reply.body)
        head = _head(reply, length, closing=closing)
        body = b"" if request.method == "HEAD" or reply.status in BODILESS else reply.body
        if reply.manner == "drop":
            self._transport.write(head + body[: length // 2])
            self._transport.close()
            return
        if reply.manner == "filler":
            self._transport.write(head)
            self._filler_left = reply.size
            self._pour()
            return
        self._transport.write(head + body)
        self._done(closing=closing)

    def _pour(self) -> None:
        while self._filler_left and self._transport and not self._paused:
            chunk = FILLER[: self._filler_left]
            self._filler_left -= len(chunk)
            self._transport.write(chunk)
            if not self._filler_left:
                self._done(closing=False)

    def _done(self, *, closing: bool) -> None:
        self._busy = False
        if closing and self._transport:
            self._transport.close()

    def _record(self, request: Request, reply: Answer) -> None:
        if self._log is None:
            return
        entry = {
            "time": time.time(),
            "host": request.host,
            "path": request.target,
            "status": 0 if reply.manner == "hang" else int(reply.status),
            "bytes": reply.size or len(reply.body),
            "user_agent": request.headers.get("user-agent"),
            "if_none_match": request.headers.get("if-none-match"),
            "if_modified_since": request.headers.get("if-modified-since"),
        }
        self._log.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _parse(head: str) -> Request | None:
    first, *lines = head.split("\r\n")
    try:
        method, target, _ = first.split(" ")
    except ValueError:
        return None
    fields = (line.partition(":") for line in lines)
    return Request(method, target, {name.lower(): value.strip() for name, _, value in fields})


def _head(reply: Answer, length: int, *, closing: bool) -> bytes:
    lines = [f"HTTP/1.1 {int(reply.status)} {_phrase(reply.status)}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    if reply.status not in BODILESS:
        lines.append(f"Content-Length: {length}")
    if closing:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


async def serve(
    press: Press,
    faults: Faults,
    *,
    port: int,
    log: IO[str] | None,
    listening: Callable[[int], None],
    until_stdin_closes: bool,
) -> None:
    """Serve until the process is told to stop (SIGTERM, SIGINT, or standard input ending).

    Args:
        press: the pages.
        faults: what to break.
        port: the port; 0 lets the system choose.
        log: where each request is written as a line of JSON, if anywhere.
        listening: called with the port once connections are accepted.
        until_stdin_closes: whether the end of standard input ends the server too.
    """
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    if until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(loop, stopped), daemon=True).start()
    server = await loop.create_server(
        lambda: Connection(press, faults, log), LOOPBACK, port, backlog=256
    )
    listening(server.sockets[0].getsockname()[1])
    await stopped.wait()
    server.close()


def _watch_stdin(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    # Unbuffered: a buffered read would hold a lock that the interpreter wants when it ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    loop.call_soon_threadsafe(stopped.set)
