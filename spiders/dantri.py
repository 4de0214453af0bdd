"""Dân trí: dantri.com.vn, on its own publishing system, in four generations of pages."""

import re
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site, SitemapIndex
from crawler.spider import OutletSpider

_SECTIONS = ("thoi-su", "phap-luat", "kinh-doanh", "lao-dong-viec-lam", "the-gioi", "doi-song")
_LISTINGS = (
    *("phap-luat", "phap-luat/ho-so-vu-an", "phap-luat/phap-dinh", "thoi-su"),
    *("thoi-su/chinh-tri", "thoi-su/giao-thong", "thoi-su/moi-truong", "thoi-su/nong-tren-mang"),
)

_CRUMB = "a[data-content-name=article-breadcrumb]"
_DROP = (
    *("[data-module]", "[data-slot^=ads]", "article", "[data-layout]", ".dantri-widget"),
    *(".singular-source", ".article-related", ".related-news", ".news-tag"),
)

# Its styling classes (`dt-…`) are utilities that change at will; `data-slot` says what is what.
_SINCE_2026 = Layout(
    name="dantri-2026",
    title="[data-slot=title]",
    lead="[data-slot=sapo]",
    body="[data-slot=content]",
    byline="[data-slot=container] a[rel=author], [data-slot=container] a[href*='/tac-gia/']",
    section=_CRUMB,
    published="time[datetime]",
    drop=_DROP,
    video="[data-slot=content] figure.video",
)

_SINCE_2022 = Layout(
    name="dantri-2022",
    title="h1.title-page.detail",
    lead=".singular-sapo",
    body=".singular-content",
    byline=".author-wrap .author-name",
    section=_CRUMB,
    own_keywords="báo điện tử dantri",
    published="time.author-time",
    drop=_DROP,
    video=".singular-content figure.video",
)

# E-magazines and photo stories of those years: prose stands between the pictures.
_E_MAGAZINE = Layout(
    name="dantri-e-magazine",
    title=".e-magazine__title",
    lead=".e-magazine__sapo",
    body=".e-magazine__body",
    byline=".e-magazine__meta .author-name, .e-magazine__info .author-name",
    section=_CRUMB,
    own_keywords="báo điện tử dantri",
    published=".e-magazine time[datetime]",
    drop=_DROP,
    photo="article.photo-story",
)

_SINCE_2020 = Layout(
    name="dantri-2020",
    title="h1.dt-news__title",
    lead=".dt-news__sapo",
    body=".dt-news__content",
    byline=".dt-news__author",
    published=".dt-news__time",
    drop=_DROP,
)

_BEFORE = Layout(name="dantri-2016", title="h1.fon31", body="#divNewsContent", published=".fon7")


class DanTri(OutletSpider):
    """`dtinews.` (English) and `fica.` are sites of their own and left out."""

    name = "dantri"
    outlet = Outlet(
        slug="dantri",
        name="Dân trí",
        agreement_from=date(2022, 5, 1),
        note="A feed may stay frozen for months while it answers 200 (/rss/xa-hoi.rss, since "
        "May 2026, is left out).",
        terms="Says that its RSS is free for individuals and non-profit organisations, and that it "
        "may ask to stop at any time. Copying without its consent is forbidden.",
        sites=(
            Site(
                host="dantri.com.vn",
                article_path=re.compile(r"^/(?:[^/]+/)+[^/]+-(20\d{12,15})\.htm$"),
                layouts=(_SINCE_2026, _SINCE_2022, _E_MAGAZINE, _SINCE_2020, _BEFORE),
                feeds=("/rss/home.rss", *(f"/rss/{slug}.rss" for slug in _SECTIONS)),
                news_sitemaps=("/google-news-sitemap.xml",),
                archives=(
                    SitemapIndex(
                        "/sitemaps/articles.xml",
                        re.compile(r"/Article-(?P<year>\d{4})-(?P<month>\d\d)-\d\d\.xml$"),
                    ),
                ),
                listings=tuple(
                    Listing(f"/{slug}.htm", f"/{slug}/trang-{{page}}.htm") for slug in _LISTINGS
                ),
                listing_links=".article-title a[href], .news-item__title a[href]",
                id_time=re.compile(r"^(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
                seen=(
                    "every field, on pages of December 2022 and March 2026; listings of 2020 and "
                    "2026"
                ),
                described="feeds, sitemaps; the layouts of 2016 and 2020",
            ),
        ),
    )
