"""`make demo`: the whole way of an article, from the replica's feeds to a press officer's list.

Starts the replica, crawls every outlet that it has with the same command that crawls the live
ones, and shows what is then in the database. Run again, it stores nothing new and says why.
"""

import os
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.dates import Period, day_start
from replica.run import Replica
from store.engine import open_engine
from store.reading import ArticleLine, Wanted, list_articles
from store.stories import widest_story
from topics.ruleset import default_rules

_FOLDER = Path("data") / "demo"
_PER_DAY = 25  # of each site, for three days: what a minute leaves time for
_SHOWN = 3

console = Console(highlight=False, markup=False)


def _crawl(replica: Replica) -> int:
    """Crawl as a user would: the same command, with one setting more."""
    console.print(f"The replica of {', '.join(replica.newsrooms)} listens at {replica.address}:")
    console.print("invented articles in the outlets' own markup, over real HTTP.\n")
    console.print("$ diembao crawl", style="bold")
    environment = os.environ | {
        "DIEMBAO_REPLICA": replica.address,
        "DIEMBAO_DATA_DIR": str(_FOLDER),
    }
    environment.pop("DIEMBAO_DATABASE_URL", None)
    crawl = [sys.executable, "-c", "from cli import main; main()", "crawl"]
    return subprocess.run(crawl, env=environment, check=False).returncode  # noqa: S603


def _by_topic(lines: list[ArticleLine]) -> dict[str, list[ArticleLine]]:
    labels = {topic.slug: topic.label for topic in default_rules().topics}
    groups: dict[str, list[ArticleLine]] = defaultdict(list)
    for line in lines:
        for topic in line.topics or ("",):
            groups[labels.get(topic, "Tin công an khác")].append(line)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _show_day(replica: Replica) -> None:
    """Print the police articles of the replica's last day by topic, largest topic first."""
    start = day_start(replica.until)
    wanted = Wanted(about_police=True, period=Period(start, start + timedelta(days=1)))
    engine = open_engine(f"sqlite:///{_FOLDER / 'diembao.db'}")
    lines = list_articles(engine, wanted, 1000)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", style="bold")
    table.add_column(overflow="fold")
    for label, group in _by_topic(lines).items():
        table.add_row(str(len(group)), label, style="bold")
        for line in group[:_SHOWN]:
            table.add_row("", f"{line.title} ({line.outlet})")
        if len(group) > _SHOWN:
            table.add_row("", f"… và {len(group) - _SHOWN} tin khác", style="dim")
    console.print(f"\nTin công an ngày {replica.until:%d/%m/%Y}: {len(lines)} tin, theo chủ đề\n")
    console.print(table)
    if story := widest_story(engine, wanted.period):
        first, *reprints = story.members
        sites = ", ".join(member.site for member in reprints)
        console.print(f"\nTin được đăng lại nhiều nhất, ID {first.id}:")
        console.print(f"{first.title} ({first.site}), sau đó {sites}.")


def main() -> int:
    """Run the demo; return its exit code."""
    with Replica(per_day=_PER_DAY) as replica:
        code = _crawl(replica)
        if code == 0:
            _show_day(replica)
    console.print(f"\nThe database is {_FOLDER.resolve() / 'diembao.db'}. Try next:")
    folder = f"DIEMBAO_DATA_DIR={_FOLDER}"
    for words in (
        "articles --police --limit 20",
        "article ID          (a number from that list)",
        "story ID            (who ran it first, who reprinted it)",
        "runs",
        "outlets",
    ):
        console.print(f"  {folder} .venv/bin/diembao {words}", soft_wrap=True)
    console.print("  make desk           (the same in a browser)")
    console.print("  make demo (again: everything is known, nothing is stored)")
    return code


if __name__ == "__main__":
    sys.exit(main())
