"""The addresses of the API; each file of this folder is a group of them, with its `router`."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.types import Scope


@cache
def routers() -> tuple[APIRouter, ...]:
    """The routers of all groups."""
    names = [each.name for each in iter_modules(__path__)]
    return tuple(import_module(f"{__name__}.{name}").router for name in names)


def methods_at(scope: Scope) -> list[str]:
    """What may be asked of the address of a request; each method is a route of its own."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    methods: set[str] = set()
    for router in routers():
        for route in router.routes:
            if isinstance(route, APIRoute) and route.path_regex.match(path):
                methods |= route.methods or set()
    return sorted(methods)
