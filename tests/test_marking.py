"""An article as it is read: marked words, and versions word by word."""

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from desk.marking import Mark, Segment, marked, paragraphs, segments
from desk.worddiff import Change, Kind, changes
from search.parser import Names, parse
from search.query import wanted_phrases
from store.reading import find_article
from store.searching import Search
from store.versions import list_versions, version_and_before
from tests.stored import article, put
from topics.tagger import Match


def match(start: int, end: int, topic: str = "drugs", rule: str = "") -> Match:
    return Match(topic, rule or f"{topic}/strong", "", "body", start, end)


def test_words_that_two_rules_found_are_one_segment_that_knows_both() -> None:
    text = "Bắt vụ ma túy lớn ở bến xe"
    found = segments(text, [match(4, 13), match(7, 17, "traffic"), match(7, 13, rule="b")])
    drugs, strong, traffic = (
        Mark("drugs", "b"),
        Mark("drugs", "drugs/strong"),
        Mark("traffic", "traffic/strong"),
    )
    assert found == (
        Segment("Bắt "),
        Segment("vụ ", (strong,)),
        Segment("ma túy", (drugs, strong, traffic)),
        Segment(" lớn", (traffic,)),
        Segment(" ở bến xe"),
    )
    assert found[2].topics == ("drugs", "traffic")


def test_marks_stand_in_their_paragraphs_and_those_of_another_text_nowhere() -> None:
    text = "Một hai.\n\nBa bốn.\n \nNăm."
    found = paragraphs(text, [match(4, 13), match(20, 900), match(-1, 3), match(5, 5)])
    mark = (Mark("drugs", "drugs/strong"),)
    assert found == (
        (Segment("Một "), Segment("hai.", mark)),
        (Segment("Ba ", mark), Segment("bốn.")),
        (Segment("Năm."),),
    )
    assert paragraphs("", []) == ()


@given(
    st.text(alphabet="ab \n<&\u202e", max_size=30),
    st.lists(
        st.tuples(st.integers(-2, 33), st.integers(-2, 33), st.sampled_from("xy")), max_size=6
    ),
)
def test_no_letter_is_lost_and_each_is_marked_by_just_what_covers_it(
    text: str, spans: list[tuple[int, int, str]]
) -> None:
    matches = [match(start, end, topic) for start, end, topic in spans]
    found = segments(text, matches)
    assert "".join(each.text for each in found) == text
    marks = [set(each.topics) for each in found for _ in each.text]
    for at, its in enumerate(marks):
        assert its == {m.topic for m in matches if 0 <= m.start <= at < m.end <= len(text)}


def test_an_article_shows_what_its_rules_and_the_search_found(engine: Engine) -> None:
    put(engine, [article(1, "Tin ma túy", "Bắt ma túy.\n\nHết.", lead="Ở bến xe.")])
    asked = parse('"ma túy" OR title:tin', Names())
    [key] = Search(engine, asked).keys()
    stored = find_article(engine, key)
    assert stored is not None
    found = marked(replace(stored, matches=(match(0, 10),)), list(wanted_phrases(asked)))
    assert found.title == (Segment("Tin ma túy", hit=True),)
    assert found.lead == ((Segment("Ở bến xe."),),)
    mark = (Mark("drugs", "drugs/strong"),)
    assert found.body[0] == (Segment("Bắt ", mark), Segment("ma túy", mark, hit=True), Segment("."))
    assert found.body[1] == (Segment("Hết."),)


def test_versions_are_listed_and_two_of_them_compared(engine: Engine) -> None:
    put(engine, [article(1, "Bắt hai người", "Chiều qua, công an bắt hai người.")])
    [key] = Search(engine, parse("bắt", Names())).keys()
    put(engine, [article(1, "Bắt ba người", "Chiều qua, công an đã bắt ba người.")], keys=[key])
    assert [each.number for each in list_versions(engine, key)] == [2, 1]
    after, before = version_and_before(engine, key, 2)
    assert after is not None
    assert before is not None
    assert changes(before.title, after.title) == [
        Change(Kind.SAME, "Bắt "),
        Change(Kind.REMOVED, "hai "),
        Change(Kind.ADDED, "ba "),
        Change(Kind.SAME, "người"),
    ]
    assert [each.text for each in changes(before.body, after.body) if each.kind is Kind.ADDED] == [
        "đã ",
        "ba ",
    ]
    assert version_and_before(engine, key, 1)[1] is None
    assert version_and_before(engine, 7, 1) == (None, None)


_TEXT = st.lists(st.sampled_from(["a", "b", "c", "\n\n", " "]), max_size=25).map(" ".join)


@given(_TEXT, _TEXT)
def test_what_changed_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    found = changes(before, after)
    kept = {kind: "".join(c.text for c in found if c.kind in {Kind.SAME, kind}) for kind in Kind}
    assert kept[Kind.ADDED] == after
    assert kept[Kind.REMOVED].split() == before.split()


def test_hostile_texts_are_compared_in_a_moment() -> None:
    few = "a b " * 5_000
    huge = "".join(f"từ{n} " for n in range(300_000))
    began = time.process_time()
    for before, after in ((few, few[4:] + "c " + few), (huge, huge[::-1]), (huge, "x " + huge)):
        found = changes(before, after)
        assert "".join(c.text for c in found if c.kind is not Kind.REMOVED) == after
    assert len(found) == 2
    many = [match(n, n + 40, rule=str(n % 7)) for n in range(50_000)]
    assert len(segments("x" * 100_000, many)) > 10
    assert time.process_time() - began < 8
