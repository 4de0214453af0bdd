"""Changing the rules of a topic: checked, tried on the last 30 days, and put in force."""

import secrets
import unicodedata
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from crawler import clock
from desk.access import Analyst, Editor, Reading, Writing
from desk.addresses import article_address
from desk.flash import done
from desk.i18n import N_
from desk.pages.topics import PATH, Slug, file_of, labels_of
from desk.problems import NotFound
from desk.render import gettext, render
from desk.rule_errors import RuleProblem, explained
from desk.rule_files import File, Files, Kind, rule_files, slug_in
from desk.streams import stream, wants_stream, works_of
from desk.works import Work
from errors import RulesChanged
from store.audit import record
from store.engine import writing
from store.rulesets import change_rules
from store.trying import Tried, changed_rules, try_rules
from topics.model import TopicFileError
from topics.ruleset import RuleSet

router = APIRouter(prefix=PATH)
Text = Annotated[str, Form(max_length=400_000)]
Base = Annotated[int, Form(ge=0, lt=2**31)]
_GONE = N_("Kết quả lần thử này không còn giữ nữa. Hãy thử lại.")


def _typed(text: str) -> str:
    """The text of a form as files have it."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").rstrip()
    return f"{lines}\n"


def _editor(
    request: Request, files: Files, file: File, text: str, *, status: int = 200,
    base: int | None = None, problem: RuleProblem | None = None, changed: str = "",
    trying: Work | None = None,
) -> Response:  # fmt: skip
    return render(
        request, "topic_edit.html", status=status, file=file, text=text,
        base=files.change if base is None else base, problem=problem, changed=changed,
        trying=trying, labels=labels_of(files), article_address=article_address,
    )  # fmt: skip


def _checked(engine: Engine, file: File, text: str) -> RuleSet:
    """The rules with a file changed.

    Raises:
        TopicFileError: it cannot be used.
    """
    rules = changed_rules(engine, {file.name: text})
    if file.kind is not Kind.LISTS and slug_in(text) != file.slug:
        line = next(
            (n for n, each in enumerate(text.splitlines(), 1) if each.startswith("slug")), 1
        )
        raise TopicFileError(f"slug {file.slug!r} must stay", file.name, line)
    return rules


def _explained(request: Request, error: TopicFileError, file: File, text: str) -> RuleProblem:
    return explained(error, file.name, text, lambda message: gettext(request, message))


@router.get("/{slug}/sua", include_in_schema=False)
def edit(request: Request, user: Analyst, reader: Reading, slug: Slug) -> Response:
    """Show the rules of a topic as they are written, to be changed."""
    del user
    files = rule_files(reader)
    file = file_of(files, slug)
    return _editor(request, files, file, file.text)


@router.post("/{slug}/thu", include_in_schema=False)
def attempt(
    request: Request, user: Analyst, reader: Reading, slug: Slug, text: Text = "", base: Base = 0
) -> Response:
    """Begin to try changed rules; nothing is saved."""
    files = rule_files(reader)
    file, text = file_of(files, slug), _typed(text)
    part = "hx-request" in request.headers
    try:
        rules = _checked(reader, file, text)
    except TopicFileError as error:
        problem = _explained(request, error, file, text)
        if part:
            return render(request, "parts/rule_problem.html", status=422, problem=problem)
        return _editor(request, files, file, text, status=422, base=base, problem=problem)
    works = works_of(request)
    mine = f"try {user.name} "
    works.stop_all(mine)
    work = works.begin(mine + secrets.token_urlsafe(12), user.name, partial(_try, reader, rules))
    if part:
        return _part(request, work, files, whole=True)
    return _editor(request, files, file, text, base=base, trying=work)


def _try(engine: Engine, rules: RuleSet, work: Work) -> Tried:
    def told(done: int, total: int) -> None:
        work.tell((done, total))

    return try_rules(engine, rules, clock.now(), told, work.stop)


def _part(request: Request, work: Work, files: Files, *, whole: bool = False) -> Response:
    name = "parts/trying.html" if whole else "parts/tried.html"
    labels = labels_of(files)
    return render(request, name, trying=work, labels=labels, article_address=article_address)


def _mine(request: Request, name: str, key: str) -> Work:
    work = works_of(request).find(f"try {name} {key}")
    if work is None:
        raise NotFound(_GONE)
    return work


Key = Annotated[str, Path(max_length=40)]


@router.get("/thu/{key}", include_in_schema=False)
def tried(request: Request, user: Analyst, reader: Reading, key: Key) -> Response:
    """Show how far a try is, and what it found."""
    work, files = _mine(request, user.name, key), rule_files(reader)

    def part(_: object) -> tuple[str, bool]:
        page = bytes(_part(request, work, files).body).decode()
        return page, not work.going

    if wants_stream(request):
        return stream(works_of(request), lambda: work.changes, part)
    return _part(request, work, files)


@router.post("/thu/{key}/dung", include_in_schema=False)
def stop(request: Request, user: Analyst, key: Key) -> Response:
    """End a try; what it found until then is shown."""
    _mine(request, user.name, key).stop.set()
    return Response(status_code=204)


@router.post("/{slug}/luu", include_in_schema=False)
def save(
    request: Request,
    user: Editor,
    reader: Reading,
    writer: Writing,
    slug: Slug,
    text: Text = "",
    base: Base = 0,
) -> Response:
    """Put changed rules in force."""
    files = rule_files(reader)
    file, text = file_of(files, slug), _typed(text)
    if text == file.text:
        sentence = N_("Quy tắc không có gì thay đổi.")
        return done(request, f"{PATH}/{slug}", gettext(request, sentence))
    try:
        _checked(reader, file, text)
        rules = change_rules(writer, {file.name: text}, user.name, base)
    except TopicFileError as error:
        problem = _explained(request, error, file, text)
        return _editor(request, files, file, text, status=422, base=base, problem=problem)
    except RulesChanged as error:
        return _editor(request, files, file, text, status=409, base=base, changed=str(error))
    with writing(writer) as connection:
        record(connection, user.name, "rules.save", slug, version=rules.version)
    sentence = N_(
        "Đã lưu; từ nay bài mới được gắn theo quy tắc này. Bài đã lưu chưa đổi: hãy gắn lại ở dưới."
    )
    return done(request, PATH, gettext(request, sentence))
