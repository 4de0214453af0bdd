"""Tiền Phong: the ``cms-*`` system with numbered feeds and a JSON host of its own.

Quirks kept: leads begin "TPO - ", the modified time may lie before publication, the prose of a
photo story stands in its captions, answers are compressed also for those who did not ask.
"""

import datetime as dt
import re
from collections.abc import Mapping

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites.cms_family import CmsSite
from replica.sites.page import SideFeed, json_text
from replica.sites.sitemaps import Sitemaps

# How long before publication an article was last touched, where it says so.
LEFT_ALONE = dt.timedelta(minutes=57)


class TienPhong(CmsSite):
    """tienphong.vn."""

    outlet = "tienphong"
    host = "tienphong.vn"
    apis = frozenset({"api.tienphong.vn"})
    site_name = "Báo điện tử Tiền Phong"
    ending = "tpo"
    first_id = 1_790_000
    api = "api.tienphong.vn/api/"
    static = "https://static-cms-tienphong.epicdn.me/v4/web"
    pictures = "cdn.tienphong.vn"
    html_class = "tpo "
    prefix = "TPO - "
    prose_in_captions = True
    sections = (
        Section("xa-hoi", "Xã hội", 2),
        Section("chinh-tri", "Chính trị", 308, "xa-hoi"),
        Section("xa-hoi-tin-tuc", "Tin tức", 104, "xa-hoi"),
        Section("phap-luat", "Pháp luật", 12),
        Section("ban-tin-113", "Bản tin 113", 231, "phap-luat"),
        Section("phap-luat-chuyen-toa", "Pháp đình", 173, "phap-luat"),
        Section("kinh-te", "Kinh tế", 3),
        Section("the-gioi", "Thế giới", 5),
        Section("giai-tri", "Giải trí", 36),
        Section("the-thao", "Thể thao", 11),
        Section("suc-khoe", "Sức khỏe", 210),
        Section("giao-duc", "Giáo dục", 71),
        Section("cong-nghe-khoa-hoc", "Khoa học", 46),
        Section("giao-thong-do-thi", "Giao thông - Đô thị", 361),
        Section("ban-doc", "Bạn đọc", 15),
    )
    desks = {  # noqa: RUF012
        "politics": ("chinh-tri",),
        "society": ("xa-hoi-tin-tuc", "giao-thong-do-thi", "ban-doc"),
        "bills": ("chinh-tri",),
        "smuggling": ("phap-luat",),
        "law": ("ban-tin-113", "phap-luat-chuyen-toa", "phap-luat"),
        "world": ("the-gioi",),
        "economy": ("kinh-te",),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("giai-tri",),
        "technology": ("cong-nghe-khoa-hoc",),
    }
    bylines = (
        "Hoàng Lam", "Thanh Trúc", "Ngọc Mai", "Trường Giang", "Lưu Đức", "Cảnh Kỳ An",
        "Phạm Thảo", "Viết Hiếu", "Nghiêm Túc", "Minh Tuệ",
    )  # fmt: skip
    whole_minutes = False
    validator = "none"
    gzip_unasked = True
    main_feed = "/rss/home.rss"
    whole_site_feeds = {"home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "xa-hoi-phong-su-13": SideFeed("Phóng sự", ("society", "culture")),
        "ban-doc-dieu-tra-300": SideFeed("Điều tra", ("law", "society")),
    }
    article_pattern = re.compile(r"/[a-z0-9-]+-post(?P<id>\d+)\.tpo")
    sitemaps = Sitemaps(
        "/sitemaps/news-{year}-{month}.xml", "month", news="/sitemaps/google-news.xml"
    )
    robots = "User-agent: *\nAllow: /\nSitemap: https://tienphong.vn/sitemap.xml\n"

    @classmethod
    def touched_at(cls, assignment: Assignment) -> dt.datetime:
        """Of one in four, a time before publication."""
        early = assignment.variant % 4 == 0
        return assignment.published_at - LEFT_ALONE if early else assignment.modified_at

    def section_path(self, section: Section) -> str:
        """``/ban-tin-113/``: sub-sections stand at the root too."""
        return f"/{section.slug}/"

    def byline(self, story: Story) -> Mapping[str, str]:
        """The name beside the time and again below the body."""
        names = " - ".join(story.authors)
        return {
            "byline": '<div class="wrap-author"> <div class="author"> '
            f'<span class="thumb"> </span> {names} </div> </div>',
            "body_end": "",
            "footer_author": f'<div class="article__author"> <span class="name">{names}</span> '
            "</div>",
            "json_authors": json_text(names),
        }

    def sections_in_meta(self, story: Story, section: Section) -> str:
        """A list: the section, then its parent."""
        del story
        parent = self.by_slug.get(section.parent)
        return f"{section.name},{parent.name if parent else 'Tin tức'}"
