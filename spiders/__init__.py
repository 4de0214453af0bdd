"""One small file per outlet: where it lists, what its URLs look like, how its pages read."""

from functools import cache

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler.outlet import Outlet, Site
from crawler.spider import OutletSpider
from crawler.urls import site_of
from errors import UnknownOutlet, UsageError


@cache
def outlets() -> dict[str, Outlet]:
    """All outlets by slug, in the order of their slugs: those that this folder's files declare."""
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": [__name__]}))
    spiders = {name: loader.load(name) for name in sorted(loader.list())}
    return {
        name: spider.outlet for name, spider in spiders.items() if issubclass(spider, OutletSpider)
    }


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
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": [__name__]}))
    return str(loader.load(slug).__module__)


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
