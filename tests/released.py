"""What databases of every released version held: rows in plain SQL, as that version wrote them.

`ADDED` has, by version, the tables and columns that came with it. A version that is released gets
its entry here and never changes it again; tests/test_migrations.py brings each forward.
"""

import json
from typing import Any

from sqlalchemy import Connection, text

Rows = dict[str, list[dict[str, Any]]]

# Their keys are the seconds of their publication: see `store.keys`.
FIRST, SECOND = 1882623836160000, 1882720095436800
NOON = "2026-11-23 05:00:00.000000"
LATER = "2026-11-24 06:30:00.250000"

# A rule set as small as it can be.
RULES = {
    f"{slug}.toml": f'slug = "{slug}"\nlabel = "x"\ndefinition = "x"\nstrong = ["{phrase}"]\n'
    for slug, phrase in (("about_police", "công an"), ("drugs", "ma túy"))
}

# The tables whose rows the database numbers.
NUMBERED = {"runs": "id", "frontier": "row", "pages": "id", "rule_changes": "id"}
NUMBERED |= dict.fromkeys(("saved_searches", "job_runs", "findings", "messages", "alerts"), "id")
NUMBERED |= dict.fromkeys(("users", "api_tokens", "audit", "attempts", "notes"), "id")

ADDED: dict[str, Rows] = {
    "0001": {
        "runs": [
            {
                "id": 1,
                "outlet": "vtv",
                "started_at": NOON,
                "finished_at": LATER,
                "status": "finished",
                "requests": 12,
                "bytes": 3_000_000_000,
                "problem": "",
            },
            {
                "id": 2,
                "outlet": "vtv",
                "started_at": LATER,
                "finished_at": None,
                "status": "running",
                "requests": 0,
                "bytes": 0,
                "problem": "",
            },
        ],
        "articles": [
            {
                "id": FIRST,
                "outlet": "vtv",
                "site": "vtv.vn",
                "article_id": "1",
                "canonical_url": "https://vtv.vn/tin-1.htm",
                "form": "text",
                "section": "Pháp luật",
                "published_at": NOON,
                "published_estimated": False,
                "modified_at": LATER,
                "first_seen_at": NOON,
                "version": 2,
                "about_police": True,
                "rules_version": "old",
            },
            {
                "id": SECOND,
                "outlet": "vtv",
                "site": "vtv.vn",
                "article_id": "2",
                "canonical_url": "https://vtv.vn/tin-2.htm",
                "form": "video",
                "section": "",
                "published_at": LATER,
                "published_estimated": True,
                "modified_at": None,
                "first_seen_at": LATER,
                "version": 1,
                "about_police": False,
                "rules_version": "old",
            },
        ],
        "versions": [
            {
                "article": article,
                "number": number,
                "seen_at": seen_at,
                "title": title,
                "lead": "Sapo “có dấu”.",
                "body": "Đoạn một.\n\nĐoạn hai.",
                "authors": json.dumps(authors),
                "tags": json.dumps(["ma túy"]),
                "images": json.dumps([{"url": "https://vtv.vn/a.jpg", "caption": "Ảnh."}]),
                "sources": json.dumps({"title": "json-ld"}),
            }
            for article, number, seen_at, title, authors in (
                (FIRST, 1, NOON, "Bắt nhóm buôn ma túy", []),
                (FIRST, 2, LATER, "Bắt nhóm buôn ma túy lớn", ["Bùi Giang", "An"]),
                (SECOND, 1, LATER, "Bản tin tối", []),
            )
        ],
        "article_topics": [
            {"topic": "drugs", "article": FIRST},
            {"topic": "traffic", "article": FIRST},
        ],
        "matches": [
            {
                "article": FIRST,
                "number": 0,
                "topic": "drugs",
                "rule": "drugs/strong: ma túy",
                "words": "ma túy",
                "field": "title",
                "start": 14,
                "end": 20,
            }
        ],
        "frontier": [
            {
                "row": row,
                "run": run,
                "kind": kind,
                "identity": identity,
                "url": f"https://vtv.vn/{row}",
                "site": "vtv.vn",
                "article_id": str(row),
                "via": "https://vtv.vn/rss/home.rss",
                "published_at": NOON,
                "found_at": NOON,
                "outcome": outcome,
                "detail": "",
                "settled_at": LATER if outcome else None,
            }
            for row, run, kind, identity, outcome in (
                (1, 1, "feed", "https://vtv.vn/rss/home.rss", "read"),
                (2, 1, "article", "vtv.vn/1", "stored_new"),
                (3, 1, "article", "vtv.vn/2", "timeout"),
                (4, 2, "article", "vtv.vn/9", None),
            )
        ],
    },
    "0002": {
        "sources": [
            {
                "url": "https://vtv.vn/rss/home.rss",
                "outlet": "vtv",
                "etag": '"x"',
                "last_modified": "",
                "body_hash": "0" * 64,
                "newest_item_at": NOON,
                "read_at": LATER,
                "next_poll_at": None,
                "failures": 0.25,
            }
        ],
        "runs": [{"field_sources": json.dumps({"title": {"json-ld": 9}})}, {}],
        "frontier": [{}, {}, {"article": FIRST}, {}],
        "articles": [
            {"etag": '"e"', "last_modified": "", "checked_at": LATER, "checks": 1, "paid": True},
            {"withdrawn_at": LATER},
        ],
    },
    "0003": {
        "pages": [
            {
                "id": number,
                "outlet": "vtv",
                "site": "vtv.vn",
                "article_id": "1",
                "run": 1,
                "row": 2,
                "url": "https://vtv.vn/tin-1.htm",
                "fetched_at": at,
                "content_type": "text/html",
                "digest": "a" * 64,
                "machine": "press1",
                "file": "2026-11/vtv-20261123T050000-press1-1-001.warc.gz",
                "offset": 400 * number,
                "length": 5_000_000_000,
                "original": original,
            }
            for number, at, original in ((1, NOON, None), (2, LATER, 1))
        ],
    },
    "0004": {
        "rule_sets": [{"version": "f" * 64, "files": json.dumps(RULES)}],
        "rule_changes": [
            {"id": 1, "version": "f" * 64, "at": NOON, "by": "Mai", "what": "applied"}
        ],
        "topic_corrections": [
            {"article": FIRST, "topic": "traffic", "present": True, "at": LATER, "by": "Mai"}
        ],
        "matches": [{"score": 2.5}],
    },
    "0005": {
        "signatures": [
            {"article": FIRST, "text_hash": b"\x00\xff" * 16, "minhash": b"\x01" * 256},
            {"article": SECOND, "text_hash": b"\x02" * 32, "minhash": None},
        ],
        "bands": [{"day": 20780, "band": 3, "hash": -(2**62), "article": FIRST}],
        "saved_searches": [
            {"id": 1, "owner": "", "name": "Ma túy", "query": '"ma túy"', "created_at": NOON}
        ],
        "facts": [{"name": "of a test", "value": "1"}],
        "articles": [{"story": FIRST, "agency": "ttxvn"}, {"story": FIRST}],
    },
    "0006": {},
    "0007": {
        "runs": [
            {
                "outcomes": json.dumps(
                    {"feed": {"read": 1}, "article": {"stored_new": 1, "timeout": 1}}
                ),
                "answer_ms": 180,
                "bounded": True,
            },
            {"answer_ms": None},
        ],
        "sources": [{"stale_at": LATER}],
        "job_runs": [
            {
                "id": number,
                "job": "feeds",
                "due_at": NOON,
                "began_at": NOON,
                "ended_at": ended,
                "status": status,
                "detail": "",
            }
            for number, ended, status in ((1, LATER, "done"), (2, None, "running"))
        ],
        "heartbeats": [
            {
                "name": "scheduler",
                "kind": "scheduler",
                "machine": "press1",
                "pid": 4711,
                "started_at": NOON,
                "beat_at": LATER,
                "doing": "feeds",
            }
        ],
        "findings": [
            {
                "id": number,
                "name": "feed_frozen",
                "outlet": "vtv",
                "subject": "https://vtv.vn/rss/home.rss",
                "since": NOON,
                "opened_at": NOON,
                "seen_at": LATER,
                "told_at": LATER,
                "closed_at": closed,
                "facts": json.dumps({"hours": 30}),
                "evidence": json.dumps(["https://vtv.vn/rss/home.rss"]),
            }
            for number, closed in ((1, LATER), (2, None))
        ],
        "messages": [
            {
                "id": 1,
                "key": "k" * 64,
                "channel": "press",
                "subject": "Điểm báo",
                "body": "Có 3 bài mới.",
                "html": "<p>Có 3 bài mới.</p>",
                "created_at": NOON,
                "due_at": LATER,
                "attempts": 2,
                "sent_at": None,
                "problem": "no answer",
            }
        ],
        "alerts": [
            {
                "id": 1,
                "search": 1,
                "channel": "press",
                "every": "hour",
                "spikes": True,
                "created_at": NOON,
                "told_until": LATER,
                "spike_told_at": None,
            }
        ],
        "told_hits": [{"alert": 1, "article": FIRST, "told_at": LATER}],
    },
    "0008": {
        "users": [
            {
                "id": 1,
                "name": "mai",
                "shown_name": "Nguyễn Thị Mai",
                "password_hash": "$argon2id$x",
                "role": "editor",
                "language": "vi",
                "created_at": NOON,
                "disabled_at": None,
                "seen_at": LATER,
                "visit_before_at": NOON,
            }
        ],
        "sessions": [
            {
                "token_hash": "a" * 64,
                "user": 1,
                "created_at": NOON,
                "seen_at": LATER,
                "expires_at": LATER,
            }
        ],
        "api_tokens": [
            {
                "id": 1,
                "user": 1,
                "name": "báo cáo",
                "token_hash": "b" * 64,
                "created_at": NOON,
                "used_at": LATER,
                "revoked_at": None,
            }
        ],
        "audit": [
            {
                "id": 1,
                "at": NOON,
                "by": "mai",
                "action": "tag",
                "subject": str(FIRST),
                "detail": json.dumps({"topic": "drugs"}),
            }
        ],
        "attempts": [{"id": 1, "who": "name:mai", "at": NOON}],
        "notes": [{"id": 1, "article": FIRST, "text": "Xem lại.", "at": NOON, "by": "mai"}],
        "tones": [{"article": FIRST, "tone": "negative", "at": NOON, "by": "mai"}],
        "review_marks": [{"article": SECOND, "at": LATER, "by": "mai"}],
    },
}


def rows_at(version: str) -> Rows:
    """The rows that a database of a version held."""
    rows: Rows = {}
    for each in (each for each in ADDED if each <= version):
        for table, added in ADDED[each].items():
            older = rows.get(table, [{}] * len(added))
            rows[table] = [row | more for row, more in zip(older, added, strict=True)]
    return rows


def write_rows(connection: Connection, rows: Rows) -> None:
    """Insert rows, in a transaction that writes."""
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        connection.execute(text("SET TIME ZONE 'UTC'"))
    for table, lines in rows.items():
        for row in lines:
            names = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    for table, key in NUMBERED.items():
        if postgresql and table in rows:
            last = rows[table][-1][key]
            sequence = {"table": table, "key": key, "last": last}
            set_to = text("SELECT setval(pg_get_serial_sequence(:table, :key), :last)")
            connection.execute(set_to, sequence)
