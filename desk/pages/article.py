"""Bài viết: one article with what its rules found, its story, its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from desk.access import Reader, Reading
from desk.addresses import ARTICLES, article_address
from desk.by_hand import panel
from desk.i18n import N_
from desk.marking import marked
from desk.naming import Naming, naming, outlet_names, rule_parts
from desk.problems import NotFound
from desk.query_help import KEYS
from desk.render import is_partial, render
from desk.worddiff import changes
from errors import QueryError
from search.parser import parse
from search.query import Phrase, wanted_phrases
from store.folding import story_lines
from store.reading import StoredArticle, find_article
from store.versions import list_versions, version_and_before

# Topics that are told apart by colour; of more the rest share the last one.
COLOURS = 8
FIELDS = {
    "title": N_("tiêu đề"),
    "lead": N_("sapo"),
    "body": N_("nội dung"),
    "authors": N_("tác giả"),
    "section": N_("chuyên mục"),
    "tags": N_("từ khóa của báo"),
    "published_at": N_("giờ đăng"),
    "modified_at": N_("giờ sửa"),
    "images": N_("ảnh"),
}
SOURCES = {
    "json-ld": N_("dữ liệu có cấu trúc (JSON-LD)"),
    "meta": N_("thẻ meta"),
    "selector": N_("vị trí trên trang"),
    "fallback": N_("cách đọc dự phòng"),
}

router = APIRouter()

Key = Annotated[int, Path(ge=1, le=2**63 - 1)]


@dataclass(frozen=True, slots=True)
class Legend:
    """A topic whose rules found words: its colour's number, and how many places there are."""

    topic: str
    colour: int
    places: int


def existing(engine: Engine, key: int) -> StoredArticle:
    """Return an article.

    Raises:
        NotFound: there is none, or not any more.
    """
    found = find_article(engine, key)
    if found is None:
        raise NotFound(
            N_("Bài này không có trong kho, hoặc đã bị xóa khỏi kho. Hãy tìm theo tiêu đề.")
        )
    return found


def _legend(article: StoredArticle, names: Naming) -> list[Legend]:
    """The topics of an article's matches: those that it has first, the police layer last."""
    places: dict[str, set[tuple[str, int, int]]] = {}
    for match in article.matches:
        places.setdefault(match.topic, set()).add((match.field, match.start, match.end))
    police = names.police[0]
    held = set(article.line.topics)
    order = sorted(places, key=lambda topic: (topic == police, topic not in held, topic))
    return [Legend(each, min(at, COLOURS - 1), len(places[each])) for at, each in enumerate(order)]


def _phrases(query: str, names: Naming) -> Sequence[Phrase]:
    """What the search that a reader comes from looked for; nothing where it cannot be read."""
    try:
        return tuple(wanted_phrases(parse(query, names.queries))) if query.strip() else ()
    except QueryError:
        return ()


@router.get(ARTICLES + "/{key}", include_in_schema=False)
def article(request: Request, user: Reader, engine: Reading, key: Key, q: str = "") -> Response:
    """Show an article."""
    del user
    found = existing(engine, key)
    names = naming(engine)
    legend = _legend(found, names)
    return render(
        request,
        "article.html",
        article=found,
        line=found.line,
        texts=marked(found, _phrases(q, names)),
        legend=legend,
        colours={each.topic: each.colour for each in legend},
        story=story_lines(engine, found.story) if found.story is not None else [],
        versions=list_versions(engine, key) if found.version > 1 else [],
        fields=FIELDS,
        source_names=SOURCES,
        query=q,
        rule_parts=rule_parts,
        keys=KEYS,
        **panel(engine, key, names, found.line.topics),
    )


@router.get(ARTICLES + "/{key}/cung-tin", include_in_schema=False)
def story(request: Request, user: Reader, engine: Reading, key: Key) -> Response:
    """Show who else tells an article's story, in place."""
    del user
    if not is_partial(request):
        return RedirectResponse(f"{article_address(key)}#cung-tin", 303)
    found = existing(engine, key)
    lines = story_lines(engine, found.story) if found.story is not None else []
    others = [each for each in lines if each.id != key]
    return render(request, "parts/story.html", key=key, others=others, outlets=outlet_names())


@router.get(ARTICLES + "/{key}/ban/{number}", include_in_schema=False)
def version(
    request: Request,
    user: Reader,
    engine: Reading,
    key: Key,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
) -> Response:
    """Show a version of an article, and what changed since the one before."""
    del user
    found = existing(engine, key)
    this, before = version_and_before(engine, key, number)
    if this is None:
        raise NotFound(
            N_("Bài này không có phiên bản đó. Hãy chọn một phiên bản từ trang của bài.")
        )
    texts: Mapping[str, tuple[str, str]] = {
        name: (getattr(before or this, name), getattr(this, name))
        for name in ("title", "lead", "body")
    }
    return render(
        request,
        "version.html",
        article=found,
        line=found.line,
        this=this,
        before=before,
        changed={name: changes(old, new) for name, (old, new) in texts.items()},
        versions=list_versions(engine, key),
        outlets=outlet_names(),
    )
