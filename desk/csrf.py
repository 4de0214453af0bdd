"""Forms that only our own pages can send.

Every page holds a token that belongs to its browser's session, or before anybody is signed in to a
cookie of a guest. What changes something must bring it: as the field `csrf` of a form, or as the
header `X-CSRF-Token`, which htmx sends by itself. Programs with a key need none: no browser sends a
key by itself.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from desk.access import SESSION, bearer, cookie, set_cookie
from desk.problems import StaleForm

FIELD = "csrf"
HEADER = "X-CSRF-Token"
GUEST = "diembao_guest"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_SALT = 8  # bytes


def _seal(secret: str, salt: str) -> str:
    return hmac.new(f"csrf {secret}".encode(), salt.encode(), hashlib.sha256).hexdigest()


def _secret(request: Request) -> str:
    return cookie(request, SESSION) or cookie(request, GUEST)


def csrf_token(request: Request) -> str:
    """The token for a page that is being made; a new one each time, so compression tells nothing.

    A guest without a cookie is given one, which `keep_guest` puts into the answer.
    """
    secret = _secret(request)
    if not secret:
        if not hasattr(request.state, "guest"):
            request.state.guest = secrets.token_urlsafe(24)
        secret = request.state.guest
    salt = secrets.token_hex(_SALT)
    return f"{salt}.{_seal(secret, salt)}"


def keep_guest(request: Request, response: Response) -> None:
    """Put the cookie of a new guest into the answer."""
    if guest := getattr(request.state, "guest", ""):
        set_cookie(request, response, GUEST, guest)


def _fits(request: Request, token: str) -> bool:
    salt, _, seal = token.partition(".")
    secret = _secret(request)
    return bool(secret) and hmac.compare_digest(seal.encode(), _seal(secret, salt).encode())


def _from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site's page sent this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


def _typed(form: FormData) -> dict[str, str]:
    """What was typed, to be shown again: but for passwords."""
    return {
        name: value
        for name, value in form.items()
        if isinstance(value, str) and name != FIELD and "password" not in name
    }


def _refuse_nul(values: Iterable[object]) -> None:
    """Refuse the one character that PostgreSQL cannot hold and no reader types."""
    if any("\x00" in value for value in values if isinstance(value, str)):
        raise HTTPException(HTTPStatus.BAD_REQUEST)


async def guard(request: Request) -> None:
    """Let through what our own pages send, and what only reads.

    Raises:
        StaleForm: there is no token, or it is another session's.
        HTTPException: an address or a field cannot be read.
    """
    request.state.typed = None
    _refuse_nul((*request.query_params.values(), *request.path_params.values()))
    if request.method in _SAFE or bearer(request) is not None:
        return
    form = FormData()
    if request.headers.get("content-type", "").startswith(_FORMS):
        form = await request.form()
        _refuse_nul(form.values())
    field = form.get(FIELD)
    token = request.headers.get(HEADER) or (field if isinstance(field, str) else "")
    if _from_elsewhere(request) or not token:  # our own pages have one, be it an old one
        raise StaleForm
    # Kept for the page that may have to say that nothing was done: see `desk.telling`.
    request.state.typed = _typed(form)
    if not _fits(request, token):
        raise StaleForm
