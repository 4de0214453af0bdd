"""Ban Thời sự – VTV: vtv.vn, on the `data-role` publishing system since 2025."""

import re
from datetime import date

from crawler.outlet import Layout, Outlet, Site
from crawler.spider import OutletSpider
from spiders.families import data_role

_SECTIONS = (
    *("chinh-tri", "xa-hoi", "phap-luat", "the-gioi", "kinh-te", "doi-song", "truyen-hinh"),
    *("van-hoa-giai-tri", "the-thao", "cong-nghe", "giao-duc", "y-te", "van-de-hom-nay"),
    "truc-tuyen",
)

_LISTINGS = (
    *("phap-luat", "xa-hoi", "chinh-tri", "the-gioi", "kinh-te", "y-te", "giao-duc"),
    "van-de-hom-nay",
)

# Before the move of 2025.
_OLD = Layout(
    name="vtv-2016",
    title="h1.title_detail",
    lead="h2.sapo",
    body="#entry-body",
    byline="p.author",
    section=".breadcrumb a",
    tags=".news_keyword a",
    published=".time",
    drop=("[class*=RelatedNews]", "[class*=VTVGo]", "[id^=adm]", "[type^=RelatedNews]"),
    captions=".avatar-desc, .PhotoCMS_Caption",
    video="#entry-body [type=VideoStream]",
)


class Vtv(OutletSpider):
    """Its video items have a short body or none: the lead is then what there is to read."""

    name = "vtv"
    outlet = Outlet(
        slug="vtv",
        name="Ban Thời sự – VTV",
        agreement_from=date(2021, 9, 1),
        sites=(
            Site(
                host="vtv.vn",
                # The id is the moment the item was made: 16–17 digits under a section until
                # 2025, 18 with a leading 100 at the root since.
                article_path=re.compile(r"^/(?:[\w-]+/)?[\w-]+-(\d{15,18})\.htm$"),
                feeds=("/rss/home.rss", *(f"/rss/{slug}.rss" for slug in _SECTIONS)),
                news_sitemaps=("/latest-news-sitemap.xml", "/google-news-sitemap.xml"),
                archives=(data_role.shards(),),
                listings=tuple(data_role.timeline(f"/{slug}.htm") for slug in _LISTINGS),
                listing_links=".box-category-item a[href]",
                layouts=(data_role.ARTICLE, _OLD),
                id_time=re.compile(
                    r"^(?:100|20)(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)\d{7,9}$"
                ),
                seen="every field, on a page of June 2026",
                described="feeds, listings, sitemaps; the layout before 2025; photo stories",
            ),
        ),
    )
