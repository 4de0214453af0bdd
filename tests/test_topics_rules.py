"""The rule language: what each key does, and files that say what they must not."""

import pytest

from topics.ruleset import RuleSet, TopicFileError, parse_rules
from topics.tagger import Tagger

POLICE = """
slug = "about_police"
label = "Công an"
definition = "Có công an."
strong = ["công an"]
"""
HEAD = 'slug = "thing"\nlabel = "Việc"\ndefinition = "Một việc."\n'


def rules(body: str, **others: str) -> RuleSet:
    return parse_rules({"police.toml": POLICE, "thing.toml": HEAD + body} | others)


def tagged(body: str, text: str, title: str = "Công an cho biết", **others: str) -> bool:
    tagger = Tagger(rules(body, **others))
    return tagger.tag({"title": title, "body": text}).topics == ("thing",)


def test_two_different_weak_phrases_make_a_topic_and_one_twice_does_not() -> None:
    body = 'weak = ["sổ sách", "kế toán"]'
    assert tagged(body, "Sổ sách của kế toán")
    assert not tagged(body, "Sổ sách, lại sổ sách")


@pytest.mark.parametrize(
    ("within", "near", "far"),
    [
        ('"sentence"', "Bán súng và đạn.", "Bán súng. Mua đạn."),
        ('"paragraph"', "Bán súng. Mua đạn.", "Bán súng.\n\nMua đạn."),
        ('"article"', "Bán súng.\n\nMua đạn.", "Bán súng"),
        ("2", "súng hay là đạn", "súng hay chỉ là đạn"),
    ],
)
def test_company_is_sought_within_its_scope(within: str, near: str, far: str) -> None:
    body = f'[[rule]]\nphrases = ["súng"]\nany = ["đạn"]\nwithin = {within}'
    assert tagged(body, near)
    assert not tagged(body, far)


def test_all_needs_one_of_each_list_and_none_forbids() -> None:
    body = """
[[rule]]
phrases = ["khởi tố"]
all = [["chủ tịch", "giám đốc"], ["sai phạm"]]
none = ["ma túy"]
"""
    assert tagged(body, "Khởi tố giám đốc vì sai phạm")
    assert not tagged(body, "Khởi tố giám đốc")
    assert not tagged(body, "Khởi tố giám đốc vì sai phạm, thu ma túy")


def test_exclusion_cancels_the_occurrence_it_covers_and_no_other() -> None:
    body = """
strong = ["hàng giả"]
[[exclude]]
name = "phòng ngừa"
phrases = ["chống hàng giả", "nhóm hàng giả"]
keep = ["nhóm hàng giả mạo"]
"""
    assert not tagged(body, "Tem chống hàng giả")
    assert tagged(body, "Tem chống hàng giả. Bắt xe chở hàng giả.")
    assert tagged(body, "Bắt nhóm hàng giả mạo nhãn mác")


def test_where_limits_a_rule_to_places() -> None:
    body = '[[rule]]\nphrases = ["biển số"]\nwhere = ["title"]'
    assert tagged(body, "", title="Công an đổi biển số")
    assert not tagged(body, "Đổi biển số")


def test_a_word_far_down_a_long_body_counts_a_quarter() -> None:
    body = 'strong = ["nhân khẩu"]'
    filler = "Một câu dài không nói gì đáng kể về việc đang bàn. " * 30
    assert not tagged(body, filler + "Nhà có năm nhân khẩu.")
    assert tagged(body, "Rà soát nhân khẩu. " + filler)
    assert tagged(body, filler + "Rà soát nhân khẩu. " * 4)


def test_contexts_switch_rules_and_exclusions() -> None:
    body = """
[[rule]]
phrases = ["nổ súng"]
unless = ["film"]
"""
    film = HEAD.replace("thing", "film") + 'kind = "context"\nstrong = ["bộ phim"]'
    assert tagged(body, "Nổ súng", **{"film.toml": film})
    assert not tagged(body, "Nổ súng trong bộ phim", **{"film.toml": film})


def test_case_counts_where_the_file_says_so_and_quotes_where_asked() -> None:
    assert tagged('strong = ["=Công =An"]', "Quán Công An")
    assert not tagged('strong = ["=Công =An"]', "Cơ sở Công an, CÔNG AN")
    body = '[[rule]]\nphrases = ["bỏ tù"]\nquoted = true'
    assert tagged(body, "Tự 'bỏ tù' mình")
    assert not tagged(body, "Bị bỏ tù")


def test_slots_stand_for_lists_and_for_names_that_are_not_vietnamese() -> None:
    lists = '[lists]\nunit = ["tỉnh", "xã"]\n'
    assert tagged('strong = ["trụ sở {unit}"]', "Trụ sở xã", **{"lists.toml": lists})
    body = 'strong = ["cảnh sát {strange}"]'
    assert tagged(body, "Cảnh sát Merseyside")
    assert not tagged(body, "Cảnh sát Nghệ An, cảnh sát Đắk Lắk")


def test_explanation_names_what_cancelled_a_candidate() -> None:
    body = """
strong = ["hàng giả"]
[[exclude]]
name = "tem"
phrases = ["chống hàng giả"]
"""
    explained = Tagger(rules(body)).explain({"title": "Công an phát tem chống hàng giả"})
    assert explained.tags.topics == ()
    assert explained.scores == {"about_police": 1.0}
    (cancelled,) = explained.cancelled
    assert (cancelled.match.words, cancelled.reason, cancelled.by) == (
        "hàng giả", "exclude tem", "chống hàng giả",
    )  # fmt: skip


def test_files_come_back_as_written_and_the_version_follows_what_is_matched() -> None:
    first = rules('strong = ["súng", "đạn"]  # lời ghi')
    again = parse_rules(first.files)
    assert (again, dict(again.files)) == (first, dict(first.files))
    assert rules('strong = ["đạn", "súng"]').version == first.version
    assert rules('strong = ["súng"]').version != first.version


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('strongg = ["súng"]', "thing.toml:4: unknown key 'strongg'; did you mean 'strong'?"),
        ('strong = ["súng"]\n[[rule]]\nphrase = ["đạn"]', "thing.toml:6: unknown key 'phrase'"),
        ("strong = []", "thing.toml:4: strong is a list of phrases"),
        ('strong = [\n  "súng",\n  "",\n]', "thing.toml:6: empty phrase in strong"),
        ('strong = ["\u200b"]', "thing.toml:4: '' is what normalising leaves of phrase"),
        ('strong = ["súng -"]', "thing.toml:4: 'súng -' is what normalising leaves"),
        ('strong = ["Súng hơi"]', "thing.toml:4: 'Súng' in 'Súng hơi' has a capital"),
        ('strong = ["hoà giải",\n"hòa giải"]', "thing.toml:5: 'hòa giải' matches the same as"),
        ('strong = ["của"]', "thing.toml:4: 'của' stands in nearly every article"),
        ('strong = ["súng {gun}"]', "thing.toml:4: no list is called 'gun'"),
        ("strong = [113]", 'thing.toml:4: 113 is not a text; write it as "113"'),
        ('strong = ["súng"', "thing.toml:4: not valid TOML"),
        ('threshold = 0\nstrong = ["súng"]', "thing.toml:4: threshold is a number above 0"),
        ('[[rule]]\nphrases = ["súng"]\nwithin = "page"', "thing.toml:6: within is"),
        ('[[rule]]\nphrases = ["súng"]\nwhere = ["lede"]', "thing.toml:6: 'lede' in where"),
        ('[[rule]]\nphrases = ["súng"]\nunless = ["film"]', "thing.toml:6: 'film' is no context"),
        (
            'strong = ["súng hơi"]\n[[exclude]]\nname = "đồ chơi"\nphrases = ["súng hơi"]',
            "thing.toml:4: 'súng hơi' can never match: exclusion 'đồ chơi' covers it",
        ),
        ("", "thing.toml: nothing to match"),
    ],
)
def test_bad_file_is_refused_with_its_line_and_what_to_write(body: str, message: str) -> None:
    with pytest.raises(TopicFileError) as caught:
        rules(body)
    assert str(caught.value).startswith(message)
    assert caught.value.file == "thing.toml"


def test_slug_used_twice_a_ring_of_contexts_and_a_missing_police_layer_are_refused() -> None:
    thing = HEAD + 'strong = ["súng"]'
    with pytest.raises(TopicFileError, match=r"b.toml:1: slug 'thing' is taken by a.toml"):
        parse_rules({"a.toml": thing, "b.toml": thing, "police.toml": POLICE})
    with pytest.raises(TopicFileError, match="no file has slug = 'about_police'"):
        parse_rules({"a.toml": thing})
    ring = [
        HEAD.replace("thing", me)
        + f'kind = "context"\n[[rule]]\nphrases = ["{me}"]\nunless = ["{you}"]'
        for me, you in (("one", "two"), ("two", "one"))
    ]
    with pytest.raises(TopicFileError, match="looks at itself"):
        parse_rules({"1.toml": ring[0], "2.toml": ring[1], "police.toml": POLICE})
