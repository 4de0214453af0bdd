"""Tiền Phong: tienphong.vn, on the `cms-*` publishing system."""

import re
from dataclasses import replace
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site
from crawler.spider import OutletSpider
from spiders.families import cms

# A feed's name holds the number of its section, which the listings' API takes too.
_FEEDS = (
    *("home", "phap-luat-12", "xa-hoi-2", "kinh-te-3", "the-gioi-5", "chinh-tri-308"),
    *("xa-hoi-tin-tuc-104", "xa-hoi-phong-su-13", "ban-tin-113-231"),
    *("phap-luat-chuyen-toa-173", "ban-doc-dieu-tra-300"),
)
_API = "https://api.tienphong.vn/api/morenews-zone-{0}-{{page}}.html?phrase=&page_size=20&sz={0}&st=zone"

# Until 2020.
_OLD = Layout(
    name="tienphong-2016",
    lead="p.article-sapo",
    body="#article-body",
    drop=cms.DROP,
)


class TienPhong(OutletSpider):
    """`svvn.` and `hoahoctro.` are papers of their own and left out."""

    name = "tienphong"
    outlet = Outlet(
        slug="tienphong",
        name="Tiền Phong",
        agreement_from=date(2022, 5, 1),
        note="Sends gzip unasked. The print edition is entered by hand.",
        sites=(
            Site(
                host="tienphong.vn",
                article_path=re.compile(
                    r"^/(?!tu-khoa/|tac-gia/)(?:[^/]+/)*[^/]+-(?:post)?(\d{5,})\.tpo$"
                ),
                layouts=(replace(cms.ARTICLE, captions=".layout-image-2 figcaption"), _OLD),
                feeds=tuple(f"/rss/{name}.rss" for name in _FEEDS),
                news_sitemaps=(cms.NEWEST,),
                archives=(cms.MONTHS,),
                listings=(
                    Listing("/phap-luat/", _API.format(12)),
                    Listing("/xa-hoi/", _API.format(2)),
                    Listing("/chinh-tri/", _API.format(308)),
                    Listing("/xa-hoi-tin-tuc/", _API.format(104)),
                    Listing("/ban-doc-dieu-tra/", _API.format(300)),
                    *(Listing("/ban-doc/"), Listing("/giao-thong-do-thi/")),
                    Listing("/nstd-giao-thong-do-thi/"),
                ),
                listing_links=cms.LINKS,
                service_hosts=("api.tienphong.vn",),
                seen=(
                    "all but the body and the visible keywords, on a transcribed page of "
                    "September 2026; the family's layout on PLO (December 2025)"
                ),
                described=(
                    "its own body; feeds' dates, listings and their API, sitemaps; the "
                    "layout before 2020"
                ),
            ),
        ),
    )
