"""Workers as they run on several machines, and a database that can be taken away from them."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

from tests.conftest import ROOT


def until(true: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


class Machine:
    """A machine with a worker of its own: a folder for its data, and its log."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log_file = folder / "worker.log"
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from cli import main; main()", "worker"],
                cwd=folder,
                env={**environment, "DIEMBAO_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)},
                stderr=log,
            )

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self.log_file.read_text("utf-8")

    def says(self, words: str) -> None:
        """Wait until it says something."""
        until(lambda: words in self.log)

    def end(self) -> int:
        """Ask it to end, as a system does; return its exit code. Half a minute must do."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self) -> None:
        """Kill it and its crawls at once, as a power cut would."""
        for child in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            for pid in child.read_text().split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        self.process.kill()
        self.process.wait(10)


@contextmanager
def machines(
    folder: Path, environment: Mapping[str, str], *, count: int = 1, **settings: str
) -> Iterator[list[Machine]]:
    """So many machines with a worker each; keywords are settings."""
    extra = {f"DIEMBAO_{name.upper()}": value for name, value in settings.items()}
    every = {**environment, "DIEMBAO_METRICS_PORT": "0", **extra}
    running = [Machine(folder / f"machine-{number}", every) for number in range(count)]
    try:
        yield running
    finally:
        for machine in running:
            if machine.process.poll() is None:
                machine.kill()


class Road:
    """The way to a PostgreSQL server, which can be cut; a context manager."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        folder = str(parsed.query["host"])
        self._server = next(Path(folder).glob(".s.PGSQL.*[0-9]"))
        self._gate = socket.create_server(("127.0.0.1", 0))
        port = self._gate.getsockname()[1]
        ours = parsed.set(host="127.0.0.1", port=port, query={})
        self.url = ours.render_as_string(hide_password=False)
        self._open = threading.Event()
        self._open.set()
        self._travellers: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._gate.close()

    def cut(self) -> None:
        """Break all connections, and let nobody in."""
        self._open.clear()
        for end in self._travellers:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let everybody in again."""
        self._open.set()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._gate.accept()
                if not self._open.is_set():
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self._server))
                self._travellers += (near, far)
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError), near, far:
            while True:
                for end in select.select([near, far], [], [])[0]:
                    if not (said := end.recv(65_536)):
                        return
                    (far if end is near else near).sendall(said)
