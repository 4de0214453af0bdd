"""Every page of the desk by its address, read from the app: a new page is among them by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from fastapi.routing import APIRoute
from sqlalchemy import Engine

from desk.pages import routers
from store.reading import Wanted, list_articles
from store.runs import list_runs

# What stands for a part of an address; of several each is a page. A page that needs another part
# fails until it has a line here.
_PARTS: Mapping[str, tuple[str, ...]] = {
    "slug": ("vtv", "drugs"),
    "number": ("1", "2"),
    "section": ("cong-an", "tin-khac"),
    "kind": ("day",),
    "token": ("0.invented",),
}
# Pages that show more when asked for more.
_QUERIES: Mapping[str, tuple[str, ...]] = {
    "/tim-kiem": ("", "?q=ma+túy", "?q=ma+túy&order=relevance", "?q=khôngcógì", '?q="dở'),
    "/bai/{key}": ("", "?q=ma+túy"),
}
_MISSING = "/khong-co"


@dataclass(frozen=True)
class Pages:
    """The pages of a desk: those that a reader sees, and those whose parts name nothing there."""

    engine: Engine

    def _parts(self, name: str, path: str) -> tuple[str, ...]:
        if name == "key" and path.startswith("/bai"):
            return tuple(str(line.id) for line in list_articles(self.engine, Wanted(), 50))
        if name == "key":
            return ("invented",)
        if name == "number" and "/lan/" in path:
            return tuple(str(run.run) for run in list_runs(self.engine, 3)) or ("1",)
        assert name in _PARTS, f"{path}: tests/desk_pages.py does not know what {name!r} may be"
        return _PARTS[name]

    def __iter__(self) -> Iterator[str]:
        """Yield every address that a browser can open; files and streams are none."""
        for router in routers():
            for route in router.routes:
                if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
                    continue
                if "{form}" in route.path or route.path.endswith("/tien-do"):
                    continue
                names = [each.name for each in route.dependant.path_params]
                chosen = product(*(self._parts(name, route.path) for name in names))
                for parts in chosen:
                    path = route.path.format(**dict(zip(names, parts, strict=True)))
                    yield from (path + query for query in _QUERIES.get(route.path, ("",)))
        yield _MISSING
