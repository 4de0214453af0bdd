"""Dân trí: two layouts, ``data-slot`` of 2026 and ``singular-*`` of before; frozen feeds.

Quirks kept: crumbs are lists within a list in JSON-LD, its keywords begin with sections, the
visible time has neither seconds nor zone, leads begin "(Dân trí) - ", descriptions in feeds are
single-quoted and malformed, addresses hold the upper section alone, related articles are
``article`` elements, shells inside the body are filled by script, two feeds are frozen.
"""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import dantri_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import FeedItem, FrozenFeed, Page, SideFeed, draw, json_text, rfc822, text
from replica.sites.sitemaps import Sitemaps

LISTING_LENGTH = 20
HIGHLIGHTS = 4


class DanTri(Site):
    """dantri.com.vn."""

    outlet = "dantri"
    host = "dantri.com.vn"
    sections = (
        Section("thoi-su", "Thời sự", 2),
        Section("chinh-tri", "Chính trị", 21, "thoi-su"),
        Section("giao-thong", "Giao thông", 22, "thoi-su"),
        Section("moi-truong", "Môi trường", 23, "thoi-su"),
        Section("phap-luat", "Pháp luật", 6),
        Section("ho-so-vu-an", "Hồ sơ vụ án", 61, "phap-luat"),
        Section("phap-dinh", "Pháp đình", 62, "phap-luat"),
        Section("the-gioi", "Thế giới", 3),
        Section("kinh-doanh", "Kinh doanh", 76),
        Section("tai-chinh", "Tài chính", 77, "kinh-doanh"),
        Section("lao-dong-viec-lam", "Lao động - Việc làm", 8),
        Section("the-thao", "Thể thao", 4),
        Section("suc-khoe", "Sức khỏe", 5),
        Section("giao-duc", "Giáo dục", 7),
        Section("giai-tri", "Giải trí", 9),
        Section("cong-nghe", "Công nghệ", 10),
        Section("doi-song", "Đời sống", 11),
    )
    desks = {  # noqa: RUF012
        "politics": ("chinh-tri",),
        "society": ("thoi-su", "giao-thong", "moi-truong", "doi-song"),
        "bills": ("chinh-tri", "lao-dong-viec-lam"),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat", "ho-so-vu-an", "phap-dinh"),
        "world": ("the-gioi",),
        "economy": ("kinh-doanh", "tai-chinh"),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("giai-tri",),
        "technology": ("cong-nghe",),
    }
    bylines = (
        "Hải Nam Phong", "Nguyễn Dương Hà", "Trần Thanh Sơn", "Hoàng Bình Lê", "Diệp Thanh Phan",
        "Thế Kha Vũ", "Minh Huyền Trang", "Xuân Duy Khoa", "Ngọc Tân Anh", "Tùng Nguyên Đỗ",
    )  # fmt: skip
    whole_minutes = False
    validator = "last-modified"
    moved = "redirects"
    main_feed = "/rss/home.rss"
    whole_site_feeds = {"home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "du-lich": SideFeed("Du lịch", ("culture",)),
        "thoi-tiet": SideFeed("Thời tiết", ("society",)),
        "bat-dong-san": SideFeed("Bất động sản", ("economy",)),
    }
    frozen_feeds = {  # noqa: RUF012
        "xa-hoi": FrozenFeed("Xã hội", dt.date(2026, 5, 14)),
        "suc-manh-so": FrozenFeed("Sức mạnh số", dt.date(2025, 2, 17)),
    }
    feed_pattern = re.compile(r"/rss/(?:[a-z-]+/)?(?P<section>[a-z-]+)\.rss")
    article_pattern = re.compile(r"/[\w-]+/[a-z0-9-]+-(?P<id>20\d{12,15})\.htm")
    sitemaps = Sitemaps(
        "/sitemaps/Article-{year}-{month:02}-01.xml",
        "month",
        index="/sitemaps/articles.xml",
        root="/sitemap.xml",
        news="/google-news-sitemap.xml",
        others=("/sitemaps/category-sitemap.xml",),
    )
    robots = "User-agent: *\nAllow: /\nSitemap: https://dantri.com.vn/sitemap.xml\n"

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """The time it was begun, to the millisecond."""
        begun = assignment.created_at
        return f"{begun:%Y%m%d%H%M%S}{begun.microsecond // 1000:03}"

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/phap-luat/slug-20….htm``: of sections within sections, the upper one."""
        return f"/{section.parent or section.slug}/{slug}-{article_id}.htm"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture server."""
        day, unix = assignment.created_at, int(assignment.created_at.timestamp() * 1000)
        return (
            f"https://cdnphoto.dantri.com.vn/{assignment.serial % 9973:04}bVHSHEnx7LAaIqDw=/zoom/"
            f"1200_630/{day:%Y/%m/%d}/{story_slug[:24]}-{unix + position}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Sections and their pages; the front page."""
        listing = (
            r"/(?:(?:(?P<parent>[a-z-]+)/)?(?P<section>[a-z-]+?)"
            r"(?:/trang-(?P<page>\d+))?\.htm)?"
        )
        return ((re.compile(listing), self._listing),)

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """RSS without a line break to spare."""
        del slug
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{name} - Báo Dân trí</title><link>{markup.ORIGIN}/</link>"
            f"<description>Báo Dân trí - {name}</description><language>vi</language>"
            f"<pubDate>{rfc822(self.now, '+0700')}</pubDate>\n"
            f"{''.join(map(markup.feed_item, items))}</channel></rss>\n"
        )

    def _listing(self, match: re.Match[str]) -> Page | None:
        slug, page = match["section"], int(match["page"] or 1)
        section = self.by_slug.get(slug or "")
        if (section is None and slug) or page < 1:
            return None
        if section and (match["parent"] or "") != section.parent:
            return None
        skip = (page - 1) * LISTING_LENGTH
        stories = self.newsroom.newest(slug, skip, LISTING_LENGTH)
        if not stories and page > 1:
            return None
        last = max(-(-self.newsroom.count(slug) // LISTING_LENGTH), 1)
        path = markup.section_path(section) if section else "/"
        return self._list(
            section.name if section else "Trang chủ",
            path,
            stories,
            markup.pagination(path, page, last) if section else "",
            [each for each in self.sections if section and each.parent == section.slug],
        )

    def _list(
        self,
        title: str,
        path: str,
        stories: Sequence[Story],
        pages: str = "",
        below: Sequence[Section] = (),
    ) -> Page:
        items = [
            markup.item(each, place, with_lead=place != HIGHLIGHTS)
            for place, each in enumerate(stories, 1)
        ]
        page = draw(
            "dantri_listing.html",
            **self._frame(),
            title=title,
            url=f"{markup.ORIGIN}{path}",
            highlights="".join(items[:HIGHLIGHTS]),
            items="".join(items[HIGHLIGHTS:]),
            pages=pages,
            sub_sections="".join(
                f'<li><a title="{each.name}" href="{markup.ORIGIN}{markup.section_path(each)}">'
                f"{each.name}</a></li>"
                for each in below
            ),
        )
        return Page(page.encode(), modified_at=self.now)

    def not_found(self, path: str) -> Page:
        """The site's frame without articles."""
        return Page(self._list("Không tìm thấy trang", text(path), ()).body, status=404)

    def article(self, story: Story, section: Section) -> str:
        """Draw the layout of 2026, or for one in six that of before."""
        singular = story.variant % 6 == 0
        chain = [each for each in (self.by_slug.get(section.parent), section) if each]
        names = ", ".join(each.name for each in chain)
        others = self.newsroom.before(story, 4)
        path = story.url.removeprefix(markup.ORIGIN)
        keywords = [*(each.name for each in chain), "Tin nóng", *story.tags]
        frame = self._frame()
        common = {
            "id": story.article_id,
            "title": text(story.printed_title),
            "lead": text(story.lead),
        }
        head = draw(
            "dantri_head.html",
            **frame,
            **common,
            url=story.url,
            short_lead=text(story.lead[:150].rsplit(" ", 1)[0]),
            tags=text(",".join(story.tags)),
            json_tags=json_text(",".join(story.tags)),
            image=story.images[0],
            zone=section.number,
            crumbs="".join(
                f',[{{"@type":"ListItem","position":{place},"name":"{each.name}",'
                f'"item":"{markup.ORIGIN}{markup.section_path(each)}"}}]'
                for place, each in enumerate(chain, 2)
            ),
            sections=names,
            top_slug=chain[0].slug,
            top_name=chain[0].name,
            words=sum(len(each.split()) for each in story.paragraphs),
            json_title=json_text(story.printed_title),
            json_lead=json_text(story.lead),
            json_authors=markup.json_authors(story),
            json_keywords=",".join(f'"{json_text(each)}"' for each in keywords),
            published=story.published_at.isoformat(),
            modified=story.modified_at.isoformat(),
        )
        # Since the summer of 2026 the time stands before the article and authors bear rel.
        late = bool(story.variant % 2)
        time = markup.time(story)
        crumbs = "".join(
            markup.crumb(each, place, path, "" if singular else "dt-float-left")
            for place, each in enumerate(chain, 1)
        )
        return head + draw(
            "dantri_singular.html" if singular else "dantri_2026.html",
            **common,
            footer=frame["footer"],
            crumb_links=crumbs,
            authors=markup.singular_authors(story)
            if singular
            else markup.authors(story, 'rel="author" ' if late else ""),
            time_before=f"<section>{time}</section>" if late else "",
            time_inside="" if late else time,
            naive_time=markup.naive_time(story),
            visible_time=markup.visible_time(story),
            body=markup.body(story, others),
            related="".join(
                markup.related(each, place) for place, each in enumerate(others[1:], 1)
            ),
            tag_links="".join(
                f'<li><a href="{markup.ORIGIN}/chu-de/{"-".join(tag.lower().split())}-'
                f'{len(tag) * 131}.htm">{text(tag)}</a></li>'
                for tag in story.tags
            ),
        )

    def _frame(self) -> dict[str, str]:
        return {
            "clutter": _dressing(),
            "header": draw(
                "dantri_header.html",
                icon=clutter.icon(self.host, "menu"),
                menu="".join(
                    f'<li class="has-child"><a href="{markup.ORIGIN}{markup.section_path(each)}">'
                    f"{each.name}</a></li>"
                    for each in self.sections
                    if not each.parent
                ),
            ),
            "footer": draw(
                "dantri_footer.html",
                icon=clutter.icon(self.host, "logo"),
                scripts=clutter.scripts(self.host, 300),
            ),
        }


@cache
def _dressing() -> str:
    return clutter.styles("dantri.com.vn", 2200)
