"""Files that are made while they are sent: of any size, in constant memory."""

import os
from collections.abc import Callable, Iterator
from threading import Thread
from typing import BinaryIO

from fastapi.responses import StreamingResponse

_PIECE = 65_536


def _pieces(write: Callable[[BinaryIO], object]) -> Iterator[bytes]:
    """What a function writes, as it writes it; it waits while nobody takes it."""
    source, target = os.pipe()
    failed: list[Exception] = []

    def run() -> None:
        try:
            with os.fdopen(target, "wb") as opened:
                write(opened)
        except BrokenPipeError:
            pass  # whoever asked went away
        except Exception as error:  # noqa: BLE001 (raised below, in the thread that answers)
            failed.append(error)

    writer = Thread(target=run)
    with os.fdopen(source, "rb", buffering=0) as pipe:
        writer.start()
        while piece := pipe.read(_PIECE):
            yield piece
    writer.join()
    if failed:  # the answer breaks off, so that nobody takes it for whole
        raise failed[0]


def download(
    write: Callable[[BinaryIO], object], media_type: str, name: str = ""
) -> StreamingResponse:
    """Answer with a file that a function writes.

    Args:
        write: writes it, in a thread of its own.
        media_type: what it is.
        name: under which a browser saves it; empty: it is shown.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return StreamingResponse(_pieces(write), media_type=media_type, headers=headers)
