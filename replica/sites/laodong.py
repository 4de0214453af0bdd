"""Lao Động: a system of its own behind a cookie page (see `replica.faults.GATES`).

Quirks kept: neither JSON-LD nor a published time in the meta elements (none was confirmed), so the
visible time is all there is; the address of an item of a list stands in its first link.
"""

import re
from collections.abc import Sequence
from functools import cache

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import laodong_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import FeedItem, Page, SideFeed, draw, rfc822, text, weekday
from replica.sites.sitemaps import Sitemaps

LISTING_LENGTH = 20
FIRST_ID = 1_596_000
NEWEST = "tin-moi"


class LaoDong(Site):
    """laodong.vn."""

    outlet = "laodong"
    host = "laodong.vn"
    twins = frozenset({"www.laodong.vn"})
    query = ("page",)
    sections = (
        Section("thoi-su", "Thời sự", 1),
        Section("phap-luat", "Pháp luật", 2),
        Section("xa-hoi", "Xã hội", 3),
        Section("giao-thong", "Giao thông", 4),
        Section("cong-doan", "Công đoàn", 5),
        Section("ban-doc", "Bạn đọc", 6),
        Section("moi-truong", "Môi trường", 7),
        Section("the-gioi", "Thế giới", 8),
        Section("kinh-te", "Kinh tế", 9),
        Section("kinh-doanh", "Kinh doanh", 10),
        Section("van-hoa-giai-tri", "Văn hóa - Giải trí", 11),
        Section("the-thao", "Thể thao", 12),
        Section("suc-khoe", "Sức khỏe", 13),
        Section("giao-duc", "Giáo dục", 14),
        Section("xe", "Xe", 15),
        Section("cong-nghe", "Công nghệ", 16),
    )
    desks = {  # noqa: RUF012
        "politics": ("thoi-su",),
        "society": ("xa-hoi", "giao-thong", "ban-doc", "moi-truong"),
        "bills": ("thoi-su", "cong-doan"),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat",),
        "world": ("the-gioi",),
        "economy": ("kinh-te", "kinh-doanh"),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("van-hoa-giai-tri",),
        "technology": ("cong-nghe", "xe"),
    }
    bylines = (
        "Việt Dũng Lê", "QUANG VIỆT AN", "Cường Ngô Hà", "VƯƠNG TRẦN MY", "Hữu Chánh Văn",
        "Tô Thế Vinh", "NHÓM PV", "Thùy Trang Đỗ", "Mai Dung Chi", "XUYÊN ĐÔNG HẢI",
    )  # fmt: skip
    whole_minutes = True
    validator = "none"
    moved = "redirects"
    gone = 410
    main_feed = "/rss/home.rss"
    whole_site_feeds = {"home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "doi-song": SideFeed("Đời sống", ("culture", "society")),
        "bat-dong-san": SideFeed("Bất động sản", ("economy",)),
    }
    feed_pattern = re.compile(r"/rss/(?P<section>[a-z-]+)\.rss")
    article_pattern = re.compile(r"/[a-z0-9-]+/[^/]+-(?P<id>\d+)\.ldo")
    # That there is an index is known, what it lists is a guess.
    sitemaps = Sitemaps("/sitemaps/news-{year}-{month:02}.xml", "month")

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """Seven digits, rising with time."""
        return str(FIRST_ID + assignment.serial)

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/phap-luat/slug-1157100.ldo``."""
        return f"/{section.slug}/{slug}-{article_id}.ldo"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture server."""
        day = assignment.created_at
        return (
            "https://media-cdn-v2.laodong.vn/storage/newsportal/"
            f"{day.year}/{day.month}/{day.day}/{FIRST_ID + assignment.serial}/"
            f"{story_slug[:24].title()}-{position:02}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Sections, and the newest of all."""
        return ((re.compile(r"/(?P<section>[a-z-]*)/?(?:\?page=(?P<page>\d+))?"), self._listing),)

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """Plain RSS."""
        del slug
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
            'xmlns:media="http://search.yahoo.com/mrss/">\n<channel>\n'
            f"<title>{name} - Báo Lao Động</title>\n<link>{self.origin}/</link>\n"
            f"<description>{name}</description>\n<language>vi-vn</language>\n"
            f"<lastBuildDate>{rfc822(self.now, '+0700')}</lastBuildDate>\n"
            f"{''.join(map(markup.feed_item, items))}</channel>\n</rss>\n"
        )

    def _listing(self, match: re.Match[str]) -> Page | None:
        slug, page = match["section"] or NEWEST, int(match["page"] or 1)
        section = self.by_slug.get(slug)
        if (section is None and slug != NEWEST) or page < 1:
            return None
        only = section.slug if section else None
        stories = self.newsroom.newest(only, (page - 1) * LISTING_LENGTH, LISTING_LENGTH)
        last = max(-(-self.newsroom.count(only) // LISTING_LENGTH), 1)
        path = f"/{slug}/" if section else f"/{slug}"
        return self._list(
            section.name if section else "Tin mới",
            path,
            "".join(map(markup.card, stories)),
            markup.pagination(path, page, last),
        )

    def _list(self, title: str, path: str, items: str, pages: str = "") -> Page:
        page = draw(
            "laodong_listing.html",
            **self._frame(),
            title=title,
            url=f"{self.origin}{path}",
            items=items,
            pages=pages,
        )
        return Page(page.encode())

    def not_found(self, path: str) -> Page:
        """The site's frame with a sentence in it."""
        missing = self._list("Không tìm thấy", text(path), "<p>Nội dung không tồn tại.</p>")
        return Page(missing.body, status=404)

    def article(self, story: Story, section: Section) -> str:
        """Draw an article."""
        related = self.newsroom.before(story, 4)
        moment = story.published_at
        return draw(
            "laodong_article.html",
            **self._frame(),
            id=story.article_id,
            url=story.url,
            title=text(story.printed_title),
            lead=text(story.lead),
            tags=text(", ".join(story.tags)),
            image=story.images[0],
            section=section.name,
            section_slug=section.slug,
            authors=", ".join(story.authors),
            visible_time=f"{weekday(moment)}, {moment:%d/%m/%Y %H:%M} (GMT+7)",
            body=markup.body(story, related),
            related="".join(map(markup.card, related[1:])),
            tag_links=" ".join(
                f'<a href="{self.origin}/tags/{"-".join(tag.lower().split())}-{len(tag) * 131}.ldo"'
                f' title="{text(tag)}">{text(tag)}</a>'
                for tag in story.tags
            ),
            icon=clutter.icon(self.host, "share"),
        )

    def _frame(self) -> dict[str, str]:
        return {
            "clutter": _dressing(),
            "header": draw(
                "laodong_header.html",
                icon=clutter.icon(self.host, "menu"),
                menu="\n".join(
                    f'<li class="menu-item menu-border-{each.number}"><a href='
                    f'"{self.origin}/{each.slug}/">{each.name}</a>\n</li>'
                    for each in self.sections
                ),
            ),
            "footer": draw(
                "laodong_footer.html",
                icon=clutter.icon(self.host, "logo"),
                scripts=clutter.scripts(self.host, 200),
            ),
        }


@cache
def _dressing() -> str:
    return clutter.styles("laodong.vn", 350)
