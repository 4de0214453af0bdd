"""What reading an article page costs and gets right: ours beside trafilatura and Fundus.

Prints CPU per page, F1 of the body by words and how many fields are right, on the saved pages
that have goldens. See `bench/README.md`.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from statistics import mean, median
from typing import Any

import trafilatura
from trafilatura.settings import Document

from crawler.text import tidy
from tests.captures import CAPTURES, GOLDENS, ROOT, golden, page
from tests.reading import SISTERS, read

FIELDS = ("title", "lead", "authors", "section", "tags", "published", "modified")
# Elements that end a word even where no space stands between them and the next.
BLOCKS = {
    *("address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt"),
    *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
    *("main", "nav", "ol", "option", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
}
HIDDEN = {"script", "style", "noscript"}
FUNDUS = ROOT / "build" / "fundus"
# Fundus 0.5.7 does not start with the curl_cffi that it allows.
FUNDUS_NEEDS = ("fundus==0.5.7", "curl_cffi<0.14")
FUNDUS_READS = """
import json, sys, time
from fundus import PublisherCollection
parser = PublisherCollection.vn.VnExpress.parser()
pages = [(file, open(file, "rb").read().decode()) for file in sys.argv[2:]]
times, found = [], {}
for turn in range(int(sys.argv[1])):
    began = time.process_time()
    for file, html in pages:
        read = parser.parse(html, error_handling="suppress")
        body = read.get("body")
        sections = body.sections if body else ()
        published = read.get("publishing_date")
        found[file] = {
            "title": read.get("title") or "",
            "lead": " ".join(body.summary) if body else "",
            "authors": list(read.get("authors") or ()),
            "tags": list(read.get("topics") or ()),
            "published": published.isoformat() if published else "",
            "body": " ".join(text for part in sections for text in part.paragraphs),
        }
    times.append((time.process_time() - began) / len(pages))
print(json.dumps({"times": times, "found": found}))
"""


@dataclass(frozen=True)
class Case:
    """A saved page, what reading it by eye found, and its running text as words."""

    name: str
    url: str
    data: bytes
    expected: Mapping[str, Any]
    words: list[str]


@dataclass
class Row:
    """What one tool did: CPU milliseconds per page, F1 per page, fields right of those it gives."""

    tool: str
    cpu: float
    f1: list[float] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)


class Shown(HTMLParser):
    """What a page shows, by a parser that none of the tools uses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part words at blocks; stop listening in scripts."""
        del attrs
        self._hidden += tag in HIDDEN
        if tag in BLOCKS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Part words at blocks; listen again."""
        self._hidden -= tag in HIDDEN and self._hidden > 0
        if tag in BLOCKS:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self._hidden:
            self.pieces.append(data)


def page_words(data: bytes) -> list[str]:
    """All words that a page shows, in order."""
    return tidy("".join(Shown(data.decode("utf-8", "replace")).pieces)).split()


def located(outline: str, words: list[str], begin: int) -> int | None:
    """Where in the words of a page the paragraph of an outline begins, from a place on."""
    ends, _, count = outline.rpartition(" | ")
    head, gap, tail = ends.partition(" … ")
    first, last, length = head.split(), tail.split(), int(count)
    if not gap:
        last, length = [], len(first)
    for start in range(begin, len(words) - length + 1):
        if (
            words[start : start + len(first)] == first
            and words[start + length - len(last) : start + length] == last
        ):
            return start
    return None


def reference(expected: Mapping[str, Any], words: list[str]) -> list[str]:
    """The running text of a page: its paragraphs, found by their outlines in order.

    Raises:
        SystemExit: a paragraph is not in the page as the golden has it.
    """
    text: list[str] = []
    place = 0
    for outline in expected["body"]:
        start = located(outline, words, place)
        start = located(outline, words, 0) if start is None else start
        if start is None:
            sys.exit(f"{expected['file']}: no paragraph {outline!r} in the page")
        place = start + int(outline.rpartition(" | ")[2])
        text += words[start:place]
    return text


def cases() -> list[Case]:
    """The saved pages that are whole and have goldens."""
    found = []
    for file in GOLDENS:
        expected = golden(file)
        if file.parent.name != "excerpts":
            data = page(expected)
            words = reference(expected, page_words(data))
            found.append(Case(expected["file"], expected["url"], data, expected, words))
    return found


def f1(found: Iterable[str], wanted: list[str]) -> float:
    """How well the words of two texts agree, whatever their order."""
    ours, theirs = Counter(found), Counter(wanted)
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def wanted_fields(expected: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a golden in the form in which tools are compared."""
    fields = {name: expected.get(name) for name in FIELDS}
    for name in ("published", "modified"):
        stated = expected.get(f"{name}_at")
        fields[name] = datetime.fromisoformat(stated) if stated else None
    return fields


def is_right(found: Any, wanted: Any) -> bool:
    """Whether a field agrees; of a tool that gives days, the day is enough."""
    if isinstance(found, date) and not isinstance(found, datetime) and wanted:
        return bool(found == wanted.date())
    return bool((found or None) == (wanted or None))


def ours(case: Case) -> dict[str, Any]:
    """The way of an article up to its identity."""
    article = read(case.data, case.url, SISTERS.get(case.expected["outlet"]))
    return {
        "title": article.title,
        "lead": article.lead,
        "authors": list(article.authors),
        "section": article.section,
        "tags": list(article.tags),
        "published": article.published_at,
        "modified": article.modified_at,
        "body": article.body,
    }


def by_trafilatura(case: Case, *, fast: bool) -> dict[str, Any]:
    """All that trafilatura finds; it splits no tags and dates to the day."""
    document = trafilatura.bare_extraction(
        case.data, url=case.url, fast=fast, with_metadata=True, include_comments=False
    )
    found: dict[str, Any] = document.as_dict() if isinstance(document, Document) else {}
    return {
        "title": tidy(found.get("title") or ""),
        "lead": tidy(found.get("description") or ""),
        "authors": [name for name in (found.get("author") or "").split("; ") if name],
        "section": next(iter(found.get("categories") or ()), ""),
        "tags": [tag for each in found.get("tags") or () for tag in each.split(", ")],
        "published": date.fromisoformat(found["date"]) if found.get("date") else None,
        "body": found.get("text") or "",
    }


def text_by_trafilatura(case: Case) -> dict[str, Any]:
    """Only the text, as fast as it goes: what our own last resort asks for."""
    text = trafilatura.extract(case.data, fast=True, include_comments=False, with_metadata=False)
    return {"body": text or ""}


def compare(row: Row, case: Case, found: Mapping[str, Any]) -> None:
    """Count what a tool got right on one page."""
    row.f1.append(f1(tidy(found["body"]).replace(" | ", " ").split(), case.words))
    for name, wanted in wanted_fields(case.expected).items():
        if name in found:
            row.asked[name] += 1
            row.right[name] += is_right(found[name], wanted)


def measure(
    tool: str, reads: Callable[[Case], dict[str, Any]], pages: list[Case], turns: int
) -> Row:
    """Read all pages several times; the row holds the median of the turns."""
    times = []
    for _ in range(turns):
        began = time.process_time()
        results = [reads(case) for case in pages]
        times.append((time.process_time() - began) / len(pages))
    row = Row(tool, median(times) * 1e3)
    for case, found in zip(pages, results, strict=True):
        compare(row, case, found)
    return row


def by_fundus(pages: list[Case], turns: int) -> Row:
    """Fundus, which knows VnExpress of these outlets, in an environment of its own.

    Raises:
        OSError, CalledProcessError: it could not be installed or did not start.
    """
    python = str(FUNDUS / "bin" / "python")
    if not FUNDUS.exists():
        print(f"Installing Fundus into {FUNDUS.relative_to(ROOT)} (once) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(FUNDUS)], check=True)
    install = [python, "-m", "pip", "install", "--quiet", *FUNDUS_NEEDS]
    subprocess.run(install, check=True, capture_output=True)
    files = {str(CAPTURES / case.name): case for case in pages}
    command = [python, "-c", FUNDUS_READS, str(turns), *files]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    row = Row("Fundus", median(answer["times"]) * 1e3)
    for file, found in answer["found"].items():
        stated = found["published"]
        found["published"] = datetime.fromisoformat(stated) if stated else None
        compare(row, files[file], found)
    return row


def show(title: str, rows: list[Row]) -> None:
    """Print one table; a dash where a tool does not give the field."""
    print(f"\n{title}\n")
    widths = " ".join(f"{name:>9}" for name in FIELDS)
    print(f"{'':<28} {'CPU ms/page':>11} {'F1 mean':>8} {'F1 min':>7} {widths}")
    for row in rows:
        cells = (
            f"{row.right[name]}/{row.asked[name]}" if row.asked[name] else "-" for name in FIELDS
        )
        numbers = f"{row.cpu:>11.2f} {mean(row.f1):>8.3f} {min(row.f1):>7.3f}"
        print(f"{row.tool:<28} {numbers} {' '.join(f'{cell:>9}' for cell in cells)}")


def main() -> None:
    """Run all tools on all pages and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="times that each page is read")
    parser.add_argument("--without-fundus", action="store_true", help="install nothing")
    options = parser.parse_args()
    if not CAPTURES.is_dir():
        sys.exit(f"The saved pages are not beside the project ({CAPTURES}).")
    pages = cases()
    turns: int = options.turns
    measure("warm-up", ours, pages[:1], 1)
    own = measure("ours, all fields", ours, pages, turns)
    peers = [
        measure("trafilatura fast, text only", text_by_trafilatura, pages, turns),
        measure("trafilatura fast", lambda case: by_trafilatura(case, fast=True), pages, turns),
        measure("trafilatura", lambda case: by_trafilatura(case, fast=False), pages, turns),
    ]
    show(
        f"{len(pages)} pages of {len({case.expected['outlet'] for case in pages})} outlets",
        [own, *peers],
    )
    if not options.without_fundus:
        known = [case for case in pages if case.expected["outlet"] == "vnexpress"]
        rows = [measure("ours, all fields", ours, known, turns)]
        try:
            rows.append(by_fundus(known, turns))
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"\nFundus could not be installed or started here: {error}")
        show(f"{len(known)} pages of VnExpress, the one of these outlets that Fundus knows", rows)
    ratios = ", ".join(f"{row.cpu / own.cpu:.1f} × ({row.tool})" for row in peers)
    wrong = own.asked.total() - own.right.total()
    print(
        f"\nOurs takes less CPU by {ratios}; {wrong} of its {own.asked.total()} fields are wrong."
    )


if __name__ == "__main__":
    main()
