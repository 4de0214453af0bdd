"""What docs/api.md shows is so: its examples are asked of a running desk, in order."""

import json
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template
from time import sleep

import httpx
import pytest

from replica.run import Replica
from store.engine import open_engine
from store.reading import Wanted, list_articles
from store.users import Role
from tests.conftest import ROOT
from tests.desk import running_desk
from tests.stored import article, put

_BLOCK = "    "


def _examples() -> list[tuple[str, object]]:
    """The commands of the page, each with the answer that stands below it, if one does."""
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    blocks = [
        paragraph
        for paragraph in text.split("\n\n")
        if all(line.startswith(_BLOCK) for line in paragraph.splitlines()) and paragraph.strip()
    ]
    found: list[tuple[str, object]] = []
    for block in blocks:
        if block.startswith(f"{_BLOCK}curl"):
            found.append((block.strip(), None))
        elif block.startswith(f"{_BLOCK}{{"):
            found[-1] = found[-1][0], json.loads(block)
    return found


def _asked(words: list[str]) -> httpx.Request:
    """The request of a curl command."""
    method, url, headers = "GET", "", {}
    data: list[tuple[str, str]] = []
    as_query = "-G" in words
    waiting = iter(words[1:])
    for word in waiting:
        if word == "-X":
            method = next(waiting)
        elif word == "-H":
            name, _, value = next(waiting).partition(": ")
            headers[name] = value
        elif word in {"-d", "--data-urlencode"}:
            sent = next(waiting)
            name, _, value = sent.partition("=")
            data.append((name, value) if as_query else ("", sent))
        elif word != "-G":
            url = word
    if as_query:
        return httpx.Request(method, url, headers=headers, params=dict(data))
    content = "".join(sent for _, sent in data) or None
    return httpx.Request(method, url, headers=headers, content=content)


def _fits(shown: object, got: object, where: str) -> None:
    """Every field that the page shows is there, and of the same kind."""
    if isinstance(shown, dict):
        assert isinstance(got, dict), where
        for name, value in shown.items():
            assert name in got, f"{where}.{name}"
            _fits(value, got[name], f"{where}.{name}")
    elif isinstance(shown, list):
        assert isinstance(got, list), where
        if shown and isinstance(shown[0], dict):
            assert got, where
            _fits(shown[0], got[0], where)
    elif isinstance(shown, float) or shown is None:
        pass
    else:
        assert isinstance(got, type(shown)), where


def test_every_example_of_the_page_works(
    tmp_path: Path, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIEMBAO_DATA_DIR", str(tmp_path))
    engine = open_engine(f"sqlite:///{tmp_path / 'diembao.db'}")
    now = datetime.now(UTC)
    written = [
        article(
            number,
            f"Bắt vụ ma túy số {number}",
            "Công an tỉnh bắt hai đối tượng.",
            published_at=now - timedelta(minutes=number + 1),
        )
        for number in range(3)
    ]
    put(engine, written, [["drugs"]] * 3)
    found = list_articles(engine, Wanted(), 1)[0]
    examples = _examples()
    assert len(examples) >= 12
    with running_desk(engine, replica=replica.address, data_dir=tmp_path) as desk:
        known = {"KEY": desk.key(Role.OPERATOR), "DESK": desk.address, "ARTICLE": str(found.id)}
        with httpx.Client(trust_env=False, timeout=60) as client:
            for command, answer in examples:
                request = _asked(shlex.split(Template(command).substitute(known)))
                got = client.send(request)
                wanted = answer["status"] if isinstance(answer, dict) and "status" in answer else 0
                assert got.status_code == wanted or (not wanted and got.is_success), got.text
                if answer is not None:
                    _fits(answer, got.json(), command)
            ended = f"{desk.address}/api/v1/outlets/vtv/crawl"
            headers = {"Authorization": f"Bearer {known['KEY']}"}
            while client.get(ended, headers=headers).json()["going"]:
                sleep(0.2)
