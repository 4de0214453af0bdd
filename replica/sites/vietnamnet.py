"""VietnamNet: a system of its own; feeds beside their sections, pages counted from nought.

Quirks kept: no feed of the whole site, `/rss/…` redirected, a space before the offset of times in
JSON-LD, an SEO variant of the title there and in the tab, a menu nested in the first crumb,
keywords that end in a comma, articles inserted in the body, blocks of authors that may lack.
"""

import re
from collections.abc import Sequence
from functools import cache

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import vietnamnet_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import (
    FeedItem,
    Page,
    SideFeed,
    draw,
    json_text,
    rfc822,
    text,
    weekday_in_capitals,
)
from replica.sites.sitemaps import Sitemaps

LISTING_LENGTH = 15
FIRST_ID = 2_455_000  # of 22 October 2025, by the numbers seen before and after
NEWEST = "tin-tuc-24h"


class VietnamNet(Site):
    """vietnamnet.vn."""

    outlet = "vietnamnet"
    host = "vietnamnet.vn"
    sections = (
        Section("thoi-su", "Thời sự", 2),
        Section("phap-luat", "Pháp luật", 20, "thoi-su"),
        Section("dan-sinh", "Dân sinh", 21, "thoi-su"),
        Section("chinh-tri", "Chính trị", 1),
        Section("the-gioi", "Thế giới", 5),
        Section("kinh-doanh", "Kinh doanh", 3),
        Section("the-thao", "Thể thao", 6),
        Section("suc-khoe", "Sức khỏe", 7),
        Section("giao-duc", "Giáo dục", 8),
        Section("van-hoa-giai-tri", "Văn hóa - Giải trí", 9),
        Section("cong-nghe", "Công nghệ", 10),
        Section("ban-doc", "Bạn đọc", 11),
    )
    desks = {  # noqa: RUF012
        "politics": ("chinh-tri",),
        "society": ("dan-sinh", "thoi-su", "ban-doc"),
        "bills": ("chinh-tri",),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat", "thoi-su"),
        "world": ("the-gioi",),
        "economy": ("kinh-doanh",),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("van-hoa-giai-tri",),
        "technology": ("cong-nghe",),
    }
    bylines = (
        "Đình Hiếu Nam", "Thanh Hùng Anh", "Trần Thường Tín", "Hồ Giáp Văn", "Diệu Bình My",
        "Quang Hưng Yên", "Nguyễn Huệ Chi", "Bình Minh Thảo", "Xuân Quỳnh Anh", "Liên Anh Vũ",
    )  # fmt: skip
    whole_minutes = False
    validator = "last-modified"
    # No feed of the whole site is known; this one is where the newest of any weight appears.
    main_feed = "/thoi-su.rss"
    side_feeds = {  # noqa: RUF012
        "thong-tin-truyen-thong": SideFeed("Thông tin và Truyền thông", ("technology",)),
        "doi-song": SideFeed("Đời sống", ("society", "culture")),
        "bat-dong-san": SideFeed("Bất động sản", ("economy",)),
        "oto-xe-may": SideFeed("Ô tô - Xe máy", ("technology", "economy")),
    }
    feed_pattern = re.compile(r"/(?!rss/)(?:[a-z-]+/)?(?P<section>[a-z-]+)\.rss")
    article_pattern = re.compile(r"/(?:[\w-]+/)*[a-z0-9-]+-(?P<id>\d{6,8})\.html")
    sitemaps = Sitemaps(
        "/sitemap-article-{month:02}-{year}-{part:02}.xml",
        "month",
        news="/sitemap-news.xml",
        others=("/sitemap-categories.xml", "/sitemap-tags.xml"),
    )

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """Seven digits, rising with time."""
        return str(FIRST_ID + assignment.serial)

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/slug-2537078.html``: no section in the path."""
        del section
        return f"/{slug}-{article_id}.html"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture server."""
        day = assignment.created_at
        return (
            "https://static-images.vnncdn.net/vps_images_publish/000001/000003/"
            f"{day.year}/{day.month}/{day.day}/{story_slug[:40]}-{assignment.serial % 997}"
            f"{position}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Feeds of old, listings, the front page."""
        listing = r"/(?:(?P<parent>[a-z-]+)/)?(?P<section>[a-z0-9-]*?)(?:-page(?P<page>\d+))?/?"
        return (
            (re.compile(r"/rss/(?P<feed>[a-z/-]+\.rss)"), self._old_feed),
            (re.compile(listing), self._listing),
        )

    def _old_feed(self, match: re.Match[str]) -> Page | None:
        if match["feed"] == "tin-moi-nhat.rss":
            return None
        return Page(b"", status=301, headers={"Location": f"{self.origin}/{match['feed']}"})

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """RSS much like VnExpress's."""
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
            'xmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n<channel>\n'
            f"<title>{name} - VietNamNet RSS</title>\n<description>VietNamNet RSS</description>\n"
            f"<link>{self.origin}/{slug}.rss</link>\n<generator>VietNamNet</generator>\n"
            f"<pubDate>{rfc822(self.now, '+0700')}</pubDate>\n"
            f"{''.join(map(markup.feed_item, items))}</channel>\n</rss>\n"
        )

    def _listing(self, match: re.Match[str]) -> Page | None:
        slug, page = match["section"] or NEWEST, int(match["page"] or 0)
        section = self.by_slug.get(slug)
        if section is None and slug != NEWEST:
            return None
        if section and (match["parent"] or "") != section.parent:
            return None
        only = section.slug if section else None
        stories = self.newsroom.newest(only, page * LISTING_LENGTH, LISTING_LENGTH)
        path = self.section_path(section) if section else f"/{NEWEST}"
        last = max(-(-self.newsroom.count(only) // LISTING_LENGTH) - 1, 0)
        body = draw(
            "vietnamnet_listing.html",
            **self._frame(),
            title=section.name if section else "Tin tức 24h",
            url=self.origin + path,
            feed=f"{self.origin}{path}.rss",
            first="".join(markup.vertical(each) for each in stories[:1]),
            items="".join(
                markup.horizontal(each, self.by_slug[each.section_slug].name)
                for each in stories[1:]
            ),
            pages=markup.pagination(path, page, last),
        )
        return Page(body.encode(), modified_at=self.now)

    def section_path(self, section: Section) -> str:
        """``/thoi-su/phap-luat``."""
        return f"/{section.parent}/{section.slug}" if section.parent else f"/{section.slug}"

    def not_found(self, path: str) -> Page:
        """The site's frame with a sentence in it."""
        page = draw(
            "vietnamnet_listing.html",
            **self._frame(),
            title="Không tìm thấy trang",
            url=self.origin + text(path),
            feed="",
            first="",
            items="<p>Đường dẫn không tồn tại.</p>",
            pages="",
        )
        return Page(page.encode(), status=404)

    def article(self, story: Story, section: Section) -> str:
        """Draw an article."""
        related = self.newsroom.before(story, 4)
        chain = [each for each in (self.by_slug.get(section.parent), section) if each]
        seo_title, seo_lead = markup.seo_variant(story)
        moment = story.published_at
        return draw(
            "vietnamnet_article.html",
            **self._frame(),
            id=story.article_id,
            url=story.url,
            path=story.url.removeprefix(self.origin),
            title=text(story.printed_title),
            seo_title=text(seo_title),
            lead=text(story.lead),
            seo_lead=text(seo_lead),
            tags=text(", ".join(story.tags)),
            json_tags=json_text(", ".join(story.tags)),
            image=story.images[0],
            section=section.name,
            section_slug=section.slug,
            section_path=self.section_path(section),
            unix_ms=int(moment.timestamp() * 1000),
            published=markup.spaced(moment),
            modified=markup.spaced(story.modified_at),
            visible_time=f"{weekday_in_capitals(moment)}, {moment:%d/%m/%Y - %H:%M}",
            publish_date=f"{moment:%d/%m/%Y   %H:%M} (GMT+07:00)",
            json_seo_title=json_text(seo_title),
            json_seo_lead=json_text(seo_lead),
            json_authors=markup.json_authors(story),
            json_authors_text=json_text(", ".join(story.authors)),
            authors=markup.authors(story),
            crumbs="".join(
                f',{{ "@type": "ListItem", "position": {place}, "name": "{each.name}", '
                f'"item": "{self.origin}{self.section_path(each)}" }}'
                for place, each in enumerate(chain, 2)
            ),
            crumb_menu='<ul class="menu__drop-list"> '
            + "".join(
                f'<li><a href="{self.section_path(each)}" title="{each.name}">{each.name}</a></li>'
                for each in self.sections
            )
            + " </ul>",
            crumb_links="".join(
                f'<li> <a href="{self.section_path(each)}" title="{each.name}"> {each.name} </a> '
                "</li>"
                for each in chain
            ),
            body=markup.body(story, related),
            related="".join(markup.horizontal(each, "") for each in related[1:]),
            tag_links=" ".join(
                f'<a href="/{"-".join(tag.lower().split())}-tag{len(tag) * 7919}.html" '
                f'title="{text(tag)}">{text(tag)}</a>'
                for tag in story.tags
            ),
        )

    def _frame(self) -> dict[str, str]:
        return {
            "clutter": _dressing(),
            "header": draw(
                "vietnamnet_header.html",
                icon=clutter.icon(self.host, "menu"),
                menu="\n".join(
                    f'<li class="mainNav__list-item swiper-slide"> <a title="{each.name}" '
                    f'href="{self.section_path(each)}" data-utm-source="#vnn_source=trangchu'
                    f'&vnn_medium=menu-top"> {each.name} </a> </li>'
                    for each in self.sections
                ),
            ),
            "footer": draw(
                "vietnamnet_footer.html",
                icon=clutter.icon(self.host, "logo"),
                scripts=clutter.scripts(self.host, 160),
            ),
        }


@cache
def _dressing() -> str:
    return clutter.styles("vietnamnet.vn", 380)
