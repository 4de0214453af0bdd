"""The system with ``cms-*`` classes, shared by Nhân Dân, VietnamPlus and Tiền Phong.

Articles stand at the root and end in ``-post`` and a number. Sections are folders; what does not
fit on their first page is handed out as JSON, by the number of the zone. Feeds bear that number.
"""

import json
import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import cms_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import JSON, FeedItem, Page, draw, json_text, rfc822, text

LISTING_LENGTH = 20


class CmsSite(Site):
    """A site on this system."""

    site_name: ClassVar[str]
    ending: ClassVar[str]
    """What addresses end in: ``vnp``."""
    first_id: ClassVar[int]
    """The number of an article of 22 October 2025; they rise by some 500 a day."""
    api: ClassVar[str]
    """Where the next pages of sections come from, without the scheme."""
    static: ClassVar[str]
    pictures: ClassVar[str]
    html_class: ClassVar[str]
    prefix: ClassVar[str] = ""
    """What stands before each lead."""
    numbered_feeds: ClassVar[bool] = True
    """Whether a section's feed needs the number of its zone."""
    feed_pattern = re.compile(
        r"/rss/(?:[a-z-]+/)?(?P<section>[a-z-]+?(?:-20\d\d(?=-))?)(?:-(?P<number>\d+))?\.rss"
    )

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """A number that rises with time."""
        return str(cls.first_id + assignment.serial)

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/slug-post123456.vnp``: no section in the path."""
        del section
        return f"/{slug}-post{article_id}.{cls.ending}"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture server."""
        day = assignment.created_at
        return (
            f"https://{cls.pictures}/images/{assignment.serial % 9973:04}a7c5e0f2/{day:%Y/%m/%d}/"
            f"{story_slug[:24]}-{assignment.serial % 8999 + 1000}-{position + 1}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Sections, and the JSON that "Xem thêm" asks for."""
        host, _, folder = self.api.partition("/")
        api = re.escape(f"/{folder}" if host == self.host else f"//{host}/{folder}")
        more = rf"{api}morenews-(?:zone|topic)-(?P<zone>\d+)-(?P<page>\d+)\.html"
        return (
            (re.compile(more), self._more),
            (re.compile(r"/(?:(?:[a-z-]+/)?(?P<section>[a-z-]+)/?)?"), self._listing),
        )

    def feed_slug(self, match: re.Match[str]) -> str:
        """A section's slug, if its number is right; else the whole name."""
        slug, number = match["section"], match["number"]
        section = self.by_slug.get(slug)
        if section is None:
            return f"{slug}-{number}" if number else slug
        right = number == str(section.number) or (number is None and not self.numbered_feeds)
        return slug if right else ""

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """RSS with a picture and the lead in each description."""
        del slug
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
            'xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
            f"<title>{name} - {self.site_name}</title>\n<link>{self.origin}</link>\n"
            f"<description>{self.site_name} - RSS {name}</description>\n"
            f"<copyright>{self.site_name}</copyright>\n"
            f"<pubDate>{rfc822(self.now, '+0700')}</pubDate>\n"
            f"<lastBuildDate>{rfc822(self.now, '+0700')}</lastBuildDate>\n"
            f"{''.join(map(self._feed_item, items))}</channel>\n</rss>\n"
        )

    def _feed_item(self, item: FeedItem) -> str:
        return (
            f"<item>\n<title><![CDATA[{item.title}]]></title>\n<link>{item.url}</link>\n"
            f'<guid isPermaLink="true">{item.url}</guid>\n<description><![CDATA[<a href='
            f'"{item.url}"><img src="{item.image}" /></a>{self.prefix}{text(item.lead)}]]>'
            f"</description>\n<pubDate>{rfc822(item.published_at, '+0700')}</pubDate>\n</item>\n"
        )

    def _listing(self, match: re.Match[str]) -> Page | None:
        slug = match["section"]
        section = self.by_slug.get(slug or "")
        if section is None and slug:
            return None
        stories = self.newsroom.newest(slug, limit=LISTING_LENGTH)
        number = section.number if section else 0
        page = draw(
            "cms_listing.html",
            **self._frame(),
            title=section.name if section else "Trang chủ",
            url=self.origin + (self.section_path(section) if section else "/"),
            feed=f"{self.origin}/rss/{f'{slug}-{number}' if section else 'home'}.rss",
            zone=number,
            items="".join(markup.item(each, with_lead=True) for each in stories),
        )
        return Page(page.encode())

    def _more(self, match: re.Match[str]) -> Page | None:
        """What comes after so many pages of a zone; zone 0 is the whole site."""
        zone, page = int(match["zone"]), int(match["page"])
        section = next((each for each in self.sections if each.number == zone), None)
        if section is None and zone:
            return None
        slug = section.slug if section else None
        stories = self.newsroom.newest(slug, page * LISTING_LENGTH, LISTING_LENGTH)
        more = self.newsroom.count(slug) > (page + 1) * LISTING_LENGTH
        entries = [self.entry(story, self.by_slug[story.section_slug]) for story in stories]
        data = {"contents": entries, "load_more": more}
        return Page(json_bytes({"error_code": 0, "error_message": "Success", "data": data}), JSON)

    def entry(self, story: Story, section: Section) -> Mapping[str, Any]:
        """An article in the JSON."""
        return {
            "content_id": int(story.article_id),
            "title": story.printed_title,
            "url": story.url,
            "date": int(story.published_at.timestamp()),
            "update_time": int(story.modified_at.timestamp()),
            "description": f"<p>{self.prefix}{text(story.lead)}</p>",
            "zone": {"zone_id": section.number, "name": section.name},
            "avatar_url": story.images[0],
        }

    @abstractmethod
    def byline(self, story: Story) -> Mapping[str, str]:
        """The places where a site prints who wrote a story.

        Returns:
            ``byline`` (beside the time), ``body_end`` (the end of the body), ``footer_author``
            (below it) and ``json_authors`` (in JSON-LD).
        """

    def sections_in_meta(self, story: Story, section: Section) -> str:
        """What the meta element says of sections: a list, the story's own first."""
        del story
        return f"{section.name},Tin tức"

    def article(self, story: Story, section: Section) -> str:
        """Draw an article."""
        related = self.newsroom.before(story, 6)
        byline = dict(self.byline(story))
        chain = [each for each in (self.by_slug.get(section.parent), section) if each]
        lead = f"{self.prefix}{text(story.lead)}"
        return draw(
            "cms_article.html",
            **self._frame(),
            id=story.article_id,
            url=story.url,
            zone=section.number,
            host=self.host,
            tab_title=text(self.tab_title(story)),
            title=text(story.printed_title),
            lead=text(story.lead),
            meta_lead=text(story.lead.rsplit(", ", 1)[0]),
            sapo=f"<p>{lead}</p>" if self.prefix else lead,
            tags=text(",".join(story.tags)),
            image=story.images[0],
            sections=text(self.sections_in_meta(story, section)),
            published=story.published_at.isoformat(),
            modified=story.modified_at.isoformat(),
            unix=int(story.published_at.timestamp()),
            visible_time=f"{story.published_at:%d/%m/%Y %H:%M}",
            amp=f'<link rel="amphtml" href="{story.url.removesuffix(self.ending)}amp" />',
            json_title=json_text(story.printed_title),
            json_lead=json_text(text(story.lead)),
            video_json=_video_json(story) if story.form == "video" else "",
            crumbs=", ".join(
                f'{{ "@type":"ListItem", "position":{place}, "item":{{ '
                f'"@id":"{self.origin}{self.section_path(each)}", "name":"{each.name}" }} }}'
                for place, each in enumerate(chain, 1)
            ),
            crumb_links=" ".join(
                f'<a href="{self.origin}{self.section_path(each)}" title="{each.name}" '
                f'class="text{" active" * (each is section)}">{each.name}</a>'
                for each in chain
            ),
            body=markup.body(story, related, self.origin)
            + (PAYWALL if story.paid else "")
            + byline.pop("body_end", ""),
            **byline,
            body_class="detail-normal detail-page" if story.form == "text" else "detail-media",
            related="".join(markup.item(each, level=2) for each in related[:3]),
            most_read="".join(markup.item(each, level=2) for each in related[3:]),
            tag_links=" ".join(
                f'<a class="link" href="{self.origin}/tu-khoa/{"-".join(tag.lower().split())}-tag'
                f'{len(tag) * 131}.{self.ending}" title="{text(tag)}">#{text(tag)}</a>'
                for tag in story.tags
            ),
            icon=clutter.icon(self.host, "share"),
        )

    def tab_title(self, story: Story) -> str:
        """What the browser's tab says."""
        return story.printed_title

    def not_found(self, path: str) -> Page:
        """The frame of the site with a sentence in it."""
        page = draw(
            "cms_listing.html",
            **self._frame(),
            title="Không tìm thấy trang",
            url=self.origin + text(path),
            feed="",
            zone=0,
            items='<div class="page-404"><p>Trang bạn tìm không tồn tại.</p></div>',
        )
        return Page(page.encode(), status=404)

    def section_path(self, section: Section) -> str:
        """``/xahoi/phapluat/``."""
        return f"/{section.parent}/{section.slug}/" if section.parent else f"/{section.slug}/"

    def _frame(self) -> dict[str, str]:
        return {
            "html_class": self.html_class,
            "site_name": self.site_name,
            "origin": self.origin,
            "api": f"https://{self.api.partition('/')[0]}",
            "static": self.static,
            "clutter": _dressing(self.host),
            "header": draw(
                "cms_header.html",
                site_name=self.site_name,
                icon=clutter.icon(self.host, "menu"),
                menu="\n".join(
                    f'<li class="{"sub" if each.parent else "main"}"><a class="menu-heading" '
                    f'href="{self.section_path(each)}" title="{each.name}">{each.name}</a></li>'
                    for each in self.sections
                ),
            ),
            "footer": draw(
                "cms_footer.html",
                site_name=self.site_name,
                icon=clutter.icon(self.host, "logo"),
                scripts=clutter.scripts(self.host, 130),
            ),
        }


# How the offer to subscribe looks is a guess; that the public sees the lead alone is not.
PAYWALL = (
    '<div class="box-paywall" id="paywall"> <div class="heading">Bạn cần đăng ký gói đọc báo để '
    'xem tiếp</div> <a class="btn" href="/dang-ky.html">Đăng ký</a> </div>'
)


@cache
def _dressing(host: str) -> str:
    return clutter.styles(host, 320)


def json_bytes(value: object) -> bytes:
    """JSON as the API writes it."""
    return json.dumps(value, ensure_ascii=False).encode()


def _video_json(story: Story) -> str:
    return (
        '<script type="application/ld+json"> { "@context": "http://schema.org", "@type": '
        f'"VideoObject", "name": "{json_text(story.printed_title)}", "description": '
        f'"{json_text(story.lead)}", "thumbnailUrl": "{story.images[0]}", '
        f'"uploadDate": "{story.published_at.isoformat()}" }} </script>'
    )
