"""What editors say of an article by hand: topics, tone, notes, the mark for the press review."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from desk.access import Editor, Reading, Writing
from desk.addresses import ARTICLES, article_address
from desk.by_hand import panel
from desk.flash import done
from desk.i18n import N_
from desk.naming import naming
from desk.pages.article import Key, existing
from desk.problems import Told, told_of_ours
from desk.render import gettext, is_partial, render
from desk.telling import tell, translated
from errors import NotThere, UsageError
from store import by_hand
from store.audit import record
from store.by_hand import MOST_CHARACTERS, Tone
from store.engine import writing
from store.tagging import correct, take_back
from store.users import User

router = APIRouter(prefix=ARTICLES + "/{key}")


def _done(
    request: Request,
    reader: Engine,
    writer: Engine,
    user: User,
    key: int,
    action: str,
    sentence: str,
    **detail: str,
) -> Response:
    """Record a deed, and show what is said of the article now: in place, or on its page."""
    article = existing(reader, key)
    with writing(writer) as connection:
        record(connection, user.name, action, str(key), article=article.line.title[:200], **detail)
    said = gettext(request, sentence)
    if is_partial(request):
        shown = panel(reader, key, naming(reader), article.line.topics)
        return render(request, "parts/by_hand.html", done=said, **shown)
    return done(request, f"{article_address(key)}#bang-tay", said)


def _unknown(request: Request, what: str) -> Response:
    return tell(request, translated(request, Told(422, N_("Chưa đúng"), what)))


@router.post("/chu-de", include_in_schema=False)
def topic(
    request: Request,
    user: Editor,
    reader: Reading,
    writer: Writing,
    key: Key,
    topic: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Give a topic, take it away, or (`rules`) let the rules decide again."""
    names = naming(reader)
    known = topic in names.topics
    if to == "rules":
        try:
            take_back(writer, key, topic)
        except NotThere:
            existing(reader, key)  # where it is the article that is gone, that is said
        sentence, action = N_("Chủ đề này lại theo quy tắc."), "article.topic-rules"
    elif not known or to not in {"give", "take"}:
        return _unknown(
            request, N_("Không có chủ đề nào như vậy. Hãy chọn một chủ đề trong danh sách.")
        )
    else:
        correct(writer, key, topic, user.name, present=to == "give")
        given = to == "give"
        sentence = N_("Đã thêm chủ đề.") if given else N_("Đã bỏ chủ đề.")
        action = "article.topic-give" if given else "article.topic-take"
    return _done(request, reader, writer, user, key, action, sentence, topic=topic)


@router.post("/sac-thai", include_in_schema=False)
def tone(
    request: Request,
    user: Editor,
    reader: Reading,
    writer: Writing,
    key: Key,
    tone: Annotated[str, Form()] = "",
) -> Response:
    """Say what tone an article has; an empty one takes back what was said."""
    if tone and tone not in set(Tone):
        return _unknown(request, N_("Không có sắc thái nào như vậy. Hãy dùng các nút trên trang."))
    by_hand.set_tone(writer, key, Tone(tone) if tone else None, user.name)
    sentence = N_("Đã ghi sắc thái.") if tone else N_("Đã bỏ sắc thái.")
    return _done(request, reader, writer, user, key, "article.tone", sentence, tone=tone)


@router.post("/diem-bao", include_in_schema=False)
def review(
    request: Request,
    user: Editor,
    reader: Reading,
    writer: Writing,
    key: Key,
    marked: Annotated[bool, Form()] = True,
) -> Response:
    """Choose an article for the press review, or take it out again."""
    if marked:
        by_hand.mark_for_review(writer, key, user.name)
        sentence, action = N_("Đã chọn vào điểm báo."), "article.mark"
    else:
        by_hand.unmark(writer, key)
        sentence, action = N_("Đã bỏ khỏi điểm báo."), "article.unmark"
    return _done(request, reader, writer, user, key, action, sentence)


@router.post("/ghi-chu", include_in_schema=False)
def note(
    request: Request,
    user: Editor,
    reader: Reading,
    writer: Writing,
    key: Key,
    text: Annotated[str, Form()] = "",
) -> Response:
    """Note something of an article; what was typed stays on the page where that fails."""
    if not text.strip() or len(text) > MOST_CHARACTERS:
        return _unknown(request, N_("Ghi chú cần có chữ, và nhiều nhất 4.000 ký tự."))
    try:
        by_hand.add_note(writer, key, text, user.name)
    except UsageError as error:  # the article is gone
        return tell(request, translated(request, told_of_ours(error)))
    return _done(request, reader, writer, user, key, "article.note", N_("Đã ghi chú."))


@router.post("/ghi-chu/{number}/xoa", include_in_schema=False)
def remove_note(
    request: Request,
    user: Editor,
    reader: Reading,
    writer: Writing,
    key: Key,
    number: Key,
) -> Response:
    """Remove a note of one's own."""
    by_hand.remove_note(writer, number, user.name)
    return _done(request, reader, writer, user, key, "article.note-remove", N_("Đã xóa ghi chú."))
