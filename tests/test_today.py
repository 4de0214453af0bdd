"""What was published since last evening, and what is usual, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert

from errors import UsageError
from store.keys import first_key
from store.models import VersionRow
from store.today import Section, last_evening, today
from tests.stored import NOON, article, put
from tests.test_statistics import Item
from tests.test_statistics import put as put_items

DAY = timedelta(days=1)


def section(engine: Engine, topic: str, visit: datetime | None = None) -> Section:
    [found] = [each for each in today(engine, NOON, visit=visit).sections if each.topic == topic]
    return found


def test_the_working_day_begins_at_six_in_the_evening_of_the_day_before() -> None:
    assert last_evening(datetime(2026, 11, 23, 5, tzinfo=UTC)) == datetime(
        2026, 11, 22, 11, tzinfo=UTC
    )
    # 00:30 in Vietnam is the day before in UTC.
    assert last_evening(datetime(2026, 11, 23, 17, 30, tzinfo=UTC)) == datetime(
        2026, 11, 23, 11, tzinfo=UTC
    )


def test_what_is_older_is_left_out_and_each_story_is_one_line(engine: Engine) -> None:
    body = "Công an tỉnh bắt giữ hai đối tượng tàng trữ trái phép chất ma túy tại bến xe. " * 9
    evening = last_evening(NOON)
    put(
        engine,
        [
            article(1, "Chép lại", body),
            article(2, "Đầu tiên", body, outlet="vov"),
            article(
                3, "Đêm qua", body, outlet="dantri", published_at=evening - timedelta(minutes=1)
            ),
            article(4, "Riêng", "Mưa.", published_at=evening),
            article(5, "Không chủ đề"),
        ],
        [("drugs",), ("drugs",), ("drugs",), ("drugs", "traffic"), ()],
    )
    found = today(engine, NOON)
    assert [each.topic for each in found.sections] == ["drugs", "traffic", ""]
    drugs = found.sections[0]
    assert (drugs.articles, drugs.stories, found.articles) == (3, 2, 4)
    assert [line.title for line in drugs.lines] == ["Đầu tiên", "Riêng"]
    assert (drugs.lines[0].others.articles, drugs.lines[0].others.outlets) == (2, ("dantri", "vtv"))
    assert found.outlets == {"vtv": 3, "vov": 1}


def test_what_came_in_since_the_last_visit_is_new_whenever_it_was_published(engine: Engine) -> None:
    put(engine, [article(1, "Tin")], [("drugs",)])  # first seen at NOON
    assert not section(engine, "drugs").lines[0].new
    assert section(engine, "drugs", visit=NOON - DAY).lines[0].new
    assert section(engine, "drugs", visit=NOON - DAY).new == 1
    assert section(engine, "drugs", visit=NOON).new == 0


def test_articles_about_the_police_stand_before_others(engine: Engine) -> None:
    old = Item(first_key(NOON - timedelta(hours=3)), NOON, police=True, topics=frozenset({"drugs"}))
    new = replace(old, key=first_key(NOON - timedelta(hours=1)), police=False)
    bare = replace(old, key=old.key + 1, topics=frozenset())
    put_items(engine, [old, new, bare])
    put_versions(engine, [old, new, bare])
    assert [line.id for line in section(engine, "drugs").lines] == [old.key, new.key]
    assert [line.id for line in section(engine, "about_police").lines] == [bare.key]


def put_versions(engine: Engine, items: list[Item]) -> None:
    texts = {"title": "Tin", "lead": "", "body": "", "authors": [], "tags": [], "images": []}
    rows = [{"article": each.key, "number": 1, "seen_at": NOON, "sources": {}} for each in items]
    with engine.begin() as connection:
        connection.execute(insert(VersionRow), [row | texts for row in rows])


def test_the_usual_is_the_median_of_this_weekday_up_to_this_hour(engine: Engine) -> None:
    # Weeks ago: how many until now, and some later that day, which do not count.
    counts = {1: 4, 2: 0, 3: 7, 4: 5}
    rows = [
        Item(
            first_key(NOON - DAY * 7 * weeks - timedelta(minutes=n)),
            NOON,
            topics=frozenset({"drugs"}),
        )
        for weeks, number in counts.items()
        for n in range(1, number + 1)
    ]
    later = [
        replace(rows[0], key=first_key(NOON - DAY * 7 + timedelta(minutes=n))) for n in range(9)
    ]
    first = Item(first_key(NOON - DAY * 30), NOON)
    now = [Item(first_key(NOON - timedelta(hours=1)), NOON, topics=frozenset({"drugs", "traffic"}))]
    put_items(engine, [*rows, *later, first, *now])
    put_versions(engine, now)
    assert section(engine, "drugs").usual == 4.5
    assert section(engine, "traffic").usual == 0


def test_of_a_young_collection_nothing_is_called_usual(engine: Engine) -> None:
    put(
        engine,
        [article(1, "Tin"), article(2, "Cũ", published_at=NOON - DAY * 20)],
        [("drugs",), ()],
    )
    assert section(engine, "drugs").usual is None


def test_a_headline_of_megabytes_is_cut_and_a_moment_long_ago_refused(engine: Engine) -> None:
    put(engine, [article(1, "Dài " * 500_000)])
    assert len(section(engine, "").lines[0].title) == 300
    for since in (NOON - DAY * 8, NOON + DAY):
        with pytest.raises(UsageError, match="last 7 days"):
            today(engine, NOON, since=since)
