"""The API as an app of its own, under `/api/v1` of the desk."""

from collections import defaultdict
from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from starlette.datastructures import State

from desk.api.access import turn
from desk.api.description import SUMMARY, TAGS, describe
from desk.api.problems import tell_all
from desk.api.routes import routers

PREFIX = "/api/v1"
_BAD_REQUEST = 400


def _refuse_nul(request: Request) -> None:
    """Refuse the one character that PostgreSQL cannot hold and no address needs."""
    if b"%00" in request.scope.get("query_string", b"") or "\x00" in request.url.path:
        raise HTTPException(_BAD_REQUEST)


class Api(FastAPI):
    """FastAPI with our OpenAPI."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI."""
        return describe(self)


def make_api(state: State) -> Api:
    """Make the API of a desk.

    Args:
        state: of the desk: its database, works and crawls.
    """
    api = Api(
        title="Điểm Báo",
        description=SUMMARY,
        version=version("diembao"),
        openapi_tags=TAGS,
        servers=[{"url": PREFIX}],
        docs_url=None,  # they load scripts from another host: the desk has a page of its own
        redoc_url=None,
        root_path_in_servers=False,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
        dependencies=[Depends(_refuse_nul), Depends(turn)],
    )
    state.turns = defaultdict[int, int](int)
    api.state = state
    tell_all(api)
    for router in routers():
        api.include_router(router)
    return api
