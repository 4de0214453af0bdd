"""The addresses of the API; each file of this folder is a group of them, with its `router`."""

from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """The routers of all groups."""
    names = [each.name for each in iter_modules(__path__)]
    return [import_module(f"{__name__}.{name}").router for name in names]
