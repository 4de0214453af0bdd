"""A mail server and a webhook on loopback, which do as they are told and keep what they get."""

import asyncio
import email
import email.policy
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """A mail server. `answer` is what it says to a mail, after `seconds`.

    `refuses` is what it says to some receivers.
    """

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.answer = "250 OK"
        self.seconds = 0.0
        self.refuses: dict[str, str] = {}
        self.on_mail: Callable[[], None] = lambda: None
        with socket.socket() as free:  # the server wants to know its port beforehand
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        if self.answer.startswith("250"):
            raw = envelope.original_content or b""
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append((envelope.rcpt_tos, mail))
        self.on_mail()
        await asyncio.sleep(self.seconds)
        return self.answer

    @contextmanager
    def running(self) -> Iterator[str]:
        """Run it; the address of a channel to two people."""
        self._controller.start()
        people = "to=mai@press.vn,lan@press.vn"
        try:
            yield f"mailto://127.0.0.1:{self._port}?mode=insecure&from=diembao@press.vn&{people}"
        finally:
            self._controller.stop()

    @property
    def keys(self) -> list[str]:
        """The keys of the mails that it took, in their order."""
        return [str(mail["Message-ID"]).split("@")[0].strip("<") for _, mail in self.mails]


class Webhook:
    """A webhook. `status` is what it answers, after `seconds`."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        self.seconds = 0.0
        self.on_post: Callable[[], None] = lambda: None

    @contextmanager
    def running(self) -> Iterator[str]:
        """Run it; the address of its channel."""
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = loads(self.rfile.read(int(self.headers["Content-Length"])))
                webhook.posts.append((self.headers["Idempotency-Key"], body))
                webhook.on_post()
                time.sleep(webhook.seconds)
                self.send_response(webhook.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"json://127.0.0.1:{server.server_port}/hook"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @property
    def keys(self) -> list[str]:
        """The keys of what it got, in their order."""
        return [key for key, _ in self.posts]
