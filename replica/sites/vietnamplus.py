"""VietnamPlus: the ``cms-*`` system of TTXVN, at ``www.``; sub-sections, videos, paid items.

Quirks kept: of a video the tab's title differs from the headline and JSON-LD names no author;
the agency stands in brackets below the body; of a paid item the public sees the lead alone;
answers are compressed also for those who did not ask.
"""

import re
from collections.abc import Mapping
from typing import Any

from replica.newsroom import Section, Story
from replica.sites.cms_family import CmsSite
from replica.sites.page import SideFeed, json_text
from replica.sites.sitemaps import Sitemaps


class VietnamPlus(CmsSite):
    """vietnamplus.vn, whose addresses begin with www.; the bare host answers too."""

    outlet = "ttxvn"
    host = "vietnamplus.vn"
    origin = "https://www.vietnamplus.vn"
    twins = frozenset({"www.vietnamplus.vn"})
    apis = frozenset({"apiv3.vietnamplus.vn"})
    site_name = "Vietnam+ (VietnamPlus)"
    ending = "vnp"
    first_id = 1_070_000
    api = "apiv3.vietnamplus.vn/api/"
    static = "https://static-cms-vietnamplus.epicdn.me/v4/web"
    pictures = "media.vietnamplus.vn"
    html_class = "vn "
    numbered_feeds = False
    sections = (
        Section("chinhtri", "Chính trị", 291),
        Section("xahoi", "Xã hội", 314),
        Section("phapluat", "Pháp luật", 327, "xahoi"),
        Section("giaothong", "Giao thông", 358, "xahoi"),
        Section("giaoduc", "Giáo dục", 316, "xahoi"),
        Section("yte", "Y tế", 325, "xahoi"),
        Section("kinhte", "Kinh tế", 311),
        Section("thegioi", "Thế giới", 209),
        Section("asean", "ASEAN", 356, "thegioi"),
        Section("doisong", "Đời sống", 320),
        Section("vanhoa", "Văn hóa", 215),
        Section("thethao", "Thể thao", 214),
        Section("khoahoc", "Khoa học", 213),
        Section("congnghe", "Công nghệ", 212),
        Section("moitruong", "Môi trường", 270),
        Section("otoxemay", "Ô tô - Xe máy", 364),
    )
    desks = {  # noqa: RUF012
        "politics": ("chinhtri",),
        "society": ("xahoi", "giaothong", "doisong", "moitruong"),
        "bills": ("chinhtri",),
        "smuggling": ("phapluat",),
        "law": ("phapluat", "giaothong"),
        "world": ("thegioi", "asean"),
        "economy": ("kinhte", "otoxemay"),
        "sport": ("thethao",),
        "health": ("yte",),
        "education": ("giaoduc",),
        "culture": ("vanhoa",),
        "technology": ("congnghe", "khoahoc"),
    }
    bylines = (
        "Thu Giang", "Hồng Nhật", "Doãn Tuấn", "Mai Phúc", "Khánh Vy", "Lê Sáng", "Trần Hải Đăng",
        "Bảo Thoa", "Việt Hoàng", "Nam Chi",
    )  # fmt: skip
    whole_minutes = False
    paid_share = 40
    wire_share = 0  # it is the wire
    validator = "none"
    gzip_unasked = True
    main_feed = "/rss/home.rss"
    whole_site_feeds = {"home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "thuphi-424": SideFeed("Thu phí", ("economy", "world")),
        "video-260": SideFeed("Video", (), "video"),
    }
    article_pattern = re.compile(r"/[a-z0-9-]+-post(?P<id>\d+)\.vnp")
    sitemaps = Sitemaps(
        "/sitemaps/news-{year}-{month}.xml", "month", news="/sitemaps/google-news.xml"
    )
    robots = "User-agent: *\nAllow: /\nSitemap: https://www.vietnamplus.vn/sitemap.xml\n"

    def entry(self, story: Story, section: Section) -> Mapping[str, Any]:
        """An article in the JSON: addresses have no host here."""
        entry = dict(super().entry(story, section))
        return entry | {"url": entry["url"].removeprefix(self.origin), "source": "(TTXVN/Vietnam+)"}

    def byline(self, story: Story) -> Mapping[str, str]:
        """The name beside the time, the agency below the body."""
        names = ", ".join(story.authors)
        return {
            "byline": f'<div class="author"> <span class="name">{names}</span> </div>',
            "body_end": "" if story.paid else "<p>(Vietnam+)</p>" * (story.variant % 5 == 0),
            "footer_author": '<div class="article__author"> <span class="source">(TTXVN/Vietnam+)'
            "</span> </div>",
            "json_authors": "" if story.form == "video" else json_text(names),
        }

    def sections_in_meta(self, story: Story, section: Section) -> str:
        """Of a video, the list begins with the form."""
        if story.form == "video":
            return f"Multimedia,{section.name},Video,Xã hội"
        parent = self.by_slug.get(section.parent)
        return f"{section.name},{parent.name}" if parent else section.name

    def tab_title(self, story: Story) -> str:
        """Of a video, another title than its headline."""
        if story.form == "video":
            return f"Video: {story.lead.split(',')[0].rstrip('.')}"
        return story.printed_title
