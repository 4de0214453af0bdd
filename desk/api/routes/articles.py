"""One article: its texts, topics, matches, versions, story."""

from dataclasses import asdict

from fastapi import APIRouter

from desk.access import Reading
from desk.api.access import Reader
from desk.api.models.articles import Article, ByHand, Telling, Version, VersionLine
from desk.api.models.common import Key, Number
from desk.i18n import N_
from desk.pages.article import existing
from desk.problems import NotFound
from desk.worddiff import changes
from store import by_hand as said
from store import versions as stored
from store.folding import TellingLine, story_lines

PATH = "/articles/{key}"
_FIELDS = ("title", "lead", "body")

router = APIRouter(prefix=PATH, tags=["articles"], responses={404: {}})


@router.get("")
def article(user: Reader, engine: Reading, key: Key) -> Article:
    """An article whole."""
    del user
    found = existing(engine, key)
    return Article.model_validate(asdict(found.line) | asdict(found))


@router.get("/story", response_model=list[Telling])
def story(user: Reader, engine: Reading, key: Key) -> list[TellingLine]:
    """Who tells the article's story, the first one first; empty where nobody else does."""
    del user
    found = existing(engine, key)
    return story_lines(engine, found.story) if found.story is not None else []


@router.get("/versions", response_model=list[VersionLine])
def versions(user: Reader, engine: Reading, key: Key) -> list[stored.VersionLine]:
    """The versions of the article, the latest first."""
    del user
    existing(engine, key)
    return stored.list_versions(engine, key)


def _changes(before: str, after: str) -> list[dict[str, str]]:
    return [{"kind": each.kind.value, "text": each.text} for each in changes(before, after)]


@router.get("/versions/{number}")
def version(user: Reader, engine: Reading, key: Key, number: Number) -> Version:
    """A version of the article, and what changed since the one before."""
    del user
    this, before = stored.version_and_before(engine, key, number)
    if this is None:
        raise NotFound(N_("Bài này không có phiên bản đó."))
    changed = {
        name: _changes(getattr(before, name), getattr(this, name))
        for name in _FIELDS
        if before is not None
    }
    return Version.model_validate(asdict(this) | {"changes": changed})


@router.get("/by-hand", response_model=ByHand)
def by_hand(user: Reader, engine: Reading, key: Key) -> said.ByHand:
    """What people say of the article: topics, tone, notes, the mark for the press review."""
    del user
    existing(engine, key)
    return said.by_hand(engine, [key])[key]
