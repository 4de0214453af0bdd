"""The API: by keys alone, within the user's role, the same as the pages and the command line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from desk.access import SESSION
from desk.api.access import AT_ONCE
from replica.run import Replica
from store.audit import deeds
from store.reading import Wanted, list_articles
from store.users import Role
from tests.desk import RunningDesk, desk, running_desk
from tests.stored import article, put

__all__ = ["desk"]

API = "/api/v1"


@contextmanager
def program(
    desk: RunningDesk, role: Role = Role.READER, language: str = ""
) -> Iterator[httpx.Client]:
    """A program with a key of a user of a role."""
    headers = {"Authorization": f"Bearer {desk.key(role)}"}
    if language:
        headers["Accept-Language"] = language
    base = desk.address + API
    with httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=60) as client:
        yield client


def _drugs(engine: Engine, many: int) -> list[int]:
    """Store articles about drugs; their keys, the newest first."""
    put(engine, [article(n, f"Bắt vụ ma túy số {n}", "Tòa xử.") for n in range(many)],
        [["drugs"]] * many)  # fmt: skip
    return [line.id for line in list_articles(engine, Wanted(), many)]


def test_a_cookie_is_no_key(desk: RunningDesk) -> None:
    with desk.signed_in(Role.OPERATOR) as browser:
        assert browser.cookies.get(SESSION)
        told = browser.get(f"{API}/me")
    assert (told.status_code, told.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert told.headers["Content-Type"] == "application/problem+json"
    assert told.json()["type"] == "urn:diembao:sign-in-needed"


@pytest.mark.parametrize(
    ("role", "method", "path", "body"),
    [
        (Role.READER, "PUT", "/articles/1/mark", None),
        (Role.READER, "POST", "/rules/try", {"files": {"a.toml": ""}}),
        (Role.ANALYST, "PUT", "/articles/1/tone", {"tone": "neutral"}),
        (Role.EDITOR, "POST", "/outlets/vtv/crawl", {}),
        (Role.ANALYST, "PATCH", "/rules", {"files": {"a.toml": ""}, "base": 0}),
    ],
)
def test_a_key_may_do_what_its_user_may(
    desk: RunningDesk, role: Role, method: str, path: str, body: object
) -> None:
    with program(desk, role) as client:
        told = client.request(method, path, json=body)
        assert (told.status_code, told.json()["type"]) == (403, "urn:diembao:forbidden")
    with program(desk, Role.OPERATOR) as client:
        assert client.request(method, path, json=body).status_code != 403


def test_pages_of_hits_follow_each_other_by_key_and_their_counts_narrow(desk: RunningDesk) -> None:
    keys = _drugs(desk.engine, 7)
    with program(desk) as client:
        found: list[int] = []
        asked: dict[str, Any] = {"q": "ma túy", "limit": 3}
        while True:
            page = client.get("/search", params=asked).json()
            found += [each["id"] for each in page["articles"]]
            if page["before"] is None:
                break
            assert page["counts"] is None or "before" not in asked
            asked["before"] = page["before"]
        assert found == keys
        counts = client.get("/search", params={"q": "ma túy"}).json()["counts"]
        clause = next(each["clause"] for each in counts["by"]["topic"] if each["value"] == "drugs")
        narrowed = client.get("/search", params={"q": f"ma túy {clause}"}).json()
        assert len(narrowed["articles"]) == 7
        lines = client.get("/export.jsonl", params={"q": "ma túy"}).text.splitlines()
        assert len(lines) == 7


def test_what_editors_say_is_kept_and_recorded(desk: RunningDesk) -> None:
    key = _drugs(desk.engine, 1)[0]
    at = f"/articles/{key}"
    with program(desk, Role.EDITOR) as client:
        assert client.put(f"{at}/tone", json={"tone": "negative"}).json()["tone"] == "negative"
        client.put(f"{at}/topics/drugs", json={"present": False})
        client.put(f"{at}/mark")
        noted = client.post(f"{at}/notes", json={"text": "Đã gọi."})
        assert noted.status_code == 201
        assert client.get(at).json()["topics"] == []
        said = client.get(f"{at}/by-hand").json()
        assert [each["present"] for each in said["topics"]] == [False]
        assert said["marked"]["by"] == "a.editor"
        client.delete(f"{at}/notes/{said['notes'][0]['id']}")
        client.delete(f"{at}/tone")
        left = client.delete(f"{at}/mark").json()
        assert (left["tone"], left["marked"], left["notes"]) == (None, None, [])
    done = [deed.action for deed in deeds(desk.engine, 20, by="a.editor")]
    assert done[::-1] == [
        "article.tone", "article.topic-take", "article.mark", "article.note",
        "article.note-remove", "article.tone", "article.unmark",
    ]  # fmt: skip


def test_problems_are_told_in_the_language_that_is_asked_for(desk: RunningDesk) -> None:
    for language, said in (("", "Dấu nháy kép"), ("en-GB,vi;q=0.5", "quote"), ("fr", "Dấu nháy")):
        with program(desk, language=language) as client:
            told = client.get("/search", params={"q": '"ma túy'})
            assert (told.status_code, told.json()["type"]) == (422, "urn:diembao:query-error")
            assert said in told.json()["detail"]
    with program(desk) as client:
        wrong = client.get("/search", params={"q": "a", "limit": 201}).json()
        assert [each["place"] for each in wrong["errors"]] == ["query.limit"]


def test_a_user_holds_a_few_turns_at_once_and_gets_them_back(desk: RunningDesk) -> None:
    body = "Tòa xử vụ ma túy. " * 30_000
    put(desk.engine, [article(n, f"Ma túy {n}", body) for n in range(12)])
    with program(desk) as client, program(desk, Role.EDITOR) as other:
        plain = {"Accept-Encoding": "identity"}
        path = "/export.jsonl?q=ma+túy"
        held = [client.stream("GET", path, headers=plain) for _ in range(AT_ONCE)]
        for stream in held:  # nobody takes what they bring, so they wait
            stream.__enter__()
        refused = client.get("/me")
        assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
        assert other.get("/me").status_code == 200
        for stream in held:
            stream.__exit__(None, None, None)
        for _ in range(100):
            if client.get("/me").status_code == 200:
                break
            sleep(0.1)
        else:
            pytest.fail("the turns of those who went away are not given back")


def test_rules_are_tried_applied_and_put_back(desk: RunningDesk) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    put(desk.engine, [article(1, "Bắt giữ đường dây nấm lạ", published_at=now)])
    with program(desk, Role.OPERATOR) as client:
        rules = client.get("/rules").json()
        name = next(name for name in rules["files"] if name.startswith("drugs"))
        text = rules["files"][name]
        more = re.sub(r"strong = \[", 'strong = [\n  "đường dây nấm lạ",', text, count=1)
        assert more != text
        begun = client.post("/rules/try", json={"files": {name: more}})
        assert (begun.status_code, begun.headers.get("Location")) == (202, f"{API}/rules/try")
        while (work := client.get("/rules/try").json())["state"] == "going":
            sleep(0.1)
        assert work["result"]["changes"]["drugs"]["gained"] == 1
        wanted = {"files": {name: more}, "base": rules["change"]}
        applied = client.patch("/rules", json=wanted)
        assert applied.status_code == 200
        assert (
            client.patch("/rules", json={"files": {name: "slug = "}, "base": 1}).status_code == 422
        )
        client.patch(
            "/rules", json={"files": {name: text}, "base": client.get("/rules").json()["change"]}
        )
        late = client.patch("/rules", json=wanted | {"base": 1})
        assert (late.status_code, late.json()["type"]) == (409, "urn:diembao:rules-changed")
        version = applied.json()["version"]
        assert client.post("/rules/rollback", json={"version": version}).status_code == 200
        assert client.get("/rules").json()["version"] == version


def test_an_outlet_is_crawled_now_and_its_ledger_read(
    engine: Engine, replica: Replica, tmp_path: Path
) -> None:
    with (
        running_desk(engine, replica=replica.address, data_dir=tmp_path) as desk,
        program(desk, Role.OPERATOR) as client,
    ):
        begun = client.post("/outlets/vtv/crawl", json={})
        assert (begun.status_code, begun.headers["Location"]) == (202, f"{API}/outlets/vtv/crawl")
        assert client.post("/outlets/vtv/crawl", json={}).status_code == 409
        while (standing := client.get("/outlets/vtv/crawl").json())["going"]:
            sleep(0.2)
        assert standing["status"] == "finished"
        run = client.get(f"/runs/{standing['run']}").json()
        assert run["stored_new"] == standing["new"] > 0
        assert client.get("/runs", params={"outlet": "vtv"}).json()[0]["run"] == run["run"]


def test_lists_cut_what_is_no_headline_any_more(desk: RunningDesk) -> None:
    put(desk.engine, [article(1, "ma túy " * 700_000)])
    with program(desk) as client:
        found = client.get("/search", params={"q": "ma túy"})
        assert len(found.content) < 20_000
        key = found.json()["articles"][0]["id"]
        assert len(client.get(f"/articles/{key}").json()["title"]) > 4_000_000


def test_a_key_is_made_used_and_revoked(desk: RunningDesk) -> None:
    with program(desk) as client:
        made = client.post("/tokens", json={"name": "báo cáo"}).json()
        theirs = {"Authorization": f"Bearer {made['key']}"}
        assert client.get("/me", headers=theirs).json()["name"] == "a.reader"
        assert client.delete(f"/tokens/{made['id']}").status_code == 204
        assert client.get("/me", headers=theirs).status_code == 401
        assert client.delete(f"/tokens/{made['id']}").status_code == 404
