"""Telling programs what went wrong: problem details as JSON (RFC 9457)."""

import logging
import re
from dataclasses import replace
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from desk import problems
from desk.api.language import gettext
from desk.api.models.common import FieldProblem, Problem
from desk.api.routes import methods_at
from desk.i18n import N_
from desk.problems import Told, told_of, told_of_ours, told_of_status
from desk.query_words import wrong_query
from desk.rule_errors import explained
from errors import DiemBaoError, QueryError, StoreError
from topics.model import TopicFileError

MEDIA_TYPE = "application/problem+json"
_PLAIN = "about:blank"
_MOST_SAID = 2_000

log = logging.getLogger("desk.api")


def _kind(error: Exception) -> str:
    """`urn:diembao:outlet-busy` of an `OutletBusy`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__)
    return f"urn:diembao:{words.lower()}"


def _answer(problem: Problem) -> Response:
    headers = {}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers["Retry-After"] = "2"
    content = problem.model_dump(exclude_none=True)
    return JSONResponse(content, problem.status, headers, MEDIA_TYPE)


def tell(request: Request, told: Told, kind: str = _PLAIN, **more: object) -> Response:
    """Answer that something went wrong.

    Args:
        request: what is answered.
        told: what is told, as messages.
        kind: which problem it is, for programs.
        more: other fields of `Problem`.
    """
    problem = Problem(
        type=kind,
        title=gettext(request, told.heading),
        status=told.status,
        detail=gettext(request, told.sentence),
        said=told.said[:_MOST_SAID] or None,
        **more,
    )
    return _answer(problem)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, problems.Problem)
    told = told_of(error, lambda message: gettext(request, message))
    return tell(request, told, _kind(error))


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, DiemBaoError)
    if isinstance(error, StoreError):
        log.error("%s %s: %s", request.method, request.url.path, error)

    def words(message: str) -> str:
        return gettext(request, message)

    told = told_of_ours(error)
    if isinstance(error, QueryError):
        told = replace(told, sentence=wrong_query(error, "", words).sentence)
        return tell(request, told, _kind(error), position=error.position)
    if isinstance(error, TopicFileError):
        problem = explained(error, error.file, "", words)
        sentence = problem.sentence or N_("Quy tắc không đọc được; “said” nói vì sao và ở đâu.")
        told = replace(told, heading=N_("Quy tắc chưa đúng"), sentence=sentence)
    return tell(request, told, _kind(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    not_found = error.status_code == HTTPStatus.NOT_FOUND
    answer = tell(request, _NOTHING_HERE if not_found else told_of_status(error.status_code))
    answer.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(methods_at(request.scope))
    return answer


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        FieldProblem(place=".".join(map(str, each["loc"])), said=each["msg"])
        for each in error.errors()
    ]
    return tell(request, problems.told_of_status(HTTPStatus.UNPROCESSABLE_ENTITY), errors=errors)


def _unexpected(request: Request, error: Exception) -> Response:
    del error  # the server logs it, with its traceback
    return tell(request, problems.UNEXPECTED)


_nothing = problems.NotFound()
_NOTHING_HERE = Told(_nothing.status, _nothing.heading, _nothing.sentence)


def tell_all(api: FastAPI) -> None:
    """Let an API tell what went wrong in this way."""
    for kind, handler in (
        (problems.Problem, _problem),
        (DiemBaoError, _ours),
        (HTTPException, _http),
        (RequestValidationError, _unreadable),
        (Exception, _unexpected),
    ):
        api.add_exception_handler(kind, handler)
