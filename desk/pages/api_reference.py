"""API: what programs may ask of the desk, written from the OpenAPI."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.access import Reader
from desk.api.app import PREFIX
from desk.api.description import TAGS
from desk.render import render

PATH = "/api"
# Of problems one page tells in docs/api.md; each address could answer most of them.
_FIRST_PROBLEM = 400

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a record: what it is called, what it takes, what it means."""

    name: str
    kind: str
    said: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked of an address."""

    method: str
    path: str
    said: str
    parameters: tuple[Field, ...]
    takes: str
    gives: str
    status: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The operations by group, each with what the group is for; and the records by name."""

    groups: Mapping[str, tuple[str, tuple[Operation, ...]]]
    records: Mapping[str, tuple[str, tuple[Field, ...]]]


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in a few words: `string`, `Line[]`, `integer or null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(map(_kind, schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    kind = str(schema.get("format") or schema.get("type", "any"))
    if kind == "array":
        return f"{_kind(schema.get('items', {}))}[]"
    if kind == "object" and isinstance(more := schema.get("additionalProperties"), dict):
        return f"object of {_kind(more)}"
    return kind


def _body(answer: Mapping[str, Any]) -> str:
    found = next(iter(answer.get("content", {}).items()), None)
    if found is None:
        return ""
    media, content = found
    return _kind(content["schema"]) if "schema" in content else media


def _operations(paths: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in paths.items():
        for method, found in methods.items():
            status, answer = next(
                each for each in found["responses"].items() if int(each[0]) < _FIRST_PROBLEM
            )
            parameters = (
                Field(
                    each["name"],
                    _kind(each["schema"]),
                    each.get("description", ""),
                    each.get("required", False),
                )
                for each in found.get("parameters", ())
            )
            yield (
                found["tags"][0],
                Operation(
                    method.upper(),
                    PREFIX + path,
                    found.get("description", ""),
                    tuple(parameters),
                    _body(found.get("requestBody", {})),
                    _body(answer),
                    status,
                ),
            )


def _fields(record: Mapping[str, Any]) -> tuple[Field, ...]:
    required = record.get("required", ())
    return tuple(
        Field(name, _kind(schema), schema.get("description", ""), name in required)
        for name, schema in record.get("properties", {}).items()
    )


@cache
def _reference(app: Any) -> Reference:
    made = app.openapi()
    found = list(_operations(made["paths"]))
    groups = {
        tag["name"]: (
            tag["description"],
            tuple(each for name, each in found if name == tag["name"]),
        )
        for tag in TAGS
    }
    records = {
        name: (record.get("description", ""), _fields(record))
        for name, record in sorted(made["components"]["schemas"].items())
        if record.get("type") == "object"
    }
    return Reference(groups, records)


@router.get(PATH, include_in_schema=False)
def reference(request: Request, user: Reader) -> Response:
    """Show what programs may ask."""
    del user
    shown = _reference(request.app.state.api)
    return render(request, "api.html", reference=shown, description=f"{PREFIX}/openapi.json")
