"""One small file per outlet: where it lists, what its URLs look like, how its pages read."""

import inspect
from functools import cache

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler.outlet import Outlet, Site
from crawler.spider import OutletSpider
from crawler.urls import site_of
from errors import UnknownOutlet, UsageError


@cache
def _declarations() -> dict[str, type[OutletSpider]]:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": [__name__]}))
    spiders = {name: loader.load(name) for name in sorted(loader.list())}
    return {name: each for name, each in spiders.items() if issubclass(each, OutletSpider)}


@cache
def outlets() -> dict[str, Outlet]:
    """All outlets by slug, in the order of their slugs: those that this folder's files declare."""
    return {name: spider.outlet for name, spider in _declarations().items()}


def outlet_named(slug: str) -> Outlet:
    """Return one outlet.

    Raises:
        UnknownOutlet: listing the slugs that there are.
    """
    if slug not in outlets():
        raise UnknownOutlet(f"There is no outlet {slug!r}. Known: {', '.join(outlets())}.")
    return outlets()[slug]


def module_of(slug: str) -> str:
    """The name of the module that declares an outlet."""
    return _declarations()[slug].__module__


def remarks_on(slug: str) -> str:
    """What an outlet's file remarks on it: the docstring of its class."""
    return inspect.getdoc(_declarations()[slug]) or ""


def outlet_of(url: str, slug: str | None = None) -> tuple[Outlet, Site]:
    """Return the outlet and site that a URL is on; `slug` names the outlet where it is known.

    Raises:
        UnknownOutlet: there is no outlet of that name.
        UsageError: the URL is on none of their sites.
    """
    known = [outlet_named(slug)] if slug else list(outlets().values())
    for outlet in known:
        if site := site_of(url, outlet):
            return outlet, site
    sites = ", ".join(site.host for outlet in known for site in outlet.sites)
    raise UsageError(f"{url} is on no site that is read here: {sites}.")
