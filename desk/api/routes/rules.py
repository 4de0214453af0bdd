"""Topics; rules read, tried on the last 30 days, put in force, put back; tagging anew by them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from threading import Event

from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine

from crawler import clock
from crawler.dates import Period, day_start, vietnamese_day
from desk.access import Reading, Writing
from desk.api.access import Analyst, Editor, Reader
from desk.api.models import rules as models
from desk.api.models.common import Slug
from desk.i18n import N_
from desk.pages.topics import RETAG
from desk.problems import NotFound
from desk.streams import works_of
from desk.works import Work
from store import rulesets
from store.audit import record
from store.dimensions import Dimension
from store.engine import writing
from store.statistics import Counted
from store.trends import quick_counts
from store.trying import Progress, Tried, changed_rules, retag_all, try_rules
from topics.model import Topic

router = APIRouter(tags=["rules"])
_DAYS = 30
_NO_TRY = N_("Bạn chưa thử quy tắc nào, hoặc kết quả không còn giữ. Hãy thử lại.")
_NO_RETAG = N_("Chưa có lần gắn lại chủ đề nào từ khi chương trình chạy.")


def _counts(engine: Engine) -> dict[str, int]:
    """How many articles of the last 30 days each topic has."""
    first = vietnamese_day(clock.now()) - timedelta(days=_DAYS - 1)
    topics = tuple(topic.slug for topic in rulesets.known_rules(engine).topics)
    what = Counted(topics=topics, period=Period(day_start(first), None))
    return {str(topic): n for (topic,), n in quick_counts(engine, (Dimension.TOPIC,), what).items()}


def _record(topic: Topic, counts: Mapping[str, int]) -> dict[str, object]:
    return asdict(topic) | {"articles": counts.get(topic.slug, 0)}


@router.get("/topics", response_model=list[models.Topic])
def topics(user: Reader, engine: Reading) -> list[dict[str, object]]:
    """The topics in force."""
    del user
    counts = _counts(engine)
    return [_record(topic, counts) for topic in rulesets.known_rules(engine).topics]


@router.get("/topics/{slug}", response_model=models.TopicWhole, responses={404: {}})
def topic(user: Reader, engine: Reading, slug: Slug) -> dict[str, object]:
    """A topic with its rules."""
    del user
    found = next((each for each in rulesets.known_rules(engine).topics if each.slug == slug), None)
    if found is None:
        raise NotFound(N_("Không có chủ đề nào mang tên này."))
    return _record(found, _counts(engine))


@router.get("/rules")
def rules(user: Reader, engine: Reading) -> models.RuleFiles:
    """The rules in force, as they were written."""
    del user
    change = rulesets.change_in_force(engine)
    found = rulesets.known_rules(engine)
    return models.RuleFiles(version=found.version, change=change, files=dict(found.files))


@router.patch("/rules", responses={409: {}})
def apply(user: Editor, writer: Writing, wanted: models.RulesToApply) -> models.Applied:
    """Put changed rules in force; what is stored keeps its topics until it is tagged anew."""
    made = rulesets.change_rules(writer, wanted.files, user.name, wanted.base)
    with writing(writer) as connection:
        subject = ", ".join(sorted(wanted.files))[:200]
        record(connection, user.name, "rules.save", subject, version=made.version)
    return models.Applied(version=made.version)


@router.get("/rules/history", response_model=list[models.RuleChange])
def history(user: Reader, engine: Reading) -> list[rulesets.RuleChange]:
    """Who put which rules in force and when, the latest first."""
    del user
    return rulesets.rule_history(engine)[:200]


@router.post("/rules/rollback", responses={404: {}})
def roll_back(user: Editor, writer: Writing, wanted: models.EarlierVersion) -> models.Applied:
    """Put earlier rules in force again."""
    if wanted.version not in {each.version for each in rulesets.rule_history(writer)}:
        raise NotFound(N_("Không có bộ quy tắc nào mang số này."))
    rulesets.roll_back(writer, wanted.version, user.name)
    with writing(writer) as connection:
        record(connection, user.name, "rules.rollback", wanted.version)
    return models.Applied(version=wanted.version)


def _shown(work: Work | None, missing: str) -> models.Work:
    if work is None:
        raise NotFound(missing)
    done, total = work.progress or (0, 0)
    result: Tried | None = work.result
    state = "going" if work.going else "failed" if work.error else "done"
    return models.Work(
        state=state,
        by=work.by,
        began_at=work.began_at,
        ended_at=work.ended_at,
        done=done,
        total=total,
        result=result and models.Tried.model_validate(result),
        problem=str(work.error or ""),
    )


def _telling(work: Work) -> tuple[Progress, Event]:
    """What a work tells its progress by, and what ends it."""
    return (lambda done, total: work.tell((done, total))), work.stop


@router.post("/rules/try", status_code=202, responses={409: {}})
def begin_try(
    request: Request,
    response: Response,
    user: Analyst,
    reader: Reading,
    wanted: models.ChangedFiles,
) -> models.Work:
    """Begin to find out what changed rules would change in the articles of the last 30 days.

    Nothing is saved. A user has one try at a time; ask again what came out.
    """
    tried = changed_rules(reader, wanted.files)
    work = works_of(request).begin(
        f"api-try {user.name}",
        user.name,
        lambda work: try_rules(reader, tried, clock.now(), *_telling(work)),
    )
    response.headers["Location"] = request.url.path
    return _shown(work, _NO_TRY)


@router.get("/rules/try", responses={404: {}})
def show_try(request: Request, user: Analyst) -> models.Work:
    """How far the user's try is, and what came out."""
    return _shown(works_of(request).find(f"api-try {user.name}"), _NO_TRY)


@router.delete("/rules/try", status_code=202, responses={404: {}})
def stop_try(request: Request, user: Analyst) -> models.Work:
    """End the user's try; what it found until then is its result."""
    work = works_of(request).find(f"api-try {user.name}")
    if work is not None:
        work.stop.set()
    return _shown(work, _NO_TRY)


@router.post("/rules/retag", status_code=202, responses={409: {}})
def begin_retag(request: Request, response: Response, user: Editor, writer: Writing) -> models.Work:
    """Begin to tag all that is stored by the rules in force; stopped, it goes on from there."""
    work = works_of(request).begin(
        RETAG, user.name, lambda work: retag_all(writer, *_telling(work))
    )
    with writing(writer) as connection:
        record(connection, user.name, "rules.retag")
    response.headers["Location"] = request.url.path
    return _shown(work, _NO_RETAG)


@router.get("/rules/retag", responses={404: {}})
def show_retag(request: Request, user: Reader) -> models.Work:
    """How far tagging anew is, and what it has changed."""
    del user
    return _shown(works_of(request).find(RETAG), _NO_RETAG)


@router.delete("/rules/retag", status_code=202, responses={404: {}})
def stop_retag(request: Request, user: Editor) -> models.Work:
    """Ask tagging anew to stop."""
    del user
    work = works_of(request).find(RETAG)
    if work is not None:
        work.stop.set()
    return _shown(work, _NO_RETAG)
