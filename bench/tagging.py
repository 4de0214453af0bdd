"""How fast articles are tagged, beside a naive loop and a regular expression in the same run.

    python bench/tagging.py ARTICLES.jsonl.gz [--megabytes 4]

Two tables. The first finds phrases and nothing else, with 400 and with 2,000 of them: what an
engine costs as its lists grow. The second tags with the rules that ship, whole decision and all.
Times are CPU seconds of this process, the best of three; megabytes are of UTF-8.
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from topics.article import read_fields
from topics.normalise import normalise
from topics.ruleset import RuleSet, default_rules
from topics.scan import Scanner
from topics.tagger import Tagger

ROUNDS: Final = 3
FEW, MANY = 400, 2_000

Article = dict[str, str]


def articles(archive: Path, megabytes: float) -> list[Article]:
    """Every eighth article, so that all sections are there, up to a size."""
    chosen: list[Article] = []
    size = 0
    with gzip.open(archive, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 8:
                continue
            item = json.loads(line)
            fields = {"title": item["title"], "lead": item["description"], "body": item["text"]}
            size += sum(len(text.encode()) for text in fields.values())
            chosen.append(fields)
            if size > megabytes * 1e6:
                break
    return chosen


def phrases(rules: RuleSet) -> list[str]:
    """Phrases of the rules in their matching form, without slots, longest lists spread evenly."""
    every = {
        normalise(phrase).text: None
        for topic in (rules.police, *rules.topics)
        for rule in topic.rules
        for phrase in rule.phrases
        if "{" not in phrase and "=" not in phrase and " " in phrase
    }
    return sorted(every, key=hash_of)


def hash_of(phrase: str) -> int:
    """An order that is the same in every run and has nothing to do with the alphabet."""
    number = 0
    for letter in phrase:
        number = (number * 131 + ord(letter)) % 1_000_003
    return number


def seconds(work: Callable[[Article], object], over: list[Article]) -> float:
    """CPU seconds of a pass over all articles, the best of some."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for article in over:
            work(article)
        best = min(best, time.process_time() - start)
    return best


def naive(wanted: list[str]) -> Callable[[Article], object]:
    """What one writes first: is the phrase in the text?"""
    return lambda article: [
        phrase
        for text in article.values()
        for small in [text.lower()]
        for phrase in wanted
        if phrase in small
    ]


def alternation(wanted: list[str]) -> Callable[[Article], object]:
    """All phrases in one regular expression, longest first, on whole syllables."""
    longest = sorted(wanted, key=len, reverse=True)
    sought = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
    return lambda article: [sought.findall(text.lower()) for text in article.values()]


def scanning(wanted: list[str]) -> Callable[[Article], object]:
    """The engine's own search, normalising and places in the original text included."""
    scanner = Scanner([tuple(wanted)])
    return lambda article: scanner.scan(read_fields(article))


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("archive", type=Path)
    options.add_argument("--megabytes", type=float, default=3.0)
    given = options.parse_args()
    over = articles(given.archive, given.megabytes)
    size = sum(len(text.encode()) for article in over for text in article.values()) / 1e6
    syllables = sum(len(text.split()) for article in over for text in article.values())
    rules = default_rules()
    wanted = phrases(rules)
    print(f"{len(over)} articles, {size:.1f} MB, {len(wanted):,} phrases to choose from\n")
    print(f"{'finding phrases':<22}{FEW:>6} phrases {MANY:>11,} phrases {'cost ×':>8}")
    base: dict[int, float] = {}
    for name, engine in (("naive loop", naive), ("regular expression", alternation),
                         ("engine", scanning)):  # fmt: skip
        times = {count: seconds(engine(wanted[:count]), over) for count in (FEW, MANY)}
        base = base or times
        cells = "".join(
            f"{size / times[count]:>9.1f} MB/s{base[count] / times[count]:>5.1f}×"
            for count in (FEW, MANY)
        )
        print(f"{name:<18}{cells}{times[MANY] / times[FEW]:>8.1f}")
    tagger = Tagger(rules)
    took = seconds(tagger.tag, over)
    loop = seconds(naive(wanted), over)
    print(f"\n{'deciding, real rules':<22}{size / took:>8.1f} MB/s")
    print(f"{'naive loop over them':<22}{size / loop:>8.1f} MB/s")
    print(f"{'ratio':<22}{loop / took:>8.1f}×")
    print(f"{'per 2,000 syllables':<22}{took / syllables * 2000 * 1000:>8.2f} ms")


if __name__ == "__main__":
    main()
