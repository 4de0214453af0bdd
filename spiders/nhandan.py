"""Báo Nhân Dân: nhandan.vn, on the `cms-*` publishing system."""

import re
from datetime import date

from crawler.outlet import Listing, Outlet, Site
from crawler.spider import OutletSpider
from spiders.families import cms

# A feed's name holds the number of its section.
_FEEDS = (
    *("home", "phapluat-1287", "chinhtri-1171", "xahoi-1211", "kinhte-1185", "thegioi-1231"),
    *("xa-luan-1176", "binh-luan-phe-phan-1180", "xay-dung-dang-1179", "vanhoa-1251"),
    *("giaoduc-1303", "y-te-1309", "khoahoc-congnghe-1292", "moi-truong-1296", "bandoc-1315"),
    *("duong-day-nong-1316", "dieu-tra-qua-thu-ban-doc-1317", "factcheck-658978"),
    *("phong-chong-toi-pham-cong-nghe-cao-2025-704717", "chungkhoan-1191", "thethao-1224"),
    *("bhxh-va-cuoc-song-1222", "nguoi-tot-viec-tot-1319"),
)


class NhanDan(OutletSpider):
    """Its editions in other languages are on hosts of their own and left out."""

    name = "nhandan"
    outlet = Outlet(
        slug="nhandan",
        name="Báo Nhân Dân",
        agreement_from=date(2021, 9, 1),
        note="Plain requests are answered; no gate has been reported.",
        sites=(
            Site(
                host="nhandan.vn",
                article_path=re.compile(r"^/(?:[^/]+/)*[^/]+-post(\d+)\.html$"),
                layouts=(cms.ARTICLE,),
                feeds=tuple(f"/rss/{name}.rss" for name in _FEEDS),
                news_sitemaps=(cms.NEWEST,),
                archives=(cms.MONTHS,),
                listings=(
                    # Newest of all sections, in JSON; whether it counts from 0 is not known.
                    Listing("/", "/api/morenews-latest-0-{page}.html?phrase=", second=1),
                    *(Listing("/phapluat/"), Listing("/chinhtri/"), Listing("/xahoi/")),
                    *(Listing("/y-te/"), Listing("/moi-truong/")),
                ),
                listing_links=cms.LINKS,
                seen=(
                    "head metadata, byline and keywords, on a transcribed page of July 2026; the "
                    "family's layout on PLO (December 2025)"
                ),
                described="its own headline, lead and body; feeds, listings, sitemaps",
            ),
        ),
    )
