"""For tests and demonstrations: a replica in a process of its own, with the truth beside it."""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from replica.assignments import VIETNAM
from replica.newsroom import Newsroom
from replica.sites import SITES


class Replica:
    """A running replica, as a context manager.

    Args:
        sites: the hosts to serve; the first three that were rebuilt when left out.
        per_day: stories a day and site; 0 for captures only.
        since: first day; two days before `until` when left out.
        until: last day; yesterday in Vietnam when left out.
        seed: another seed, other stories.
        captures: a folder of real saved pages to serve as well.
        us_dates: date VTV's feeds the American way.
        holidays: days on which half as many stories come out.
        gates: put Lao Động's and VOV's gates up.
        now: where the sites stand in time from the start; see `set_now`.
        port: 0 lets the system choose.

    Attributes:
        address: where it listens, such as ``http://127.0.0.1:40123``.
        newsrooms: what it publishes, by host: the truth to compare with.
    """

    address: str

    def __init__(
        self,
        sites: Sequence[str] = tuple(SITES),
        *,
        per_day: int = 40,
        since: dt.date | None = None,
        until: dt.date | None = None,
        seed: int = 1,
        captures: Path | None = None,
        us_dates: bool = False,
        holidays: Sequence[dt.date] = (),
        gates: bool = False,
        now: dt.datetime | None = None,
        port: int = 0,
    ) -> None:
        self.until = until or dt.datetime.now(VIETNAM).date() - dt.timedelta(days=1)
        self.since = since or self.until - dt.timedelta(days=2)
        self.newsrooms = {
            host: Newsroom(SITES[host], seed, self.since, self.until, per_day, holidays)
            for host in sites
        }
        self._arguments = [
            f"--sites={','.join(sites)}",
            f"--per-day={per_day}",
            f"--since={self.since}",
            f"--until={self.until}",
            f"--seed={seed}",
            f"--port={port}",
            *([f"--captures={captures}"] if captures else []),
            *([f"--holidays={','.join(map(str, holidays))}"] if holidays else []),
            *(["--us-dates"] if us_dates else []),
            *(["--gates"] if gates else []),
        ]
        self._process: subprocess.Popen[str] | None = None
        if now is not None:
            self.set_now(now)

    @cached_property
    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="replica-")

    @property
    def _log(self) -> Path:
        return Path(self._folder.name) / "requests.jsonl"

    @property
    def _faults(self) -> Path:
        return Path(self._folder.name) / "faults.json"

    @property
    def _clock(self) -> Path:
        return Path(self._folder.name) / "now"

    def __enter__(self) -> Self:
        """Start the process and wait until it listens."""
        self._process = subprocess.Popen(  # noqa: S603 - our own module, with our own arguments
            [
                *(sys.executable, "-m", "replica", "--until-stdin-closes"),
                *self._arguments,
                *(f"--log={self._log}", f"--faults={self._faults}", f"--clock={self._clock}"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        assert self._process.stdout
        started = self._process.stdout.readline()
        if not started:
            self._stop()
            message = f"the replica did not start (exit code {self._process.returncode})"
            raise RuntimeError(message)
        self.address = json.loads(started)["address"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the process: its standard input ends, and so does it."""
        self._stop()

    def _stop(self) -> None:
        assert self._process
        try:
            self._process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        self._folder.cleanup()

    def set_now(self, moment: dt.datetime) -> None:
        """Put all sites, and the newsrooms here, at a moment (with a zone).

        From then on feeds, listings and sitemaps show what was public at that moment, and
        corrections and withdrawals until then are in effect. A replica that was never told a
        moment shows all of its range as it first came out.
        """
        _put(self._clock, moment.isoformat())
        for newsroom in self.newsrooms.values():
            newsroom.now = moment

    def break_with(self, *rules: Mapping[str, Any]) -> None:
        """Put these fault rules in force, instead of those before; none mends everything."""
        _put(self._faults, json.dumps(rules))

    def requests(self) -> list[dict[str, Any]]:
        """Every request so far: time, host, path, status, bytes and three header fields.

        These are user_agent, if_none_match and if_modified_since.
        """
        if not self._log.exists():
            return []
        return [json.loads(line) for line in self._log.read_text(encoding="utf-8").splitlines()]


def _put(path: Path, text: str) -> None:
    """Write a file in one step: the replica may be reading it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
