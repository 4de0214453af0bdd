"""How politely we fetch: Scrapy's settings, built from ours.

`scrapy.cfg` points here, so that `scrapy list` and `scrapy crawl vnexpress` do what
`diembao crawl` does.
"""

from importlib.metadata import version
from typing import Any

from errors import SettingError
from settings import Settings, current


def user_agent(contact: str) -> str:
    """Return the User-Agent by which outlets know us: a name, a version, a way to reach us."""
    return f"DiemBao/{version('diembao')} ({'+' if contact else ''}{contact or 'replica'})"


def require_contact(settings: Settings) -> None:
    """Refuse to crawl live outlets that could not reach us.

    Raises:
        SettingError: saying how to set a contact.
    """
    if not (settings.replica or settings.contact):
        raise SettingError(
            "Live outlets are crawled only with a contact in the User-Agent: set "
            'DIEMBAO_CONTACT, or write contact = "you@example.vn" in diembao.toml.'
        )


def scrapy_settings(settings: Settings) -> dict[str, Any]:
    """Build Scrapy's settings.

    One request at a time to each host, with a pause; against the replica, which is ours, 16 at a
    time without one.
    """
    replica = bool(settings.replica)
    return {
        "BOT_NAME": "diembao",
        "SPIDER_MODULES": ["spiders"],
        "USER_AGENT": user_agent(settings.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi",
        },
        # Politeness.
        "ROBOTSTXT_OBEY": False,  # by our own middleware, stricter
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_ITEMS": 1,  # a page gives one article; Scrapy makes so many tasks a page
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16 if replica else 1,
        "DOWNLOAD_DELAY": 0 if replica else settings.delay_seconds,
        "DOWNLOAD_DELAY_JITTER": 0,  # the pause is promised as the least, not as the mean
        "AUTOTHROTTLE_ENABLED": not replica,
        "AUTOTHROTTLE_START_DELAY": settings.delay_seconds,
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        # Limits.
        "DOWNLOAD_TIMEOUT": settings.timeout_seconds,
        "DOWNLOAD_MAXSIZE": int(settings.page_limit_mb * 1_000_000),
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DNS_TIMEOUT": 7,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 1,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "RETRY_EXCEPTIONS": ["scrapy.exceptions.ResponseDataLossError"],
        # The way: hosts, robots, waiting; then each step after extraction.
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.fetching.handler.OutletDownloadHandler",
            "https": "crawler.fetching.handler.OutletDownloadHandler",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        # The replica is on loopback, which is no public address.
        **({} if replica else {"TWISTED_DNS_RESOLVER": "crawler.fetching.handler.PublicResolver"}),
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.fetching.hosts.OutletHosts": 50,
            "crawler.fetching.robots.RobotsPolicy": 100,
            "crawler.fetching.hosts.HostWatch": 585,  # sees what came, decompressed, before Retry
            "crawler.fetching.archiving.PageArchive": 700,  # bodies as received, still compressed
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        },
        # What Scrapy's own ones do, the frontier does, or nobody needs; each costs time on a page.
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
        },
        "ITEM_PIPELINES": {
            "pipelines.clean.CleanPipeline": 100,
            "pipelines.identify.IdentifyPipeline": 200,
            "pipelines.tag.TagPipeline": 300,
            "pipelines.store.StorePipeline": 500,
        },
        "EXTENSIONS": {
            "crawler.session.CrawlSession": 0,
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.logstats.LogStats": None,
        },
        "LOG_LEVEL": "WARNING",
        "STATS_DUMP": False,
        # Ours.
        "DIEMBAO_REPLICA": settings.replica,
        # The replica is ours: its articles may be crawled again and again.
        "DIEMBAO_REQUESTS_PER_DAY": 10**9 if replica else settings.requests_per_day,
        "DIEMBAO_ACCEPT_COOKIE_GATE": list(settings.accept_cookie_gate),
        "DIEMBAO_OPEN_RUN": "store.crawling.open_run",
        "DIEMBAO_ARCHIVE": str(settings.archive) if settings.archive_days else "",
        "DIEMBAO_ARCHIVE_DAYS": settings.archive_days,
        "DIEMBAO_ARCHIVE_FILE_BYTES": int(settings.archive_file_mb * 1_000_000),
    }


globals().update(scrapy_settings(current()))
