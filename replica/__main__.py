"""``python -m replica``: serve the rebuilt outlets on loopback until told to stop."""

import argparse
import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from replica.assignments import VIETNAM
from replica.captures import read_captures
from replica.clock import Clock, moment_of
from replica.faults import GATES, Fault, Faults
from replica.newsroom import Newsroom
from replica.press import Press
from replica.server import serve
from replica.sites import SITES

if TYPE_CHECKING:
    from replica.sites.base import Site

DEFAULT_DAYS = 3


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, build the sites, announce the address, serve."""
    options = _parser().parse_args(arguments)
    if options.since is None:
        options.since = options.until - dt.timedelta(days=DEFAULT_DAYS - 1)
    hosts: list[str] = options.sites
    captures = read_captures(options.captures, hosts) if options.captures else []
    sites: dict[str, Site] = {}
    for host in hosts:
        site = SITES[host]
        sites[host] = site(
            Newsroom(
                *(site, options.seed, options.since, options.until, options.per_day),
                options.holidays,
            ),
            [each.item for each in captures if each.host == host and each.item],
            us_dates=options.us_dates,
        )
    press = Press(
        sites,
        {(each.host, each.path): each.page for each in captures},
        Clock(options.now, options.clock),
    )

    def announce(port: int) -> None:
        print(  # noqa: T201 - the one line this command speaks
            json.dumps(
                {
                    "address": f"http://127.0.0.1:{port}",
                    "sites": hosts,
                    "articles": sum(len(site.newsroom) for site in sites.values()),
                    "captures": len(captures),
                    "since": options.since.isoformat(),
                    "until": options.until.isoformat(),
                    "note": _note(len(captures)),
                },
                ensure_ascii=False,
            ),
            flush=True,
        )

    log = options.log.open("a", encoding="utf-8", buffering=1) if options.log else None
    asyncio.run(
        serve(
            press,
            Faults([*options.fault, *(GATES if options.gates else ())], options.faults),
            port=options.port,
            log=log,
            listening=announce,
            until_stdin_closes=options.until_stdin_closes,
        )
    )


def _parser() -> argparse.ArgumentParser:
    yesterday = dt.datetime.now(VIETNAM).date() - dt.timedelta(days=1)
    parser = argparse.ArgumentParser(prog="python -m replica", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=0, help="port on 127.0.0.1; 0 lets the system choose")
    add("--per-day", type=int, default=40, help="stories a day and site; 0 for captures only")
    add("--since", type=dt.date.fromisoformat, help="first day; three days by default")
    add("--until", type=dt.date.fromisoformat, default=yesterday, help="last day; yesterday")
    add("--seed", type=int, default=1, help="another seed, other stories")
    add("--holidays", type=_days, default=[], help="days with half as many stories, with commas")
    add("--sites", type=_hosts, default=list(SITES), help="hosts to serve, with commas between")
    add("--captures", type=Path, help="folder of real saved pages to serve as well")
    add("--us-dates", action="store_true", help="date VTV's feeds like 10/5/2026 3:42:00 PM")
    add("--fault", type=_fault, action="append", default=[], help="a rule as JSON; repeatable")
    add("--faults", type=Path, help="a JSON list of rules, read again whenever it changes")
    add("--now", type=moment_of, help="an ISO moment: nothing later is public yet")
    add("--clock", type=Path, help="a file with such a moment, read again whenever it changes")
    add("--gates", action="store_true", help="Lao Động's cookie page, VOV's hop and bar")
    add("--log", type=Path, help="append one JSON line per request to this file")
    add("--until-stdin-closes", action="store_true", help="stop when standard input ends")
    return parser


def _fault(rule: str) -> Fault:
    try:
        return Fault.of(json.loads(rule))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _days(texts: str) -> list[dt.date]:
    return [dt.date.fromisoformat(each) for each in texts.split(",")]


def _hosts(names: str) -> list[str]:
    hosts = [name.strip() for name in names.split(",")]
    if unknown := set(hosts) - set(SITES):
        message = f"no such site: {', '.join(sorted(unknown))} (there are {', '.join(SITES)})"
        raise argparse.ArgumentTypeError(message)
    return hosts


def _note(captures: int) -> str:
    note = "Invented articles in the outlets' markup, on this machine only."
    if captures:
        note += f" {captures} captured pages are real, at their own addresses, first in the feeds."
    return note


if __name__ == "__main__":
    main()
