"""Báo Tin tức: ASP.NET pages, sub-sections with numbers, letters of the body as entities.

Quirks kept: JSON-LD glues the agency to the author's name (``Bùi GiangTTXVN``), related titles
stand between lead and body, a teaser of another article stands beside the body, the body comes
in two halves with an ad between them, the breadcrumb of the page is empty.
"""

import re
from collections.abc import Sequence

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import baotintuc_markup as markup
from replica.sites import clutter
from replica.sites.base import Route, Site
from replica.sites.page import (
    FeedItem,
    Page,
    SideFeed,
    draw,
    json_text,
    rfc822,
    text,
)
from replica.sites.sitemaps import Sitemaps

LISTING_LENGTH = 20


class BaoTinTuc(Site):
    """baotintuc.vn."""

    outlet = "ttxvn"
    host = "baotintuc.vn"
    sections = (
        Section("thoi-su", "Thời sự", 472),
        Section("chinh-tri", "Chính trị", 321, "thoi-su"),
        Section("xa-hoi", "Xã hội", 129),
        Section("phap-luat", "Pháp luật", 475),
        Section("van-ban-moi", "Văn bản mới", 577, "phap-luat"),
        Section("an-ninh-trat-tu", "An ninh trật tự", 579, "phap-luat"),
        Section("chong-buon-lau-hang-gia", "Chống buôn lậu - hàng giả", 590, "phap-luat"),
        Section("the-gioi", "Thế giới", 130),
        Section("kinh-te", "Kinh tế", 128),
        Section("van-hoa", "Văn hóa", 158),
        Section("giao-duc", "Giáo dục", 135),
        Section("the-thao", "Thể thao", 273),
        Section("khoa-hoc-cong-nghe", "Khoa học - Công nghệ", 131),
        Section("suc-khoe", "Y tế", 564),
        Section("dia-phuong", "Địa phương", 529),
        Section("ha-noi", "Hà Nội", 612, "dia-phuong"),
    )
    desks = {  # noqa: RUF012
        "politics": ("thoi-su", "chinh-tri"),
        "society": ("xa-hoi", "dia-phuong", "ha-noi"),
        "bills": ("van-ban-moi", "thoi-su"),
        "smuggling": ("chong-buon-lau-hang-gia",),
        "law": ("phap-luat", "an-ninh-trat-tu"),
        "world": ("the-gioi",),
        "economy": ("kinh-te",),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("van-hoa",),
        "technology": ("khoa-hoc-cong-nghe",),
    }
    bylines = (
        "Bình Nguyên", "Thu Hạnh", "Xuân Quý", "Đức Tiệp", "Hoàng Giao", "Lý Thanh", "Khắc Nam",
        "Mỹ Phượng", "Trung Kiên", "Diễm Thu",
    )  # fmt: skip
    whole_minutes = True
    validator = "last-modified"
    main_feed = "/tin-moi-nhat.rss"
    whole_site_feeds = {"tin-moi-nhat": "Tin mới nhất"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "ho-so": SideFeed("Hồ sơ", ("world", "law")),
        "quan-su": SideFeed("Quân sự", ("world", "politics")),
        "bien-dao-viet-nam": SideFeed("Biển đảo Việt Nam", ("politics", "society")),
        "ban-doc": SideFeed("Bạn đọc", ("society", "law")),
        "video": SideFeed("Video", (), "video"),
        "anh": SideFeed("Ảnh", (), "photo"),
        "infographics": SideFeed("Infographics", ("economy", "health")),
        "emagazine": SideFeed("Emagazine", ("culture",), "photo"),
        "goc-nhin": SideFeed("Góc nhìn", ("politics", "economy")),
        "giai-ma-muon-mat": SideFeed("Giải mã muôn mặt", ("technology", "world")),
        "anh-360": SideFeed("Ảnh 360", (), "photo"),
    }
    feed_pattern = re.compile(r"/(?P<section>[a-z0-9-]+)\.rss")
    # That there is one is known from an unchecked list; its form is a guess.
    sitemaps = Sitemaps("/sitemap.xml", "whole", index="")
    article_pattern = re.compile(r"/[a-z0-9-]+/[a-z0-9-]+-(?P<id>v?\d{16,17})\.htm")

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """The time it was begun, to the millisecond; videos with a ``v`` before it."""
        begun = assignment.created_at
        mark = "v" if assignment.form == "video" else ""
        return f"{mark}{begun:%Y%m%d%H%M%S}{begun.microsecond // 1000:03}"

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/section/slug-20….htm``; videos stand under ``/video/``."""
        folder = "video" if article_id.startswith("v") else section.slug
        return f"/{folder}/{slug}-{article_id}.htm"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture server."""
        day = assignment.created_at
        return (
            f"https://cdnmedia.baotintuc.vn/Upload/{assignment.serial % 9973:04}kvwNpj74Z1EcpzQ/"
            f"files/{day:%Y/%m}/tuan{day.day // 8 + 1}/"
            f"{story_slug[:18]}-{day:%d%m%y}-{position}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Listings, with their numbers in their names, and the front page."""
        listing = (
            r"/(?P<section>[a-z-]+)-(?P<number>\d+)ct(?P<parent>\d+)"
            r"(?:/trang-(?P<page>\d+))?\.htm"
        )
        return ((re.compile(listing), self._listing), (re.compile(r"/"), self._home))

    def not_found(self, path: str) -> Page:
        """ASP.NET's bare error page."""
        body = (
            "<!DOCTYPE html><html><head><title>The resource cannot be found.</title></head>"
            f"<body><h1>Server Error in '/' Application.</h1><h2><i>The resource cannot be found."
            f"</i></h2><b>Requested URL:</b> {text(path)}</body></html>"
        )
        return Page(body.encode(), status=404)

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """Plain RSS at the root of the site."""
        del slug
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0">\n  <channel>\n'
            f"    <title>{name} - Báo Tin tức</title>\n    <link>https://baotintuc.vn</link>\n"
            f"    <description>{name} | baotintuc.vn</description>\n"
            "    <language>vi-vn</language>\n    <copyright>baotintuc.vn</copyright>\n"
            f"    <lastBuildDate>{rfc822(self.now, '+0700')}</lastBuildDate>\n"
            f"{''.join(map(markup.feed_item, items))}  </channel>\n</rss>\n"
        )

    def _listing(self, match: re.Match[str]) -> Page | None:
        section = self.by_slug.get(match["section"])
        if section is None or int(match["number"]) != section.number:
            return None
        return self._list(section, int(match["page"] or 1))

    def _home(self, _: re.Match[str]) -> Page | None:
        return self._list(None, 1)

    def _list(self, section: Section | None, page: int) -> Page | None:
        slug = section.slug if section else None
        top = self.newsroom.newest(slug, limit=9)
        stories = self.newsroom.newest(slug, 4 + (page - 1) * LISTING_LENGTH, LISTING_LENGTH)
        if not stories and page > 1:
            return None
        last = max(-(-(self.newsroom.count(slug) - 4) // LISTING_LENGTH), 1)
        path = self._path(section) if section else "/"
        body = draw(
            "baotintuc_listing.html",
            title=section.name if section else "mới nhất",
            slug=slug or "",
            path=path,
            clutter=markup.dressing(),
            header=self._header(),
            sub_sections=self._sub_sections(section),
            focus="".join(markup.teaser(story, "h2", 600) for story in top[:1]),
            highlights="".join(
                f'<li class="item">\n{markup.short(story)}</li>\n' for story in top[1:4]
            ),
            items="".join(
                f'<li class="item">\n{markup.teaser(story, "h3", 260)}'
                '<ul class="ul-relation">\n</ul>\n</li>\n'
                for story in stories
            ),
            pages=markup.pagination(path, page, last),
            focus_list="".join(
                '<li class="boxnews-item"><span class="number">\n'
                f"{place}\n</span>{markup.link(story, '')}</li>\n"
                for place, story in enumerate(top[4:], 1)
            ),
            footer=self._footer(),
        )
        return Page(body.encode(), modified_at=self.now)

    def article(self, story: Story, section: Section) -> str:
        """Draw an article."""
        parent = self.by_slug.get(section.parent)
        names = ", ".join(story.authors)
        neighbours = self.newsroom.before(story, 10)
        paragraphs = markup.paragraphs(story)
        half = max(len(paragraphs) // 2, 1)
        return draw(
            "baotintuc_article.html",
            id=story.article_id,
            url=story.url,
            slug=story.slug,
            title=text(story.printed_title),
            lead=text(story.lead),
            short_lead=text(story.lead.rsplit(", ", 1)[0]),
            tags=text(", ".join(story.tags)),
            image=story.images[0],
            section=section.name,
            section_slug=section.slug,
            section_path=self._path(section),
            number=section.number,
            parent_number=(parent or section).number,
            published=story.published_at.isoformat(),
            modified=story.modified_at.isoformat(),
            visible_time=f"{markup.day_of_week(story)}, {story.published_at:%d/%m/%Y %H:%M}",
            json_title=json_text(story.printed_title),
            json_lead=json_text(story.lead),
            json_authors=json_text(f"{names}TTXVN"),
            crumbs="".join(
                markup.crumb(place, f"https://baotintuc.vn{self._path(each)}", each.name)
                for place, each in enumerate(filter(None, (parent, section)), 2)
            ),
            article_tags="".join(
                f'<meta property="article:tag" content="{text(tag)}"/>' for tag in story.tags
            ),
            sub_sections=self._sub_sections(section),
            related="".join(
                f'<li class="item">\n<h4>\n{markup.link(each, "")}</h4>\n</li>\n'
                for each in neighbours[:3]
            ),
            first="".join(paragraphs[:half]),
            rest="\n".join(paragraphs[half:]),
            byline=(
                f"<strong>Tin, ảnh: {names}</strong><i> (TTXVN)</i>"
                if story.variant % 5 == 0
                else f"<strong>{names}</strong><i> (TTXVN)</i>"
            ),
            widget="".join(markup.widget(each) for each in neighbours[3:4]),
            tag_links=" ".join(
                f'<li><a href="/tags/{"+".join(tag.lower().split())}.htm" title=" {text(tag)}">'
                f"<strong> {text(tag)},</strong></a></li>"
                for tag in story.tags
            ),
            photos="".join(
                f'<li class="item-cb swiper-slide">\n{markup.link(each, "item_title")}</li>\n'
                for each in neighbours[4:]
            ),
            icon=clutter.icon(self.host, "share"),
            clutter=markup.dressing(),
            header=self._header(),
            footer=self._footer(),
        )

    def _path(self, section: Section) -> str:
        parent = self.by_slug[section.parent].number if section.parent else 0
        return f"/{section.slug}-{section.number}ct{parent}.htm"

    def _sub_sections(self, section: Section | None) -> str:
        top = (section.parent or section.slug) if section else None
        return "\n".join(
            f'<li>\n<a href="{self._path(each)}" id="sub_{each.number}">{each.name}</a>\n</li>'
            for each in self.sections
            if top and each.parent == top
        )

    def _header(self) -> str:
        menu = "\n".join(
            f'<li class="nav-item">\n<a href="{self._path(each)}" title="{each.name.upper()}" '
            f'id="menu_{each.number}">{each.name.upper()}</a>\n<ul class="droplist-info">\n'
            f"{self._sub_sections(each)}\n</ul>\n</li>"
            for each in self.sections
            if not each.parent
        )
        return draw("baotintuc_header.html", icon=clutter.icon(self.host, "menu"), menu=menu)

    def _footer(self) -> str:
        return draw("baotintuc_footer.html", scripts=clutter.scripts(self.host, 180))
