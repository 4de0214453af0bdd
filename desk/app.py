"""The desk as an ASGI app: `make_app(settings)`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from desk import security, statics
from desk.api.app import PREFIX, make_api
from desk.crawls import Crawls
from desk.csrf import guard
from desk.first import FirstLink
from desk.pages import routers
from desk.security import Guarded
from desk.telling import tell_all
from desk.works import Works
from settings import Settings
from store.engine import open_engine, open_reader

# Requests that are worked on at the same time, and connections that wait for them. Twenty readers
# who think a second between clicks rarely meet more than five at once; the rest is for exports.
AT_ONCE = 24
_LARGEST_BODY = 4_000_000  # bytes; a rule set is far smaller
_WORTH_COMPRESSING = 1_000  # bytes
_LEVEL = 5  # half the time of 9, for a twentieth more bytes


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = AT_ONCE
    yield
    app.state.works.close()
    await run_sync(app.state.works.join)
    app.state.reader.dispose()


def make_app(settings: Settings) -> Guarded:
    """Make the desk of a database.

    Args:
        settings: where the database is, under which names the desk is reached, and so on.

    Returns:
        The app; its attribute `app` is FastAPI's own.

    Raises:
        StoreError: the database cannot be opened.
    """
    app = FastAPI(
        title="Điểm Báo",
        docs_url=None,  # they load scripts from another host
        redoc_url=None,
        openapi_url=None,  # the API is an app of its own
        lifespan=_lifespan,
        redirect_slashes=False,
        max_body_size=_LARGEST_BODY,
    )
    app.state.settings = settings
    app.state.writer = open_engine(settings.database)
    app.state.reader = open_reader(settings.database, kept=AT_ONCE)
    app.state.first = FirstLink(app.state.reader)
    app.state.works = Works()
    app.state.crawls = Crawls(app.state.works, settings, app.state.writer)
    tell_all(app)
    app.include_router(statics.router)
    app.include_router(security.router)
    for router in routers():
        app.include_router(router, dependencies=[Depends(guard)])
    app.state.api = make_api(app.state)
    app.mount(PREFIX, app.state.api)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_COMPRESSING, compresslevel=_LEVEL)
    return Guarded(app, settings.desk_hosts)
