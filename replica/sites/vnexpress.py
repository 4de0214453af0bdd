"""VnExpress: its RSS dialect, its listings, its standard and wide article layouts.

Byline: the last paragraph of the body, to the right; JSON-LD knows only "VnExpress". The wide
layout (photo stories, videos and some texts) holds title and lead inside the body element.
"""

import datetime as dt
import re
from collections.abc import Sequence

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import vnexpress_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import (
    FeedItem,
    Page,
    SideFeed,
    draw,
    json_text,
    rfc822,
    text,
    weekday,
)
from replica.sites.sitemaps import Sitemaps

LISTING_LENGTH = 24
ARCHIVE_LENGTH = 30
FIRST_ID = 4_954_454  # of 22 October 2025; ids rise by some 500 a day


class VnExpress(Site):
    """vnexpress.net."""

    outlet = "vnexpress"
    host = "vnexpress.net"
    sections = (
        Section("thoi-su", "Thời sự", 1001005),
        Section("phap-luat", "Pháp luật", 1001007),
        Section("the-gioi", "Thế giới", 1001002),
        Section("kinh-doanh", "Kinh doanh", 1003159),
        Section("the-thao", "Thể thao", 1002565),
        Section("suc-khoe", "Sức khỏe", 1003750),
        Section("giao-duc", "Giáo dục", 1003497),
        Section("giai-tri", "Giải trí", 1002691),
        Section("khoa-hoc-cong-nghe", "Khoa học công nghệ", 1006219),
    )
    desks = {  # noqa: RUF012
        "politics": ("thoi-su",),
        "society": ("thoi-su",),
        "bills": ("thoi-su",),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat", "thoi-su"),
        "world": ("the-gioi",),
        "economy": ("kinh-doanh",),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("giai-tri",),
        "technology": ("khoa-hoc-cong-nghe",),
    }
    bylines = (
        "Phạm Hải", "Quỳnh Mai", "Sơn Bách", "Trần Hóa", "Vũ Lam", "Như Ý", "Đức Thảo",
        "Hoài An", "Lê Trà", "Bá Đông", "Gia Khiêm", "Thanh Ngân",
    )  # fmt: skip
    whole_minutes = False
    validator = "etag"
    main_feed = "/rss/tin-moi-nhat.rss"
    whole_site_feeds = {"tin-moi-nhat": "Tin mới nhất", "tin-noi-bat": "Tin nổi bật"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "y-kien": SideFeed("Ý kiến", ("society", "education", "economy")),
        "goc-nhin": SideFeed("Góc nhìn", ("politics", "bills", "economy")),
        "giao-thong": SideFeed("Giao thông", ("society",)),
        "tin-xem-nhieu": SideFeed("Tin xem nhiều", ("law", "world", "sport")),
        "doi-song": SideFeed("Đời sống", ("culture", "health")),
        "du-lich": SideFeed("Du lịch", ("culture",)),
        "so-hoa": SideFeed("Số hóa", ("technology",)),
        "oto-xe-may": SideFeed("Xe", ("technology", "economy")),
        "cuoi": SideFeed("Cười", ("culture", "sport")),
        "tam-su": SideFeed("Tâm sự", ("culture", "society")),
    }
    feed_pattern = re.compile(r"/rss/(?P<section>[a-z-]+)\.rss")
    # Day shards were seen to send plain clients away; what the index holds is a guess.
    query = ("y", "m", "d", "cateid", "fromdate", "todate", "allcate", "page")
    sitemaps = Sitemaps(
        "/sitemap/1000000/sitemap-news.xml?y={year}&m={month}&d={first}",
        "day",
        news="/google-news-sitemap.xml",
        refused=True,
    )
    article_pattern = re.compile(r"/(?:[\w-]+/)*[a-z0-9-]+-(?P<id>\d{7,8})\.html")

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """Seven digits, rising with time."""
        return str(FIRST_ID + assignment.serial)

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/slug-1234567.html``: no section in the path."""
        del section
        return f"/{slug}-{article_id}.html"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture servers."""
        day, unix = assignment.created_at, int(assignment.created_at.timestamp())
        return (
            f"https://vcdn1-vnexpress.vnecdn.net/{day:%Y/%m/%d}/"
            f"{story_slug[:24]}-{unix + position}-{position + 1}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """The archive by days, and listings; the front page is the newest of all."""
        archive = (
            r"/category/day/cateid/(?P<cate>\d+)/fromdate/(?P<start>\d+)/todate/(?P<end>\d+)"
            r"/allcate/\d+(?:/page/(?P<page>\d+))?"
        )
        older = (
            r"/category/day\?cateid=(?P<cate>\d+)&fromdate=(?P<start>\d+)&todate=(?P<end>\d+)"
            r"(?:&allcate=\d+)?(?:&page=(?P<page>\d+))?"
        )
        return (
            (re.compile(archive), self._archive),
            (re.compile(older), self._archive),
            (re.compile(r"/(?P<section>[a-z0-9-]*?)(?:-p(?P<page>\d+))?/?"), self._listing),
        )

    def not_found(self, path: str) -> Page:
        """The ordinary shell with a message in it."""
        del path
        return Page(
            draw("vnexpress_404.html", clutter=markup.dressing(), header=self._header("")).encode(),
            status=404,
        )

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """RSS with a picture of the paper and the number of comments."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n<channel>\n'
            f"<title>{name} - VnExpress RSS</title>\n<description>VnExpress RSS</description>\n"
            "<image>\n<url>https://s1.vnecdn.net/vnexpress/i/v20/logos/vne_logo_rss.png</url>\n"
            "<title>Tin nhanh VnExpress - Đọc báo, tin tức online 24h</title>\n"
            "<link>https://vnexpress.net</link>\n</image>\n"
            f"<pubDate>{rfc822(self.now, '+0700')}</pubDate>\n<generator>VnExpress</generator>\n"
            f"<link>https://vnexpress.net/rss/{slug}.rss</link>\n"
            f"{''.join(map(markup.feed_item, items))}</channel>\n</rss>\n"
        )

    def _listing(self, match: re.Match[str]) -> Page | None:
        slug, number = match["section"] or "tin-tuc-24h", int(match["page"] or 1)
        section = self.by_slug.get(slug)
        if section is None and slug != "tin-tuc-24h":
            return None
        only = section.slug if section else None
        stories = self.newsroom.newest(only, (number - 1) * LISTING_LENGTH, LISTING_LENGTH)
        if not stories and number > 1:
            return None
        last = max(-(-self.newsroom.count(only) // LISTING_LENGTH), 1)
        return self._list(slug, section, stories, markup.pagination(slug, number, last))

    def _archive(self, match: re.Match[str]) -> Page | None:
        cate = int(match["cate"])
        section = next((each for each in self.sections if each.number == cate), None)
        if section is None:
            return None
        start, end = (
            dt.datetime.fromtimestamp(int(match[name]), dt.UTC) for name in ("start", "end")
        )
        stories = self.newsroom.between(start, end, section.slug)
        first = (int(match["page"] or 1) - 1) * ARCHIVE_LENGTH
        return self._list(section.slug, section, stories[first : first + ARCHIVE_LENGTH], "")

    def _list(
        self, slug: str, section: Section | None, stories: Sequence[Story], pages: str
    ) -> Page:
        body = draw(
            "vnexpress_listing.html",
            title=section.name if section else "Tin tức 24h",
            path=markup.page_path(slug, 1),
            feed=slug if section else "tin-moi-nhat",
            clutter=markup.dressing(),
            header=self._header(""),
            menu=self._menu(),
            items="\n".join(
                markup.listing_item(story, place) for place, story in enumerate(stories)
            ),
            pages=pages,
        )
        return Page(body.encode())

    def article(self, story: Story, section: Section) -> str:
        """Draw the standard layout, or the wide one with title and lead inside the body."""
        wide = story.form != "text" or story.variant % 12 == 0
        icon = clutter.icon(self.host, "share")
        values = {
            "id": story.article_id,
            "url": story.url,
            "title": text(story.printed_title),
            "lead": text(story.lead),
            "stamp": '<span class="location-stamp">Hà Nội</span>' if story.variant % 7 == 0 else "",
            "section": section.name,
            "lower_section": section.name.lower(),
            "section_slug": section.slug,
            "cate": section.number,
            "icon": icon,
            "image": story.images[0],
        }
        head = draw(
            "vnexpress_head.html",
            **values,
            tags=text(", ".join(story.tags)),
            article_tags="".join(
                f'<meta property="article:tag" content="{text(tag)}"/>' for tag in story.tags
            ),
            published=story.published_at.isoformat(),
            modified=story.modified_at.isoformat(),
            created=story.created_at.isoformat(timespec="seconds"),
            unix=int(story.published_at.timestamp()),
            json_title=json_text(story.printed_title),
            json_lead=json_text(story.lead),
            json_about=json_text(story.tags[0]),
            video_json=markup.video_json(story) if story.form == "video" else "",
            its_type=story.form,
            words=sum(len(each.split()) for each in story.paragraphs),
            clutter=markup.dressing(),
        )
        body = draw(
            "vnexpress_wide.html" if wide else "vnexpress_standard.html",
            **values,
            header=self._header(f"{weekday(story.published_at)}, {story.published_at:%d/%m/%Y}"),
            date=markup.date(story),
            body=markup.body(story, section),
            related_ids=",".join(each.article_id for each in self.newsroom.before(story, 3)),
            bottom=draw("vnexpress_bottom.html", **values),
        )
        return head + body

    def _header(self, today: str) -> str:
        icon = clutter.icon(self.host, "menu")
        return draw("vnexpress_header.html", icon=icon, menu=self._menu(), today=today)

    def _menu(self) -> str:
        return "\n".join(
            f'<li class="{section.slug.replace("-", "")}" data-id="{section.number}">'
            f'<a title="{section.name}" href="/{section.slug}" data-medium="Menu-{section.number}">'
            f"\n{section.name} </a></li>"
            for section in self.sections
        )
