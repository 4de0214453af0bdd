"""Truyền hình Quốc hội: quochoitv.vn, dissolved in January 2025; read generically."""

import re
from datetime import date

from crawler.outlet import Outlet, Site
from crawler.spider import OutletSpider


class QuocHoi(OutletSpider):
    """Neither feed nor sitemap nor markup of it is known: past articles come as addresses."""

    name = "quochoi"
    outlet = Outlet(
        slug="quochoi",
        name="Truyền hình Quốc hội",
        agreement_from=date(2022, 5, 1),
        note="Dissolved in January 2025, its work went to VTV. Past articles are read from a list "
        "of addresses: diembao crawl quochoi --urls FILE.",
        sites=(
            Site(
                host="quochoitv.vn",
                # A slug of at least four words at the root is all that an address has.
                article_path=re.compile(r"^/(?!truyen-hinh-truc-tuyen/?$)(\w+(?:-+\w+){3,})/?$"),
                layouts=(),
                described="the form of one address, of March 2023; nothing of its pages",
            ),
        ),
    )
