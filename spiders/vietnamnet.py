"""VietnamNet: vietnamnet.vn, on its own publishing system."""

import re
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site, SitemapIndex
from crawler.spider import OutletSpider

_LISTINGS = (
    *("tin-tuc-24h", "thoi-su", "thoi-su/phap-luat", "thoi-su/dan-sinh", "chinh-tri", "ban-doc"),
)

# Headline and lead in the metadata are variants for search engines: readers see the h1 and h2.
# Where several selectors stand, the later ones are those of about 2021.
_ARTICLE = Layout(
    name="vietnamnet",
    title="h1.content-detail-title, .newsFeature__header h1, .video-detail__text h1",
    lead=".content-detail-sapo, .newFeature__main-textBold",
    body="#maincontent, .maincontent",
    byline=".article-detail-author__info .name, .newsFeature__author-info .name",
    # Only direct children: the first crumb holds the whole menu of sections.
    section=".bread-crumb-detail > ul > li > a, .breadcrumb-box__link a",
    tags=".tags-box a",
    published=".bread-crumb-detail__time, .breadcrumb-box__time, .publish-date",
    drop=(
        *("[class*=ck-cms-insert]", "[class*=ck-cms-wiki]", "[class*=insert-wiki]"),
        # What the editor cannot change is a box, except for films and tables of pictures.
        *(
            ".vnn-template-noneditable:not(table):not(figure)",
            "[id^=adzone]",
            ".vmcadszone",
            ".vnn-share-social",
        ),
        *(".content-detail__link-special", "article[data-vnnembedtype]"),
        *("[data-vnnembedtype=article]", "[data-vnnembedtype=news]"),
    ),
    video="[data-vnnembedtype=video], .vnn-video",
)


class VietnamNet(OutletSpider):
    """`infonet.` and `giamngheobenvung.` are sites of their own and left out."""

    name = "vietnamnet"
    outlet = Outlet(
        slug="vietnamnet",
        name="VietnamNet",
        agreement_from=date(2021, 9, 1),
        note="No feed of all sections is known; the page /tin-tuc-24h has them. A feed may hold "
        "a thousand items.",
        sites=(
            Site(
                host="vietnamnet.vn",
                # Events (`-sk0008L5`) and authors (`-0008I1`) end in codes with letters.
                article_path=re.compile(r"^/(?:[^/]+/)*[^/]+-(\d{6,8})\.html$"),
                layouts=(_ARTICLE,),
                feeds=(
                    *("/thoi-su.rss", "/thoi-su/phap-luat.rss", "/thoi-su/dan-sinh.rss"),
                    *("/chinh-tri.rss", "/the-gioi.rss", "/cong-nghe.rss", "/kinh-doanh.rss"),
                ),
                news_sitemaps=("/sitemap-news.xml",),
                archives=(
                    SitemapIndex(
                        "/sitemap.xml",
                        re.compile(r"/sitemap-article-(?P<month>\d\d)-(?P<year>\d{4})-\d+\.xml$"),
                    ),
                ),
                # Pages are counted from 0.
                listings=tuple(
                    Listing(f"/{slug}", f"/{slug}-page{{page}}", second=1) for slug in _LISTINGS
                ),
                listing_links=".vnn-title a[href]",
                seen=(
                    "every field, on a page of August 2024 whose text was altered; a listing of "
                    "March 2026"
                ),
                described="feeds, sitemaps; the layout of about 2021",
            ),
        ),
    )
