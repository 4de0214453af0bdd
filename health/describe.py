"""The page docs/findings.md, written from what findings are called and say: `make docs`."""

import re
from collections.abc import Iterator
from pathlib import Path

from health.words import is_serious, meaning, names, template

FILE = Path(__file__).parent.parent / "docs" / "findings.md"

_HEAD = """\
<!-- Written by `make docs` from health/words.toml; edit that. -->

# Findings

After every crawl, and by the scheduler, it is looked at how each outlet and the system itself fare.
What is wrong is a **finding**. It opens once, is told again at most once a day while it lasts, and
closes with a notice when it is mended.

    diembao doctor            # look now; exit code 1 where something serious is open
    diembao doctor --json     # JSON lines, with the words in Vietnamese and in English

`diembao outlets` names the findings of each outlet. An object of `--json` has
`name, outlet, subject, serious, since, opened_at, told_at, facts, evidence, vi{title, sentence,
advice}, en{…}`.

**What is usual** is what an outlet did in its last 28 days, as it was before a finding opened: what
is wrong does not become the usual while it is reported. What has been so for 28 days has become
it, and its finding closes by itself.

- *Fields*: shares of pages over the latest runs that have ten pages together, against up to 112
  runs before. It counts when a share moves by a fifth, and by four times its usual scatter.
- *Volume*: new articles of the last 24 hours (or more days, where fewer than 16 are usual in one),
  against the median of the same kind of day: workdays, Saturdays, Sundays. What runs brought is
  spread over the time since the run before, so it does not matter how often is crawled, and days on
  which the machine was off are left out. An outlet is compared with the others too: where they all
  have half as much on a holiday, none of them is told.
- *Runs bounded* by `--since`, `--until`, `--limit` or `--urls` say nothing of what is usual.

Each has a threshold for wrong and a lower one for well; between the two nothing changes. What
follows from something worse is not told besides: an outlet that cannot be reached is not also
short of articles.
"""


def describe() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_overview(), *(line for name in names() for line in _finding(name))])


def _overview() -> Iterator[str]:
    yield "| finding | serious | meaning |"
    yield "| --- | --- | --- |"
    for name in names():
        yield f"| [`{name}`](#{name}) | {'yes' if is_serious(name) else 'no'} | {meaning(name)} |"
    yield ""


def _finding(name: str) -> Iterator[str]:
    english, vietnamese = template(name, "en"), template(name, "vi")
    yield f"## {name}\n"
    yield f"{meaning(name)}\n"
    yield f"**What to do.** {_plain(english.advice)}\n"
    yield f"Shown as “{_plain(vietnamese.title)}”: {_plain(vietnamese.sentence)}\n"


def _plain(words: str) -> str:
    """Show the places of facts as `…`."""
    return re.sub(r"\{[a-z_]+\}", "…", words)


def main() -> None:
    """Write the page."""
    FILE.write_text(describe(), "utf-8")


if __name__ == "__main__":
    main()
