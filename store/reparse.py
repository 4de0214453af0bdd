"""Reading stored articles again from the page archive, where our reading has become better.

What is corrected is how we read, not what the outlet wrote: the latest version is put right in its
place, no new one is made. Nothing is done twice by running this again, so it may be interrupted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from crawler.archive import MACHINE, read_record
from crawler.records import Article
from crawler.warc import Headers
from errors import NotAnArticle, PageDamaged, PageMissing
from store.engine import WRITES
from store.keys import key_range
from store.locks import one_writer
from store.models import ArticleRow
from store.pages import StoredPage, newest_pages
from store.reading import Wanted
from store.readings import Reading, Stored, stored_articles
from store.rulesets import active_rules
from topics.tagger import Tags

Reread = Callable[[StoredPage, Headers, bytes], tuple[Article, Tags]]

# Articles in one transaction, as when they are first stored.
_BATCH = 100
# How many changes of each field are kept to be shown.
_SAMPLES = 3
# A version is stored within seconds after its page came in; re-checks are hours apart.
_STORED_AFTER = timedelta(minutes=5)


class Skipped(StrEnum):
    """Why an article was not read again."""

    NO_PAGE = "no page in the archive"
    OLD_PAGE = "archived page older than the stored version"
    ELSEWHERE = "page in another machine's archive"
    UNREADABLE = "page missing or damaged"
    NO_ARTICLE = "page taken for no article today"
    OTHER_ARTICLE = "page taken for another article today"
    CHANGED_MEANWHILE = "a new version came meanwhile"


@dataclass(frozen=True, slots=True)
class Change:
    """A field of an article that reads otherwise today."""

    article: int
    url: str
    before: Any
    after: Any


@dataclass(slots=True)
class Report:
    """What reading again found: articles compared and changed, changes by field, what was not."""

    compared: int = 0
    changed: list[int] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    samples: defaultdict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    skipped: Counter[Skipped] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    written: int = 0


class Reparse:
    """Reads stored articles again: first `compare`, then `correct`; `report` tells what came of it.

    Args:
        engine: the database.
        folder: the page archive's folder.
        wanted: which articles.
        reread: makes an article and its topics of an archived response.
    """

    def __init__(self, engine: Engine, folder: Path, wanted: Wanted, reread: Reread) -> None:
        self.report = Report()
        self._engine = engine
        self._folder = folder
        self._wanted = wanted
        self._reread = reread
        self._rules_version = active_rules(engine).version

    def total(self) -> int:
        """Return how many articles are wanted."""
        with self._engine.connect() as connection:
            query = self._narrowed(select(func.count()).select_from(ArticleRow))
            return connection.scalar(query) or 0

    def _narrowed(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        start, end = key_range(self._wanted.period)
        if start is not None:
            query = query.where(ArticleRow.id >= start)
        if end is not None:
            query = query.where(ArticleRow.id < end)
        if self._wanted.outlets:
            query = query.where(ArticleRow.outlet.in_(self._wanted.outlets))
        return query

    def compare(self) -> Iterator[int]:
        """Compare what is stored with what the archive reads like; write nothing.

        Yields:
            How many articles were looked at, batch by batch.
        """
        last = 0
        while keys := self._next_keys(last):
            for reading in self._readings(keys):
                self.report.compared += 1
                self._note(reading)
            last = keys[-1]
            yield len(keys)

    def _next_keys(self, last: int) -> list[int]:
        query = self._narrowed(select(ArticleRow.id).where(ArticleRow.id > last))
        with self._engine.connect() as connection:
            return list(connection.scalars(query.order_by(ArticleRow.id).limit(_BATCH)))

    def _note(self, reading: Reading) -> None:
        article = reading.stored.article
        if changes := reading.changes():
            self.report.changed.append(article.id)
        for name, (before, after) in changes.items():
            self.report.fields[name] += 1
            if len(self.report.samples[name]) < _SAMPLES:
                change = Change(article.id, article.canonical_url, before, after)
                self.report.samples[name].append(change)

    def _readings(self, keys: Sequence[int]) -> Iterator[Reading]:
        with Session(self._engine) as session:
            stored = stored_articles(session, keys)
            identities = [(each.article.site, each.article.article_id) for each in stored]
            pages = newest_pages(session.connection(), identities)
        # No transaction is open while pages are read.
        for each, identity in zip(stored, identities, strict=True):
            page = pages.get(identity)
            if page is None:
                self.report.skipped[Skipped.NO_PAGE] += 1
            elif page.fetched_at < each.version.seen_at - _STORED_AFTER:
                self.report.skipped[Skipped.OLD_PAGE] += 1
            elif reading := self._read(each, page):
                yield reading

    def _read(self, stored: Stored, page: StoredPage) -> Reading | None:
        try:
            article, tags = self._reread(page, *read_record(self._folder, page.place, page.digest))
        except PageMissing as missing:
            here = page.machine == MACHINE
            self._skip(Skipped.UNREADABLE if here else Skipped.ELSEWHERE, str(missing) * here)
            return None
        except PageDamaged as damaged:
            self._skip(Skipped.UNREADABLE, str(damaged))
            return None
        except NotAnArticle as error:
            self._skip(Skipped.NO_ARTICLE, str(error))
            return None
        row = stored.article
        if (article.site, article.article_id) != (row.site, row.article_id):
            self._skip(Skipped.OTHER_ARTICLE, f"{page.url}: {article.site}/{article.article_id}")
            return None
        return Reading.of(stored, article, tags, self._rules_version)

    def _skip(self, why: Skipped, problem: str) -> None:
        self.report.skipped[why] += 1
        if problem:
            self.report.problems.append(problem)

    def correct(self) -> Iterator[int]:
        """Write what `compare` found, a hundred articles at a time.

        Yields:
            How many articles were put right, batch by batch.
        """
        for start in range(0, len(self.report.changed), _BATCH):
            keys = self.report.changed[start : start + _BATCH]
            readings = {each.stored.article.id: each for each in self._readings(keys)}
            with (
                self._engine.connect().execution_options(**WRITES) as connection,
                connection.begin(),
            ):
                one_writer(connection)
                wanted = select(ArticleRow.id, ArticleRow.version).where(ArticleRow.id.in_(keys))
                versions = dict(iter(connection.execute(wanted.with_for_update())))
                for key, reading in readings.items():
                    if versions.get(key) == reading.stored.article.version:
                        reading.write(connection)
                        self.report.written += 1
                    else:
                        self.report.skipped[Skipped.CHANGED_MEANWHILE] += 1
            yield len(keys)
