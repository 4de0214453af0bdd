"""Answering with what went wrong: a page, a part of one for htmx, JSON for programs."""

import logging
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from desk.api import problems
from desk.problems import (
    UNEXPECTED,
    NotFound,
    Problem,
    SignInNeeded,
    StaleForm,
    Told,
    told_of,
    told_of_ours,
    told_of_status,
)
from desk.render import gettext, render
from errors import DiemBaoError, StoreError

SIGN_IN = "/dang-nhap"
# Where parts of pages show what went wrong, so that the form that was sent stays as it is.
_NOTICES = {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"}

log = logging.getLogger("desk")


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def tell(request: Request, told: Told) -> Response:
    """Answer that something went wrong, in the form that fits who asked."""
    if _is_program(request):  # beside what the API itself answers
        return problems.tell(request, told)
    if "hx-request" in request.headers:
        response = render(request, "parts/problem.html", status=told.status, told=told)
        response.headers.update(_NOTICES)
        return response
    typed = getattr(request.state, "typed", None)
    return render(request, "problem.html", status=told.status, told=told, typed=typed)


def translated(request: Request, told: Told) -> Told:
    """What is told, in the language of who reads it."""
    return Told(
        told.status, gettext(request, told.heading), gettext(request, told.sentence), told.said
    )


def _sign_in(request: Request) -> Response:
    """Send a reader to sign in and back to where they were."""
    query = f"?{request.url.query}" if request.url.query else ""
    response: Response
    if "hx-request" in request.headers:
        response = Response(status_code=HTTPStatus.UNAUTHORIZED)
        response.headers["HX-Redirect"] = SIGN_IN
        return response
    return RedirectResponse(f"{SIGN_IN}?next={quote(request.url.path + query)}", 303)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    unsent = request.method == "GET" or "hx-request" in request.headers
    if isinstance(error, SignInNeeded) and unsent and not _is_program(request):
        return _sign_in(request)
    if not isinstance(error, SignInNeeded | StaleForm):
        request.state.typed = None  # sending it again would end the same way
    return tell(request, told_of(error, lambda message: gettext(request, message)))


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, DiemBaoError)
    if isinstance(error, StoreError):
        log.error("%s %s: %s", request.method, request.url.path, error)
    return tell(request, translated(request, told_of_ours(error)))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _problem(request, NotFound())
    response = tell(request, translated(request, told_of_status(error.status_code)))
    response.headers.update(error.headers or {})
    return response


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(each["loc"][:1] == ("path",) for each in error.errors()):
        return _problem(request, NotFound())
    return tell(request, translated(request, told_of_status(HTTPStatus.UNPROCESSABLE_ENTITY)))


def _unexpected(request: Request, error: Exception) -> Response:
    del error  # the server logs it, with its traceback
    return tell(request, translated(request, UNEXPECTED))


def tell_all(app: FastAPI) -> None:
    """Let an app tell what went wrong in this way."""
    for kind, handler in (
        (Problem, _problem),
        (DiemBaoError, _ours),
        (HTTPException, _http),
        (RequestValidationError, _unreadable),
        (Exception, _unexpected),
    ):
        app.add_exception_handler(kind, handler)
