"""The rule sets that were ever in force, with who put them there and when; the last one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from crawler import clock
from crawler.dates import VIETNAM
from errors import RulesChanged, UsageError
from store.engine import WRITES
from store.models import RuleChangeRow, RuleSetRow
from store.recent import Recent
from topics.ruleset import RuleSet, default_rules, parse_rules

_known: Recent[RuleSet] = Recent(3_600, 4)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule set coming into force (UTC)."""

    id: int
    version: str
    at: datetime
    by: str
    what: str


def active_rules(engine: Engine) -> RuleSet:
    """Return the rules in force: the last that were applied, else those that ship with us."""
    latest = (
        select(RuleSetRow.files)
        .join(RuleChangeRow, RuleChangeRow.version == RuleSetRow.version)
        .order_by(RuleChangeRow.id.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        files = connection.scalar(latest)
    return parse_rules(files) if files is not None else default_rules()


def known_rules(engine: Engine) -> RuleSet:
    """Return the rules in force like `active_rules`, read once as long as nobody changes them.

    To read them takes a tenth of a second, which is too much for every page.
    """
    return _known.get((engine.url, change_in_force(engine)), lambda: active_rules(engine))


def _put_in_force(connection: Connection, version: str, by: str, what: str) -> None:
    row = {"version": version, "at": clock.now(), "by": by, "what": what}
    connection.execute(insert(RuleChangeRow), row)


def apply_rules(
    engine: Engine, files: Mapping[str, str], by: str, base: int | None = None
) -> RuleSet:
    """Check a rule set and put it in force for every crawl on this database.

    Args:
        engine: the database.
        files: the text of every file by its name.
        by: who puts it in force.
        base: `change_in_force` when what was changed was read; None: whatever came in between.

    Raises:
        TopicFileError: a file cannot be used; what was in force stays so.
        RulesChanged: other rules are in force than those that were read.
    """
    rules = parse_rules(files)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        if base is not None:
            _refuse_others(connection, base)
        same = RuleSetRow.version == rules.version
        if connection.scalar(select(RuleSetRow.version).where(same)) is None:
            connection.execute(insert(RuleSetRow), {"version": rules.version, "files": dict(files)})
        else:  # the same rules, with other comments perhaps
            connection.execute(update(RuleSetRow).where(same).values(files=dict(files)))
        _put_in_force(connection, rules.version, by, "applied")
    return rules


def _refuse_others(connection: Connection, base: int) -> None:
    if connection.dialect.name == "postgresql":  # on SQLite one transaction writes at a time
        connection.execute(text("LOCK TABLE rule_changes IN SHARE ROW EXCLUSIVE MODE"))
    latest = select(RuleChangeRow.__table__).order_by(RuleChangeRow.id.desc()).limit(1)
    row = connection.execute(latest).one_or_none()
    if row is not None and row.id != base:
        at = row.at.astimezone(VIETNAM)
        raise RulesChanged(
            f"{row.by} put other rules in force at {at:%H:%M} on {at:%d/%m/%Y}: read those "
            "first, then make your change in them."
        )


def change_in_force(engine: Engine) -> int:
    """Return the number of the change that put the rules in force; 0: those that ship with us."""
    with engine.connect() as connection:
        return connection.scalar(select(func.max(RuleChangeRow.id))) or 0


def change_rules(engine: Engine, changed: Mapping[str, str], by: str, base: int) -> RuleSet:
    """Put the rules in force with some files exchanged, where nobody else came in between.

    Args:
        engine: the database.
        changed: the new text of each changed file by its name.
        by: who changes them.
        base: `change_in_force` when the files were read.

    Raises:
        TopicFileError: a file cannot be used; what was in force stays so.
        RulesChanged: other rules are in force than those that were read.
    """
    return apply_rules(engine, {**active_rules(engine).files, **changed}, by, base)


def roll_back(engine: Engine, version: str, by: str) -> None:
    """Put an earlier rule set in force again.

    Raises:
        UsageError: no rule set of that version was ever in force here.
    """
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        known = list(connection.scalars(select(RuleSetRow.version)))
        found = [each for each in known if each.startswith(version)]
        if len(found) != 1:
            raise UsageError(
                f"There is no rule set {version!r}. Known: {', '.join(known) or 'none'}; "
                "see 'diembao topics history'."
            )
        _put_in_force(connection, found[0], by, "rolled back to")


def rule_history(engine: Engine) -> list[RuleChange]:
    """Return every change of the rules in force, the latest first."""
    rows = select(RuleChangeRow.__table__).order_by(RuleChangeRow.id.desc())
    with engine.connect() as connection:
        return [RuleChange(**row) for row in connection.execute(rows).mappings()]
