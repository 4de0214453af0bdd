"""Which articles a site's sources listed when they were read: the replica is asked once more."""

import gzip
import http.client
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from replica.run import Replica
from replica.sites import SITES
from replica.story import Story

_GZIP = b"\x1f\x8b"


class Sources:
    """The sources that were read, round by round.

    Args:
        replica: what was read from.
        arrive: puts the replica at a moment, with what is broken then.
    """

    def __init__(self, replica: Replica, arrive: Callable[[datetime], None]) -> None:
        self._replica = replica
        self._arrive = arrive
        self._seen = 0
        self._read: dict[datetime, set[tuple[str, str]]] = {}
        self._bodies: dict[tuple[datetime, str], list[str]] = {}

    def note(self, at: datetime) -> None:
        """Note what was read since the last note as read in the round that began at a moment."""
        requests = self._replica.requests()
        new, self._seen = requests[self._seen :], len(requests)
        self._read.setdefault(at, set()).update(
            (host, request["path"])
            for request in new
            if (host := request["host"].removeprefix("www.")) in SITES
            and not SITES[host].article_pattern.fullmatch(urlsplit(request["path"]).path)
        )

    def listed(self, story: Story, rounds: Sequence[datetime]) -> bool:
        """Whether a source that was read in one of these rounds listed a story."""
        return any(
            story.article_id in body for at in rounds for body in self._shown(at, story.host)
        )

    def _shown(self, at: datetime, host: str) -> list[str]:
        """What the sources of a host showed in a round."""
        if (at, host) not in self._bodies:
            self._arrive(at)
            paths = sorted(path for name, path in self._read.get(at, ()) if name == host)
            self._bodies[at, host] = [self._fetch(host, path) for path in paths]
        return self._bodies[at, host]

    def _fetch(self, host: str, path: str) -> str:
        connection = http.client.HTTPConnection(urlsplit(self._replica.address).netloc, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": host})
            body = connection.getresponse().read()
        finally:
            connection.close()
        return (gzip.decompress(body) if body.startswith(_GZIP) else body).decode(
            "utf-8", "replace"
        )
