"""Tuổi Trẻ: tuoitre.vn, on the `data-role` publishing system."""

import re
from dataclasses import replace
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site
from crawler.spider import OutletSpider
from spiders.families import data_role

_ARTICLE = replace(data_role.ARTICLE, byline=data_role.NAMED_AUTHORS)

# On the pages of about 2018 to 2022.
_SINCE_2018 = Layout(
    name="tuoitre-2018",
    title="h1.article-title",
    lead="h2.sapo",
    body="#main-detail-body",
    byline=".main-content-body .author",
    section=".bread-crumbs a",
    published=".date-time",
    drop=data_role.DROP,
    captions=data_role.CAPTIONS,
)

_OLD = Layout(
    name="tuoitre-2015",
    title="h1.title-2",
    lead="p.txt-head",
    body="div.fck",
    byline=".wrapper-qt > strong",
    section="ul.breadcrumb a",
    tags=".block-key a, .tags-wrapper a",
    published=".tool-bar .date",
    drop=(".wrapper-qt", "[id^=tt-wrapper]"),
    captions=".ck_legend, .caption",
)


class TuoiTre(OutletSpider):
    """`tuoitre.vn/nld/…` is Người Lao Động, another paper on this host, and left out."""

    name = "tuoitre"
    outlet = Outlet(
        slug="tuoitre",
        name="Tuổi Trẻ",
        agreement_from=date(2021, 9, 1),
        note="Pages take up to 1.8 MB. The print edition is entered by hand.",
        terms="Says that its RSS is free for individuals and non-profit organisations, and that it "
        "may ask to stop at any time.",
        sites=(
            Site(
                host="tuoitre.vn",
                # Also the addresses of before: /tin/section/20150323/slug/724115.html
                article_path=re.compile(
                    r"^/(?:[^/]+-(?=\d{15,18}\.htm$)|tin/(?:[^/]+/)+(?=\d+\.html$))(\d+)\.html?$"
                ),
                layouts=(_ARTICLE, _SINCE_2018, _OLD),
                feeds=(
                    *("/rss/tin-moi-nhat.rss", "/thoi-su.rss", "/phap-luat.rss"),
                    *("/rss/the-gioi.rss", "/kinh-doanh.rss", "/ban-doc.rss", "/rss/the-thao.rss"),
                    "/home.rss",
                ),
                news_sitemaps=("/sitemaps/latest-news.rss",),
                archives=(data_role.shards("/sitemaps/index.rss", "StaticSitemaps"),),
                listings=(
                    Listing("/tin-moi-nhat.htm", "/timeline/0/trang-{page}.htm"),
                    Listing("/phap-luat.htm", "/timeline/6/trang-{page}.htm"),
                    Listing("/thoi-su.htm", "/timeline/3/trang-{page}.htm"),
                ),
                listing_links="a.box-category-link-title[href], li[data-newsid] h3 a[href]",
                # The moment the item was made: 20YYMMDD… until about 2022, 100YYMMDD… since.
                id_time=re.compile(
                    r"^(?:100|20)(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)\d{7,9}$"
                ),
                seen=(
                    "the layout of 2015; the family's layout on Người Lao Động and VTV (2026); "
                    "titles of a year of feed items"
                ),
                described="its own pages of today; feeds' dates, listings, sitemaps",
            ),
        ),
    )
