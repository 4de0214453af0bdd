"""Thanh Niên: thanhnien.vn, on the `data-role` publishing system."""

import re
from dataclasses import replace
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site
from crawler.spider import OutletSpider
from spiders.families import data_role

_FEEDS = (
    *("home", "thoi-su", "thoi-su/phap-luat", "thoi-su/dan-sinh", "thoi-su/phong-su-dieu-tra"),
    *("thoi-su/lao-dong-viec-lam", "thoi-su/quyen-duoc-biet", "thoi-su/quoc-phong"),
    *("the-gioi", "kinh-te", "doi-song", "chinh-tri"),
)

# Until the move to the publishing system of today.
_OLD = Layout(
    name="thanhnien-2020",
    title="h1.details__headline",
    lead="#chapeau",
    body="#abody",
    section=".breadcrumbs a",
    published=".details__meta time, .details__meta .time",
    drop=(".details__morenews", ".morenews", "[id^=zone]"),
    captions=".imgcaption, .caption",
)


class ThanhNien(OutletSpider):
    """Articles of before the move to this system keep their old number behind `185`."""

    name = "thanhnien"
    outlet = Outlet(
        slug="thanhnien",
        name="Thanh Niên",
        agreement_from=date(2021, 9, 1),
        note="The print edition is entered by hand.",
        terms="Asks for attribution.",
        sites=(
            Site(
                host="thanhnien.vn",
                article_path=re.compile(
                    r"^/(?!author/|print/|video/)(?:[^/]+/)*[^/]+-(185\d{3,16})\.htm$"
                ),
                layouts=(replace(data_role.ARTICLE, byline=data_role.NAMED_AUTHORS), _OLD),
                feeds=tuple(f"/rss/{name}.rss" for name in _FEEDS),
                news_sitemaps=("/google-news-sitemap.xml",),
                archives=(data_role.shards(),),
                listings=(
                    Listing("/thoi-su.htm", "/timelinelist/1854/{page}.htm"),
                    data_role.timeline("/thoi-su/phap-luat.htm"),
                    data_role.timeline("/thoi-su/quyen-duoc-biet.htm"),
                    data_role.timeline("/thoi-su/chinh-tri.htm"),
                    Listing("/tin-24h.htm"),
                ),
                listing_links="a.box-category-link-title[href], .box-title-text a[href]",
                # The moment the item was made; an old number is shorter.
                id_time=re.compile(r"^185(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)\d{7,10}$"),
                seen=(
                    "head metadata, on a transcribed page of July 2026; the family's layout on "
                    "Người Lao Động and VTV (2026); titles and times of a year of feed items"
                ),
                described="its own body and byline; listings, sitemaps; the layout before the move",
            ),
        ),
    )
