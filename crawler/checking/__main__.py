"""The process that checks one outlet: `python -m crawler.checking vtv`.

It tells what it found as one JSON line on standard output: `finished` (with the facts, and how many
requests were sent) or `failed` (with a sentence). It writes nothing. `diembao outlets check` starts
one such process an outlet.
"""

import argparse
import asyncio
import sys
from dataclasses import asdict
from typing import Any

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler.__main__ import stop_with_parent
from crawler.checking.site import SiteCheck
from crawler.outlet import Outlet
from crawler.session import tell
from crawler.spider import OutletSpider
from crawler.visits import OutletVisit, visit
from errors import DiemBaoError


def _declared(slug: str) -> Outlet:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))
    spider = loader.load(slug)
    assert issubclass(spider, OutletSpider)
    return spider.outlet


def _check(outlet: Outlet, *, parent: bool, debug: bool) -> None:
    facts: list[dict[str, Any]] = []

    async def errand(visit: OutletVisit) -> None:
        for site in outlet.sites:
            facts.extend(map(asdict, await SiteCheck(outlet, site, visit).run()))

    def begun() -> None:
        if parent:
            stop_with_parent(asyncio.get_event_loop())

    visited = visit(outlet, errand, debug=debug, begun=begun)
    if visited.done:
        requests = visited.sent.total()
        tell("finished", facts=facts, requests=requests)
    else:
        tell("failed", problem="it was stopped")


def main(words: list[str]) -> int:
    """Check one outlet; return the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawler.checking", description=__doc__)
    parser.add_argument("outlet")
    parser.add_argument("--parent", action="store_true")
    parser.add_argument("--debug", action="store_true")
    arguments = parser.parse_args(words)
    try:
        _check(_declared(arguments.outlet), parent=arguments.parent, debug=arguments.debug)
    except DiemBaoError as error:
        tell("failed", problem=str(error))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
