"""What must hold in a database of ours: each rule asks for the rows that break it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Function, Select, Text, exists, extract, func, select

from crawler.ledger import Kind, Outcome, Status
from store.models import ArticleRow, BandRow, Base, FrontierRow, RunRow, VersionRow

RESTORE = "Restore a backup: see docs/database.md."
_REGROUP = "Make the groups anew: diembao groups rebuild."


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about the database, with what to do; a note is nothing wrong."""

    sentence: str
    note: bool = False


def how_many(number: int, one: str, many: str) -> str:
    """A number with the word that it counts: `1 row`, `1.234 rows`."""
    return f"1 {one}" if number == 1 else f"{number:,} {many}".replace(",", ".")


def broken(connection: Connection, query: Select[int, Any]) -> tuple[int, int]:
    """Run a question for a number of rows and one of them, by its key."""
    number, first = connection.execute(query).one()
    return number, first or 0


def references(connection: Connection) -> Iterator[Finding]:
    """Look behind every foreign key; SQLite enforces them only for those who ask it to."""
    for child in Base.metadata.sorted_tables:
        for key in child.foreign_keys:
            parent = key.column
            gone = key.parent.is_not(None) & ~exists().where(parent == key.parent)
            query = select(func.count(), func.count()).select_from(child).where(gone)
            if number := broken(connection, query)[0]:
                rows = how_many(number, "row", "rows")
                yield Finding(
                    f"{rows} of {child.name} belong to nothing in {parent.table.name}. {RESTORE}"
                )
    astray = ~exists().where(ArticleRow.id == BandRow.article)
    number, _ = broken(connection, select(func.count(), func.min(BandRow.article)).where(astray))
    if number:
        rows = how_many(number, "row", "rows")
        yield Finding(f"{rows} of bands belong to nothing in articles. {_REGROUP}")


def versions(connection: Connection) -> Iterator[Finding]:
    """Every article has its latest version, and none later than that."""
    latest = exists().where(
        VersionRow.article == ArticleRow.id, VersionRow.number == ArticleRow.version
    )
    number, first = broken(connection, select(func.count(), func.min(ArticleRow.id)).where(~latest))
    if number:
        lack = how_many(number, "article lacks its", "articles lack their")
        yield Finding(f"{lack} latest version, such as {first}. {RESTORE}")
    number, first = broken(
        connection,
        select(func.count(), func.min(VersionRow.article))
        .join(ArticleRow, ArticleRow.id == VersionRow.article)
        .where(VersionRow.number > ArticleRow.version),
    )
    if number:
        rows = how_many(number, "version is", "versions are")
        yield Finding(f"{rows} later than the article's latest, such as of {first}. {RESTORE}")


def _second(connection: Connection) -> Function[Any]:
    """The second of publication that an article states."""
    if connection.dialect.name == "sqlite":
        # As text, cut: the function would round half a second up.
        stated = func.substr(ArticleRow.published_at, 1, 19, type_=Text())
        return func.unixepoch(stated)
    return func.floor(extract("epoch", ArticleRow.published_at))


def keys(connection: Connection) -> Iterator[Finding]:
    """Say how many articles are filed under another time than they state; that is no fault."""
    other = ArticleRow.id // 2**20 != _second(connection)
    number, first = broken(connection, select(func.count(), func.min(ArticleRow.id)).where(other))
    if number:
        rows = how_many(number, "article states", "articles state")
        yield Finding(
            f"{rows} another time than the one that lists and counts go by, such as {first}: "
            "reading its page again corrected it.",
            note=True,
        )


def stories(connection: Connection) -> Iterator[Finding]:
    """A story has two articles at least."""
    alone = (
        select(ArticleRow.story)
        .where(ArticleRow.story.is_not(None))
        .group_by(ArticleRow.story)
        .having(func.count() == 1)
        .subquery()
    )
    number, first = broken(connection, select(func.count(), func.min(alone.c.story)))
    if number:
        groups = how_many(number, "story group has", "story groups have")
        yield Finding(f"{groups} one article only, such as {first}. {_REGROUP}")


def ledger(connection: Connection) -> Iterator[Finding]:
    """Every address of a run that ended has one outcome, and one that we know."""
    number, run = broken(
        connection,
        select(func.count(), func.min(FrontierRow.run))
        .join(RunRow, RunRow.id == FrontierRow.run)
        .where(FrontierRow.outcome.is_(None), RunRow.status != Status.RUNNING),
    )
    if number:
        rows = how_many(number, "address", "addresses")
        yield Finding(
            f"{rows} of runs that ended have no outcome: see 'diembao runs {run}', and report it."
        )
    strange = FrontierRow.outcome.is_not(None) & FrontierRow.outcome.not_in([*Outcome])
    strange |= FrontierRow.kind.not_in([*Kind])
    number, run = broken(connection, select(func.count(), func.min(FrontierRow.run)).where(strange))
    if number:
        rows = how_many(number, "address has", "addresses have")
        yield Finding(
            f"{rows} an outcome that this program does not know: see 'diembao runs {run}'. Update "
            "the program."
        )
