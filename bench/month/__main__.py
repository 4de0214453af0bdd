"""`make month`: thirty nights on the replica, with what goes wrong in them.

The scheduler's own jobs run at their times by a clock that jumps, and crawl by the product's own
processes. What the health check finds goes to a webhook, the press review to a mail server, both
on this machine. In the end it is told when each trouble was told and mended, how many alarms were
false, and which articles are missing; exit code 1 where that is not as it was asked for.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from time import monotonic

from rich.console import Console
from rich.table import Table

from bench.month.machine import CRAWLS, Done, Machine
from bench.month.quiet import DAYS, seed
from bench.month.sources import Sources
from bench.month.verdict import Verdict, breaches, false_alarms, judge
from bench.month.witness import Witness, missing, public
from crawler.dates import VIETNAM
from crawler.outlet import Outlet
from crawler.processes import Crawl, Event, Order
from jobs.all import jobs_of
from jobs.crawls import crawl_here
from replica.month import MONTH, SIX_NIGHTS, Month
from replica.run import Replica
from settings import Settings, load_settings
from spiders import outlets
from store.engine import open_engine
from tests.receivers import Mailbox, Webhook

_FOLDER = Path("data") / "month"
# Enough for each site to be judged by a single day; ten of them come before the night's crawl.
_PER_DAY = 30
_SETTINGS = {
    "FEEDS_AT": "0 12 * * *",
    "HEALTH_AT": "30 7,19 * * *",
    "ALERTS_AT": "45 7,19 * * *",
    "BACKUPS_KEPT": "2",
    "CRAWLS_AT_ONCE": "2",
    "OPERATOR_CHANNEL": "ops",
    "DIGEST_CHANNEL": "press",
}
_SHOWN = 5

console = Console(highlight=False, markup=False, soft_wrap=True)


def _crawled(month: Month) -> list[Outlet]:
    """The outlets of the month's sites that publish."""
    hosts = set(month.hosts)
    return [
        outlet
        for outlet in outlets().values()
        if outlet.has_sources and outlet.agreement_from and {s.host for s in outlet.sites} <= hosts
    ]


def _only(crawl: Crawl, slugs: frozenset[str]) -> Crawl:
    """Crawl only outlets that the replica serves."""

    def crawl_some(orders: Sequence[Order], now: datetime) -> Iterator[Event]:
        yield from crawl([order for order in orders if order.outlet in slugs], now)

    return crawl_some


@contextmanager
def _receivers() -> Iterator[tuple[Webhook, Mailbox, dict[str, str]]]:
    webhook, mailbox = Webhook(), Mailbox()
    with webhook.running() as ops, mailbox.running() as press:
        yield webhook, mailbox, {"ops": ops, "press": press}


def _settings(folder: Path, replica: Replica, channels: dict[str, str], month: Month) -> Settings:
    """The settings of this process and of those that it starts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIEMBAO_")}
    own = _SETTINGS | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'diembao.db'}",  # whatever diembao.toml says
        "ARCHIVE_DIR": str(folder / "archive"),
        "REPLICA": replica.address,
        "NOW": month.at(1).isoformat(),
        "CHANNELS": json.dumps(channels),
    }
    os.environ.clear()
    os.environ.update(kept | {f"DIEMBAO_{name}": value for name, value in own.items()})
    return load_settings()


def _nights(machine: Machine, month: Month) -> Iterator[Done]:
    """Switch the machine on at the beginning, and off and on again as the month has it."""
    on = month.at(1)
    for off in sorted((each for each in month.troubles if each.off), key=lambda each: each.begins):
        yield from machine.switch_on(on.astimezone(UTC))
        yield from machine.live_until(month.at(off.begins).astimezone(UTC))
        on = month.at(off.ends)
    yield from machine.switch_on(on.astimezone(UTC))
    yield from machine.live_until(month.at(month.nights + 1).astimezone(UTC))


def _live(month: Month, folder: Path) -> list[str]:
    """Live through a month, telling its progress; return what was not as it was asked for."""
    crawled = _crawled(month)
    replica = Replica(
        month.hosts,
        per_day=_PER_DAY,
        since=month.first - timedelta(days=month.before),
        until=month.first + timedelta(days=month.nights - 1),
        holidays=month.holidays,
    )
    with replica, _receivers() as (webhook, mailbox, channels):
        settings = _settings(folder, replica, channels, month)
        engine = open_engine(settings.database)
        rooms = {site.host: replica.newsrooms[site.host] for o in crawled for site in o.sites}
        runs = seed(engine, month, crawled, _PER_DAY)
        console.print(f"{len(crawled)} outlets; {runs} runs of {DAYS} quiet days.")

        def arrive(moment: datetime) -> None:
            replica.set_now(moment)
            replica.break_with(*month.rules(moment))

        crawl = _only(crawl_here(settings, Flag()), frozenset(each.slug for each in crawled))
        machine = Machine(engine, settings, jobs_of(settings, crawl, Flag()), arrive)
        witness = Witness(engine, lambda: [str(body["message"]) for _, body in webhook.posts])
        sources = Sources(replica, arrive)
        crawls: list[datetime] = []
        for done in _nights(machine, month):
            if done.job in CRAWLS and done.at not in crawls:
                crawls.append(done.at)
            sources.note(done.at)
            _tell(done, witness.look(done.at))
        alarms = witness.alarms()
        gone = list(missing(engine, month, rooms, crawls))
        lost = [each for each in gone if sources.listed(each, public(each, month, crawls))]
    verdicts = list(judge(month, alarms, crawls))
    wrong = false_alarms(month, alarms, crawls)
    _show(verdicts)
    console.print(f"False alarms: {len(wrong)}.")
    for alarm in wrong:
        at = alarm.opened_at.astimezone(VIETNAM)
        console.print(f"  {at:%d/%m %H:%M} {alarm.outlet} {alarm.name} {alarm.subject}")
    console.print(
        f"Articles missing: {len(lost)}, and {len(gone) - len(lost)} that no source listed when it "
        f"was read. Press reviews: {len(mailbox.mails)}."
    )
    for story in lost[:_SHOWN]:
        console.print(f"  {story.published_at:%d/%m %H:%M} {story.url}")
    found = breaches(verdicts, wrong, len(lost))
    if len(mailbox.mails) != month.nights:
        found.append(f"{len(mailbox.mails)} press reviews came in {month.nights} nights.")
    return found


def _tell(done: Done, news: Sequence[str]) -> None:
    if done.job in CRAWLS:
        console.print(f"{done.at.astimezone(VIETNAM):%d/%m %H:%M} {done.job}: {done.said}")
    for each in news:
        console.print(f"            told: {each}")


def _show(verdicts: Sequence[Verdict]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("trouble", "nights", "told in crawl", "mended in crawl", ""):
        table.add_column(heading)
    for each in verdicts:
        nights = f"{int(each.trouble.begins)}–{int(each.trouble.ends)}"
        counts = (str(n) if n else "–" for n in (each.told_after, each.mended_after))
        table.add_row(each.trouble.what, nights, *counts, each.breach)
    console.print(table)


def main() -> int:
    """Live through a month; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.month", description=__doc__)
    parser.add_argument("--six", action="store_true", help="six nights on five sites")
    parser.add_argument("--folder", type=Path, help=f"a new one; else {_FOLDER}, made anew")
    options = parser.parse_args()
    if options.folder is None:
        shutil.rmtree(_FOLDER, ignore_errors=True)
    elif options.folder.exists():
        parser.error(f"{options.folder} is there already")
    began = monotonic()
    found = _live(SIX_NIGHTS if options.six else MONTH, options.folder or _FOLDER)
    console.print(f"It took {(monotonic() - began) / 60:.1f} minutes.")
    for each in found:
        console.print(f"Not as asked for: {each}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
