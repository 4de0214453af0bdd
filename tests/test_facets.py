"""Hits as the desk shows them: pages, counts to narrow them by, and clauses added and removed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from crawler.records import Form
from errors import QueryError
from search.clauses import adder, clauses, remove_clause
from search.parser import Names, parse
from search.query import HasTopic, Query, conjuncts, shown
from store import found, searching
from store.facets import clause_of
from store.folding import story_lines
from store.found import most_relevant, newest, unaccented
from store.reading import find_article
from store.searching import Search, excluder
from store.statistics import Dimension
from tests.stored import NOON, article, put

NAMES = Names(
    topics={"drugs": "drugs", "Ma túy": "drugs", "traffic": "traffic"},
    outlets={"vtv": "vtv", "vov": "vov"},
)


def query(typed: str) -> Query:
    return parse(typed, NAMES)


def test_the_first_page_counts_its_hits_and_a_click_finds_as_many(engine: Engine) -> None:
    put(
        engine,
        [
            article(1, "Tin ma túy", section="Pháp luật"),
            article(2, "Tin xe", section="Pháp luật", outlet="vov", form=Form.VIDEO),
            article(3, "Tin mưa", section="Đời sống", published_at=NOON - timedelta(days=1)),
            article(4, "Khác", outlet="vov"),
        ],
        [("drugs", "traffic"), ("traffic",), (), ()],
    )
    page = newest(engine, query("tin"), 2)
    assert [each.hit.line.title for each in page.rows] == ["Tin ma túy", "Tin xe"]
    assert page.facets is not None
    assert (page.facets.hits, page.facets.more) == (3, False)
    counts = page.facets.counts
    assert counts[Dimension.TOPIC] == {"traffic": 2, "drugs": 1}
    assert counts[Dimension.OUTLET] == {"vtv": 2, "vov": 1}
    assert counts[Dimension.FORM] == {"text": 2, "video": 1}
    assert list(counts[Dimension.DAY]) == [date(2026, 11, 23), date(2026, 11, 22)]
    for facet, values in counts.items():
        for value, number in values.items():
            clause = clause_of(facet, value)
            assert clause is not None
            narrowed = adder("tin", NAMES)(clause)
            assert Search(engine, query(narrowed)).count(9) == number, narrowed
    rest = newest(engine, query("tin"), 2, page.before)
    assert [each.hit.line.title for each in rest.rows] == ["Tin mưa"]
    assert (rest.before, rest.facets) == (None, None)


def test_a_hit_names_the_other_outlets_of_its_story(engine: Engine) -> None:
    body = "Công an tỉnh bắt giữ hai đối tượng tàng trữ trái phép chất ma túy tại bến xe. " * 9
    put(
        engine,
        [article(1, "Một", body, outlet="vov"), article(2, "Hai", body), article(3, "Ba", body)],
    )
    rows = {each.hit.line.title: each.others for each in newest(engine, query("ma túy"), 9).rows}
    assert (rows["Một"].articles, rows["Một"].outlets) == (2, ("vtv",))
    assert rows["Hai"].outlets == ("vov",)
    stored = find_article(engine, newest(engine, query("ma túy"), 1).rows[0].hit.line.id)
    assert stored is not None
    assert stored.story is not None
    lines = story_lines(engine, stored.story)
    assert [(line.title, line.outlet) for line in lines] == [
        ("Ba", "vtv"),
        ("Hai", "vtv"),
        ("Một", "vov"),
    ]


def test_pages_hold_every_hit_once_also_where_looking_is_cut_short(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(engine, [article(n, "Súng và đạn" if n % 3 else "Súng, mua và bán đạn") for n in range(90)])
    monkeypatch.setattr(searching, "PATIENCE", 0.0)
    monkeypatch.setattr(searching, "_FIRST", 4)
    monkeypatch.setattr(found, "_COUNTING", 0.0)
    for typed, hits in (("súng", 90), ("súng ~1 đạn", 60)):
        seen: list[int] = []
        page = newest(engine, query(typed), 7)
        assert page.facets is not None
        assert page.facets.more
        while True:
            seen += [each.hit.line.id for each in page.rows]
            if page.before is None:
                break
            page = newest(engine, query(typed), 7, page.before)
        assert seen == list(Search(engine, query(typed)).keys())
        assert len(seen) == hits


def test_relevance_ranks_headlines_first_however_many_newer_hits_there_are(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "MOST_RANKED", 5)
    put(
        engine,
        [article(n, "Tin", "Có ma túy.") for n in range(20)] + [article(30, "Ma túy", "Ma túy.")],
    )
    first = most_relevant(engine, query("ma túy"), 2)
    assert [each.hit.line.title for each in first.rows] == ["Ma túy", "Tin"]
    second = most_relevant(engine, query("ma túy"), 9, first.before)
    assert (len(second.rows), second.before) == (3, None)


def test_what_finds_nothing_says_why_and_what_its_words_find_without_accents(
    engine: Engine,
) -> None:
    put(engine, [article(1, "Tàng trữ ma túy")])
    assert newest(engine, query("tàng trử"), 9).rows == ()
    wider = unaccented(engine, query('"tàng trử" -xe'))
    assert wider is not None
    assert shown(wider) == '"tang tru" NOT xe'
    assert unaccented(engine, query("tang trx")) is None
    because = excluder(engine, query("ma trử"))
    assert because is not None
    assert (shown(because.part), because.before) == ("trử", ())


@pytest.mark.parametrize(
    ("text", "clause", "narrowed"),
    [
        ("", "topic:drugs", "topic:drugs"),
        ("ma túy", "topic:drugs", "ma túy topic:drugs"),
        ("a OR b", "outlet:vtv", "(a OR b) outlet:vtv"),
        ("(a OR b) c", "outlet:vtv", "(a OR b) c outlet:vtv"),
        ('topic:"ma túy" xe', "topic:drugs", 'topic:"ma túy" xe'),
        ("a OR b", "-outlet:vtv", "(a OR b) -outlet:vtv"),
        ("a to:24/11/2026", "from:24/11/2026 to:24/11/2026", "a to:24/11/2026 from:24/11/2026"),
    ],
)
def test_a_clause_is_added_to_what_was_typed(text: str, clause: str, narrowed: str) -> None:
    assert adder(text, NAMES)(clause) == narrowed


@pytest.mark.parametrize(
    ("text", "clause", "left"),
    [
        ("topic:drugs", "topic:drugs", ""),
        ('a AND topic:"ma túy" AND -b', "topic:drugs", "a AND -b"),
        ("topic:drugs AND a", "topic:drugs", "a"),
        ("(a OR b) topic:drugs", "topic:drugs", "a OR b"),
        ("(a) ~3 (b) topic:drugs", "topic:drugs", "(a) ~3 (b)"),
        ("a OR topic:drugs", "topic:drugs", "a OR topic:drugs"),
        ("a -topic:drugs", "topic:drugs", "a -topic:drugs"),
        ('"a b"~5 title:(x OR y) -(c d) outlet:vtv', "-(c d)", '"a b"~5 title:(x OR y) outlet:vtv'),
        ("a from:24/11/2026 – to:24/11/2026", "from:24/11/2026 to:24/11/2026", "a –"),
    ],
)
def test_a_clause_is_taken_out_of_what_was_typed(text: str, clause: str, left: str) -> None:
    assert remove_clause(text, clause, NAMES) == left


def test_the_parts_of_a_query_are_told_apart_and_one_that_cannot_be_read_is_refused() -> None:
    parts = clauses('ma AND topic:"Ma túy" – -(a OR b)', NAMES)
    assert [typed for typed, _ in parts] == ["ma", 'topic:"Ma túy"', "-(a OR b)"]
    assert parts[1][1] == HasTopic("drugs")
    assert [typed for typed, _ in clauses("a OR b", NAMES)] == ["a OR b"]
    for text in ('"a', "a )", "a OR", "topic:golf"):
        with pytest.raises(QueryError):
            adder(text, NAMES)("topic:drugs")


_LEAF = st.sampled_from(
    [
        "ma",
        '"ma túy"',
        "a ~2 b",
        '"a b"~3',
        "title:(a OR b)",
        "topic:traffic",
        "(a) ~1 (b)",
        "outlet:vov",
    ]
)
_TEXT = st.recursive(
    _LEAF,
    lambda part: st.one_of(
        st.builds(
            lambda a, b, join: f"{a}{join}{b}", part, part, st.sampled_from([" ", " AND ", " OR "])
        ),
        part.map(lambda a: f"({a})"),
        st.sampled_from(["-", "NOT "]).flatmap(lambda no: part.map(lambda a: f"{no}({a})")),
    ),
    max_leaves=6,
)


@given(_TEXT, st.sampled_from(["topic:drugs", "-outlet:vtv", "from:01/11/2026 to:02/11/2026"]))
def test_what_is_added_is_asked_for_besides_and_can_be_taken_out_again(
    text: str, clause: str
) -> None:
    narrowed = adder(text, NAMES)(clause)
    before, after = set(conjuncts(query(text))), set(conjuncts(query(narrowed)))
    assert after == before | set(conjuncts(query(clause)))
    assert query(remove_clause(narrowed, clause, NAMES)) == query(text)
