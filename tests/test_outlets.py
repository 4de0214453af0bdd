"""Each outlet's file: which addresses are its articles, their ids, and what it lists."""

import re
from datetime import date
from pathlib import Path

import pytest

from crawler.ledger import Kind
from crawler.listings import read_listing
from crawler.outlet import DayListings, MonthlySitemaps, Outlet, Site, SitemapIndex
from crawler.sources import Source
from crawler.urls import article_id_of, canonical_url_of, site_of
from spiders import outlet_of, outlets
from tests.captures import CAPTURES, ROOT, needs_captures

# The addresses that the dossiers show, and what stands as the id in each.
ARTICLES = {
    "vtv": {
        "https://vtv.vn/dong-thap-bai-rac-qua-tai-100260624162946883.htm": "100260624162946883",
        "https://vtv.vn/phap-luat/bat-ca-si-chi-dan-20241114123427363.htm": "20241114123427363",
        "https://vtv.vn/phap-luat/khoi-to-vu-an-2024111409271618.htm": "2024111409271618",
    },
    "vov": {
        "https://vov.vn/phap-luat/cu-truot-dai-cua-ca-si-chi-dan-post1287890.vov": "1287890",
        "https://vov.vn/chinh-tri/quoc-hoi/chu-tich-du-le-ky-niem-post916381.vov": "916381",
        "https://vov.vn/vu-an/mot-vu-an-941987.vov": "941987",
    },
    "nhandan": {
        "https://nhandan.vn/khoi-to-bat-tam-giam-cuu-pho-bi-thu-post913312.html": "913312",
        "https://nhandan.vn/article-post806310.html": "806310",
    },
    "ttxvn": {
        "https://www.vietnamplus.vn/bat-chap-khoang-cach-post727060.vnp": "727060",
        "https://vietnamplus.vn/mot-tin-cu/345678.vnp": "345678",
        "https://baotintuc.vn/phap-luat/bat-giu-vu-buon-lau-20250712205905640.htm": (
            "20250712205905640"
        ),
        "https://baotintuc.vn/phap-luat/vu-an-van-thinh-phat-2024101709290547.htm": (
            "2024101709290547"
        ),
        "https://baotintuc.vn/video/mot-video-v20250712205905640.htm": "20250712205905640",
    },
    "vnexpress": {
        "https://vnexpress.net/dau-bung-keo-dai-4954454.html": "4954454",
        "https://vnexpress.net/tp-hcm-dang-chong-ngap-5128671.html#vn_source=home": "5128671",
        "http://vnexpress.net/tin-tuc/phap-luat/giang-kim-dat-3543450.html": "3543450",
    },
    "vietnamnet": {
        "https://vietnamnet.vn/phuc-hoi-dieu-tra-vu-an-tngt-2537078.html": "2537078",
        "https://vietnamnet.vn/nga-se-duoc-phu-song-5g-trong-nam-2024-2244563.html": "2244563",
    },
    "thanhnien": {
        "https://thanhnien.vn/lu-quet-o-lai-chau-185260717213044074.htm": "185260717213044074",
        "https://thanhnien.vn/dau-nam-2024-mat-viec-185240127092524316.htm": "185240127092524316",
        "https://thanhnien.vn/da-den-luc-rut-kinh-nghiem-thuc-su-185418775.htm": "185418775",
    },
    "tuoitre": {
        "https://tuoitre.vn/bi-dieu-tra-duong-day-100260716232934498.htm": "100260716232934498",
        "https://tuoitre.vn/khuat-van-khang-chia-tay-10026071617455225.htm": "10026071617455225",
        "https://tuoitre.vn/thi-diem-dau-gia-tu-1-7-2023-2022120108560031.htm": "2022120108560031",
        "http://tuoitre.vn/tin/chinh-tri-xa-hoi/20150323/chat-cay-xanh/724115.html": "724115",
    },
    "quochoi": {
        "https://quochoitv.vn/thanh-lap-hiep-hoi-gom-su-gia-dung-viet-nam": (
            "thanh-lap-hiep-hoi-gom-su-gia-dung-viet-nam"
        ),
    },
    "dantri": {
        "https://dantri.com.vn/thoi-su/mua-lu-khien-7-ban-20260717215512067.htm": (
            "20260717215512067"
        ),
        "https://dantri.com.vn/phap-luat/mot-vu-an-201608060809306.htm": "201608060809306",
    },
    "laodong": {
        "https://laodong.vn/phap-luat/an-ninh-that-chat-1157100.ldo": "1157100",
        "https://laodong.vn/phap-luat/xet-xu-mot-vu-609482.ldo": "609482",
    },
    "tienphong": {
        "https://tienphong.vn/sieu-mau-noi-y-bi-mang-post1874068.tpo": "1874068",
        "https://tienphong.vn/phap-luat/mot-tin-cu-1234567.tpo": "1234567",
    },
    "nld": {
        "https://nld.com.vn/nhung-sai-sot-ho-kinh-doanh-196260307071308923.htm": (
            "196260307071308923"
        ),
    },
}

# What the dossiers name as no articles, and what belongs to somebody else.
OTHERS = {
    "vtv": (
        "https://vtv.vn/phap-luat.htm",
        "https://vtv.vn/kien-toan-nhan-su-chu-chot.html",
        "https://vtv.vn/dong-su-kien/ky-hop-quoc-hoi-123.htm",
        "https://vtv.vn/truyen-hinh-truc-tuyen/vtv1.htm",
        "https://vtv8.vtv.vn/mot-tin-100260624162946883.htm",
    ),
    "vov": ("https://vov.vn/phap-luat", "https://vov.vn/tin-moi-cap-nhat?page=2"),
    "nhandan": (
        "https://nhandan.vn/phapluat/",
        "https://nhandan.vn/tu-khoa/WorldCup-tag17202.html",
        "https://en.nhandan.vn/article-post1.html",
    ),
    "ttxvn": (
        "https://www.vietnamplus.vn/topic/tp-107.vnp",
        "https://www.vietnamplus.vn/xahoi/phapluat/",
        "https://en.vietnamplus.vn/satellite-internet-post337914.vnp",
        "https://baotintuc.vn/phap-luat-475ct0.htm",
        "https://baotintuc.vn/phap-luat-475ct0/trang-2.htm",
    ),
    "vnexpress": (
        "https://vnexpress.net/thoi-su-p2",
        "https://e.vnexpress.net/news/a-story-4142739.html",
        "https://video.vnexpress.net/tin-tuc/thoi-su/oto-chet-may-4142739.html",
    ),
    "vietnamnet": (
        "https://vietnamnet.vn/thoi-su/vu-an-sk0008L5.html",
        "https://vietnamnet.vn/tac-gia/dam-de-0008I1.html",
        "https://vietnamnet.vn/thoi-su-page2",
        "https://infonet.vietnamnet.vn/mot-tin-2537078.html",
    ),
    "thanhnien": (
        "https://thanhnien.vn/author/dinh-huy-18515793.htm",
        "https://thanhnien.vn/than-uyen.html",
        "https://thanhnien.vn/thoi-su.htm",
        "https://thanhnien.vn/print/mot-tin-185260717213044074.htm",
        "https://thanhnien.vn/video/mot-video-185260717213044074.htm",
    ),
    "tuoitre": (
        "https://tuoitre.vn/nld/mot-tin-196260716232934498.htm",
        "https://tuoitre.vn/video/mot-video-203229.htm",
        "https://tuoitre.vn/tac-gia/dan-thuan-39174.htm",
        "https://tuoitre.vn/phap-luat.htm",
    ),
    "quochoi": (
        "https://quochoitv.vn/truyen-hinh-truc-tuyen",
        "https://quochoitv.vn/",
        "https://quochoitv.vn/thoi-su",
        "https://quochoitv.vn/themes/quochoitv/images/logo.png",
    ),
    "dantri": (
        "https://dantri.com.vn/event/bao-maysak-9807.htm",
        "https://dantri.com.vn/tac-gia/nguyen-hai-3154.htm",
        "https://dantri.com.vn/thoi-su.htm",
        "https://dantri.com.vn/phap-luat/trang-2.htm",
    ),
    "laodong": (
        "https://laodong.vn/phap-luat/",
        "https://laodong.vn/tin-moi?page=2",
        "https://ko.laodong.vn/news/mot-tin-1157100.ldo",
    ),
    "tienphong": (
        "https://tienphong.vn/tu-khoa/luu-van-tag134400.tpo",
        "https://tienphong.vn/toa-soan.tpo",
        "https://tienphong.vn/topics.html",
        "https://svvn.tienphong.vn/mot-tin-post1874068.tpo",
    ),
    "nld": ("https://nld.com.vn/kinh-te.htm",),
}

# The day that an id tells.
MADE: dict[str, dict[str, date | None]] = {
    "vtv": {"100260624162946883": date(2026, 6, 24), "2024111409271618": date(2024, 11, 14)},
    "ttxvn": {"20250712205905640": date(2025, 7, 12)},
    "thanhnien": {"185260717213044074": date(2026, 7, 17), "185418775": None},
    "tuoitre": {
        "10026071617455225": date(2026, 7, 16),
        "2022120108560031": date(2022, 12, 1),
        "724115": None,
    },
    "dantri": {"20260717215512067": date(2026, 7, 17), "201608060809306": date(2016, 8, 6)},
    "nld": {"196260307071308923": date(2026, 3, 7)},
}


def article_id(url: str, outlet: Outlet) -> str | None:
    site = site_of(url, outlet)
    return article_id_of(canonical_url_of(url, site), site) if site else None


def pairs(table: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(slug, url, found) for slug, urls in table.items() for url, found in urls.items()]


def sites() -> list[Site]:
    return [site for outlet in outlets().values() for site in outlet.sites]


def test_the_worked_example_of_the_docs_is_the_file_that_works() -> None:
    example = re.search(
        r"```python\n(.*?)```", Path(ROOT, "docs/adding-an-outlet.md").read_text("utf-8"), re.DOTALL
    )
    file = Path(ROOT, "spiders/nld.py").read_text("utf-8")
    assert example is not None
    assert example[1] == file
    assert len(file.splitlines()) < 60


def test_every_outlet_of_the_agreements_is_declared_and_one_that_has_none() -> None:
    agreed = {slug: each.agreement_from for slug, each in outlets().items() if each.agreement_from}
    first, second = date(2021, 9, 1), date(2022, 5, 1)
    assert agreed == {
        **dict.fromkeys(("vtv", "vov", "nhandan", "ttxvn", "vnexpress"), first),
        **dict.fromkeys(("vietnamnet", "thanhnien", "tuoitre"), first),
        **dict.fromkeys(("quochoi", "dantri", "laodong", "tienphong"), second),
    }
    assert set(outlets()) - set(agreed) == {"nld"}


@pytest.mark.parametrize(("slug", "url", "found"), pairs(ARTICLES))
def test_an_address_of_an_article_gives_its_id(slug: str, url: str, found: str) -> None:
    assert article_id(url, outlets()[slug]) == found


@pytest.mark.parametrize(("slug", "url"), [(slug, url) for slug in OTHERS for url in OTHERS[slug]])
def test_other_addresses_are_no_articles(slug: str, url: str) -> None:
    assert article_id(url, outlets()[slug]) is None


@pytest.mark.parametrize(
    ("slug", "number", "day"),
    [(slug, number, day) for slug, ids in MADE.items() for number, day in ids.items()],
)
def test_an_id_tells_when_its_article_was_made(slug: str, number: str, day: date | None) -> None:
    pattern = next(site.id_time for site in outlets()[slug].sites if site.id_time)
    match = pattern.search(number)
    if match is None:
        assert day is None
        return
    year = int(match["year"])
    assert date(year if year > 99 else 2000 + year, int(match["month"]), int(match["day"])) == day


@pytest.mark.parametrize("site", sites(), ids=lambda site: site.host)
def test_what_a_site_lists_is_on_its_host_or_on_one_that_answers_for_it(site: Site) -> None:
    archives = [archive.path for archive in site.archives]
    pages = [path for listing in site.listings for path in (listing.path, listing.page) if path]
    for path in (*site.feeds, *site.news_sitemaps, *archives, *pages):
        address = site.absolute(path)
        host = re.sub(r"^https://(?:www\.)?([^/]+)/.*$", r"\1", address)
        assert host in (site.host, *site.service_hosts), address


@pytest.mark.parametrize("site", sites(), ids=lambda site: site.host)
def test_paged_listings_count_and_no_path_stands_twice(site: Site) -> None:
    assert len(set(site.feeds)) == len(site.feeds)
    assert len({listing.path for listing in site.listings}) == len(site.listings)
    for listing in site.listings:
        assert not listing.page or "{page}" in listing.page
        assert bool(listing.zone) == ("{zone}" in listing.page)


@pytest.mark.parametrize(
    ("slug", "shard", "day"),
    [
        ("vtv", "/sitemaps/sitemaps-2026-6-21-25.xml", ("2026", "6", "21", "25")),
        ("thanhnien", "/sitemaps/sitemaps-2011-6-1-5.xml", ("2011", "6", "1", "5")),
        ("tuoitre", "/StaticSitemaps/sitemaps-2026-10-26-31.xml", ("2026", "10", "26", "31")),
        ("vietnamnet", "/sitemap-article-09-2021-01.xml", ("2021", "09")),
        ("vnexpress", "/sitemap/1000000/sitemap-news.xml?y=2021&m=9&d=3", ("2021", "9", "3", "3")),
    ],
)
def test_a_shard_of_an_index_names_its_days(slug: str, shard: str, day: tuple[str, ...]) -> None:
    archives = [archive for site in outlets()[slug].sites for archive in site.archives]
    index = next(archive for archive in archives if isinstance(archive, SitemapIndex))
    match = index.shard.search(shard)
    assert match is not None
    names = ("year", "month", "first", "last")
    assert tuple(match[name] for name in names if name in index.shard.groupindex) == day


def test_archives_by_address_are_as_the_dossiers_have_them() -> None:
    def only(slug: str, kind: type[MonthlySitemaps | DayListings]) -> str:
        archives = [archive for site in outlets()[slug].sites for archive in site.archives]
        return next(archive.path for archive in archives if isinstance(archive, kind))

    month = {"year": 2021, "month": 9}
    assert only("vov", MonthlySitemaps).format(**month) == "/sitemaps/2021/9/article.xml"
    for slug in ("nhandan", "ttxvn", "tienphong"):
        assert only(slug, MonthlySitemaps).format(**month) == "/sitemaps/news-2021-9.xml"
    day = {"category": "1001005", "since": 1630429200, "until": 1630515599, "page": 2}
    assert only("vnexpress", DayListings).format(**day) == (
        "/category/day/cateid/1001005/fromdate/1630429200/todate/1630515599/allcate/1001005/page/2"
    )


@needs_captures
@pytest.mark.parametrize(
    ("file", "url", "fewest"),
    [
        ("dantri/listing_2026-03_kinh-doanh.html", "https://dantri.com.vn/kinh-doanh.htm", 40),
        ("dantri/listing_2020-12-21_home.html", "https://dantri.com.vn/", 120),
        ("vietnamnet/listing_2026-03_kinh-doanh.html", "https://vietnamnet.vn/kinh-doanh", 30),
        ("baotintuc/listing_2025-07_phap-luat.html", "https://baotintuc.vn/phap-luat.htm", 20),
        ("laodong/listing_2021_home.html", "https://laodong.vn/", 120),
    ],
)
def test_a_saved_listing_gives_its_articles(file: str, url: str, fewest: int) -> None:
    outlet, site = outlet_of(url)
    source = Source(Kind.LISTING, url, site)
    page = read_listing(Path(CAPTURES, file).read_bytes(), url, source)
    articles = [link for link in page.links if site_of(link, outlet) is site]
    assert all(article_id_of(link, site) for link in articles)
    assert len(articles) >= fewest
