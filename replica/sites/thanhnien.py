"""Thanh Niên: the VCCorp system; two-digit years and entities within CDATA in its feeds.

Quirks kept: the title sits in a span of the h1, an e-mail address stands beside the author, every
letter of the body is an entity, a missing page is answered as if all were well.
"""

import re
from collections.abc import Mapping, Sequence

from replica.newsroom import Section, Story
from replica.sites.entities import named_and_numbered, named_latin
from replica.sites.page import FeedItem, Page, SideFeed, json_text, text
from replica.sites.sitemaps import Sitemaps
from replica.sites.vccorp_family import VcCorpSite


class ThanhNien(VcCorpSite):
    """thanhnien.vn."""

    outlet = "thanhnien"
    host = "thanhnien.vn"
    site_name = "Báo Thanh Niên"
    namespace = "thanhnien"
    mark = "185"
    newest_page = "tin-24h"
    timelines = (r"/timelinelist/(?P<zone>\d+)/(?P<page>\d+)\.htm",)
    # Known are the zones of "Thời sự", "Kinh tế" and "Công nghệ"; the others are invented.
    sections = (
        Section("thoi-su", "Thời sự", 1854),
        Section("phap-luat", "Pháp luật", 1855, "thoi-su"),
        Section("dan-sinh", "Dân sinh", 1856, "thoi-su"),
        Section("quoc-phong", "Quốc phòng", 1857, "thoi-su"),
        Section("the-gioi", "Thế giới", 18566),
        Section("kinh-te", "Kinh tế", 18549),
        Section("doi-song", "Đời sống", 18517),
        Section("suc-khoe", "Sức khỏe", 18565),
        Section("giao-duc", "Giáo dục", 18526),
        Section("van-hoa", "Văn hóa", 18593),
        Section("the-thao", "Thể thao", 18563),
        Section("cong-nghe", "Công nghệ", 185315),
    )
    desks = {  # noqa: RUF012
        "politics": ("thoi-su",),
        "society": ("thoi-su", "dan-sinh", "doi-song"),
        "bills": ("thoi-su",),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat", "thoi-su"),
        "world": ("the-gioi", "quoc-phong"),
        "economy": ("kinh-te",),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("van-hoa",),
        "technology": ("cong-nghe",),
    }
    bylines = (
        "Trần Tiến Anh", "Vũ Phượng Hồng", "Đình Toản", "Phan Thương An", "Khánh Hoan Lê",
        "Bích Ngân", "Lê Lâm Viên", "Nguyễn Chung Thủy", "Độc Lập Sơn", "Mai Hà Thu",
    )  # fmt: skip
    whole_minutes = True
    validator = "etag"
    gone = 200
    main_feed = "/rss/home.rss"
    whole_site_feeds = {"home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "lao-dong-viec-lam": SideFeed("Lao động - Việc làm", ("society", "economy")),
        "quyen-duoc-biet": SideFeed("Quyền được biết", ("law", "health")),
        "phong-su-dieu-tra": SideFeed("Phóng sự - Điều tra", ("law", "society")),
        "chinh-tri": SideFeed("Chính trị", ("politics", "bills")),
    }
    feed_pattern = re.compile(r"/rss/(?:[a-z-]+/)?(?P<section>[a-z-]+)\.rss")
    article_pattern = re.compile(
        r"/(?!author/|print/|video/)(?:[\w-]+/)*[a-z0-9-]+-(?P<id>185\d{3,16})\.htm"
    )
    sitemaps = Sitemaps(
        "/sitemaps/sitemaps-{year}-{month}-{first}-{last}.xml",
        "five-days",
        news="/google-news-sitemap.xml",
        images="title",
    )
    robots = "User-agent: *\nAllow: /\nSitemap: https://thanhnien.vn/sitemap.xml\n"

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """RSS whose titles are escaped twice over and whose years have two digits."""
        del slug
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0">\n<channel>\n'
            f"<title>{name} - Báo Thanh Niên</title>\n<link>{self.origin}</link>\n"
            f"<description>Thanh Niên - {name}</description>\n"
            f"<pubDate>{self.now:%a, %d %b %y %H:%M:%S} +0700</pubDate>\n"
            f"{''.join(map(self._feed_item, items))}</channel>\n</rss>\n"
        )

    def _feed_item(self, item: FeedItem) -> str:
        return (
            f"<item>\n<title><![CDATA[{named_latin(item.title)}]]></title>\n"
            f'<description><![CDATA[<a href="{item.url}"><img src="{item.image}" /></a>'
            f"{named_latin(item.lead)}]]></description>\n<link>{item.url}</link>\n"
            f"<guid>{item.url}</guid>\n"
            f"<pubDate>{item.published_at:%a, %d %b %y %H:%M:%S} +0700</pubDate>\n</item>\n"
        )

    def letters(self, words: str) -> str:
        """Every letter outside ASCII an entity."""
        return named_and_numbered(words)

    def parts(self, story: Story, section: Section) -> Mapping[str, str]:
        """Title in a span, sapo in a div, e-mail beside the author."""
        published, modified = story.published_at.isoformat(), story.modified_at.isoformat()
        names = ", ".join(story.authors)
        parent = self.by_slug.get(section.parent)
        cates = [
            f'<a href="{self.section_path(each)}" title="{each.name}" data-role="{role}">'
            f"{each.name}</a>"
            for each, role in ((parent, "cate-name-parent"), (section, "cate-name"))
            if each
        ]
        return {
            "og_type": "article",
            "meta": (
                f'        <meta property="article:section" content="{section.name}">\n'
                '        <meta property="article:published_time"\n'
                f'            content="{published}">\n'
                '        <meta class="cms-date" itemprop="datePublished"\n'
                f'            content="{published}">\n'
                f'        <meta itemprop="dateModified" content="{modified}">\n'
                f'        <meta property="article:author" content="{names}">\n'
            ),
            "cates": "".join(cates),
            "heading": '<h1 class="detail-title"> <span data-role="title">'
            f"{text(story.printed_title)}</span> </h1>",
            "authors": '<div class="detail-author" data-role="author"> '
            + "".join(map(_author, story.authors))
            + "</div>",
            "authors_below": "",
            "time": f'<time data-role="publishdate" datetime="{published}"> '
            f"{story.published_at:%d/%m/%Y %H:%M} GMT+7 </time>",
            "sapo": f'<div class="detail-sapo" data-role="sapo"> {text(story.lead)} </div>',
            "json_title": json_text(story.printed_title),
            "json_lead": json_text(story.lead),
            "json_authors": f'{{ "@type": "Person", "name": "{json_text(names)}" }}',
        }

    def not_found(self, path: str) -> Page:
        """A missing page is answered 200."""
        return Page(super().not_found(path).body)


def _author(name: str) -> str:
    number = sum(map(ord, name))
    return (
        f'<div class="author-info"> <a class="name" href="/author/{number}-185{number}.htm" '
        f'title="{name}">{name}</a> <span class="email">phongvien{number % 97}@example.com</span> '
        "</div> "
    )
