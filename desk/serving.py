"""Serving the desk: where it listens, and when it refuses to."""

import ipaddress
import socket
from collections.abc import Callable

import uvicorn

from desk.app import make_app
from desk.security import Guarded
from desk.works import Works
from errors import UsageError
from settings import Settings
from store.users import count_users

# Seconds that answers under way are given when the desk is stopped.
_PATIENCE = 5


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_in_public(settings: Settings, accounts: int) -> None:
    """Refuse to be seen by others before somebody must sign in."""
    if not accounts:
        raise UsageError(
            "There is no account yet, so the desk listens on this machine only. Make one first: "
            "diembao desk user add NAME --role operator"
        )
    if not settings.desk_hosts:
        raise UsageError(
            "Say under which name the desk is reached by others: "
            "DIEMBAO_DESK_HOSTS='[\"diembao.example.vn\"]'"
        )


def configured(app: Guarded, settings: Settings, host: str, port: int) -> uvicorn.Config:
    """How uvicorn runs the desk: proxies are believed only where the settings name them."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.desk_proxies),
        forwarded_allow_ips=list(settings.desk_proxies),
        timeout_graceful_shutdown=_PATIENCE,
    )


class Server(uvicorn.Server):
    """uvicorn's server; what goes on beside the pages ends before their connections do.

    Else somebody who watches a crawl would hold the desk up, and the crawl would not know.
    """

    def __init__(self, config: uvicorn.Config, works: Works) -> None:
        super().__init__(config)
        self._works = works

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the works' streams, then all else."""
        self._works.close()
        await super().shutdown(sockets)


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the desk until the process is interrupted.

    Args:
        settings: the settings of this process.
        host: the address to listen at.
        port: the port to listen at.
        say: takes a sentence for whoever started it.

    Raises:
        UsageError: it would be seen by others while there is no account or no name for it, or the
            address cannot be listened at.
        StoreError: the database cannot be opened.
    """
    app = make_app(settings)
    if not _is_loopback(host):
        _refuse_in_public(settings, count_users(app.app.state.reader))
    config = configured(app, settings, host, port)
    with bound(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}"
        say(f"The desk listens at {address} (Ctrl-C ends it).")
        if path := app.app.state.first.path():
            say(f"There is no account yet. This link makes the first one, once: {address}{path}")
        Server(config, app.app.state.works).run(sockets=[listening])


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; port 0: any that is free.

    Raises:
        UsageError: the address is not this machine's, or the port is taken.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise UsageError(
            f"Nothing can listen at {host}, port {port}: {error.strerror}. "
            "Choose another with --host and --port."
        ) from None
