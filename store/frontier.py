"""The frontier in SQL: what a run is to fetch, taken over from earlier runs or found by itself."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, or_, select
from sqlalchemy.orm import aliased

from crawler.dates import Period, day_start
from crawler.ledger import SOURCE_WORKED, Candidate, Found, Kind, Outcome
from store.articles import stored_articles
from store.models import ArticleRow, FrontierRow, RunRow

# Outcomes that a later run may mend, and for how long it tries.
_AGAIN = (
    *(Outcome.NOT_FETCHED, Outcome.UNREACHABLE, Outcome.TIMEOUT),
    *(Outcome.BLOCKED, Outcome.REFUSED_BY_ROBOTS),
)
_SERVER_ERROR = "answered 5%"
_AGAIN_FOR = timedelta(days=3)
# An article of the office's topics is looked at again so long after it was first seen: the first
# time for corrections, the second for withdrawals.
_LOOK_AGAIN = (timedelta(hours=24), timedelta(days=7))
# The most that one run looks at again; what is left is due in the next.
_MOST_RECHECKS = 1_000
# A document that lists a past day is read so long after that day before it counts as final.
_SETTLED_AFTER = timedelta(days=2)


def entry(run: int, kind: Kind, found: Found, now: datetime) -> dict[str, Any]:
    """A row of the frontier, ready to insert."""
    known = f"{found.site}/{found.article_id}" if found.article_id else found.url
    return {
        "run": run,
        "kind": kind,
        "identity": known,
        "url": found.url,
        "site": found.site,
        "article_id": found.article_id,
        "via": found.via,
        "published_at": found.published_at or found.modified_at,
        "found_at": now,
        "outcome": found.outcome,
        "detail": "",
        "settled_at": now if found.outcome else None,
        "article": None,
    }


def enter(
    connection: Connection, run: int, found: Iterable[Found], now: datetime
) -> list[dict[str, Any]]:
    """Enter what a source showed and this run has not; return the rows that were entered."""
    shown = {
        f"{each.site}/{each.article_id}" if each.article_id else each.url: each for each in found
    }
    rows = {name: entry(run, Kind.ARTICLE, each, now) for name, each in shown.items()}
    of_this_run = (FrontierRow.run == run, FrontierRow.kind == Kind.ARTICLE)
    for identity in connection.scalars(
        select(FrontierRow.identity).where(*of_this_run, FrontierRow.identity.in_(list(rows)))
    ):
        del rows[identity]
    waiting = {name: row for name, row in rows.items() if row["outcome"] is None}
    stored = stored_articles(
        connection, ((row["site"], row["article_id"]) for row in waiting.values())
    )
    for name, row in waiting.items():
        if article := stored.get((row["site"], row["article_id"])):
            changed = shown[name].modified_at
            if changed and not article.checks and changed > article.seen_at:
                row["article"] = article.key  # a sitemap says that it was changed since
            else:
                row |= {"outcome": Outcome.KNOWN, "settled_at": now}
    if rows:
        connection.execute(insert(FrontierRow), list(rows.values()))
    return list(rows.values())


def enter_rechecks(connection: Connection, run: int, outlet: str, now: datetime) -> int:
    """Enter the articles of the office's topics that it is time to look at again."""
    due = or_(
        *(
            and_(ArticleRow.checks == number, ArticleRow.first_seen_at < now - age)
            for number, age in enumerate(_LOOK_AGAIN)
        )
    )
    rows = connection.execute(
        select(
            ArticleRow.id,
            ArticleRow.canonical_url,
            ArticleRow.site,
            ArticleRow.article_id,
            ArticleRow.published_at,
        )
        .where(ArticleRow.outlet == outlet, ArticleRow.about_police, due)
        .where(ArticleRow.withdrawn_at.is_(None))
        .order_by(ArticleRow.id.desc())
        .limit(_MOST_RECHECKS)
    )
    entries = [
        entry(run, Kind.ARTICLE, Found(url, "looked at again", site, own, published), now)
        | {"article": key}
        for key, url, site, own, published in rows
    ]
    if entries:
        connection.execute(insert(FrontierRow), entries)
    return len(entries)


def take_over(
    connection: Connection,
    run: int,
    outlet: str,
    period: Period,
    now: datetime,
    *,
    failed: bool = True,
) -> int:
    """Enter what earlier runs of the outlet found and could not fetch; return how much.

    Without a period, what was found in the last days; with one, what was published in it as far
    as is known, however long ago it was found: a back-fill may take weeks. What was asked for and
    did not come is left out where `failed` is false.
    """
    earlier, later = aliased(FrontierRow), aliased(FrontierRow)
    runs = select(RunRow.id).where(RunRow.outlet == outlet, RunRow.id < run)
    superseded = select(later.row).where(
        later.identity == earlier.identity,
        later.kind == Kind.ARTICLE,
        later.run > earlier.run,
    )
    stored = select(ArticleRow.id).where(
        ArticleRow.site == earlier.site, ArticleRow.article_id == earlier.article_id
    )
    copied = (
        *(literal(run).label("of_run"), earlier.kind, earlier.identity, earlier.url, earlier.site),
        *(
            earlier.article_id,
            earlier.via,
            earlier.published_at,
            earlier.found_at,
            literal("").label("detail"),
        ),
    )
    mendable = earlier.outcome == Outcome.NOT_FETCHED
    if failed:
        mendable = or_(earlier.outcome.in_(_AGAIN), earlier.detail.like(_SERVER_ERROR))
    left = (
        select(*copied)
        .where(earlier.run.in_(runs), earlier.kind == Kind.ARTICLE, mendable)
        .where(~superseded.exists(), ~stored.exists(), *_wanted(earlier, period, now))
    )
    names = ("run", "kind", "identity", "url", "site", "article_id", "via", "published_at")
    count = connection.scalar(select(func.count()).select_from(left.subquery())) or 0
    connection.execute(insert(FrontierRow).from_select([*names, "found_at", "detail"], left))
    return count


def _wanted(row: type[FrontierRow], period: Period, now: datetime) -> list[ColumnElement[bool]]:
    if period == Period():
        return [row.found_at > now - _AGAIN_FOR]
    bounds: list[ColumnElement[bool]] = []
    if period.start:
        bounds.append(or_(row.published_at.is_(None), row.published_at >= period.start))
    if period.end:
        bounds.append(or_(row.published_at.is_(None), row.published_at < period.end))
    return bounds


def next_rows(
    connection: Connection, run: int, count: int, out: Iterable[int]
) -> list[tuple[Candidate, int | None]]:
    """Return the next rows to fetch, each with the stored article that it looks at again.

    The latest published come first, so that tonight's news does not wait behind a back-fill; those
    whose time is not known come before all.

    Args:
        connection: to read with.
        run: whose rows.
        count: how many.
        out: rows that are out already.
    """
    out = set(out)
    waiting = (
        select(
            FrontierRow.row,
            FrontierRow.url,
            FrontierRow.article,
            ArticleRow.etag,
            ArticleRow.last_modified,
        )
        .outerjoin(ArticleRow, ArticleRow.id == FrontierRow.article)
        .where(FrontierRow.run == run, FrontierRow.kind == Kind.ARTICLE)
        .where(FrontierRow.outcome.is_(None))
        .order_by(FrontierRow.published_at.desc().nulls_first(), FrontierRow.row)
        .limit(count + len(out))
    )
    rows = [
        (Candidate(row, url, etag or "", last_modified or ""), article)
        for row, url, article, etag, last_modified in connection.execute(waiting)
        if row not in out
    ]
    return rows[:count]


def read_whole(connection: Connection, outlet: str, sources: Mapping[str, date]) -> set[str]:
    """Those sources of past days that an earlier run read to their last page, well afterwards."""
    first, further = aliased(FrontierRow), aliased(FrontierRow)
    worked = [str(outcome) for outcome in SOURCE_WORKED]
    unread = select(further.row).where(
        further.run == first.run,
        further.via == first.url,
        further.kind != Kind.ARTICLE,
        or_(further.outcome.is_(None), further.outcome.not_in(worked)),
    )
    read: set[str] = set()
    urls = list(sources)
    for start in range(0, len(urls), 1_000):
        rows = connection.execute(
            select(first.url, func.max(first.settled_at))
            .join(RunRow, RunRow.id == first.run)
            .where(RunRow.outlet == outlet, first.identity.in_(urls[start : start + 1_000]))
            .where(first.kind != Kind.ARTICLE, first.outcome.in_(worked), ~unread.exists())
            .group_by(first.url)
        )
        for url, settled in rows:
            day_ends = day_start(sources[url]) + timedelta(days=1)
            if settled and settled > day_ends + _SETTLED_AFTER:
                read.add(url)
    return read
