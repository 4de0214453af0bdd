"""Tuổi Trẻ: the VCCorp system; American dates, decomposed letters, another paper's articles.

Quirks kept: feeds date their items ``9/16/2026 1:17:00 PM`` with a narrow no-break space, some
titles are decomposed Unicode, `/nld/…` addresses among feeds and lists are Người Lao Động's, the
type of an article is "website", plus signs in meta elements are escaped, JSON-LD holds HTML
entities, several authors hide behind the first, a wrong slug is sent to the right one (301), some
pages weigh 1.8 MB.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from replica.newsroom import Section, Story, slug_of
from replica.sites import clutter
from replica.sites import vccorp_markup as markup
from replica.sites.base import Route
from replica.sites.entities import named_latin
from replica.sites.page import FeedItem, Page, SideFeed, json_text, text, us_date
from replica.sites.sitemaps import Sitemaps
from replica.sites.vccorp_family import LISTING_LENGTH, VcCorpSite, path_of

FOREIGN_EVERY = 12
HEAVY_EVERY = 40
HEAVY_RULES = 22_500  # about 1.7 MB


class TuoiTre(VcCorpSite):
    """tuoitre.vn."""

    outlet = "tuoitre"
    host = "tuoitre.vn"
    site_name = "TUOI TRE ONLINE"
    namespace = "tuoitre"
    mark = "100"
    newest_page = "tin-moi-nhat"
    timelines = (
        r"/timeline/(?P<zone>\d+)/trang-(?P<page>\d+)\.htm",
        r"/ajax-load-list-by-cate-(?P<zone>\d+)/trang-(?P<page>\d+)\.htm",
    )
    # Known are the zones 3, 6, 11 and 200029.
    sections = (
        Section("thoi-su", "Thời sự", 3),
        Section("phap-luat", "Pháp luật", 6),
        Section("the-gioi", "Thế giới", 2),
        Section("kinh-doanh", "Kinh doanh", 11),
        Section("giao-duc", "Giáo dục", 13),
        Section("suc-khoe", "Sức khỏe", 12),
        Section("van-hoa", "Văn hóa", 200017),
        Section("the-thao", "Thể thao", 1209),
        Section("cong-nghe", "Công nghệ", 200029),
        Section("ban-doc", "Bạn đọc", 118),
    )
    desks = {  # noqa: RUF012
        "politics": ("thoi-su",),
        "society": ("thoi-su", "ban-doc"),
        "bills": ("thoi-su", "phap-luat"),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat", "thoi-su"),
        "world": ("the-gioi",),
        "economy": ("kinh-doanh",),
        "sport": ("the-thao",),
        "health": ("suc-khoe",),
        "education": ("giao-duc",),
        "culture": ("van-hoa",),
        "technology": ("cong-nghe",),
    }
    bylines = (
        "ĐAN VY", "HỒNG QUÂN", "THÂN LỘC", "MINH HÒA AN", "DANH TRỌNG KHÔI", "LÊ PHƯỢNG",
        "CHÂU TUẤN KIỆT", "BỬU ĐẤU LONG", "TRƯƠNG TRUNG HẬU", "NGỌC HIỂN LƯƠNG",
    )  # fmt: skip
    whole_minutes = True
    validator = "none"
    moved = "redirects"
    main_feed = "/rss/tin-moi-nhat.rss"
    whole_site_feeds = {"tin-moi-nhat": "Tin mới nhất", "home": "Trang chủ"}  # noqa: RUF012
    side_feeds = {  # noqa: RUF012
        "chinh-tri": SideFeed("Chính trị", ("politics", "bills")),
        "giao-thong": SideFeed("Giao thông", ("society",)),
        "xe": SideFeed("Xe", ("technology", "economy")),
        "nhip-song-tre": SideFeed("Nhịp sống trẻ", ("culture", "education")),
    }
    feed_pattern = re.compile(r"(?:/rss)?/(?P<section>[a-z-]+)\.rss")
    article_pattern = re.compile(r"/(?!nld/|video/|tac-gia/)[a-z0-9-]+-(?P<id>\d{15,18})\.htm")
    sitemaps = Sitemaps(
        "/StaticSitemaps/sitemaps-{year}-{month}-{first}-{last}.xml",
        "five-days",
        index="/sitemaps/index.rss",
        latest="/sitemaps/latest-news.rss",
        images="title",
    )

    def routes(self) -> Sequence[Route]:
        """The family's, numbered pages of sections, and the other paper's articles."""
        numbered = re.compile(r"/(?P<section>[a-z-]+)/trang-(?P<page>\d+)\.htm")
        other = re.compile(r"/nld/(?P<slug>[a-z0-9-]+)-(?P<id>196\d{12,15})\.htm")
        return ((numbered, self._numbered), (other, self._other_paper), *super().routes())

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """RSS with enclosures and American dates."""
        del slug
        entries = [self._feed_item(each) for each in items]
        for place in range(3, len(items), FOREIGN_EVERY):
            path, title, _ = _foreign(
                items[place].title, str(int(items[place].published_at.timestamp()))
            )
            other = FeedItem(
                self.origin + path, title, title, items[place].image, items[place].published_at
            )
            entries[place] += self._feed_item(other)
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
            'xmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n<channel>\n'
            f"<title>{name} - Tuổi Trẻ Online - RSS</title>\n<link>{self.origin}</link>\n"
            f"<description>Tuổi Trẻ Online - {name}</description>\n"
            f"<pubDate>{us_date(self.now)}</pubDate>\n{''.join(entries)}</channel>\n</rss>\n"
        )

    def _feed_item(self, item: FeedItem) -> str:
        title = item.title
        if len(title) % 9 == 0:
            title = unicodedata.normalize("NFD", title)
        return (
            f"<item>\n<title><![CDATA[{title}]]></title>\n"
            f'<description><![CDATA[<a href="{item.url}"><img src="{item.image}" /></a>'
            f"{text(item.lead)}]]></description>\n<link>{item.url}</link>\n"
            f"<guid>{item.url}</guid>\n<pubDate>{us_date(item.published_at)}</pubDate>\n"
            f'<enclosure url="{item.image}" type="image/jpeg" length="0" />\n</item>\n'
        )

    def items(self, stories: Sequence[Story]) -> str:
        """The stories of a list, with articles of the other paper among them."""
        parts = [markup.item(each, path_of(each)) for each in stories]
        for place in range(3, len(parts), FOREIGN_EVERY):
            story = stories[place]
            parts[place] += markup.foreign_item(
                *_foreign(story.title, str(int(story.published_at.timestamp())))
            )
        return "".join(parts)

    def _numbered(self, match: re.Match[str]) -> Page | None:
        section, page = self.by_slug.get(match["section"]), int(match["page"])
        if section is None or page < 1:
            return None
        skip = (page - 1) * LISTING_LENGTH
        return self.list_page(
            section, match[0], self.newsroom.newest(section.slug, skip, LISTING_LENGTH)
        )

    def _other_paper(self, match: re.Match[str]) -> Page:
        title = match["slug"].replace("-", " ").capitalize()
        return Page(
            f'<!DOCTYPE html>\n<html lang="vi"><head><title>{title}</title><meta property='
            f'"og:site_name" content="Báo Người Lao Động Online"><meta property="og:title" '
            f'content="{title}"></head><body><h1 class="detail-title" data-role="title">{title}'
            '</h1><div class="detail-content afcbc-body" data-role="content"><p>Bài của báo Người '
            "Lao Động.</p></div></body></html>".encode()
        )

    def letters(self, words: str) -> str:
        """As they are."""
        return text(words)

    def parts(self, story: Story, section: Section) -> Mapping[str, str]:
        """Escaped plus signs, entities in JSON-LD, a swiper of authors, now and then weight."""
        published, modified = (
            moment.isoformat().replace("+", "&#x2B;")
            for moment in (story.published_at, story.modified_at)
        )
        visible = f"{story.published_at:%d/%m/%Y %H:%M} GMT+7"
        tags = "".join(
            f'    <meta property="article:tag" content="{text(tag)}">\n' for tag in story.tags
        )
        people = [f'{{ "@type": "Person", "name": "{json_text(each)}" }}' for each in story.authors]
        sapo = "p" if story.variant % 2 else "h2"
        time = "time" if story.variant % 3 else "div"
        return {
            "og_type": "website",
            "meta": (
                f'    <meta property="article:published_time" content="{published}">\n'
                f'    <meta property="article:modified_time" content="{modified}">\n{tags}'
                + (_weight() if story.variant % HEAVY_EVERY == 0 else "")
            ),
            "cates": f'<a href="{self.section_path(section)}" title="{section.name}" '
            f'data-role="cate-name">{section.name}</a>',
            "heading": '<h1 class="detail-title article-title" data-role="title"> '
            f"{text(story.printed_title)} </h1>",
            "authors": _authors(story),
            "authors_below": '<div class="detail-author-bot"> <a class="name" href="javascript:;"> '
            f"{story.authors[0]}</a> </div>",
            "time": f'<{time} data-role="publishdate"> {visible} </{time}>',
            "sapo": f'<{sapo} class="detail-sapo" data-role="sapo"> {text(story.lead)} </{sapo}>',
            "json_title": json_text(named_latin(story.printed_title)),
            "json_lead": json_text(named_latin(story.lead)),
            "json_authors": people[0] if len(people) == 1 else f"[{', '.join(people)}]",
        }


def _authors(story: Story) -> str:
    """The first with their picture; where there are more, all in a swiper behind it."""
    names = [
        f'<div class="author-item-name"> <a class="name" title="{each}" '
        f'href="/tac-gia/{slug_of(each)}-{sum(map(ord, each))}.htm">{each}</a> </div>'
        for each in story.authors
    ]
    first = story.authors[0]
    info = f'<div class="author-info"> <a class="name" href="javascript:;">{first}</a> '
    info += f"và {len(names) - 1} tác giả khác </div>" if len(names) > 1 else "</div>"
    return (
        f'<div class="detail-author" data-role="author"> {info} <div class="swiper"> '
        f"{' '.join(names)} </div> </div>"
    )


def _foreign(title: str, seconds: str) -> tuple[str, str, str]:
    """Path, title and id of the other paper's article that stands after one of ours."""
    subject = " ".join(unicodedata.normalize("NFC", title).split()[:5])
    said = f"{subject}: bạn đọc báo bạn nói gì?"
    article_id = f"196{seconds}0417"
    return f"/nld/{slug_of(said)}-{article_id}.htm", said, article_id


@cache
def _weight() -> str:
    return clutter.styles("tuoitre.vn/heavy", HEAVY_RULES)
