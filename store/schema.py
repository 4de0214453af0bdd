"""Which version the tables have, whether the database can hold our texts, and upgrading it."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from errors import StoreError

_MIGRATIONS = Path(__file__).parent / "migrations"
# The name under which `store.copying` marks a database that it has not finished, see `facts`.
HALF_COPY = "copy"

_ANEW = "Create it anew: CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'."


@cache
def versions() -> tuple[str, ...]:
    """Return the versions that this program knows, oldest first (Alembic takes 0.5 s to import)."""
    return tuple(sorted(file.stem[:4] for file in _MIGRATIONS.glob("versions/[0-9]*.py")))


def newest() -> str:
    """Return the version of the tables that this program works with."""
    return versions()[-1]


def name_of(connection: Connection) -> str:
    """Return the database's URL without its password."""
    return connection.engine.url.render_as_string(hide_password=True)


def _has_versions(connection: Connection) -> bool:
    """Whether there are tables of ours; on PostgreSQL, whether there could be.

    Raises:
        StoreError: its encoding or locale knows no Vietnamese letters. In the locale "C",
            lower('LỪA ĐẢO') leaves the letters as they are.
    """
    if connection.dialect.name == "sqlite":
        return inspect(connection).has_table("alembic_version")
    url, driver = connection.engine.url, connection.connection.driver_connection
    assert driver is not None
    if (encoding := driver.info.parameter_status("server_encoding")) != "UTF8":
        raise StoreError(
            f"The PostgreSQL database {url.database} is encoded in {encoding}, which has no "
            f"Vietnamese letters. {_ANEW.format(url.database)}"
        )
    query = "SELECT lower('LỪA ĐẢO') = 'lừa đảo', to_regclass('alembic_version') IS NOT NULL"
    knows_letters, exists = connection.execute(text(query)).one()
    if not knows_letters:
        raise StoreError(
            f"The PostgreSQL database {url.database} is in the locale C, which knows no Vietnamese "
            f"letters. {_ANEW.format(url.database)}"
        )
    return bool(exists)


def version_of(connection: Connection) -> str:
    """Return the version of a database's tables; empty where it has none yet.

    Raises:
        StoreError: a newer program made it, or it cannot hold Vietnamese text.
    """
    if not _has_versions(connection):
        return ""
    version = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    if version > newest():
        raise StoreError(
            f"The database {name_of(connection)} was made by a newer version of Điểm Báo (tables "
            f"{version}, this one knows {newest()}); update the program."
        )
    return str(version)


def half_copied_from(connection: Connection) -> str:
    """Return whose copy a current database is that was not finished; empty where it is whole."""
    query = text("SELECT value FROM facts WHERE name = :name")
    return connection.scalar(query, {"name": HALF_COPY}) or ""


def refuse_half_copy(connection: Connection) -> None:
    """Refuse a current database that was copied in part only.

    Raises:
        StoreError: it says how to finish the copy.
    """
    if source := half_copied_from(connection):
        raise StoreError(
            f"The database {name_of(connection)} is a copy of {source} that was not finished. "
            "Run the same 'diembao db copy' again: it goes on where it stopped."
        )


def require_current(connection: Connection) -> None:
    """Refuse a database that cannot be read as it is.

    Raises:
        StoreError: it has no tables of ours, older or newer ones, or was copied in part only.
    """
    version = version_of(connection)
    if not version:
        raise StoreError(f"The database {name_of(connection)} holds no collection of ours.")
    if version != newest():
        raise StoreError(
            f"The database {name_of(connection)} has the tables of an older version ({version}, "
            f"this one needs {newest()}). Run 'diembao db upgrade' on it first."
        )
    refuse_half_copy(connection)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations in the caller's transaction, which writes.

    Args:
        connection: of the database.
        to: the version to stop at.
    """
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":  # one process at a time; SQLite sees to it itself
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('diembao schema'))"))
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
