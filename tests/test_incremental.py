"""What a later run fetches: only what changed, and what it is time to look at again."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from replica.newsroom import Story
from replica.run import Replica
from tests.conftest import DAY, Diembao, crawled, opened

# Half of these tell when they last changed, half do not.
SITES = ("nhandan.vn", "vov.vn", "thanhnien.vn", "tuoitre.vn")
SLUGS = ("nhandan", "vov", "thanhnien", "tuoitre")


@pytest.fixture(scope="module")
def press() -> Iterator[Replica]:
    with Replica(SITES, per_day=25, until=DAY) as running:
        yield running


def test_a_second_run_over_unchanged_outlets_fetches_a_fiftieth_of_the_bytes_at_the_most(
    diembao: Diembao, press: Replica
) -> None:
    first = crawled(diembao("crawl", *SLUGS, "--json", replica=press.address))
    words = ("crawl", *SLUGS, "--no-rechecks", "--json")
    second = crawled(diembao(*words, replica=press.address))
    assert sum(run["stored_new"] for run in second.values()) == 0
    for slug in SLUGS:
        assert set(second[slug]["sources"]) <= {"unchanged", "not_modified", "skipped", "empty"}
    share = sum(run["bytes"] for run in second.values()) / sum(
        run["bytes"] for run in first.values()
    )
    assert share <= 0.02


def grown_old(environment: dict[str, str], days: float) -> None:
    """Make every stored article so many days older, as far as looking again is concerned."""
    with opened(environment) as connection:
        for key, seen in connection.execute(text("SELECT id, first_seen_at FROM articles")).all():
            from datetime import datetime

            older = datetime.fromisoformat(seen) - timedelta(days=days)
            connection.execute(
                text("UPDATE articles SET first_seen_at = :at WHERE id = :id"),
                {"at": older.isoformat(sep=" "), "id": key},
            )
        connection.commit()


def police(diembao: Diembao) -> dict[str, int]:
    """The stored articles about the police: key by address."""
    words = ("articles", "--police", "--limit", "1000", "--format", "jsonl")
    return {line["url"]: line["id"] for line in diembao(*words).records}


def changed(press: Replica, kind: str, urls: set[str]) -> Story:
    """A story that the office follows and that is later changed in this way only."""
    for room in press.newsrooms.values():
        for story in room:
            if story.url in urls and {change.kind for change in story.changes} == {kind}:
                return story
    pytest.fail(f"no story in the replica is about the police and has only a change of {kind}")


def test_articles_of_the_offices_topics_are_looked_at_again_for_corrections_and_withdrawals(
    diembao: Diembao, environment: dict[str, str]
) -> None:
    with Replica(SITES, per_day=60, until=DAY) as press:
        # Before anything is changed, each as it came out.
        diembao("crawl", *SLUGS, replica=press.address)
        keys = police(diembao)
        headline = changed(press, "headline", set(keys))
        cosmetic = changed(press, "cosmetic", set(keys))
        withdrawn = changed(press, "withdrawn", set(keys))
        last = max(c.at for room in press.newsrooms.values() for s in room for c in s.changes)
        press.set_now(last + timedelta(hours=1))
        none = crawled(diembao("crawl", *SLUGS, "--json", replica=press.address))
        assert not any(run["new_versions"] for run in none.values()), "it is not time yet"
        grown_old(environment, 1.1)
        runs = crawled(diembao("crawl", *SLUGS, "--json", replica=press.address))
        assert sum(run["new_versions"] for run in runs.values()) > 0
        assert sum(run["outcomes"].get("withdrawn", 0) for run in runs.values()) > 0

    def versions(story: Story) -> list[dict[str, str]]:
        said = diembao("article", str(keys[story.url]), "--versions", "--json")
        return [json.loads(line) for line in said.out.splitlines()]

    first, second = versions(headline)
    assert first["title"] == headline.title
    assert second["title"] == headline.changes[-1].title
    shown = diembao("article", str(keys[headline.url]), "--versions").out
    assert "[-" in shown
    assert "{+" in shown
    assert len(versions(cosmetic)) == 1
    gone = diembao("article", str(keys[withdrawn.url]), "--json").records[0]
    assert gone["withdrawn_at"]
    assert gone["body"], "a withdrawn article is kept"
    # Looked at once: not due again until the seventh day.
    with opened(environment) as connection:
        checks = connection.execute(
            text("SELECT about_police, max(checks) FROM articles GROUP BY 1")
        )
        assert {bool(police): most for police, most in checks}[True] == 1


def test_a_sources_failures_are_kept_with_its_state(
    diembao: Diembao, environment: dict[str, str], press: Replica
) -> None:
    press.break_with(
        {"host": "nhandan.vn", "path": "/rss/home.rss", "fault": "status", "status": 500}
    )
    try:
        diembao("crawl", "nhandan", replica=press.address)
        diembao("crawl", "nhandan", replica=press.address)
    finally:
        press.break_with()
    with opened(environment) as connection:
        query = "SELECT failures, next_poll_at, read_at FROM sources WHERE url LIKE '%/home.rss'"
        failures, next_poll, read = connection.execute(text(query)).one()
    assert failures == 1.0  # a half for each of two
    assert next_poll is not None
    assert read is None
