"""Progress that a page shows as it comes: server-sent events, each a part of the page anew.

    <div id="part" hx-sse:connect="{{ address }}" hx-sse:close="xong">…</div>

After the last part comes an event named `xong`, and the browser stops listening; what else is to
be looked up anew by then waits for it: `hx-trigger="xong from:#part"`. A browser that lost its
connection asks again, and is sent what is so by then.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from desk.works import Works

_TICK = 0.4  # seconds between two looks
# Proxies cut connections on which nothing comes for a minute.
_STILL_HERE = 15.0
LAST = "event: xong\ndata: xong\n\n"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def works_of(request: Request) -> Works:
    """The works of the desk that answers."""
    works: Works = request.app.state.works
    return works


def wants_stream(request: Request) -> bool:
    """Whether the browser listens for events, and does not merely look."""
    return "text/event-stream" in request.headers.get("accept", "")


def event(part: str) -> str:
    """A part of a page as an event."""
    return "".join(f"data: {line}\n" for line in part.splitlines()) + "\n"


def stream(
    works: Works, state: Callable[[], Any], show: Callable[[Any], tuple[str, bool]]
) -> StreamingResponse:
    """Answer with a part of a page, and again whenever what it shows has changed.

    Args:
        works: of the desk; its end is that of the answer.
        state: looks how it is; may ask the database.
        show: makes the part of what `state` returned, and says whether it is the last.
    """

    async def events() -> AsyncIterator[str]:
        before: Any = object()
        quiet = 0.0
        while not works.closing.is_set():
            now = await run_in_threadpool(state)
            if now != before:
                part, last = await run_in_threadpool(show, now)
                yield event(part)
                if last:
                    yield LAST
                    return
                before, quiet = now, 0.0
            elif quiet >= _STILL_HERE:
                yield ": \n\n"
                quiet = 0.0
            await asyncio.sleep(_TICK)
            quiet += _TICK

    return StreamingResponse(events(), media_type="text/event-stream", headers=_HEADERS)
