"""Rules in the database, on both kinds: in force, in history, and what is stored tagged anew."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from crawler.dates import Period
from crawler.ledger import Fetched, Found
from errors import UsageError
from settings import current
from store.crawling import open_run
from store.reading import Wanted, find_article, list_articles
from store.rulesets import active_rules, apply_rules, roll_back, rule_history
from store.tagging import Retag, correct
from tests.test_store import NOON, article
from topics.ruleset import TopicFileError, default_rules
from topics.tagger import Tagger

DRUGS = "Công an tỉnh bắt hai người tàng trữ trái phép chất ma túy"
FAIR = "Hội chợ hoa xuân mở cửa tại Hà Nội"


@pytest.fixture
def stored(
    engine: Engine, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, int]]:
    """Two articles tagged by the rules that ship with us: their keys by headline."""
    from dataclasses import replace

    monkeypatch.setenv("DIEMBAO_DATABASE_URL", database)
    current.cache_clear()
    run = open_run("vtv")
    tagger = Tagger(run.rules)
    for number, title in enumerate((DRUGS, FAIR), 1):
        each = replace(article(number, NOON), title=title)
        run.add_found([Found(each.url, "feed", "vtv.vn", str(number))])
        [candidate] = run.take(1)
        tags = tagger.tag({"title": title, "lead": each.lead, "body": each.body})
        run.keep(each, tags, Fetched(candidate.row))
        run.flush()
    run._release()
    yield {line.title: line.id for line in list_articles(engine, Wanted(), 9)}
    current.cache_clear()


def without(slug: str) -> dict[str, str]:
    """The rule files that ship with us, a topic's phrases replaced by one that never stands."""
    files = dict(default_rules().files)
    kept = [
        line for line in files[f"{slug}.toml"].splitlines() if line.startswith(("slug", "label"))
    ]
    files[f"{slug}.toml"] = "\n".join(
        [*kept, 'definition = "Không."', 'strong = ["cụm từ không hề có trong báo"]']
    )
    return files


def test_what_is_applied_is_in_force_for_every_crawl_and_comes_back_byte_for_byte(
    engine: Engine,
) -> None:
    assert active_rules(engine).version == default_rules().version
    files = {name: f"# Ghi chú.\n{text}" for name, text in without("drugs").items()}
    changed = apply_rules(engine, files, "Mai")
    assert active_rules(engine).version == changed.version != default_rules().version
    assert dict(active_rules(engine).files) == files


def test_a_mistake_is_refused_with_its_place_and_the_last_good_rules_stay(engine: Engine) -> None:
    good = apply_rules(engine, without("drugs"), "Mai")
    bad = dict(good.files) | {"traffic.toml": 'slug = "traffic"\nstrongg = []\n'}
    with pytest.raises(TopicFileError, match=r"traffic\.toml"):
        apply_rules(engine, bad, "Mai")
    assert active_rules(engine).version == good.version
    assert len(rule_history(engine)) == 1


def test_history_says_who_and_when_and_an_earlier_rule_set_can_be_put_back(engine: Engine) -> None:
    first = apply_rules(engine, default_rules().files, "Mai")
    apply_rules(engine, without("drugs"), "Lan")
    roll_back(engine, first.version[:6], "Mai")
    assert active_rules(engine).version == first.version
    told = [(each.by, each.what, each.version) for each in rule_history(engine)]
    assert told[0] == ("Mai", "rolled back to", first.version)
    assert [by for by, *_ in told] == ["Mai", "Lan", "Mai"]
    assert rule_history(engine)[0].at.tzinfo is not None
    with pytest.raises(UsageError, match="no rule set"):
        roll_back(engine, "zzz", "Mai")


def test_a_retag_shows_what_changes_writes_it_once_and_goes_on_where_it_stopped(
    engine: Engine, stored: dict[str, int]
) -> None:
    tagger = Tagger(apply_rules(engine, without("drugs"), "Mai"))
    dry = Retag(engine, tagger, Period())
    assert sum(dry.run(write=False)) == 2
    assert [each.title for each in dry.changes["drugs"].lost_samples] == [DRUGS]
    held = find_article(engine, stored[DRUGS])
    assert held is not None
    assert held.line.topics == ("drugs",)
    wet = Retag(engine, tagger, Period())
    assert sum(wet.run(write=True)) == 2
    now = find_article(engine, stored[DRUGS])
    assert now is not None
    assert (now.line.topics, now.line.about_police) == ((), True)
    assert now.rules_version == tagger.rules.version
    assert Retag(engine, tagger, Period()).count() == 0, "what is done is not done again"


def test_what_people_say_of_an_articles_topics_survives_a_retag(
    engine: Engine, stored: dict[str, int]
) -> None:
    correct(engine, stored[FAIR], "community-security", "Lan", present=True)
    correct(engine, stored[DRUGS], "drugs", "Lan", present=False)
    tagger = Tagger(apply_rules(engine, without("traffic"), "Mai"))
    assert sum(Retag(engine, tagger, Period()).run(write=True)) == 2
    topics = {line.title: line.topics for line in list_articles(engine, Wanted(), 9)}
    assert topics == {FAIR: ("community-security",), DRUGS: ()}
    correct(engine, stored[DRUGS], "drugs", "Mai", present=True)
    again = find_article(engine, stored[DRUGS])
    assert again is not None
    assert again.line.topics == ("drugs",)
    with pytest.raises(UsageError, match="no article"):
        correct(engine, 7, "drugs", "Mai", present=True)


def test_scores_are_stored_with_the_words(engine: Engine, stored: dict[str, int]) -> None:
    whole = find_article(engine, stored[DRUGS])
    assert whole is not None
    assert all(match.score > 0 for match in whole.matches)
    assert whole.first_seen_at <= datetime.now(UTC)
