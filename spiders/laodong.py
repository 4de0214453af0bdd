"""Báo Lao Động: laodong.vn, on its own publishing system."""

import re
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site, SitemapIndex
from crawler.spider import OutletSpider

_FEEDS = (
    *("home", "thoi-su", "phap-luat", "xa-hoi", "cong-doan", "ban-doc", "moi-truong", "the-gioi"),
    *("kinh-te", "kinh-doanh", "van-hoa-giai-tri", "the-thao", "suc-khoe", "xe"),
)
_LISTINGS = ("phap-luat/", "thoi-su/", "xa-hoi/", "giao-thong/", "ban-doc/", "cong-doan/")

_ARTICLE = Layout(
    name="laodong",
    lead="div.chappeau, p.abs",
    body="div.art-body",
    byline="span.author, .author .name",
    section="a.main-cat-lnk, .breadcrumb a",
    tags=".keywords a",
    published="span.time, .time time, time.f-datetime",
    drop=("article", ".related", ".article-related", "[class*=related-news]", ".banner", ".ads"),
)

_OLD = Layout(
    name="laodong-2020",
    lead="p.abs, div.chappeau",
    body=".article-content, [itemprop=articleBody]",
    byline="span.author",
    section=".breadcrumb a",
    tags=".keywords a",
    published=".time time, time.f-datetime, span.time",
    drop=_ARTICLE.drop,
)


class LaoDong(OutletSpider):
    """Answers first with a page that sets a cookie and reloads: that page counts as blocked."""

    name = "laodong"
    outlet = Outlet(
        slug="laodong",
        name="Lao Động",
        agreement_from=date(2022, 5, 1),
        note="Its cookie gate (D1N) stops this crawler: ask the paper to admit our User-Agent, "
        "or, with its consent, set accept_cookie_gate. Whether it guards the feeds is not known.",
        sites=(
            Site(
                host="laodong.vn",
                article_path=re.compile(r"^/(?:[^/]+/)+[^/]+-(\d+)\.ldo$"),
                layouts=(_ARTICLE, _OLD),
                feeds=tuple(f"/rss/{slug}.rss" for slug in _FEEDS),
                archives=(SitemapIndex("/sitemap.xml", re.compile(r"\.xml")),),
                listings=(
                    Listing("/tin-moi", "/tin-moi?page={page}"),
                    *(Listing(f"/{path}", f"/{path}?page={{page}}") for path in _LISTINGS),
                ),
                listing_links="article a[href]",
                seen="the front page of 2021",
                described=(
                    "everything of its articles; feeds, listings, the sitemap; its cookie page"
                ),
            ),
        ),
    )
