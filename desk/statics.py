"""The desk's own files: scripts, styles, pictures.

Their addresses hold the digest of their content, so that browsers keep them for good and still get
what is new. They are read and compressed once, when first asked for.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.problems import NotFound

FOLDER = Path(__file__).parent / "static"
_FOR_GOOD = "public, max-age=31536000, immutable"
_COMPRESSED = ("text/", "application/json", "image/svg+xml")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    compressed: bytes | None
    kind: str
    digest: str


@cache
def _names() -> frozenset[str]:
    return frozenset(
        file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.is_file()
    )


@cache
def _file(name: str) -> _File:
    content = (FOLDER / name).read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    worth_it = kind.startswith(_COMPRESSED)
    return _File(
        content,
        gzip.compress(content, 9, mtime=0) if worth_it else None,
        f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        hashlib.sha256(content).hexdigest()[:16],
    )


def static(name: str) -> str:
    """The address of a file of `desk/static`, for templates: `static('css/desk.css')`."""
    return f"/static/{_file(name).digest}/{name}"


@router.get("/static/{digest}/{name:path}", include_in_schema=False)
def serve(request: Request, digest: str, name: str) -> Response:
    """Hand out a file; only those that are in the folder have a name here."""
    if name not in _names():
        raise NotFound
    file = _file(name)
    headers = {"Vary": "Accept-Encoding", "Cache-Control": _FOR_GOOD}
    if digest != file.digest:  # a page from before an update: right for now, not for good
        headers["Cache-Control"] = "no-cache"
    if file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, media_type=file.kind, headers=headers)
    return Response(file.content, media_type=file.kind, headers=headers)
