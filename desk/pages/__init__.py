"""The pages of the desk: each file of this folder is one, with its `router`.

A page that stands in the navigation has an `ENTRY` as well. Nothing else needs to name the file.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from fastapi import APIRouter

from store.users import Role, User


@dataclass(frozen=True, slots=True)
class Entry:
    """A page's place in the navigation.

    Attributes:
        order: entries stand by this, the smallest first.
        label: a message, marked with `N_`.
        path: the page's address; addresses below it are the same entry's.
        least: whoever may do less does not see it.
    """

    order: int
    label: str
    path: str
    least: Role = Role.READER


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))


def routers() -> list[APIRouter]:
    """The routers of all pages."""
    return [module.router for module in _modules()]


@cache
def _entries() -> tuple[Entry, ...]:
    found = (getattr(module, "ENTRY", None) for module in _modules())
    return tuple(sorted(filter(None, found), key=lambda entry: entry.order))


def menu(user: User | None) -> list[Entry]:
    """The navigation of a user; empty for nobody."""
    return [entry for entry in _entries() if user and user.role.covers(entry.least)]
