"""Reprints: what texts are like, the groups made while storing, and making them anew."""

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from crawler.dates import Period
from crawler.ledger import Fetched
from crawler.records import Article
from pipelines.group import shared, signature_of, similarity
from replica.run import Replica
from replica.wire import SIGNED, WIRE
from search.words import Remembered, words_of
from store import stories
from store.articles import Arrival, store_articles
from store.bands import week_of
from store.engine import WRITES, open_engine
from store.keys import first_key
from store.models import ArticleRow, BandRow, SignatureRow
from store.readings import Reading, stored_articles
from store.stories import rebuild, story_of, to_rebuild
from tests.conftest import Diembao
from topics.tagger import Tags

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
NOTHING = Tags((), False, ())
SYLLABLES = [
    first + rest
    for first in (
        "",
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "h",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "nh",
        "ph",
        "t",
    )
    for rest in ("ai", "an", "ánh", "ảo", "ăn", "ấp", "ện", "ìn", "oài", "ông", "ợt", "úng", "ươi")
]


def words(seed: int, length: int = 120) -> list[str]:
    return random.Random(seed).choices(SYLLABLES, k=length)


def told(seed: int, length: int = 120, changed: float = 0.0, other: int = 0) -> str:
    """A text of some words; of it a share, from the end, is another text's."""
    kept = round(length * (1 - changed))
    return " ".join(words(seed, length)[:kept] + words(1000 + other, length)[kept:])


# What texts are like.


def test_a_signature_is_the_same_in_every_process_and_on_every_machine() -> None:
    made = signature_of("Tít", "Sapo.", told(1))
    assert made.text_hash.hex() == "c3b9ff8ef3aa0e60af514c8aa0cf970a"
    assert made.minhash is not None
    assert len(made.minhash) == 128
    assert made.minhash[:16].hex() == "666f78b444ffb09c0e953269ecc87f13"


@given(st.lists(st.sampled_from(SYLLABLES), min_size=12, max_size=200), st.data())
@settings(max_examples=50)
def test_spelling_and_white_space_do_not_count(text: list[str], data: st.DataObject) -> None:
    spaces = st.sampled_from([" ", "\n\n", ", ", ". – ", "\u00a0"])
    joined = "".join(word + data.draw(spaces) for word in text)
    other = unicodedata.normalize("NFD", " ".join(text).upper())
    assert signature_of("Tít", "", joined) == signature_of("tít", "", other)


@given(
    st.lists(st.sampled_from(SYLLABLES), min_size=40, max_size=300),
    st.lists(st.sampled_from(SYLLABLES), min_size=0, max_size=150),
    st.lists(st.sampled_from(SYLLABLES), min_size=0, max_size=150),
)
@settings(max_examples=100)
def test_the_estimate_is_near_what_texts_share(
    both: list[str], one: list[str], other: list[str]
) -> None:
    texts = [" ".join(both + each) for each in (one, other)]
    first, second = (signature_of("", "", text) for text in texts)
    estimate = similarity(first, second)
    assert estimate == similarity(second, first)
    # Four times the standard error of 64 samples; texts of the same words are the same.
    assert estimate == pytest.approx(shared(*texts), abs=0.25)
    assert similarity(first, first) == 1


def test_remembered_words_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = signature_of("Tít", "Sapo.", told(1))
    monkeypatch.setattr(Remembered, "_MOST", 3)
    words_of.cache_clear()
    assert signature_of("Tít", "Sapo.", told(1)) == made


def test_the_order_of_words_counts() -> None:
    backwards = " ".join(reversed(words(1)))
    assert similarity(signature_of("", "", told(1)), signature_of("", "", backwards)) < 0.1


def test_short_texts_are_alike_word_for_word_or_not_at_all() -> None:
    short = told(1, length=20)
    one, same, retold = (signature_of(title, "", short) for title in ("Tít", "Tít", "Tít mới"))
    assert one.minhash is None
    assert (similarity(one, same), similarity(one, retold)) == (1, 0)
    stub = signature_of("Bản tin", "Mời quý vị theo dõi bản tin.", "")
    assert similarity(stub, stub) == 0


# Groups made while storing.

_numbers = count(1)


def article(
    site: str, text: str, hours: float = 0, title: str = "Tít", own_id: str = ""
) -> Article:
    number = own_id or str(next(_numbers))
    url = f"https://{site}/tin-{number}.htm"
    return Article(
        outlet=site.partition(".")[0],
        site=site,
        url=url,
        title=title,
        lead="Sapo của bài.",
        body=text,
        published_at=NOON + timedelta(hours=hours),
        canonical_url=url,
        article_id=number,
    )


def store(
    engine: Engine, *articles: Article, key: int | None = None, now: datetime = NOON
) -> list[int]:
    """Store articles in one batch, or a new version of one; return their keys."""
    arrivals = [Arrival(each, NOTHING, Fetched(0), key) for each in articles]
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        store_articles(connection, arrivals, "rules", now)
        return [
            connection.scalars(
                select(ArticleRow.id).filter_by(site=each.site, article_id=each.article_id)
            ).one()
            for each in articles
        ]


def groups(engine: Engine) -> dict[int, int | None]:
    with engine.connect() as connection:
        return dict(iter(connection.execute(select(ArticleRow.id, ArticleRow.story))))


def test_reprints_join_the_article_that_was_stored_first(engine: Engine) -> None:
    [first] = store(engine, article("vtv.vn", told(1)))
    [other] = store(engine, article("vov.vn", told(2), 1))
    reprints = store(
        engine,
        article("vov.vn", told(1, changed=0.1), 2, title="Tít khác"),
        article("tuoitre.vn", told(1, changed=0.2, other=1), 3),
    )
    assert groups(engine) == {first: first, other: None} | dict.fromkeys(reprints, first)


def test_articles_of_one_batch_find_each_other(engine: Engine) -> None:
    batch = [article(site, told(1)) for site in ("vtv.vn", "vov.vn", "tuoitre.vn")]
    keys = store(engine, *batch, article("vtv.vn", told(2)))
    assert [groups(engine)[key] for key in keys] == [keys[0]] * 3 + [None]


def test_a_back_fill_finds_what_was_published_later(engine: Engine) -> None:
    [later] = store(engine, article("vtv.vn", told(1)))
    [sooner] = store(engine, article("vietnamplus.vn", told(1), -24 * 6.9))
    [too_soon] = store(engine, article("vov.vn", told(1), -24 * 14))
    assert groups(engine) == {later: later, sooner: later, too_soon: None}
    story = story_of(engine, later)
    assert story is not None
    assert [(each.id, each.first) for each in story.members] == [(sooner, True), (later, False)]


def test_a_site_runs_a_story_once(engine: Engine) -> None:
    [first] = store(engine, article("vtv.vn", told(1)))
    [reprint] = store(engine, article("vov.vn", told(1), 1))
    [follow_up] = store(engine, article("vtv.vn", told(1, changed=0.2), 2))
    [again] = store(engine, article("vtv.vn", told(1), 3, title="Tít khác"))
    [next_day] = store(engine, article("vtv.vn", told(1), 24))
    assert groups(engine) == {
        **dict.fromkeys((first, reprint, again), first),
        **dict.fromkeys((follow_up, next_day)),
    }


def test_a_daily_bulletin_never_grows_into_a_group(engine: Engine) -> None:
    for day in range(5):
        for hour, site in enumerate(("vtv.vn", "vov.vn")):
            store(engine, article(site, told(1, changed=0.15, other=day), 24 * day + hour))
    sizes = [list(groups(engine).values()).count(story) for story in set(groups(engine).values())]
    assert sizes == [2] * 5


def test_groups_are_not_joined_by_what_lies_between(engine: Engine) -> None:
    text, end = words(1), words(2)
    [one] = store(engine, article("vtv.vn", " ".join(text)))
    [other] = store(engine, article("vov.vn", " ".join(text[80:] + end[:80]), 1))
    reprints = store(
        engine,
        article("tuoitre.vn", " ".join(text), 2),
        article("thanhnien.vn", " ".join(text[80:] + end[:80]), 2),
    )
    [between] = store(engine, article("laodong.vn", " ".join(text[30:] + end[:30]), 3))
    assert groups(engine) == {one: one, other: other, reprints[0]: one, reprints[1]: other} | {
        between: one
    }


def test_a_text_that_changes_leaves_its_group_and_may_join_another(engine: Engine) -> None:
    first, second, third = (article(site, told(1)) for site in ("vtv.vn", "vov.vn", "tuoitre.vn"))
    keys = store(engine, first, second, third)
    store(engine, replace(first, body=told(2)), key=keys[0])
    assert groups(engine) == {keys[0]: None, keys[1]: keys[1], keys[2]: keys[1]}
    store(engine, replace(second, body=told(2)), key=keys[1])
    assert groups(engine) == {keys[0]: keys[0], keys[1]: keys[0], keys[2]: None}
    store(engine, replace(third, body=told(2, changed=0.1)), key=keys[2])
    assert set(groups(engine).values()) == {keys[0]}


def test_a_text_that_hardly_changes_stays(engine: Engine) -> None:
    batch = [article(site, told(1)) for site in ("vtv.vn", "vov.vn", "tuoitre.vn")]
    keys = store(engine, *batch)
    store(engine, replace(batch[0], body=told(1, changed=0.05)), key=keys[0])
    assert groups(engine) == dict.fromkeys(keys, keys[0])


def test_a_text_that_was_read_wrongly_is_grouped_when_put_right(engine: Engine) -> None:
    [first] = store(engine, article("vtv.vn", told(1)))
    wrong = article("vov.vn", told(2), 1)
    [key] = store(engine, wrong)
    with Session(engine) as session:
        [stored] = stored_articles(session, [key])
    reading = Reading.of(stored, replace(wrong, body=told(1), agency="VTV"), NOTHING, "rules")
    assert reading.changes().keys() == {"body", "agency"}
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        reading.write(connection)
    assert groups(engine) == {first: first, key: first}
    found = story_of(engine, key)
    assert found is not None
    assert [each.agency for each in found.members] == ["", "VTV"]


def test_bands_are_dropped_after_a_month_and_made_again_when_wanted(engine: Engine) -> None:
    [old] = store(engine, article("vtv.vn", told(1)))
    later = NOON + timedelta(days=31)
    store(engine, article("vtv.vn", told(2), 31 * 24), now=later)
    with engine.connect() as connection:
        weeks = set(connection.scalars(select(BandRow.day)))
        assert weeks == {week_of(key) for key in groups(engine) if key != old}
    [reprint] = store(engine, article("vov.vn", told(1), 5), now=later)
    assert groups(engine)[reprint] == groups(engine)[old] == old


def test_the_same_boilerplate_all_day_does_not_stop_the_work(engine: Engine) -> None:
    sites = [f"site{number}.vn" for number in range(3)]
    for _ in range(4):
        store(engine, *(article(sites[n % 3], told(1), n / 100) for n in range(60)))
    assert len(set(groups(engine).values())) == 1


# Making them anew.


def several_weeks() -> Sequence[Article]:
    """Articles of three weeks, some of them reprints, some follow-ups, the oldest first."""
    dice = random.Random(5)
    made = [
        article(
            dice.choice(["vtv.vn", "vov.vn", "tuoitre.vn", "laodong.vn"]),
            told(dice.randrange(12), changed=dice.choice([0, 0.1, 0.3]), other=dice.randrange(4)),
            hours=dice.uniform(0, 21 * 24),
        )
        for _ in range(90)
    ]
    return sorted(made, key=lambda each: each.published_at or NOON)


@pytest.fixture
def stored(engine: Engine) -> dict[int, int | None]:
    """Their groups as storing them in order makes them."""
    chosen = several_weeks()
    for start in range(0, len(chosen), 7):
        store(engine, *chosen[start : start + 7])
    made = groups(engine)
    assert 10 < sum(story is not None for story in made.values()) < 80
    return made


def forget(engine: Engine) -> None:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(delete(SignatureRow))
        connection.execute(delete(BandRow))
        connection.execute(update(ArticleRow).values(story=None))


def test_groups_made_anew_are_those_of_storing(
    engine: Engine, stored: dict[int, int | None]
) -> None:
    assert sum(rebuild(engine, Period())) == 90
    assert groups(engine) == stored
    forget(engine)
    assert sum(rebuild(engine, Period())) == 90
    assert groups(engine) == stored
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(SignatureRow)) == 90


def test_what_was_interrupted_goes_on(
    engine: Engine, stored: dict[int, int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "BATCH", 13)
    forget(engine)
    work = rebuild(engine, Period())
    assert [next(work), next(work)] == [13, 13]
    del work  # as when the process is killed: what was done is done
    assert to_rebuild(engine, Period()) == 64
    assert to_rebuild(engine, Period(start=NOON)) == 90  # another period begins at its beginning
    assert sum(rebuild(engine, Period())) == 64
    assert groups(engine) == stored
    assert to_rebuild(engine, Period()) == 90


def test_a_period_made_anew_leaves_others_as_they_are(
    engine: Engine, stored: dict[int, int | None]
) -> None:
    start, end = NOON + timedelta(days=7), NOON + timedelta(days=9)
    assert 40 < sum(rebuild(engine, Period(start))) < 80
    assert groups(engine) == stored
    assert 5 < sum(rebuild(engine, Period(start, end))) < 20
    # At an end that cuts through a group it may get another name, or lose a member.
    far = {key for key in stored if key >= first_key(end + timedelta(days=7))}
    near_by = {stored[key] for key in stored.keys() - far}
    assert far
    after = groups(engine)
    assert all(after[key] == stored[key] for key in far if stored[key] not in near_by)


# What people see.


@pytest.fixture
def told_twice(environment: dict[str, str]) -> list[int]:
    engine = open_engine(f"sqlite:///{environment['DIEMBAO_DATA_DIR']}/diembao.db")
    first = article("vtv.vn", f"{told(1)}\n\n{told(2)}")
    copy = article("vov.vn", f"{told(1)}\n\n{told(2)} và hết", 2.25, title="Tít khác")
    keys = store(engine, first, replace(copy, agency="VTV"), article("vov.vn", told(3)))
    engine.dispose()
    open_engine.cache_clear()
    return keys


def test_a_story_shows_who_ran_it_when_and_what_differs(
    diembao: Diembao, told_twice: list[int]
) -> None:
    first, copy, alone = told_twice
    said = diembao("story", str(copy)).out
    assert "2 articles tell this story" in said
    assert said.index("vtv · vtv.vn · 23/11/2026 12:00") < said.index("+2 h 15 min · vov · vov.vn")
    assert "copy of VTV" in said
    assert "title: Tít {+khác+}" in said
    assert said.count(words(1)[0]) < 3  # of the text only what differs
    assert "{+và hết+}" in said
    assert words(1)[3] + " " + words(1)[4] in diembao("story", str(first), "--full").out
    [record] = diembao("story", str(first), "--json").records
    assert [(each["id"], each["first"]) for each in record["members"]] == [
        (first, True),
        (copy, False),
    ]
    assert "stands alone" in diembao("story", str(alone)).out
    assert diembao("story", "7").err == diembao("article", "7").err


def test_an_article_says_that_it_is_in_a_story(diembao: Diembao, told_twice: list[int]) -> None:
    _, copy, alone = told_twice
    said = diembao("article", str(copy)).out
    assert f"Story: 2 articles; first vtv 23/11/2026 12:00; see `diembao story {copy}`." in said
    assert "Agency copy: VTV." in said
    assert "Story:" not in diembao("article", str(alone)).out
    assert "3 articles grouped anew: 2 of them tell 1 story together" in (
        diembao("groups", "rebuild").out
    )


def test_agency_copy_on_the_replica_is_found(diembao: Diembao, environment: dict[str, str]) -> None:
    with Replica((WIRE, "thanhnien.vn", "tuoitre.vn"), per_day=25) as replica:
        diembao("crawl", "ttxvn", "thanhnien", "tuoitre", replica=replica.address)
        copies = {
            (story.host, story.article_id)
            for newsroom in replica.newsrooms.values()
            for story in newsroom
            if story.authors == SIGNED
        }
    engine = open_engine(f"sqlite:///{environment['DIEMBAO_DATA_DIR']}/diembao.db")
    with engine.connect() as connection:
        rows = connection.execute(select(ArticleRow.__table__)).mappings().all()
    # What the sources list depends on the hour: the oldest may have left them.
    copies &= {(r["site"], r["article_id"]) for r in rows}
    assert copies
    assert {(r["site"], r["article_id"]) for r in rows if r["agency"] == "TTXVN"} == copies
    wire = {row["story"] for row in rows if row["site"] == WIRE}
    assert {r["story"] for r in rows if r["agency"] == "TTXVN"} <= wire - {None}
    engine.dispose()
    open_engine.cache_clear()
