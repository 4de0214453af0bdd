"""A sentence for the next page: that what was done is done."""

from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from desk.access import cookie, set_cookie

_COOKIE = "diembao_flash"
_LASTS = 60  # seconds: it is for the page that comes next
_LONGEST = 600


def done(request: Request, where: str, sentence: str = "") -> Response:
    """Answer a form: go to a page, which then says a sentence once.

    Args:
        request: what is answered.
        where: the path of the next page.
        sentence: what it says, translated.
    """
    response = RedirectResponse(where, status_code=303)
    if sentence:
        set_cookie(request, response, _COOKIE, quote(sentence[:_LONGEST]), _LASTS)
    return response


def flashed(request: Request) -> str:
    """The sentence that the page before left for this one; empty where it left none."""
    return unquote(cookie(request, _COOKIE))


def forget_flash(request: Request, response: Response) -> None:
    """See to it that a sentence is said once."""
    if cookie(request, _COOKIE):
        set_cookie(request, response, _COOKIE, "")


def local_path(where: str, otherwise: str = "/") -> str:
    """A path of ours that a form or an address named; another site's becomes `otherwise`."""
    plain = where.startswith("/") and not where.startswith(("//", "/\\")) and where.isprintable()
    return where if plain else otherwise
