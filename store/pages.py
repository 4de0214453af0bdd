"""The index of the page archive: which page stands where, and which is an article's newest."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select, tuple_
from sqlalchemy.orm import aliased

from crawler.archive import Place
from crawler.records import FirstCopy, PageRecord
from store.articles import Identity
from store.models import PageRow


class StoredPages:
    """The pages of one crawl run; implements `crawler.ports.PageIndex`."""

    def __init__(self, engine: Engine, outlet: str, run: int) -> None:
        self._engine = engine
        self._of = {"outlet": outlet, "run": run}
        self._waiting: dict[int, PageRecord] = {}
        self._landing: list[int] = []

    def same_page(
        self, url: str, digest: str, *, machine: str, after: datetime
    ) -> FirstCopy | None:
        """The page of that address with the very same bytes, archived by a machine after a time."""
        same = (
            select(PageRow.id, PageRow.file, PageRow.fetched_at)
            .where(
                PageRow.digest == digest,
                PageRow.url == url,
                PageRow.machine == machine,
                PageRow.fetched_at > after,
                PageRow.original.is_(None),
            )
            .order_by(PageRow.fetched_at.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(same).one_or_none()
        return FirstCopy(*found) if found else None

    def enter(self, row: int, page: PageRecord) -> None:
        """Enter a page that is in its file; it lands with the outcome of its row."""
        self._waiting[row] = page

    def land(
        self, connection: Connection, articles: Mapping[int, Identity], settled: Iterable[int]
    ) -> None:
        """Write the pages of those rows that have come to their end.

        Only then: a page whose article was not yet judged by it would pass for the newest one of
        an article that was stored from an older page.

        Args:
            connection: the transaction in which the outcomes of the rows are written.
            articles: by row, the article that its page turned out to be.
            settled: rows that led to no article.
        """
        ended = dict.fromkeys(settled, ("", "")) | dict(articles)
        self._landing = [row for row in ended if row in self._waiting]
        pages = []
        for row in self._landing:
            page, (site, article_id) = self._waiting[row], ended[row]
            known = {"row": row, "site": site or page.site, "article_id": article_id}
            pages.append(self._of | asdict(page) | known)
        if pages:
            connection.execute(insert(PageRow), pages)

    def landed(self) -> None:
        """Forget the pages that were written: their transaction is over."""
        for row in self._landing:
            del self._waiting[row]
        self._landing = []


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page in the archive, with the place of the record that holds its body."""

    outlet: str
    url: str
    fetched_at: datetime
    content_type: str
    digest: str
    machine: str
    place: Place


def newest_pages(
    connection: Connection, identities: Iterable[Identity]
) -> dict[Identity, StoredPage]:
    """Return the newest page of each of those articles that has one."""
    body = aliased(PageRow)
    rows = connection.execute(
        select(
            *(PageRow.site, PageRow.article_id, PageRow.outlet, PageRow.url, PageRow.fetched_at),
            *(PageRow.content_type, PageRow.digest, PageRow.machine),
            *(body.file, body.offset, body.length),
        )
        .join(body, body.id == func.coalesce(PageRow.original, PageRow.id))
        .where(tuple_(PageRow.site, PageRow.article_id).in_(list(identities)))
        .order_by(PageRow.fetched_at, PageRow.id)
    )
    return {
        (row.site, row.article_id): StoredPage(
            outlet=row.outlet,
            url=row.url,
            fetched_at=row.fetched_at,
            content_type=row.content_type,
            digest=row.digest,
            machine=row.machine,
            place=Place(row.file, row.offset, row.length),
        )
        for row in rows
    }
