"""The first account: made through a link that only who started the desk has seen."""

import hmac
import secrets

from sqlalchemy import Engine

from store.users import count_users


class FirstLink:
    """The one-time link to make the first account, for as long as there is none.

    It lives as long as the process: started again, the desk prints another one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._token = secrets.token_urlsafe(24)

    def path(self) -> str | None:
        """The path of the link; none where there is an account already."""
        return None if count_users(self._engine) else f"/bat-dau/{self._token}"

    def opens(self, token: str) -> bool:
        """Whether a token is that of the link, and there is no account yet."""
        fits = hmac.compare_digest(token.encode(), self._token.encode())
        return fits and not count_users(self._engine)
