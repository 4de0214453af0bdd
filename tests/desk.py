"""A running desk over real HTTP on loopback, and browsers of users of each role, for tests."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import httpx
import pytest
from sqlalchemy import Engine

from desk.access import SESSION
from desk.app import make_app
from desk.passwords import hash_password
from desk.serving import Server, bound, configured
from settings import Settings
from store.engine import writing
from store.sessions import begin_session
from store.tokens import add_token
from store.users import Role, User, add_user, find_user

PASSWORD = "bốn từ không liên quan"
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


class Browser(httpx.Client):
    """What a browser does: it keeps cookies, and sends forms with the token of the page."""

    def token(self, page: str = "/dang-nhap") -> str:
        """The token of a page."""
        found = _TOKEN.search(self.get(page, follow_redirects=True).text)
        assert found, f"{page} holds no token"
        return found[1]

    def submit(
        self, path: str, fields: Mapping[str, str] | None = None, page: str = "/dang-nhap"
    ) -> httpx.Response:
        """Send a form of a page to a path."""
        return self.post(path, data={"csrf": self.token(page), **(fields or {})})


@dataclass(frozen=True)
class RunningDesk:
    """A desk that listens at an address."""

    address: str
    engine: Engine
    stop: Callable[[], None]

    @contextmanager
    def visitor(self) -> Iterator[Browser]:
        """A browser in which nobody is signed in."""
        with Browser(base_url=self.address, trust_env=False, timeout=60) as browser:
            yield browser

    def user(self, role: Role, name: str = "") -> User:
        """A user of a role; made where it is missing."""
        name = name or f"a.{role}"
        found = find_user(self.engine, name)
        if found is None:
            with writing(self.engine) as connection:
                add_user(connection, name, f"Nguyễn Văn {role.title()}", role, _hash())
            found = find_user(self.engine, name)
        assert found is not None
        return found

    def session(self, role: Role, name: str = "") -> str:
        """Sign a user of a role in; the session's token."""
        user = self.user(role, name)
        with writing(self.engine) as connection:
            return begin_session(connection, user.id)

    def key(self, role: Role, name: str = "") -> str:
        """A new key of a user of a role, for the API."""
        user = self.user(role, name)
        with writing(self.engine) as connection:
            return add_token(connection, user.id, "test")

    @contextmanager
    def signed_in(self, role: Role, name: str = "") -> Iterator[Browser]:
        """A browser in which a user of a role is signed in."""
        with self.visitor() as browser:
            browser.cookies.set(SESSION, self.session(role, name), domain="127.0.0.1")
            yield browser


@contextmanager
def running_desk(engine: Engine, **settings: object) -> Iterator[RunningDesk]:
    """Run the desk of a database until the block ends; keywords are settings."""
    url = engine.url.render_as_string(hide_password=False)
    wanted = Settings(database_url=url, **settings)  # type: ignore[arg-type]
    with bound("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        app = make_app(wanted)
        server = Server(configured(app, wanted, "127.0.0.1", port), app.app.state.works)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join(timeout=60)
            assert not thread.is_alive()

        try:
            yield RunningDesk(f"http://127.0.0.1:{port}", engine, stop)
        finally:
            stop()


@pytest.fixture
def desk(engine: Engine) -> Iterator[RunningDesk]:
    """A running desk on an empty database, of each kind."""
    with running_desk(engine) as running:
        yield running
