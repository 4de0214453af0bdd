"""VTV: the VCCorp system. Feeds, sections with a timeline of fragments, articles of 2026.

Quirks kept: the lead's "VTV.vn - ", a published time without zone in the meta element, names
joined by " - " (now and then with "(VTV Online)"), every Vietnamese letter of the body an entity,
ids longer than the time they hold, boxes with titles of other articles inside the body.
"""

import datetime as dt
import re
from collections.abc import Sequence

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import vtv_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import FeedItem, Page, SideFeed, draw, json_text, rfc822, text, us_date
from replica.sites.sitemaps import Sitemaps

LISTING_LENGTH = 20


class Vtv(Site):
    """vtv.vn."""

    outlet = "vtv"
    host = "vtv.vn"
    # The numbers are the zones of the timeline; only that of "Xã hội" was seen on a real page.
    sections = (
        Section("chinh-tri", "Chính trị", 100180),
        Section("xa-hoi", "Xã hội", 100181),
        Section("phap-luat", "Pháp luật", 100179),
        Section("the-gioi", "Thế giới", 100122),
        Section("kinh-te", "Kinh tế", 10090),
        Section("van-hoa-giai-tri", "Văn hóa - Giải trí", 100185),
        Section("y-te", "Y tế", 100240),
        Section("doi-song", "Đời sống", 100132),
        Section("cong-nghe", "Công nghệ", 100109),
        Section("giao-duc", "Giáo dục", 100166),
        Section("the-thao", "Thể thao", 100150),
    )
    desks = {  # noqa: RUF012
        "politics": ("chinh-tri",),
        "society": ("xa-hoi", "doi-song"),
        "bills": ("chinh-tri",),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat", "xa-hoi"),
        "world": ("the-gioi",),
        "economy": ("kinh-te",),
        "sport": ("the-thao",),
        "health": ("y-te",),
        "education": ("giao-duc",),
        "culture": ("van-hoa-giai-tri",),
        "technology": ("cong-nghe",),
    }
    bylines = (
        "Khánh Ly", "Trọng Bằng", "Hải Vân", "Thu Cúc", "Đăng Khôi", "Minh Châu", "Việt Phương",
        "Tùng Lâm", "Ngọc Diệp", "Quang Thái",
    )  # fmt: skip
    whole_minutes = True
    validator = "none"
    main_feed = "/rss/home.rss"
    whole_site_feeds = {"home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "truyen-hinh": SideFeed("Truyền hình", ("culture",), "video"),
        "truc-tuyen": SideFeed("Trực tuyến", ("society", "sport"), "video"),
        "van-de-hom-nay": SideFeed("Vấn đề hôm nay", ("politics", "bills", "law", "society")),
    }
    feed_pattern = re.compile(r"/rss/(?P<section>[a-z-]+)\.rss")
    # The old form has a section in front.
    article_pattern = re.compile(r"/(?:[a-z0-9-]+/)?[a-z0-9-]+-(?P<id>\d{15,18})\.htm")
    sitemaps = Sitemaps(
        "/sitemaps/sitemaps-{year}-{month}-{first}-{last}.xml",
        "five-days",
        latest="/latest-news-sitemap.xml",
        news="/google-news-sitemap.xml",
        others=("/sitemaps/category.rss",),
        current_listed=False,  # the newest days stand in the latest-news sitemap only
    )

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """``100`` and the time it was begun, to the millisecond: eighteen digits."""
        begun = assignment.created_at
        return f"100{begun:%y%m%d%H%M%S}{begun.microsecond // 1000:03}"

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/slug-100….htm``: at the root."""
        del section
        return f"/{slug}-{article_id}.htm"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture server."""
        day, unix = assignment.created_at, int(assignment.created_at.timestamp() * 1000)
        return (
            f"https://cdn-images.vtv.vn/{markup.NAMESPACE}/{day:%Y/%m/%d}/"
            f"{story_slug[:30]}-{unix}{position:02}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Sections, and the timeline that "Xem thêm" asks for."""
        return (
            (re.compile(r"/timelinelist/(?P<zone>\d+)/(?P<page>\d+)\.htm"), self._timeline),
            (re.compile(r"/(?:(?P<section>[a-z-]+)\.htm)?"), self._listing),
        )

    def not_found(self, path: str) -> Page:
        """A short page with the site's frame."""
        del path
        body = draw(
            "vtv_listing.html",
            title="Không tìm thấy trang",
            path="/404.htm",
            feed="",
            clutter="",
            header=self._header(),
            items="",
            zone=0,
            footer=self._footer(),
        )
        return Page(body.encode(), status=404)

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """RSS of the VCCorp system."""
        del slug
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
            f"<title><![CDATA[{name} | Báo điện tử VTV]]></title>\n<link>https://vtv.vn</link>\n"
            f"<description><![CDATA[Tin tức {name} - VTV.vn]]></description>\n"
            "<language>vi-VN</language>\n<copyright>Copyright by VTV.VN</copyright>\n"
            f"<pubDate>{self._date(self.now)}</pubDate>\n"
            f"{''.join(map(self._feed_item, items))}</channel>\n</rss>\n"
        )

    def _feed_item(self, item: FeedItem) -> str:
        picture = f'<img src="{item.image}" />' if item.image else ""
        return (
            f"<item>\n<title><![CDATA[{text(item.title)}]]></title>\n<link>{item.url}</link>\n"
            f'<description><![CDATA[<a href="{item.url}" title="{text(item.title)}">{picture}</a>'
            f"VTV.vn - {text(item.lead)}]]></description>\n"
            f"<pubDate>{self._date(item.published_at)}</pubDate>\n"
            f'<guid isPermaLink="true">{item.url}</guid>\n</item>\n'
        )

    def _date(self, moment: dt.datetime) -> str:
        # The American way was seen on sister sites of this system.
        return us_date(moment) if self.us_dates else rfc822(moment, "GMT+7")

    def _timeline(self, match: re.Match[str]) -> Page | None:
        zone, page = int(match["zone"]), int(match["page"])
        section = next((each for each in self.sections if each.number == zone), None)
        if section is None or page < 1:
            return None
        stories = self.newsroom.newest(section.slug, (page - 1) * LISTING_LENGTH, LISTING_LENGTH)
        # Past the end the real system answers with nothing at all, and 200.
        return Page("".join(markup.item(story, with_lead=True) for story in stories).encode())

    def _listing(self, match: re.Match[str]) -> Page | None:
        section = self.by_slug.get(match["section"] or "")
        if section is None and match["section"]:
            return None
        stories = self.newsroom.newest(section.slug if section else None, limit=LISTING_LENGTH)
        body = draw(
            "vtv_listing.html",
            title=section.name if section else "Trang chủ",
            path=f"/{section.slug}.htm" if section else "/",
            feed=section.slug if section else "home",
            clutter=markup.dressing(),
            header=self._header(),
            items="".join(markup.item(story, with_lead=True) for story in stories),
            zone=section.number if section else 0,
            footer=self._footer(),
        )
        return Page(body.encode())

    def article(self, story: Story, section: Section) -> str:
        """Draw the layout of 2026."""
        authors = " - ".join(story.authors)
        if story.variant % 8 == 0:
            authors += " (VTV Online)"
        naive = "%Y-%m-%dT%H:%M:%S"
        related = self.newsroom.before(story, 3)
        return draw(
            "vtv_article.html",
            id=story.article_id,
            url=story.url,
            title=text(story.printed_title),
            lead=text(story.lead),
            tags=text(", ".join(story.tags)),
            authors=authors,
            image=story.images[0],
            section=section.name,
            section_slug=section.slug,
            zone=section.number,
            json_title=json_text(story.printed_title),
            json_lead=json_text(story.lead),
            json_authors=json_text(authors),
            published=story.published_at.isoformat(),
            modified=story.modified_at.isoformat(),
            naive_published=story.published_at.strftime(naive),
            naive_modified=story.modified_at.strftime(naive),
            visible_time=story.published_at.strftime("%d/%m/%Y %H:%M"),
            stamp=f"{story.modified_at:%a %b %d %Y %H:%M:%S} GMT+0700 (Indochina Time)",
            body=markup.body(story, related),
            related="".join(markup.item(each, with_lead=not at) for at, each in enumerate(related)),
            tag_links="\n        ".join(
                f'<a href="/{"-".join(tag.lower().split())}.html" class="item" title="{text(tag)}">'
                f"\n            {text(tag)}\n        </a>"
                for tag in story.tags
            ),
            icon=clutter.icon(self.host, "share"),
            clutter=markup.dressing(),
            header=self._header(),
            footer=self._footer(),
        )

    def _header(self) -> str:
        return draw(
            "vtv_header.html",
            icon=clutter.icon(self.host, "menu"),
            menu="\n".join(
                f'<a href="/{each.slug}.htm" class="item-menu" title="{each.name}">'
                f"{each.name.lower()}</a>"
                for each in self.sections
            ),
            expanded="\n".join(
                f'<div class="item"><a href="/{each.slug}.htm" class="link-item" '
                f'title="{each.name}">\n{each.name}\n</a></div>'
                for each in self.sections
            ),
        )

    def _footer(self) -> str:
        return draw(
            "vtv_footer.html",
            icon=clutter.icon(self.host, "logo"),
            scripts=clutter.scripts(self.host, 120),
        )
