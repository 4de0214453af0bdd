"""Thông tấn xã Việt Nam, through Báo Tin tức: baotintuc.vn, on its own publishing system."""

import re
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site
from crawler.spider import OutletSpider

_SECTIONS = (
    *("thoi-su", "phap-luat", "xa-hoi", "the-gioi", "kinh-te", "van-hoa", "giao-duc", "the-thao"),
    *("ho-so", "quan-su", "khoa-hoc-cong-nghe", "bien-dao-viet-nam", "suc-khoe", "dia-phuong"),
    *("ban-doc", "video", "anh"),
)

_BAOTINTUC = Layout(
    name="baotintuc",
    title="h1.detail-title",
    lead="h2.sapo",
    # An advertisement parts the text into #divfirst and #divend; `.contents` holds both.
    body="div.boxdetail div.contents, div.contents",
    byline="div.boxdetail div.author, div.author",
    section="h4.cate a",
    tags=".keysword ul li",
    published="div.date span.txt",
    drop=(
        *("ul.list-concern", "div.widget", ".gliaplayer-container", "#admbackground", "zone"),
        *(".share-sticky", ".likeshare", ".boxdata", "div.author"),
    ),
    video="div.contents video",
)


class Ttxvn(OutletSpider):
    """One outlet; each of its sites has ids of its own."""

    name = "ttxvn"
    outlet = Outlet(
        slug="ttxvn",
        name="Thông tấn xã Việt Nam",
        agreement_from=date(2021, 9, 1),
        sites=(
            Site(
                host="baotintuc.vn",
                # The id is the moment the item was made; a print view (`-n…`) is the same item.
                article_path=re.compile(r"^/(?:[\w-]+/)+[\w-]+-[nv]?(\d{16,17})\.htm$"),
                feeds=("/tin-moi-nhat.rss", *(f"/{slug}.rss" for slug in _SECTIONS)),
                listings=(
                    Listing("/phap-luat-475ct0.htm", "/phap-luat-475ct0/trang-{page}.htm"),
                    Listing("/thoi-su-472ct0.htm", "/thoi-su-472ct0/trang-{page}.htm"),
                    Listing("/xa-hoi-129ct0.htm", "/xa-hoi-129ct0/trang-{page}.htm"),
                ),
                listing_links="li.item a.title[href], a.title[href]",
                layouts=(_BAOTINTUC,),
            ),
        ),
    )
