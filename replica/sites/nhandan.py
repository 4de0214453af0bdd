"""Nhân Dân: the ``cms-*`` system at its plainest; sections without hyphens, numbered feeds."""

import re
from collections.abc import Mapping, Sequence

from replica.newsroom import Section, Story
from replica.sites import cms_markup as markup
from replica.sites.base import Route
from replica.sites.cms_family import LISTING_LENGTH, CmsSite, json_bytes
from replica.sites.page import JSON, Page, SideFeed, json_text
from replica.sites.sitemaps import Sitemaps


class NhanDan(CmsSite):
    """nhandan.vn."""

    outlet = "nhandan"
    host = "nhandan.vn"
    site_name = "Báo Nhân Dân điện tử"
    ending = "html"
    first_id = 918_000
    api = "nhandan.vn/api/"
    static = "https://static-cms-nhandan.epicdn.me/v4/web"
    pictures = "cdn.nhandan.vn"
    html_class = "nhandan"
    # The numbers are those of the feeds.
    sections = (
        Section("chinhtri", "Chính trị", 1171),
        Section("xahoi", "Xã hội", 1211),
        Section("phapluat", "Pháp luật", 1287),
        Section("kinhte", "Kinh tế", 1185),
        Section("vanhoa", "Văn hóa", 1251),
        Section("thegioi", "Thế giới", 1231),
        Section("giaoduc", "Giáo dục", 1303),
        Section("y-te", "Y tế", 1309),
        Section("khoahoc-congnghe", "Khoa học - Công nghệ", 1292),
        Section("moi-truong", "Môi trường", 1296),
        Section("bandoc", "Bạn đọc", 1315),
        Section("thethao", "Thể thao", 1224),
    )
    desks = {  # noqa: RUF012
        "politics": ("chinhtri",),
        "society": ("xahoi", "bandoc", "moi-truong"),
        "bills": ("chinhtri", "phapluat"),
        "smuggling": ("phapluat",),
        "law": ("phapluat", "xahoi"),
        "world": ("thegioi",),
        "economy": ("kinhte",),
        "sport": ("thethao",),
        "health": ("y-te",),
        "education": ("giaoduc",),
        "culture": ("vanhoa",),
        "technology": ("khoahoc-congnghe",),
    }
    bylines = (
        "TRỌNG QUANG", "Minh Hạnh", "BÌNH AN", "Thái Sơn", "NGUYÊN KHÁNH", "Lệ Thủy", "Xuân Đạt",
        "HÀ VI", "Quốc Bảo", "Thảo Linh",
    )  # fmt: skip
    whole_minutes = False
    validator = "etag"
    main_feed = "/rss/home.rss"
    whole_site_feeds = {"home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "xa-luan-1176": SideFeed("Xã luận", ("politics",)),
        "binh-luan-phe-phan-1180": SideFeed("Bình luận - Phê phán", ("politics", "law")),
        "xay-dung-dang-1179": SideFeed("Xây dựng Đảng", ("politics", "bills")),
        "bhxh-va-cuoc-song-1222": SideFeed("BHXH và cuộc sống", ("health", "society")),
        "nguoi-tot-viec-tot-1319": SideFeed("Người tốt, việc tốt", ("society",)),
        "chungkhoan-1191": SideFeed("Chứng khoán", ("economy",)),
        "duong-day-nong-1316": SideFeed("Đường dây nóng", ("law", "society")),
        "dieu-tra-qua-thu-ban-doc-1317": SideFeed("Điều tra qua thư bạn đọc", ("law",)),
        "factcheck-658978": SideFeed("Factcheck", ("technology", "health")),
        "phong-chong-toi-pham-cong-nghe-cao-2025-704717": SideFeed(
            "Phòng, chống tội phạm công nghệ cao", ("law", "technology")
        ),
    }
    article_pattern = re.compile(r"/[a-z0-9-]+-post(?P<id>\d+)\.html")
    sitemaps = Sitemaps(
        "/sitemaps/news-{year}-{month}.xml",
        "month",
        news="/sitemaps/google-news.xml",
        others=("/sitemaps/categories.xml", "/sitemaps/topics.xml"),
    )
    robots = (
        "User-agent: *\nDisallow: /print/\nDisallow: /search/\nDisallow: /tu-khoa/\nAllow: /\n"
        "Sitemap: https://nhandan.vn/sitemap.xml\n"
    )

    def routes(self) -> Sequence[Route]:
        """The family's, and the newest of the whole site as HTML inside JSON."""
        latest = re.compile(r"/api/morenews-latest-0-(?P<page>\d+)\.html")
        return ((latest, self._latest), *super().routes())

    def _latest(self, match: re.Match[str]) -> Page:
        skip = int(match["page"]) * LISTING_LENGTH
        stories = self.newsroom.newest(skip=skip, limit=LISTING_LENGTH)
        data = {
            "articles": "".join(map(markup.teaser, stories)),
            "load_more": self.newsroom.count() > skip + LISTING_LENGTH,
        }
        return Page(json_bytes({"error_code": 0, "data": data}), JSON)

    def byline(self, story: Story) -> Mapping[str, str]:
        """The name at the end of the body, in a box of its own."""
        names = ", ".join(story.authors)
        return {
            "byline": "",
            "body_end": f'\n<div class="article__author"> <p class="name">{names}</p> </div>',
            "footer_author": "",
            "json_authors": json_text(names),
        }
