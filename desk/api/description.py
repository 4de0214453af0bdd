"""The OpenAPI of the API: FastAPI's, with every problem that an address can answer."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from desk.api.models.common import Problem
from desk.api.problems import MEDIA_TYPE

TAGS = [
    {"name": "articles", "description": "What was published: today, by search, one by one."},
    {"name": "by hand", "description": "What editors say of articles."},
    {"name": "stats", "description": "Counts."},
    {"name": "outlets", "description": "Outlets, their feeds, what is wrong there."},
    {"name": "runs", "description": "Crawl runs with their ledgers; crawling now."},
    {"name": "rules", "description": "Topics and the rules that make them."},
    {"name": "account", "description": "The user's own keys and searches."},
]
SUMMARY = """\
What the desk shows, for programs. Send a key as `Authorization: Bearer diembao_…`; make one under
“Tài khoản của tôi”. It may do what its user may. Times have Vietnam's offset; problems are told in
Vietnamese or English, by `Accept-Language`.
"""
# What every address may answer beside its own.
_ALWAYS = (400, 401, 403, 422, 429, 500, 503, 507)
_TAKES_BODY = 413
_NOT_PROBLEMS = ("ValidationError", "HTTPValidationError")


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def _complete(method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    body = (_TAKES_BODY,) if "requestBody" in operation else ()
    own = (int(status) for status in answers if int(status) >= HTTPStatus.BAD_REQUEST)
    for status in sorted({*_ALWAYS, *body, *own}):
        answers.pop(str(status), None)
        answers[str(status)] = _problem(status)
    if method == "post" and "202" in answers:
        answers["202"]["headers"] = {
            "Location": {"description": "Where to ask how it stands.", "schema": {"type": "string"}}
        }


def describe(api: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI of the API, made once."""
    if api.openapi_schema is None:
        made = get_openapi(
            title=api.title,
            version=api.version,
            description=api.description,
            routes=api.routes,
            tags=api.openapi_tags,
            servers=api.servers,
        )
        schemas = made["components"]["schemas"]
        for name in _NOT_PROBLEMS:
            schemas.pop(name, None)
        own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= own.pop("$defs", {}) | {"Problem": own}
        for path in made["paths"].values():
            for method, operation in path.items():
                _complete(method, operation)
        api.openapi_schema = made
    return api.openapi_schema
