"""The API keeps what its OpenAPI promises, whatever is sent: schemathesis asks, over real HTTP.

More examples by hand: `EXAMPLES=300 pytest tests/test_desk_api_contract.py`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import update

from store.by_hand import add_note
from store.engine import open_engine, writing
from store.models import ApiTokenRow
from store.reading import Wanted, list_articles
from store.users import Role
from tests.desk import running_desk
from tests.stored import article, put

EXAMPLES = int(os.environ.get("EXAMPLES", "5"))
# No schema can say whether a query, a rule file or a span of days can be read.
_BEYOND_SCHEMAS = (
    *("GET /search", "GET /export.{form}", "GET /stats", "GET /today", "POST /searches"),
    *("PATCH /rules", "POST /rules/try", "POST /outlets/{slug}/crawl"),
    "POST /articles/{key}/notes",
)
# Beside what schemathesis makes up: what is there.
_KNOWN = {
    "path.slug": ["vtv", "drugs"],
    "path.topic": ["drugs", "scam"],
    "query.outlet": ["vtv", "vov"],
    "query.q": ["ma túy", "topic:drugs", '"công an" -tù', "súng ~5 đạn", "from:01/11/2026"],
}


def _config(keys: list[int]) -> str:
    """What schemathesis is to know, as TOML."""
    known = {"path.key": keys, **_KNOWN}
    drawn = (f'"{name}" = {{ dictionary = "{name}", probability = 0.5 }}' for name in known)
    lines = ["[parameters]", *drawn]
    for name, values in known.items():
        lines += [f'[dictionaries."{name}"]', f"values = {json.dumps(values)}"]
    accepted = ["2xx", "401", "403", "404", "409", "422"]
    for name in _BEYOND_SCHEMAS:
        lines += ["[[operations]]", f'include-name = "{name}"']
        lines.append(f"checks.positive_data_acceptance.expected-statuses = {accepted}")
    return "\n".join(lines)


def test_the_api_keeps_its_promises(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'diembao.db'}")
    put(
        engine,
        [article(n, f"Bắt vụ ma túy số {n}", "Công an tỉnh bắt hai đối tượng.") for n in range(3)],
        [["drugs"]] * 3,
    )
    keys = [line.id for line in list_articles(engine, Wanted(), 3)]
    add_note(engine, keys[0], "Đã gọi cho báo.", "a.operator")
    config = tmp_path / "schemathesis.toml"
    config.write_text(_config(keys), "utf-8")
    with running_desk(engine) as desk:
        key = desk.key(Role.OPERATOR)
        with writing(engine) as connection:  # no case hits upon its number, and revokes it
            connection.execute(update(ApiTokenRow).values(id=2**31 - 7))
        done = subprocess.run(
            [
                *(Path(sys.executable).with_name("schemathesis"), "--config-file", config, "run"),
                *(f"{desk.address}/api/v1/openapi.json", "-H", f"Authorization: Bearer {key}"),
                *("--max-examples", str(EXAMPLES), "--generation-deterministic"),
                *("--warnings", "off", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    sys.stdout.write(done.stdout)  # its figures, with `pytest -s`
    assert done.returncode == 0, done.stdout + done.stderr
    assert " No issues found" in done.stdout
