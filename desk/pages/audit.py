"""Nhật ký: what was done at the desk, by whom; for operators."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from desk.access import Operator, Reading
from desk.deeds import DETAILS, NAMES
from desk.i18n import N_
from desk.pages import Entry
from desk.render import render
from store.audit import deeds
from store.users import Role, list_users

ENTRY = Entry(90, N_("Nhật ký"), "/nhat-ky", Role.OPERATOR)
_PAGE = 100

router = APIRouter()


@router.get(ENTRY.path, include_in_schema=False)
def listed(
    request: Request,
    user: Operator,
    reader: Reading,
    by: Annotated[str, Query()] = "",
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
) -> Response:
    """List what was done, newest first, a hundred at a time."""
    del user
    found = deeds(reader, _PAGE + 1, by=by, before=before)
    shown, more = found[:_PAGE], found[_PAGE:]
    following = f"?{urlencode({'by': by, 'before': shown[-1].id})}" if more else ""
    return render(
        request,
        "audit.html",
        found=shown,
        names=NAMES,
        details=DETAILS,
        by=by,
        people=[each.name for each in list_users(reader)],
        following=following,
    )
