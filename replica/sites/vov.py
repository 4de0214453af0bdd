"""VOV: a Drupal site with listings that count their pages from nought.

Quirks kept: no feed of the whole site, JSON-LD that knows no article, sections in capitals in the
meta elements, leads that begin "VOV.VN - ", teasers of other articles inside the body with nothing
that marks them, the agency glued to the byline, the current month missing from the sitemap index.
"""

import re
from collections.abc import Sequence
from functools import cache

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import vov_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import FeedItem, Page, SideFeed, draw, rfc822, text, weekday_in_capitals
from replica.sites.sitemaps import Sitemaps

LISTING_LENGTH = 20
FIRST_ID = 1_239_000  # of 22 October 2025, by the numbers seen before and after
NEWEST = "tin-moi-cap-nhat"


class Vov(Site):
    """vov.vn."""

    outlet = "vov"
    host = "vov.vn"
    query = ("page",)
    sections = (
        Section("chinh-tri", "Chính trị", 1),
        Section("xa-hoi", "Xã hội", 2),
        Section("phap-luat", "Pháp luật", 3),
        Section("the-gioi", "Thế giới", 4),
        Section("kinh-te", "Kinh tế", 5),
        Section("thi-truong", "Thị trường", 6),
        Section("suc-khoe", "Sức khỏe", 7),
        Section("van-hoa", "Văn hóa", 8),
        Section("the-thao", "Thể thao", 9),
        Section("quan-su-quoc-phong", "Quân sự - Quốc phòng", 10),
        Section("cong-nghe", "Công nghệ", 11),
    )
    desks = {  # noqa: RUF012
        "politics": ("chinh-tri",),
        "society": ("xa-hoi",),
        "bills": ("chinh-tri",),
        "smuggling": ("phap-luat", "thi-truong"),
        "law": ("phap-luat", "xa-hoi"),
        "world": ("the-gioi", "quan-su-quoc-phong"),
        "economy": ("kinh-te", "thi-truong"),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("xa-hoi",),
        "culture": ("van-hoa",),
        "technology": ("cong-nghe",),
    }
    bylines = (
        "Lại Hoa Sen", "Vinh Quang Hải", "CTV Thu Lan", "Tuấn Linh Chi", "PV", "Thanh Hà Ngân",
        "Kim Thanh An", "Sỹ Đức Hòa", "Hương Giang Trà", "Nguyễn Hằng My",
    )  # fmt: skip
    whole_minutes = True
    wire_share = 0  # its bylines carry its own name beside any other
    validator = "none"
    moved = "redirects"
    main_feed = ""
    side_feeds = {  # noqa: RUF012
        "doi-song": SideFeed("Đời sống", ("society", "culture")),
    }
    feed_pattern = re.compile(r"/rss/(?P<section>[a-z-]+)\.rss")
    article_pattern = re.compile(r"/(?:[a-z0-9-]+/)+[a-z0-9-]+-(?:post)?(?P<id>\d{5,8})\.vov")
    sitemaps = Sitemaps(
        "/sitemaps/{year}/{month}/article.xml", "month", images="caption", current_listed=False
    )

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """A number that rises with time."""
        return str(FIRST_ID + assignment.serial)

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/phap-luat/slug-post1287890.vov``."""
        return f"/{section.slug}/{slug}-post{article_id}.vov"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture server."""
        day = assignment.created_at
        return (
            f"https://media.vov.vn/sites/default/files/styles/large/public/{day:%Y-%m}/"
            f"{story_slug[:24]}_{position}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Sections, and the newest of all."""
        return ((re.compile(r"/(?P<section>[a-z-]*)/?(?:\?page=(?P<page>\d+))?"), self._listing),)

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """Plain RSS."""
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
            'xml:base="https://vov.vn/">\n<channel>\n'
            f"<title>{name} - VOV.VN</title>\n<link>https://vov.vn/{slug}</link>\n"
            f"<description>{name}</description>\n<language>vi</language>\n"
            f"<pubDate>{rfc822(self.now, '+0700')}</pubDate>\n"
            f"{''.join(map(markup.feed_item, items))}</channel>\n</rss>\n"
        )

    def _listing(self, match: re.Match[str]) -> Page | None:
        slug, page = match["section"] or NEWEST, int(match["page"] or 0)
        section = self.by_slug.get(slug)
        if section is None and slug != NEWEST:
            return None
        only = section.slug if section else None
        stories = self.newsroom.newest(only, page * LISTING_LENGTH, LISTING_LENGTH)
        last = max(-(-self.newsroom.count(only) // LISTING_LENGTH) - 1, 0)
        # Past the end Drupal shows an empty list.
        return self._list(
            section.name if section else "Tin mới cập nhật",
            f"/{slug}",
            "".join(map(markup.card, stories)),
            markup.pagination(f"/{slug}", page, last),
        )

    def _list(self, title: str, path: str, items: str, pages: str) -> Page:
        page = draw(
            "vov_listing.html",
            **self._frame(),
            title=title,
            url=f"https://vov.vn{path}",
            items=items,
            pages=pages,
        )
        return Page(page.encode())

    def not_found(self, path: str) -> Page:
        """Drupal's page for what is not there."""
        missing = self._list("Không tìm thấy trang", text(path), "<p>Trang không tồn tại.</p>", "")
        return Page(missing.body, status=404)

    def article(self, story: Story, section: Section) -> str:
        """Draw an article."""
        related = self.newsroom.before(story, 5)
        moment = story.published_at
        return draw(
            "vov_article.html",
            **self._frame(),
            url=story.url,
            path=story.url.removeprefix("https://vov.vn"),
            title=text(story.printed_title),
            lead=text(story.lead),
            image=story.images[0],
            section=section.name,
            section_slug=section.slug,
            upper_section=section.name.upper(),
            keywords=text(f"{story.tags[0]} ,     {', '.join(story.tags)}"),
            article_tags="\n".join(
                f'<meta property="article:tag" content="{text(tag)}" />'
                for tag in (story.tags[0], *story.tags)
            ),
            published=moment.isoformat(),
            visible_time=f"{weekday_in_capitals(moment)}, {moment:%H:%M, %d/%m/%Y}",
            body=markup.body(story, related),
            related="".join(map(markup.card, related[2:])),
            tag_links=" ".join(
                f'<a href="/tag/{"-".join(tag.lower().split())}">{text(tag)}</a>'
                for tag in story.tags
            ),
            icon=clutter.icon(self.host, "share"),
        )

    def _frame(self) -> dict[str, str]:
        return {
            "clutter": _dressing(),
            "header": draw(
                "vov_header.html",
                icon=clutter.icon(self.host, "menu"),
                menu="\n".join(
                    f'<li class="nav-item"> <a class="nav-link" href="/{each.slug}">{each.name}'
                    "</a> </li>"
                    for each in self.sections
                ),
            ),
            "footer": draw(
                "vov_footer.html",
                icon=clutter.icon(self.host, "logo"),
                scripts=clutter.scripts(self.host, 500),
            ),
        }


@cache
def _dressing() -> str:
    return clutter.styles("vov.vn", 700)
