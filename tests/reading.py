"""Reading a page as the way of an article does: extracted, cleaned, identified."""

import re
from datetime import UTC, datetime

from crawler.extract import extract
from crawler.outlet import Outlet, Site
from crawler.records import Article
from pipelines.clean import clean
from pipelines.identify import identify
from spiders import outlet_of
from spiders.families import cms, data_role

NOW = datetime(2026, 11, 24, tzinfo=UTC)

# Papers that are not monitored, on the publishing systems of those that are.
SISTERS = {
    "plo": Outlet(
        slug="plo",
        name="Pháp Luật TP.HCM",
        agreement_from=None,
        sites=(
            Site(
                host="plo.vn",
                article_path=re.compile(r"^/[^/]+-post(\d+)\.html$"),
                layouts=(cms.ARTICLE,),
            ),
        ),
    ),
    "baochinhphu": Outlet(
        slug="baochinhphu",
        name="Báo Chính phủ",
        agreement_from=None,
        sites=(
            Site(
                host="baochinhphu.vn",
                article_path=re.compile(r"^/[^/]+-(102\d{12,15})\.htm$"),
                layouts=(data_role.ARTICLE,),
            ),
        ),
    ),
}


def read(html: bytes | str, url: str, outlet: Outlet | None = None) -> Article:
    """Read one page; the outlet is the one that the URL is of, unless it is given."""
    outlet, site = (outlet, outlet.sites[0]) if outlet else outlet_of(url)
    data = html.encode() if isinstance(html, str) else html
    return identify(clean(extract(data, url, outlet=outlet, site=site, fetched_at=NOW)), outlet)
