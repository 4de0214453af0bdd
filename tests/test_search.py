"""Searching the store: the same hits on SQLite and on PostgreSQL, and those that are meant."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from crawler.records import Article, Form
from errors import QueryError, UsageError
from search.matching import holds
from search.parser import Names, parse
from search.query import Query
from store.engine import open_engine
from store.saved import remove_search, save_search, saved_search, saved_searches
from store.searching import Search, documents, why_empty
from store.terms import fill_terms, is_complete
from tests.conftest import Diembao
from tests.stored import NOON, article, put

NAMES = Names(topics={"drugs": "drugs", "traffic": "traffic"}, outlets={"vtv": "vtv", "vov": "vov"})

COLLECTION = [
    article(1, "Công an bắt đối tượng buôn ma túy", "Ca sĩ nhận tội. Đội trưởng kể lại."),
    article(2, "CSGT/Công an Hà Nội ra quân", "Ma tuý là hiểm họa.", section="Pháp luật"),
    article(3, "Công ăn việc làm", "Án mạng. Túy quyền.", authors=("Bùi Giang",), outlet="vov"),
    article(4, "Mưa lớn", "Thi công an toàn.", published_at=NOON - timedelta(days=1)),
    article(5, "ĐẠI TÁ ĐỖ VĂN A", "tu\u0300 chung thân", lead="Bản án.", form=Form.VIDEO),
]
TOPICS = [("drugs",), ("drugs", "traffic"), (), (), ()]


def query(typed: str) -> Query:
    return parse(typed, NAMES)


@pytest.fixture
def found(engine: Engine) -> Callable[[str], list[str]]:
    """Searches the collection; returns the articles' numbers, newest first."""
    put(engine, COLLECTION, TOPICS)

    def search(typed: str) -> list[str]:
        hits = Search(engine, query(typed)).newest(10).hits
        return [hit.line.url.removeprefix("https://vtv.vn/")[0] for hit in hits]

    return search


def test_a_search_finds(found: Callable[[str], list[str]]) -> None:
    for typed, numbers in {
        "ma túy": "12",
        "MA TUÝ": "12",
        "ma tuy": "12",
        '"ma tuy"': "12",
        '"ma túy"': "12",
        "túy": "123",
        "đối": "1",
        "doi": "1",
        "đội": "1",
        '"công an"': "124",
        '"cong an"': "1234",
        "tù": "5",
        "tu\u0300": "5",
        "tu": "5",
        "dai ta do": "5",
        '"hà nội ra"': "2",
        '"ra quân ma"': "",  # headline and text are apart
        '"tội đội"': "",  # and so are sentences
        '"công an toàn"': "4",
        "csgt": "2",
        '"csgt công"': "2",
        "tượ*": "1",
        "tuong*": "1",
        '"việc là*"': "3",
        "title:an": "123",
        "title:án": "",
        "title:ca*": "",
        "title:nh*": "",
        "án": "35",
        "section:luật": "2",
        "author:giang": "3",
        "giang": "",
        "outlet:vov": "3",
        "outlet:vov công": "3",
        "form:video": "5",
        "án -form:video": "3",
        "topic:drugs": "12",
        "topic:drugs topic:traffic": "2",
        "-topic:drugs": "354",
        "topic:drugs -csgt": "1",
        "topic:traffic OR án": "235",
        '"ma túy" -("ca sĩ" OR csgt)': "",
        "công -title:(hà OR việc)": "14",
        "NOT công": "5",
        "(NOT công) OR csgt": "25",
        "ca ~0 sĩ": "1",
        "sĩ ~1 đội": "",
        "sĩ ~2 đội": "1",  # a sentence's end is no word
        "đội ~2 sĩ": "1",
        'công -"ma tuý công"~9': "234",
        'doi ~3 "ma túy"': "1",
        "-(sĩ ~2 đội) topic:drugs": "2",
        '"trưởng kể"~3': "1",
        "from:23/11/2026": "1235",
        "to:22/11/2026": "4",
        "công from:23/11/2026 to:23/11/2026": "123",
    }.items():
        assert found(typed) == list(numbers), typed


def test_pages_follow_one_another_by_key(engine: Engine) -> None:
    put(engine, [article(n, f"Tin số {n}") for n in range(25)])
    search = Search(engine, query("tin"))
    seen, after = [], None
    while True:
        page = search.newest(10, after)
        seen += [hit.line.title for hit in page.hits]
        after = page.after
        if after is None:
            break
        # What comes in meanwhile moves nothing.
        put(engine, [article(-len(seen), "Tin mới")])
    assert seen == [f"Tin số {n}" for n in range(25)]
    assert search.count(1000) == 27
    assert search.count(5) == 5
    assert len(list(search.keys())) == 27


def test_relevance_puts_headlines_and_repetition_first(engine: Engine) -> None:
    put(
        engine,
        [
            article(1, "Tin ngày", "Có ma túy. " + "Rồi nhiều chuyện khác. " * 30),
            article(2, "Ma túy", "Bắt ma túy, thu ma túy."),
            article(3, "Tin đêm", "Ma túy và ma túy."),
        ],
    )
    search = Search(engine, query("ma túy"))
    first = search.most_relevant(1)
    assert [hit.line.title for hit in first.hits] == ["Ma túy"]
    rest = search.most_relevant(5, first.after)
    assert [hit.line.title for hit in rest.hits] == ["Tin đêm", "Tin ngày"]
    assert rest.after is None


def test_a_changed_article_is_found_by_its_new_words_alone(engine: Engine) -> None:
    put(engine, [article(1, "Bắt cướp", "Tên cướp.", section="Xã hội")])
    [key] = Search(engine, query("cướp")).keys()
    put(engine, [article(1, "Bắt trộm", "Tên trộm.", section="Pháp luật")], keys=[key])
    assert list(Search(engine, query("cướp OR section:xã")).keys()) == []
    assert list(Search(engine, query("trộm section:luật")).keys()) == [key]
    put(engine, [article(1, "Bắt trộm", "Tên trộm.", section="Đời sống")], keys=[key])
    assert list(Search(engine, query("trộm section:sống -section:luật")).keys()) == [key]


def test_a_text_too_long_for_an_index_is_searched_all_the_same(engine: Engine) -> None:
    filler = "và người của nhà được trong các " * 3_000  # 24,000 words, each 3,000 times
    law = article(1, "Luật dài", filler + "Điều cuối cùng về ma túy.")
    put(engine, [law, article(2, "Ngắn", "Cuối cùng.")])

    def found(typed: str) -> list[str]:
        return [hit.line.title for hit in Search(engine, query(typed)).newest(9).hits]

    assert found('"cuối cùng về ma túy"') == ["Luật dài"]
    assert Search(engine, query('"cuối cùng về ma túy"')).count(9) == 1
    assert Search(engine, query('"cùng cuối"')).count(9) == 0
    assert found('"cùng cuối"') == []
    assert found('"cuối cùng" -"về ma"') == ["Ngắn"]
    assert found('luật -"cùng cuối"') == ["Luật dài"]


def test_what_excluded_everything_is_named(engine: Engine) -> None:
    put(engine, COLLECTION, TOPICS)
    assert why_empty(engine, query("công xyz ma")) == "No article has xyz."
    said = why_empty(engine, query('topic:drugs "mưa lớn"'))
    assert said == 'Articles have topic:drugs, and others "mưa lớn", but none has both.'


def test_an_index_of_another_version_is_filled_anew_and_goes_on_where_it_stopped(
    engine: Engine, database: str
) -> None:
    put(engine, COLLECTION)
    with engine.begin() as connection:
        connection.execute(text("UPDATE facts SET value = 'old' WHERE name = 'search index'"))
    open_engine.cache_clear()
    again = open_engine(database)
    with again.connect() as connection:
        assert is_complete(connection)
    assert len(list(Search(again, query("công")).keys())) == 4
    assert list(fill_terms(again)) == []
    again.dispose()


# Random texts and queries: the database's hits are those of `search.matching`.

_WORD = st.sampled_from(
    "ma má túy tuy công cong an án ăn đa da sĩ ca 19 A. B! ma, (an".split()  # noqa: SIM905
)
_TEXT = st.lists(_WORD, max_size=9).map(" ".join)
_ARTICLE = st.builds(
    lambda title, lead, body, section, author, outlet, form, hours: article(
        0,
        title,
        body,
        lead=lead,
        section=section,
        authors=(author,) if author else (),
        outlet=outlet,
        form=form,
        published_at=NOON - timedelta(hours=hours),
    ),
    *(_TEXT, _TEXT, st.lists(_TEXT, max_size=3).map("\n\n".join), _TEXT, _TEXT),
    st.sampled_from(["vtv", "vov"]),
    st.sampled_from(Form),
    st.integers(0, 48),
)
_NEAR = st.builds(
    lambda a, n, b: f"{a} ~{n} {b}",
    *(st.sampled_from(["ma", "túy", '"công an"', '"ma tuy"', "an*"]), st.integers(0, 3)),
    st.sampled_from(["má", "cong", '"ma túy"', "đa", "sĩ"]),
)
_PHRASE = st.lists(_WORD, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
_LEAF = st.one_of(
    _WORD.filter(lambda word: word.isalpha()),
    _PHRASE,
    _PHRASE.map(lambda phrase: f"title:{phrase}"),
    _PHRASE.map(lambda phrase: f"section:{phrase}"),
    _PHRASE.map(lambda phrase: f"author:{phrase}"),
    st.sampled_from(["cô*", "tu*", '"ma tú*"', "title:an*", "section:ma*"]),
    _NEAR,
    _NEAR,
    st.sampled_from(
        ["topic:drugs", "outlet:vtv", "form:photo", "from:23/11/2026", "to:22/11/2026"]
    ),
)
_QUERY = st.recursive(
    _LEAF,
    lambda part: st.one_of(
        st.builds(lambda a, b: f"({a} {b})", part, part),
        st.builds(lambda a, b: f"({a} OR {b})", part, part),
        part.map(lambda a: f"NOT {a}"),
    ),
    max_leaves=6,
)


def _emptied(engine: Engine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        if sqlite:
            connection.exec_driver_sql(
                "INSERT INTO article_terms(article_terms) VALUES ('delete-all')"
            )
        tables = ["article_topics", "matches", "bands", "signatures", "versions", "articles"]
        for table in tables if sqlite else ["article_terms", *tables]:
            connection.exec_driver_sql(f"DELETE FROM {table}")


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(_ARTICLE, st.booleans()), max_size=5), st.lists(_QUERY, max_size=4))
def test_the_hits_are_those_that_the_query_means(
    engine: Engine, articles: list[tuple[Article, bool]], typed: list[str]
) -> None:
    _emptied(engine)
    numbered = [replace(each, article_id=str(n)) for n, (each, _) in enumerate(articles)]
    put(engine, numbered, [("drugs",) if drugs else () for _, drugs in articles])
    with engine.connect() as connection:
        keys = [key for (key,) in connection.execute(text("SELECT id FROM articles ORDER BY id"))]
        stored = documents(connection, keys)
    for each in typed:
        meant = [key for key in reversed(keys) if holds(query(each), stored[key])]
        search = Search(engine, query(each))
        assert list(search.keys()) == meant, each
        assert search.count(100) == len(meant), each


def test_what_looks_like_the_databases_own_language_is_words(engine: Engine) -> None:
    put(engine, [article(1, "Robert'); DROP TABLE articles;--", "NEAR(a b) title : x ^y {z} 'q'")])
    for typed in ("'); DROP", '"NEAR(a"', "^y", "{z}", "'q'", "'q':*", "&", "title:';--", "x\\"):
        try:
            asked = query(typed)
        except QueryError:
            continue
        assert list(Search(engine, asked).keys()), typed


def test_searches_are_kept_under_a_name(engine: Engine) -> None:
    save_search(engine, "Ma túy", "topic:drugs")
    save_search(engine, "Ma túy", "ma túy", owner="mai")
    assert saved_search(engine, "Ma túy").query == "topic:drugs"
    assert [each.owner for each in saved_searches(engine)] == ["", "mai"]
    with pytest.raises(UsageError, match="already"):
        save_search(engine, "Ma túy", "khác")
    remove_search(engine, "Ma túy", "mai")
    with pytest.raises(UsageError, match="There is no saved search 'Ma túy'; there are: none"):
        saved_search(engine, "Ma túy", "mai")


def test_commands_search_page_export_and_keep(diembao: Diembao) -> None:
    assert "No article has ma." in diembao("search", "ma").out
    assert diembao("search", '"ma').code == 2
    assert "▸" in diembao("search", "ma foo:x").err
    assert diembao("search", "ma", "--format", "jsonl").out == ""
    assert diembao("saved", "add", "Ma túy", '"ma').code == 2
    assert diembao("saved", "add", "Ma túy", "ma túy").code == 0
    assert "No article has ma." in diembao("saved", "run", "Ma túy").out
    [kept] = diembao("saved", "list", "--format", "jsonl").records
    assert (kept["name"], kept["query"]) == ("Ma túy", "ma túy")
    assert diembao("saved", "remove", "Ma túy").code == 0
    assert diembao("saved", "run", "Ma túy").code == 2
