"""Numbers of the present moment, for metrics: each is one small query."""

from sqlalchemy import Engine, func, select

from store.models import FindingRow


def open_findings(engine: Engine) -> dict[str, int]:
    """Count what the health check found and is not mended, by the name of the finding."""
    counted = (
        select(FindingRow.name, func.count())
        .where(FindingRow.closed_at.is_(None))
        .group_by(FindingRow.name)
        .order_by(FindingRow.name)
    )
    with engine.connect() as connection:
        return dict(connection.execute(counted).all())
