"""Page families: how pages read on a publishing system that several outlets share."""

from importlib import import_module
from pkgutil import iter_modules

from crawler.outlet import Layout


def layouts() -> dict[str, Layout]:
    """The layouts of all families, by the name that an outlet's file writes: `cms.ARTICLE`."""
    modules = {
        found.name: import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)
    }
    return {
        f"{name}.{attribute}": value
        for name, module in modules.items()
        for attribute, value in vars(module).items()
        if isinstance(value, Layout)
    }
