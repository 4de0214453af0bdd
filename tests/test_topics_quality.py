"""How good the shipped rules are on labelled texts; the floors only go up."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from topics.evaluation import Evaluation, Labelled, LabelledFileError, evaluate, read_labelled
from topics.ruleset import parse_rules
from topics.tagger import Tagger, default_tagger

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
DEVELOPMENT = SHARED / "topics" / "topics_dev.jsonl"
FEEDS = SHARED / "captures" / "datasets" / "rss_items_2025-08_2026-08.jsonl.gz"
LABELS = ROOT / "tests" / "topics_labels"
PAGE = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")

needs_development = pytest.mark.skipif(
    not DEVELOPMENT.is_file(), reason=f"the labelled items are not beside the project ({SHARED})"
)
needs_feeds = pytest.mark.skipif(
    not FEEDS.is_file(), reason=f"the feed items are not beside the project ({SHARED})"
)


def report(result: Evaluation) -> str:
    """What to read when a floor breaks."""
    return "\n".join(
        f"{miss.item.id} {miss.item.fields['title']}: missing {miss.missing}, "
        f"unexpected {miss.unexpected}"
        for miss in result.misses
    )


@needs_development
def test_development_items_stay_above_their_floors() -> None:
    with DEVELOPMENT.open(encoding="utf-8") as lines:
        result = evaluate(default_tagger(), read_labelled(lines))
    assert result.items == 160
    assert result.police.precision >= 0.99, report(result)
    assert result.police.recall >= 0.99, report(result)
    assert result.pooled.f1 >= 0.98, report(result)


@cache
def feed_texts() -> dict[str, dict[str, str]]:
    """Title and summary of the labelled feed items, by the name that the labels use."""
    wanted = {
        json.loads(line)["key"]
        for file in LABELS.glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    found: dict[str, dict[str, str]] = {}
    with gzip.open(FEEDS, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            key = hashlib.sha256(item["url"].encode()).hexdigest()[:16]
            if key in wanted:
                found.setdefault(key, {"title": item["title"], "lead": item["summary"] or ""})
    return found


def labelled(file: str) -> Iterable[Labelled]:
    """A label file with its texts."""
    for line in (LABELS / file).read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        yield Labelled(
            label["key"],
            feed_texts()[label["key"]],
            frozenset(label["topics"]),
            label["about_police"],
        )


@needs_feeds
@pytest.mark.parametrize(
    ("file", "precision", "recall", "pooled"),
    [
        ("tuning.jsonl", 0.97, 0.97, 0.93),
        ("held_out.jsonl", 0.95, 0.98, 0.88),
        ("check.jsonl", 0.94, 0.96, 0.81),
    ],
)
def test_real_feed_items_stay_above_their_floors(
    file: str, precision: float, recall: float, pooled: float
) -> None:
    result = evaluate(default_tagger(), labelled(file))
    assert result.police.precision >= precision, report(result)
    assert result.police.recall >= recall, report(result)
    assert result.pooled.f1 >= pooled, report(result)


POLICE = """
slug = "about_police"
label = "Công an"
definition = "Có công an."
strong = ["công an"]
"""


def test_scores_count_each_topic_and_pool_them() -> None:
    drugs = 'slug = "drugs"\nlabel = "Ma túy"\ndefinition = "Ma túy."\nstrong = ["ma túy"]'
    lines = [
        '{"title": "Công an thu ma túy", "text": "", "topics": ["drugs"], "about_police": true}',
        '{"title": "Công an thu ma túy", "text": "", "topics": [], "about_police": true}',
        '{"title": "Thu ma túy", "text": "", "topics": ["drugs"], "about_police": true}',
        "",
    ]
    tagger = Tagger(parse_rules({"police.toml": POLICE, "drugs.toml": drugs}))
    result = evaluate(tagger, read_labelled(lines))
    assert (result.items, result.police.precision, result.police.recall) == (3, 1.0, 2 / 3)
    assert (result.pooled.precision, result.pooled.recall, result.macro_f1) == (0.5, 0.5, 0.5)
    assert [(miss.missing, miss.unexpected) for miss in result.misses] == [
        ((), ("drugs",)),
        (("about_police", "drugs"), ()),
    ]


@pytest.mark.parametrize("line", ["[]", "{", '{"title": "Tít"}', '{"topics": 1}'])
def test_a_line_that_is_no_labelled_item_is_named(line: str) -> None:
    with pytest.raises(LabelledFileError, match="line 2: must be a JSON object"):
        list(read_labelled(["", line]))


def page_examples() -> Iterable[tuple[str, str, bool]]:
    """The page's topics with their example headlines, and whether these should be tagged."""
    blocks = re.findall(r"```toml\n(.*?)```\s*```examples\n(.*?)```", PAGE, re.DOTALL)
    for topic, examples in blocks:
        for line in examples.splitlines():
            yield topic, line[2:], line[0] == "+"


@pytest.mark.parametrize(("topic", "headline", "tagged"), list(page_examples()))
def test_the_page_for_analysts_tells_the_truth(topic: str, headline: str, *, tagged: bool) -> None:
    tagger = Tagger(parse_rules({"police.toml": POLICE, "topic.toml": topic}))
    assert bool(tagger.tag({"title": headline}).topics) == tagged


def test_every_topic_file_on_the_page_is_a_good_one() -> None:
    files = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert len(files) == 4
    parse_rules({f"{number}.toml": text for number, text in enumerate([POLICE, *files])})
