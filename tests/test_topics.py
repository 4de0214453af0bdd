"""The tagging engine: one spelling, whole syllables, honest offsets, rule files refused clearly."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.normalise import normalise
from topics.ruleset import default_rules, parse_rules
from topics.tagger import Tagger, as_json, default_tagger

TAXONOMY = {
    "population-id", "covid-19", "refuting-falsehoods", "weapons", "commune-police",
    "criminal-cases", "drugs", "corruption-economic", "traffic", "project-06", "legislation",
    "police-image", "personnel-honours", "fire-rescue", "cybercrime", "immigration",
    "international", "prisons-amnesty", "environment-food", "community-security",
}  # fmt: skip

PHRASES = ("ma túy", "hòa giải", "đường dây ma túy", "tuyến thủy", "CCHT", "VNeID", "đề án 06")


def rule_file(slug: str, *phrases: str) -> str:
    listed = ", ".join(f'"{phrase}"' for phrase in phrases)
    return f'slug = "{slug}"\nlabel = "Nhãn"\ndefinition = "Một câu."\nstrong = [{listed}]\n'


FILES = {
    "thing.toml": rule_file("thing", *PHRASES),
    "police.toml": rule_file("about_police", "công an", "CSGT"),
}
RULES = parse_rules(FILES)
TAGGER = Tagger(RULES)

POLICE = "Công an tỉnh Điện Biên"
PLAIN = "Công an thu ma túy, lập tổ hòa giải ở tuyến thủy đó"
SPELLINGS = {
    "composed": PLAIN,
    "decomposed": unicodedata.normalize("NFD", PLAIN),
    "tone on the second vowel": "Công an thu ma tuý, lập tổ hoà giải ở tuyến thuỷ đó",
    "tone mark typed before circumflex": PLAIN.replace("ế", "e\u0301\u0302"),
    "toned letter and a loose circumflex": PLAIN.replace("ế", "é\u0302"),
    "zero width": "Cô\u200bng a\u2060n thu ma\u200d tú\ufeffy, hòa\u200c giải, tuyến thủ\u200by",
    "soft hyphen": "Cô\u00adng an thu ma tú\u00ady, hòa gi\u00adải, tuyến\u00ad thủy",
    "odd spaces": "Công\u00a0an thu ma\ttúy, hòa \u2009 giải, tuyến  thủy\u3000đó",
    "broken lines": "Công\nan thu ma\r\ntúy, hòa \n giải, tuyến\u2028\n\nthủy",
    "Cyrillic": "Сông аn thu mа túу, hòа giải, tuуến thủу",
    "full width": "Ｃôｎｇ ａｎ thu ｍａ\u3000ｔúｙ, ｈòa giải, tuｙến ｔｈủｙ",
    "hyphens": "Công-an thu ma_túy, hòa\u2011giải, tuyến-thủy",
    "capitals": PLAIN.upper(),
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_every_spelling_is_matched_as_the_plain_one(text: str) -> None:
    tags = TAGGER.tag({"title": "", "body": text})
    rules = [match.rule for match in tags.matches]
    assert rules == [
        "about_police/strong: công an",
        "thing/strong: ma túy",
        "thing/strong: hòa giải",
        "thing/strong: tuyến thủy",
    ]
    assert all(text[match.start : match.end] == match.words for match in tags.matches)


def test_words_are_cited_as_the_article_has_them() -> None:
    text = "…  Sáng 3\u20113, cô\u00adng\u00a0 an\u200b phường"
    (match,) = TAGGER.tag({"lead": text}).matches
    assert (match.field, match.words) == ("lead", "cô\u00adng\u00a0 an")
    assert text[match.start : match.end] == match.words


@pytest.mark.parametrize(
    "text",
    [
        "Bà con công anh em",  # a longer syllable on the right
        "giao thôngcông an",  # and on the left
        "Cong an, công ăn việc làm",  # other accents
        "công, an",
        "công - an",
        "сао су",  # Cyrillic throughout: another language, not a disguise
    ],
)
def test_only_whole_syllables_with_their_accents_match(text: str) -> None:
    assert TAGGER.tag({"title": text}).matches == ()


@pytest.mark.parametrize("strange", "ðÐƉ")
def test_letters_that_look_like_d_are_d(strange: str) -> None:
    assert TAGGER.tag({"title": f"{POLICE}: {strange}ề án 06"}).topics == ("thing",)


@pytest.mark.parametrize("given_form", ["quý", "qúy", "Quý"])
def test_tone_mark_of_qu_stands_on_y(given_form: str) -> None:
    assert normalise(given_form).text == "quý"


@pytest.mark.parametrize(
    ("words", "matched"),
    [
        ("CCHT", True),
        ("ＣＣＨＴ", True),
        ("ccht", False),
        ("VNeID", True),
        ("VNEID", True),  # a headline in capitals
        ("vneid", False),
        ("Vneid", False),
        ("ĐỀ ÁN 06", True),
        ("Đề án 06/CP", True),
        ("Đề án 060", False),
    ],
)
def test_abbreviations_keep_their_case(words: str, matched: bool) -> None:
    tags = TAGGER.tag({"title": f"{POLICE}: {words}"})
    assert tags.topics == (("thing",) if matched else ())


def test_overlapping_matches_of_a_topic_leave_the_longest() -> None:
    tags = TAGGER.tag({"title": f"{POLICE} phá đường dây ma túy"})
    assert [match.words for match in tags.matches] == ["Công an", "đường dây ma túy"]


def test_topics_need_a_police_phrase_in_any_field() -> None:
    assert TAGGER.tag({"title": "Phim về ma túy"}) == TAGGER.tag({})
    tags = TAGGER.tag({"title": "Phá ổ ma túy", "body": f"{POLICE} cho biết"})
    assert tags.about_police
    assert tags.topics == ("thing",)


noise = st.text(
    st.sampled_from("aônúyđ òÒ-_…\u0301\u0302\u0323\u00ad\u200b\u00a0\n\tðаｍﬁİ½'.,1"), max_size=12
)


@given(noise, st.sampled_from(PHRASES), st.sampled_from(["NFC", "NFD"]), noise)
def test_offsets_point_at_text_that_normalises_to_the_phrase(
    before: str, phrase: str, form: str, after: str
) -> None:
    text = f"{POLICE} {before} {unicodedata.normalize(form, phrase)} {after}"  # type: ignore[arg-type]
    matches = TAGGER.tag({"body": text}).matches
    assert any(match.rule == f"thing/strong: {phrase}" for match in matches)
    for match in matches:
        assert text[match.start : match.end] == match.words
        assert normalise(match.words).text == normalise(match.rule.split(": ")[1]).text


@given(st.text())
def test_any_text_can_be_normalised_and_traced_back(text: str) -> None:
    form = normalise(text)
    spans = [form.span(at, at + 1) for at in range(len(form.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_shipped_rules_cover_the_taxonomy() -> None:
    rules = default_rules()
    assert [topic.slug for topic in rules.topics] == sorted(TAXONOMY)
    assert parse_rules(rules.files) == rules


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("Công an huyện cũ từng cấp CMND 9 số, nay đổi sang thẻ căn cước", ["population-id"]),
        ("Phòng PC07 dập lửa tại kho giấy", ["fire-rescue"]),
        ("#csgt ra quân đo nồng độ cồn", ["traffic"]),
        ("Gỡ vướng VNeID cho người già", ["project-06"]),
        ("Xe buýt C04 đổi lộ trình", []),
        ("Hải quan thu ma túy trong kiện quà", []),
    ],
)
def test_shipped_rules_tag_everyday_headlines(title: str, topics: list[str]) -> None:
    assert list(default_tagger().tag({"title": title}).topics) == topics


def test_json_has_the_shape_of_the_command() -> None:
    tags = TAGGER.tag({"title": "CSGT và ma túy"})
    assert json.loads(json.dumps(as_json("a1", tags))) == {
        "id": "a1",
        "topics": ["thing"],
        "about_police": True,
        "matches": [
            {"topic": "about_police", "rule": "about_police/strong: CSGT", "words": "CSGT",
             "field": "title", "start": 0, "end": 4, "score": 1.0},
            {"topic": "thing", "rule": "thing/strong: ma túy", "words": "ma túy",
             "field": "title", "start": 8, "end": 14, "score": 1.0},
        ],
    }  # fmt: skip
