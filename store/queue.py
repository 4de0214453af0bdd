"""The queue's own tables, in a PostgreSQL schema beside ours: making them, and looking at them.

They are Procrastinate's, which also does everything else with them; see `workers/`. In a schema of
their own they are no part of what we migrate, copy and check.
"""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlalchemy import Connection, Engine, text

from errors import UsageError
from store.engine import WRITES

# The PostgreSQL schema, by the name of whose tables are in it.
SCHEMA = "procrastinate"


def require_postgresql(database: str) -> None:
    """Refuse a database that cannot hold a queue.

    Args:
        database: its URL.

    Raises:
        UsageError: it is SQLite, which one machine crawls into without a queue.
    """
    if database.startswith("sqlite"):
        raise UsageError(
            "Workers share a PostgreSQL: set DIEMBAO_DATABASE_URL on every machine. With SQLite "
            "there is one machine, and it needs no workers: 'diembao schedule' crawls by itself."
        )


def make_queue(engine: Engine) -> None:
    """Make the queue's tables, or bring them to the version of Procrastinate that is installed.

    Raises:
        UsageError: the database is SQLite.
        StoreError: the database cannot be reached, or this user may make no schema in it.
    """
    require_postgresql(str(engine.url))
    with engine.connect() as connection:
        if _version(connection) >= _migrations()[-1].name:
            return
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('diembao queue'))"))
        known = _version(connection)
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        use_queue(connection)
        if not known:
            _run(connection, files("procrastinate.sql") / "schema.sql")
        for script in _migrations():
            if known and script.name > known:
                _run(connection, script)
        # Said of the schema itself: it goes when that is dropped, and is restored with it.
        comment = f"COMMENT ON SCHEMA {SCHEMA} IS '{_migrations()[-1].name}'"
        connection.exec_driver_sql(comment)


def use_queue(connection: Connection) -> None:
    """Let the present transaction find the queue's tables and functions, which it names barely."""
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))


def _version(connection: Connection) -> str:
    """The last migration that is in the tables; empty where there are none."""
    # Not by obj_description and to_regnamespace: a session that waited for its turn would be told
    # what it knew before.
    said = (
        "SELECT description FROM pg_description JOIN pg_namespace ON objoid = pg_namespace.oid "
        "WHERE classoid = 'pg_namespace'::regclass AND nspname = :name"
    )
    return connection.scalar(text(said), {"name": SCHEMA}) or ""


@cache
def _migrations() -> list[Traversable]:
    """Procrastinate's migrations, oldest first: their names sort so."""
    every = (files("procrastinate.sql") / "migrations").iterdir()
    return sorted((each for each in every if each.name.endswith(".sql")), key=lambda it: it.name)


def _run(connection: Connection, script: Traversable) -> None:
    connection.exec_driver_sql(script.read_text("utf-8").replace("%", "%%"))


def queue_length(engine: Engine) -> dict[str, int]:
    """Count the crawls of the queue: `waiting`, `running`, and `failed` ones that are still kept.

    Empty where there is no queue: on SQLite, or before the first worker or scheduler used it.
    """
    if engine.dialect.name != "postgresql":
        return {}
    with engine.connect() as connection:
        there = text("SELECT to_regclass(:name) IS NOT NULL")
        if not connection.scalar(there, {"name": f"{SCHEMA}.procrastinate_jobs"}):
            return {}
        counted = text(
            f"SELECT count(*) FILTER (WHERE status = 'todo') AS waiting, "  # noqa: S608 - our name
            f"count(*) FILTER (WHERE status = 'doing') AS running, "
            f"count(*) FILTER (WHERE status = 'failed') AS failed "
            f"FROM {SCHEMA}.procrastinate_jobs"
        )
        return dict(connection.execute(counted).mappings().one())
