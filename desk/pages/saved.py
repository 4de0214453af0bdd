"""Searches kept by a name, and whom their new hits are told."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from desk.access import Analyst, Reader, Reading, Writing
from desk.addresses import SEARCH
from desk.flash import done
from desk.i18n import N_
from desk.naming import naming
from desk.pages.search import Order, search_page
from desk.problems import Forbidden
from desk.render import gettext
from desk.saving import EVERY, channels_of
from desk.searching import Asked
from errors import UsageError
from store.alerts import add_alert, list_alerts, remove_alerts
from store.audit import record
from store.engine import writing
from store.saved import remove_search, save_search
from store.users import Role

_LONGEST_NAME = 100
_NAME_TAKEN = N_("Bạn đã có câu tìm tên “%(name)s”. Hãy đặt tên khác, hoặc bỏ câu cũ trước.")
_NO_NAME = N_("Hãy đặt tên cho câu tìm, nhiều nhất %(most)s ký tự.")
_NO_CHANNEL = N_("Không có kênh báo tin nào như vậy. Hãy chọn một kênh trong danh sách.")

router = APIRouter(prefix=SEARCH)


@router.post("/luu", include_in_schema=False)
def save(
    request: Request,
    user: Reader,
    reader: Reading,
    writer: Writing,
    q: Annotated[str, Form()] = "",
    order: Annotated[Order, Form()] = "",
    name: Annotated[str, Form()] = "",
    channel: Annotated[str, Form()] = "",
    every: Annotated[str, Form()] = "now",
    spikes: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a search under a name of one's own, with an alert where a channel is named."""
    asked, kept = Asked(q.strip(), order=order), " ".join(name.split())

    def refuse(problem: str, **values: object) -> Response:
        said = gettext(request, problem, **values)
        return search_page(
            request, user, reader, asked, status=422, save_name=kept, save_problem=said
        )

    if channel and not user.role.covers(Role.ANALYST):
        raise Forbidden
    if channel and (channel not in channels_of(request) or every not in EVERY):
        return refuse(_NO_CHANNEL)
    if not kept or len(kept) > _LONGEST_NAME:
        return refuse(_NO_NAME, most=_LONGEST_NAME)
    asked.query(naming(reader))
    try:
        save_search(writer, kept, asked.text, user.name)
    except UsageError:
        return refuse(_NAME_TAKEN, name=kept)
    told = {"channel": channel} if channel else {}
    if channel:
        add_alert(writer, kept, channel, every, spikes=spikes, owner=user.name)
    with writing(writer) as connection:
        record(connection, user.name, "search.save", kept, **told)
    sentence = N_("Đã lưu câu tìm và đặt báo tin.") if channel else N_("Đã lưu câu tìm.")
    return done(request, asked.address(), gettext(request, sentence))


@router.post("/bo", include_in_schema=False)
def forget(
    request: Request, user: Reader, writer: Writing, name: Annotated[str, Form()] = ""
) -> Response:
    """Forget a search of one's own, with its alerts."""
    try:
        remove_search(writer, name, user.name)
    except UsageError:
        pass  # it is gone already: removed in another window
    else:
        with writing(writer) as connection:
            record(connection, user.name, "search.remove", name)
    return done(request, SEARCH, gettext(request, N_("Đã bỏ câu tìm.")))


@router.post("/thoi-bao", include_in_schema=False)
def silence(
    request: Request,
    user: Analyst,
    reader: Reading,
    writer: Writing,
    alert: Annotated[int, Form(ge=1, le=2**31 - 1)],
) -> Response:
    """Remove an alert of a search of one's own."""
    mine = [each for each in list_alerts(reader) if (each.id, each.owner) == (alert, user.name)]
    if mine:
        remove_alerts(writer, [alert])
        with writing(writer) as connection:
            record(connection, user.name, "search.silence", mine[0].search, channel=mine[0].channel)
    return done(request, SEARCH, gettext(request, N_("Đã thôi báo tin.")))
