"""Chủ đề: what the rules are, in words; their history; and tagging what is stored by them."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from crawler import clock
from crawler.dates import Period, day_start, vietnamese_day
from desk.access import Editor, Reader, Reading, Writing
from desk.addresses import article_address, search_address
from desk.flash import done
from desk.i18n import N_
from desk.pages import Entry
from desk.problems import NotFound
from desk.render import gettext, render
from desk.rule_files import File, Files, Kind, rule_files
from desk.streams import stream, wants_stream, works_of
from desk.works import Work
from errors import RetagBusy, UsageError
from store.audit import record
from store.counting import Counted
from store.dimensions import Dimension
from store.engine import writing
from store.rulesets import roll_back, rule_history
from store.trends import quick_counts
from store.trying import Tried, retag_all

PATH = "/chu-de"
ENTRY = Entry(60, N_("Chủ đề"), PATH)
RETAG = "retag"
_DAYS = 30
_HISTORY = 200

router = APIRouter(prefix=PATH)
Slug = Annotated[str, Path(max_length=64)]


def file_of(files: Files, slug: str) -> File:
    """The rule file of a slug.

    Raises:
        NotFound: there is none.
    """
    if slug not in files.by_slug:
        raise NotFound(N_("Không có chủ đề nào mang tên này."))
    return files.by_slug[slug]


def _counts(engine: Engine, files: Files) -> dict[str, int]:
    """How many articles of the last 30 days have each topic."""
    first = vietnamese_day(clock.now()) - timedelta(days=_DAYS - 1)
    topics = tuple(file.slug for file in files.of(Kind.TOPIC))
    what = Counted(topics=topics, period=Period(day_start(first), None))
    return {str(topic): n for (topic,), n in quick_counts(engine, (Dimension.TOPIC,), what).items()}


@router.get("", include_in_schema=False)
def listed(request: Request, user: Reader, reader: Reading) -> Response:
    """List the topics with their counts, and what all of them share."""
    del user
    files = rule_files(reader)
    return render(
        request,
        "topics.html",
        topics=files.of(Kind.TOPIC),
        others=[*files.of(Kind.POLICE), *files.of(Kind.CONTEXT), *files.of(Kind.LISTS)],
        counts=_counts(reader, files),
        version=files.version,
        latest=next(iter(rule_history(reader)), None),
        search_address=search_address,
        **_retag_shown(request, files),
    )


def _retag_shown(request: Request, files: Files) -> dict[str, Any]:
    """What `parts/retag.html` shows."""
    work = works_of(request).find(RETAG)
    return {
        "retag": work,
        "busy": isinstance(work and work.error, RetagBusy),
        "labels": labels_of(files),
        "article_address": article_address,
    }


def labels_of(files: Files) -> dict[str, str]:
    """What topics, contexts and the police layer are called, by slug."""
    return {file.slug: file.label for file in files.by_slug.values() if file.kind is not Kind.LISTS}


@router.get("/lich-su", include_in_schema=False)
def history(request: Request, user: Reader, reader: Reading) -> Response:
    """List who put which rules in force, and when."""
    del user
    found = rule_history(reader)[:_HISTORY]
    return render(request, "rule_history.html", found=found, version=rule_files(reader).version)


@router.post("/lich-su/{version}/dung-lai", include_in_schema=False)
def use_again(
    request: Request,
    user: Editor,
    writer: Writing,
    version: Annotated[str, Path(max_length=64, pattern="[0-9a-f]+")],
) -> Response:
    """Put earlier rules in force again."""
    try:
        roll_back(writer, version, user.name)
    except UsageError:
        raise NotFound(N_("Không có bộ quy tắc nào mang số này.")) from None
    with writing(writer) as connection:
        record(connection, user.name, "rules.rollback", version)
    sentence = N_(
        "Bộ quy tắc %(version)s lại có hiệu lực. Bài đã lưu chưa đổi cho đến khi gắn lại."
    )
    return done(request, PATH, gettext(request, sentence, version=version))


@router.post("/gan-lai", include_in_schema=False)
def retag(request: Request, user: Editor, writer: Writing) -> Response:
    """Begin to tag what is stored by the rules in force."""

    def through(work: Work) -> Tried:
        def told(done: int, total: int) -> None:
            work.tell((done, total))

        return retag_all(writer, told, work.stop)

    works_of(request).begin(RETAG, user.name, through)
    with writing(writer) as connection:
        record(connection, user.name, "rules.retag")
    return done(request, f"{PATH}#gan-lai")


@router.post("/gan-lai/dung", include_in_schema=False)
def stop_retag(request: Request, user: Editor) -> Response:
    """Ask tagging to stop; begun again, it goes on from there."""
    del user
    if work := works_of(request).find(RETAG):
        work.stop.set()
    return done(request, f"{PATH}#gan-lai")


@router.get("/gan-lai/tien-do", include_in_schema=False)
def retag_progress(request: Request, user: Reader, reader: Reading) -> Response:
    """Show how far tagging is, as it goes on where the browser listens."""
    del user
    files, works = rule_files(reader), works_of(request)

    def shown() -> Response:
        return render(request, "parts/retag.html", **_retag_shown(request, files))

    def state() -> tuple[object, bool]:
        work = works.find(RETAG)
        return (work and (work.began_at, work.changes)), bool(work and work.going)

    def part(now: tuple[object, bool]) -> tuple[str, bool]:
        return bytes(shown().body).decode(), not now[1]

    return stream(works, state, part) if wants_stream(request) else shown()


@router.get("/{slug}", include_in_schema=False)
def shown(request: Request, user: Reader, reader: Reading, slug: Slug) -> Response:
    """Show the rules of a topic, of the police layer, of a context, or word lists."""
    del user
    files = rule_files(reader)
    file = file_of(files, slug)
    return render(
        request,
        "topic.html",
        file=file,
        labels={each.slug: each.label for each in files.of(Kind.CONTEXT)},
        articles=_counts(reader, files).get(slug, 0) if file.kind is Kind.TOPIC else None,
        search_address=search_address,
    )
