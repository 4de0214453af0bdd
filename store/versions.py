"""The versions of an article: which there are, and two of them side by side."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from store.folding import MOST_OF_TITLE
from store.models import VersionRow
from store.reading import Version

_MOST = 200


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of an article as it stands in a list; `seen_at` is UTC."""

    number: int
    seen_at: datetime
    title: str


def list_versions(engine: Engine, key: int) -> list[VersionLine]:
    """Return the versions of an article, the latest first, at most 200."""
    title = func.substr(VersionRow.title, 1, MOST_OF_TITLE)
    wanted = select(VersionRow.number, VersionRow.seen_at, title).where(VersionRow.article == key)
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(VersionRow.number.desc()).limit(_MOST))
        return [VersionLine(*row) for row in rows]


def version_and_before(
    engine: Engine, key: int, number: int
) -> tuple[Version | None, Version | None]:
    """Return a version of an article and the one before it; None for each that there is not."""
    wanted = select(VersionRow).where(
        VersionRow.article == key, VersionRow.number.in_([number, number - 1])
    )
    with Session(engine) as session:
        found = {
            row.number: Version(row.number, row.seen_at, row.title, row.lead, row.body)
            for row in session.scalars(wanted)
        }
    return found.get(number), found.get(number - 1)
