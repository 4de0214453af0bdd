"""Outlets made for `bench/workers.py`: as many as are asked for, each on a host of its own.

    python -m bench.made_outlets serve …     a replica that serves them
    python -m bench.made_outlets made-007 …  the process that crawls one, like `python -m crawler`

Each is VnExpress under another host, with one feed. What the product knows as its outlets stays as
it is: they are known to these two processes alone, and to `Order.module`.
"""

import sys
from dataclasses import replace
from datetime import date

from crawler.outlet import Outlet
from crawler.processes import Order

MOST = 120
# With robots.txt and the feed, twelve answers an outlet.
ARTICLES = 10
DAY = date(2026, 11, 15)


def slug_of(number: int) -> str:
    """The slug of a made outlet."""
    return f"made-{number:03}"


def host_of(slug: str) -> str:
    """The one host of a made outlet."""
    return f"{slug}.example.vn"


def orders(count: int) -> list[Order]:
    """The crawls of so many made outlets."""
    return [Order(slug_of(number), module=__spec__.name) for number in range(count)]


def _serve(words: list[str]) -> None:
    from replica.__main__ import main
    from replica.sites import SITES
    from replica.sites.vnexpress import VnExpress

    hosts = [host_of(slug_of(number)) for number in range(MOST)]
    for host in hosts:
        SITES[host] = type("Made", (VnExpress,), {"outlet": host.partition(".")[0], "host": host})
    days = (f"--since={DAY}", f"--until={DAY}", f"--per-day={ARTICLES}")
    main([f"--sites={','.join(hosts)}", *days, *words])


def _crawl(words: list[str]) -> int:
    from crawler.__main__ import main
    from spiders import vnexpress

    slug, *_ = words
    [site] = vnexpress.VnExpress.outlet.sites
    alone = replace(
        site,
        host=host_of(slug),
        aliases=(),
        feeds=site.feeds[:1],
        news_sitemaps=(),
        archives=(),
        listings=(),
    )
    outlet = Outlet(slug, slug, None, (alone,))
    # Scrapy takes the spiders that a module declares itself. One request at a time, as the hosts of
    # live outlets are asked, but without their pauses: with none at all Scrapy 2.19 begins whatever
    # waits, since it counts a request as running only a turn of the loop later.
    facts = {
        "name": slug,
        "outlet": outlet,
        "custom_settings": {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.001},
        "__module__": vnexpress.__name__,
    }
    vnexpress.Made = type("Made", (vnexpress.VnExpress,), facts)  # type: ignore[attr-defined]
    return main(words)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve(sys.argv[2:])
    else:
        sys.exit(_crawl(sys.argv[1:]))
