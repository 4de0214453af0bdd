"""The tagging engine: one spelling, whole syllables, honest offsets, rule files refused clearly."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.normalise import normalise
from topics.ruleset import RuleSet, Topic, TopicFileError, default_rules, load_rules
from topics.tagger import Tagger, as_json, default_tagger

TAXONOMY = {
    "population-id", "covid-19", "refuting-falsehoods", "weapons", "commune-police",
    "criminal-cases", "drugs", "corruption-economic", "traffic", "project-06", "legislation",
    "police-image", "personnel-honours", "fire-rescue", "cybercrime", "immigration",
    "international", "prisons-amnesty", "environment-food", "community-security",
}  # fmt: skip

PHRASES = ("ma túy", "hòa giải", "đường dây ma túy", "tuyến thủy", "CCHT", "VNeID", "đề án 06")
RULES = RuleSet(
    (Topic("thing", "Việc", "Một việc.", PHRASES),),
    Topic("about_police", "Công an", "Có công an.", ("công an", "CSGT")),
)
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


GOOD = 'slug = "{slug}"\nlabel = "Nhãn"\ndefinition = "Một câu."\nstrong = [\n  "{phrase}",\n]\n'


def refusal(folder: Path, **texts: str) -> str:
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TopicFileError) as caught:
        load_rules(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("strongg = []\n" + GOOD, "bad.toml:1: unknown key 'strongg'; did you mean 'strong'?"),
        ("x = 1\n" + GOOD, "bad.toml:1: unknown key 'x'; use slug, label, definition, strong"),
        (GOOD.replace("Nhãn", " "), 'bad.toml:2: label is a text: label = "…"'),
        (GOOD.replace('label = "Nhãn"', ""), "bad.toml: 'label' is missing; write label = \"…\""),
        (GOOD.replace("{slug}", "Ma túy"), "bad.toml:1: slug 'Ma túy' is not made of a-z"),
        (GOOD.replace("[\n", "["), "bad.toml:4: empty phrase in strong"),
        (GOOD.replace("{phrase}", "\u200b"), "bad.toml:5: '' is what normalising leaves"),
        (GOOD.replace("{phrase}", "công an -"), "bad.toml:5: 'công an -' is what normalising"),
        (GOOD.replace("{phrase}", "hòa giải Tốt"), "bad.toml:5: 'Tốt' in 'hòa giải Tốt' has a"),
        (GOOD.replace("{phrase}", 'hoà",\n"hòa'), "bad.toml:6: 'hòa' matches the same as 'hoà'"),
        (GOOD.replace('  "{phrase}",', "113,"), "bad.toml:5: 113 is not a text; write it as"),
        (GOOD.replace("strong", "# "), "bad.toml: not valid TOML"),
        (GOOD.partition("strong")[0], "bad.toml: strong is a list of phrases"),
    ],
)
def test_bad_file_is_refused_with_its_line_and_what_to_write(
    tmp_path: Path, text: str, message: str
) -> None:
    text = text.replace("{slug}", "bad").replace("{phrase}", "")
    assert refusal(tmp_path, bad=text).startswith(message)


def test_slug_used_twice_names_both_files(tmp_path: Path) -> None:
    text = GOOD.format(slug="drugs", phrase="ma túy")
    message = refusal(tmp_path, a=text, b=text)
    assert message.startswith("b.toml: slug 'drugs' is taken by a.toml; give each topic a slug")


def test_rules_without_police_phrases_are_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, drugs=GOOD.format(slug="drugs", phrase="ma túy"))
    assert "no file has slug = 'about_police'" in message


def test_version_follows_phrases_and_nothing_else() -> None:
    topic = RULES.topics[0]
    renamed = RuleSet((Topic("thing", "Khác", "Khác.", PHRASES[::-1]),), RULES.police)
    shorter = RuleSet((Topic("thing", topic.label, topic.definition, PHRASES[1:]),), RULES.police)
    assert renamed.version == RULES.version
    assert shorter.version != RULES.version


def test_shipped_rules_cover_the_taxonomy() -> None:
    assert [topic.slug for topic in default_rules().topics] == sorted(TAXONOMY)


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
             "field": "title", "start": 0, "end": 4},
            {"topic": "thing", "rule": "thing/strong: ma túy", "words": "ma túy",
             "field": "title", "start": 8, "end": 14},
        ],
    }  # fmt: skip
