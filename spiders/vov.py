"""Đài Tiếng nói Việt Nam: vov.vn, on Drupal."""

import re
from datetime import date

from crawler.outlet import Layout, Listing, MonthlySitemaps, Outlet, Site
from crawler.spider import OutletSpider

_SECTIONS = (
    *("phap-luat", "chinh-tri", "xa-hoi", "the-gioi", "kinh-te", "suc-khoe", "thi-truong"),
    "van-hoa",
)
_LISTINGS = (
    *("tin-moi-cap-nhat", "phap-luat", "chinh-tri", "xa-hoi", "the-gioi", "kinh-te"),
    "quan-su-quoc-phong",
)

_ARTICLE = Layout(
    name="vov",
    title="h1.article-title, h1",
    lead=".article-summary",
    body=".article-content .text-long, div.text-long",
    byline=".article-author a, .article-author",
    section=".breadcrumb-item-first a, a.special-header-title",
    tags=".article-tags a",
    published=".article-date .col-md-4, div.col-md-4.mb-2",
    # A picture stands inside an `article` of its own, so only those with teasers are named.
    teaser_sign="VOV.VN - ",
    drop=(".inner-article", ".block-ads", ".advertisement", ".article-author", ".article-tags"),
)

# Until 2021.
_OLD = Layout(
    name="vov-2017",
    lead="p.sapo",
    body="#article-body",
    section="ul.vov-breadcrumb a",
)


class Vov(OutletSpider):
    """Refuses some clients with 403 or a page that moves on by script: both count as blocked."""

    name = "vov"
    outlet = Outlet(
        slug="vov",
        name="Đài Tiếng nói Việt Nam",
        agreement_from=date(2021, 9, 1),
        note="403 for some User-Agents, and pages that only set window.location: ask VOV to admit "
        "ours. No feed of all sections is known; the page /tin-moi-cap-nhat has them.",
        sites=(
            Site(
                host="vov.vn",
                article_path=re.compile(r"^/(?:[^/]+/)+[^/]+-(?:post)?(\d{5,8})\.vov$"),
                layouts=(_ARTICLE, _OLD),
                feeds=tuple(f"/rss/{slug}.rss" for slug in _SECTIONS),
                # Its index lists a month only after it has ended; the address works at once.
                archives=(MonthlySitemaps("/sitemaps/{year}/{month}/article.xml"),),
                # The first page has no number, the second is 1.
                listings=tuple(
                    Listing(f"/{slug}", f"/{slug}?page={{page}}", second=1) for slug in _LISTINGS
                ),
                listing_links="a.vovvn-title[href]",
                seen="head metadata, on a transcribed page of July 2026",
                described=(
                    "all markup of its articles; feeds, listings, sitemaps; the layout before 2021"
                ),
            ),
        ),
    )
