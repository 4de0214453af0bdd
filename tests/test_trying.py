"""Rules tried before they are saved, saved by one at a time, and put to what is stored."""

from threading import Event

import pytest
from sqlalchemy import Engine

from errors import RetagBusy, RulesChanged
from store.locks import lock_retag
from store.reading import Wanted, list_articles
from store.rulesets import active_rules, change_in_force, change_rules, known_rules, rule_history
from store.trying import changed_rules, retag_all, try_rules
from tests.test_rulesets import DRUGS, stored, without
from tests.test_store import NOON
from topics.ruleset import TopicFileError

__all__ = ["stored"]  # a fixture

NO_DRUGS = {"drugs.toml": without("drugs")["drugs.toml"]}


def topics(engine: Engine) -> dict[str, tuple[str, ...]]:
    return {line.title: line.topics for line in list_articles(engine, Wanted(), 9)}


def test_a_changed_rule_shows_what_it_would_change_and_changes_nothing(
    engine: Engine, stored: dict[str, int]
) -> None:
    told: list[tuple[int, int]] = []
    rules = changed_rules(engine, NO_DRUGS)

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    tried = try_rules(engine, rules, NOON, tell, Event())
    assert told == [(0, 2), (2, 2)]
    assert (tried.whole, tried.version) == (True, rules.version)
    [sample] = tried.changes["drugs"].lost_samples
    assert (sample.key, sample.title) == (stored[DRUGS], DRUGS)
    assert topics(engine)[DRUGS] == ("drugs",)
    assert change_in_force(engine) == 0
    gained = try_rules(engine, changed_rules(engine, {}), NOON, tell, Event())
    assert (gained.done, gained.changes) == (0, {}), "what these rules have tagged is left alone"


@pytest.mark.usefixtures("stored")
def test_trying_ends_when_somebody_stops_it_or_the_time_is_over(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.tagging._BATCH", 1)
    rules, stopped = changed_rules(engine, NO_DRUGS), Event()
    late = try_rules(engine, rules, NOON, lambda *_: None, Event(), seconds=0)
    assert (late.done, late.total, late.whole) == (1, 2, False)
    stopped.set()
    assert try_rules(engine, rules, NOON, lambda *_: None, stopped).done == 1


def test_rules_are_saved_by_one_at_a_time(engine: Engine) -> None:
    base = change_in_force(engine)
    assert known_rules(engine).version == active_rules(engine).version
    saved = change_rules(engine, NO_DRUGS, "lan", base)
    assert active_rules(engine).version == known_rules(engine).version == saved.version
    assert known_rules(engine) is known_rules(engine)
    assert set(active_rules(engine).files) == set(without("drugs"))
    with pytest.raises(RulesChanged, match="lan put other rules in force at"):
        change_rules(engine, {}, "mai", base)
    with pytest.raises(TopicFileError, match=r"traffic\.toml"):
        change_rules(engine, {"traffic.toml": "slug = 1"}, "mai", change_in_force(engine))
    assert [each.by for each in rule_history(engine)] == ["lan"]


@pytest.mark.usefixtures("stored")
def test_what_is_stored_is_tagged_anew_by_one_at_a_time_and_goes_on_where_it_stopped(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.tagging._BATCH", 1)
    change_rules(engine, NO_DRUGS, "lan", 0)
    release = lock_retag(engine)
    with pytest.raises(RetagBusy, match="being tagged anew already"):
        retag_all(engine, lambda *_: None, Event())
    release()
    stop = Event()
    stop.set()
    assert retag_all(engine, lambda *_: None, stop).done == 1
    rest = retag_all(engine, lambda *_: None, Event())
    assert (rest.done, rest.total) == (1, 1)
    assert topics(engine)[DRUGS] == ()
