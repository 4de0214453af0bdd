"""Thông tấn xã Việt Nam: VietnamPlus (`cms-*` system) and Báo Tin tức (its own system)."""

import re
from datetime import date

from crawler.outlet import Layout, Listing, Outlet, Site, SitemapIndex
from crawler.spider import OutletSpider
from spiders.families import cms

# A feed's name holds the number of its section.
_VIETNAMPLUS_FEEDS = (
    *("home", "xahoi/phapluat-327", "xahoi/giaothong-358", "xahoi-314", "chinhtri-291"),
    *("kinhte-311", "thegioi-209", "xahoi/giaoduc-316", "xahoi/yte-325", "thegioi/asean-356"),
    *("doisong-320", "vanhoa-215", "thethao-214", "khoahoc-213", "congnghe-212"),
    *("moitruong-270", "otoxemay-364"),
)
# That its API takes a section's number is inferred from Tiền Phong's.
_API = "https://apiv3.vietnamplus.vn/api/morenews-zone-{}-{{page}}.html?phrase=&page_size=30"

_SECTIONS = (
    *("thoi-su", "phap-luat", "xa-hoi", "the-gioi", "kinh-te", "van-hoa", "giao-duc", "the-thao"),
    *("ho-so", "quan-su", "khoa-hoc-cong-nghe", "bien-dao-viet-nam", "suc-khoe", "dia-phuong"),
    *("ban-doc", "video", "anh", "infographics", "emagazine", "goc-nhin", "giai-ma-muon-mat"),
    "anh-360",
)
_LISTINGS = (
    *("phap-luat-475ct0", "an-ninh-trat-tu-579ct475", "chong-buon-lau-hang-gia-590ct475"),
    *("van-ban-moi-577ct475", "thoi-su-472ct0", "chinh-tri-321ct472", "xa-hoi-129ct0"),
    *("dia-phuong-529ct0", "ha-noi-612ct529"),
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
        note="Read on VietnamPlus and Báo Tin tức; vnanet.vn shows no news feed. Some items of "
        "VietnamPlus are paid.",
        sites=(
            Site(
                host="vietnamplus.vn",
                www=True,
                # Long ago /slug/123456.vnp
                article_path=re.compile(r"^/(?:[^/]+/)*(?:[^/]+-post|[^/]+/)(\d+)\.vnp$"),
                layouts=(cms.ARTICLE,),
                feeds=tuple(f"/rss/{name}.rss" for name in _VIETNAMPLUS_FEEDS),
                news_sitemaps=(cms.NEWEST,),
                archives=(cms.MONTHS,),
                listings=(
                    Listing("/xahoi/phapluat/", _API.format(327)),
                    Listing("/xahoi/giaothong/", _API.format(358)),
                    Listing("/xahoi/", _API.format(314)),
                    Listing("/chinhtri/", _API.format(291)),
                ),
                listing_links=cms.LINKS,
                service_hosts=("apiv3.vietnamplus.vn",),
                seen=(
                    "head metadata, on a transcribed video page of July 2026; the family's layout "
                    "on PLO (December 2025)"
                ),
                described="its own body and byline; feeds, listings and their API, sitemaps",
            ),
            Site(
                host="baotintuc.vn",
                # The id is the moment the item was made; a print view (`-n…`) is the same item.
                article_path=re.compile(r"^/(?:[\w-]+/)+[\w-]+-[nv]?(\d{16,17})\.htm$"),
                feeds=("/tin-moi-nhat.rss", *(f"/{slug}.rss" for slug in _SECTIONS)),
                archives=(SitemapIndex("/sitemap.xml", re.compile(r"\.xml")),),
                listings=tuple(
                    Listing(f"/{name}.htm", f"/{name}/trang-{{page}}.htm") for name in _LISTINGS
                ),
                listing_links="li.item a.title[href], a.title[href]",
                layouts=(_BAOTINTUC,),
                id_time=re.compile(r"^(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
                seen="every field and a listing, on pages of July 2025",
                described="feeds, the sitemap; video and photo pages",
            ),
        ),
    )
