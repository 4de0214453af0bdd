"""VnExpress: vnexpress.net, on its own publishing system."""

import re
from datetime import date

from crawler.outlet import DayListings, Layout, Listing, Outlet, Site, SitemapIndex
from crawler.spider import OutletSpider

_SIGNED = "p[style*='text-align:right'], p[style*='text-align: right'], p[align=right]"

# Standard pages hold headline and lead beside the body, wide and photo pages inside it.
_ARTICLE = Layout(
    name="vnexpress",
    title="h1.title-detail, h1.title_news_detail",
    lead="p.description",
    dateline=".location-stamp",
    body="article.fck_detail, div.fck_detail",
    byline=(
        "p[style*='text-align:right'] strong, p[style*='text-align: right'] strong, "
        "p[align=right] strong, p.author_mail strong, p.author strong"
    ),
    section="ul.breadcrumb li a",
    published="span.date, .header-content .time",
    drop=(
        *("h1.title-detail", "p.description", "h2.title", ".header-content", "span.date"),
        *(_SIGNED, "p.author_mail", "p.author"),
        *("#article-end ~ *", "[data-component-type]", "[data-campaign=Box-Related]"),
        *(".list-news", ".list_link", ".banner-ads", ".parser_title", ".action_thumb"),
        *("#box_comment_vne", ".box_comment", ".box_category", ".box-tinlienquanv2"),
    ),
    captions="p.Image, .wrap_video > p",
    video=".box_embed_video_parent, #videoContainter",
    photo="meta[name=its_type][content=photo]",
    gone="section.page-404, .title-404",
)


class VnExpress(OutletSpider):
    """All sections are paths of one host; `e.` (English) and `video.` are left out."""

    name = "vnexpress"
    outlet = Outlet(
        slug="vnexpress",
        name="VnExpress",
        agreement_from=date(2021, 9, 1),
        terms="Says that its RSS is free for individuals and non-profit organisations, and that it "
        "may ask to stop at any time.",
        sites=(
            Site(
                host="vnexpress.net",
                aliases=("m.vnexpress.net",),
                article_path=re.compile(r"^/(?:[\w-]+/)*[\w-]+-(\d{7,8})\.html$"),
                feeds=(
                    *("/rss/tin-moi-nhat.rss", "/rss/thoi-su.rss", "/rss/phap-luat.rss"),
                    *("/rss/the-gioi.rss", "/rss/kinh-doanh.rss", "/rss/giao-duc.rss"),
                    *("/rss/suc-khoe.rss", "/rss/khoa-hoc-cong-nghe.rss", "/rss/tin-noi-bat.rss"),
                    "/rss/y-kien.rss",
                ),
                news_sitemaps=("/google-news-sitemap.xml",),
                archives=(
                    DayListings(
                        "/category/day/cateid/{category}/fromdate/{since}/todate/{until}"
                        "/allcate/{category}/page/{page}",
                        categories=(
                            "1001007",
                            "1001005",
                            "1001002",
                            "1003159",
                            "1003450",
                            "1003750",
                        ),
                    ),
                    # Answered 302 to plain clients in July 2026.
                    SitemapIndex(
                        "/sitemap.xml",
                        re.compile(
                            r"/sitemap-news\.xml\?y=(?P<year>\d{4})&m=(?P<month>\d{1,2})"
                            r"&d=(?P<first>(?P<last>\d{1,2}))"
                        ),
                    ),
                ),
                listings=(
                    Listing("/phap-luat", "/phap-luat-p{page}"),
                    Listing("/thoi-su", "/thoi-su-p{page}"),
                    Listing("/tin-tuc-24h", "/tin-tuc-24h-p{page}"),
                    Listing("/tin-nong"),
                ),
                listing_links=".item-news .title-news a[href]",
                layouts=(_ARTICLE,),
                seen="every field, on standard, wide and photo pages of 2021–2025; feeds of 2017",
                described=(
                    "video pages, layouts before 2019, today's feeds, listings, sitemaps, the day "
                    "archive"
                ),
            ),
        ),
    )
