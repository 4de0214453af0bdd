"""The VCCorp system (``data-role``), as Thanh Niên and Tuổi Trẻ have it; VTV's is its own file.

Articles stand at the root and end in a number made of the time they were begun. Sections fetch
what does not fit on their first page as fragments, by the number of the zone.
"""

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar
from urllib.parse import urlsplit

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites import vccorp_markup as markup
from replica.sites.base import Route, Site
from replica.sites.page import Page, draw, json_text, text

LISTING_LENGTH = 20


class VcCorpSite(Site):
    """A site on this system."""

    site_name: ClassVar[str]
    namespace: ClassVar[str]
    """Its name within the system."""
    mark: ClassVar[str]
    """The digits that its ids begin with."""
    newest_page: ClassVar[str]
    """The slug of the page of the newest of all."""
    timelines: ClassVar[Sequence[str]]
    """Patterns of the paths of fragments, with the groups ``zone`` and ``page``."""
    article_type = "Normal"

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """A mark and the time it was begun; the milliseconds have no leading zeros."""
        begun = assignment.created_at
        return f"{cls.mark}{begun:%y%m%d%H%M%S}{begun.microsecond // 1000:02}"

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/slug-185….htm``: at the root."""
        del section
        return f"/{slug}-{article_id}.htm"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the picture servers."""
        day, unix = assignment.created_at, int(assignment.created_at.timestamp() * 1000)
        return (
            f"https://{cls.namespace}.mediacdn.vn/zoom/700_438/{int(cls.mark) * 2617}/"
            f"{day.year}/{day.month}/{day.day}/{story_slug[:24]}-{unix}{position:02}.jpg"
        )

    def routes(self) -> Sequence[Route]:
        """Fragments, and sections."""
        sections = r"/(?:(?:(?P<parent>[a-z-]+)/)?(?P<section>[a-z0-9-]+)\.htm)?"
        return (
            *((re.compile(each), self._timeline) for each in self.timelines),
            (re.compile(sections), self._listing),
        )

    def items(self, stories: Sequence[Story]) -> str:
        """The stories of a list."""
        return "".join(markup.item(each, path_of(each)) for each in stories)

    def _timeline(self, match: re.Match[str]) -> Page | None:
        zone, page = int(match["zone"]), int(match["page"])
        section = next((each for each in self.sections if each.number == zone), None)
        if (section is None and zone) or page < 1:
            return None
        slug = section.slug if section else None
        stories = self.newsroom.newest(slug, (page - 1) * LISTING_LENGTH, LISTING_LENGTH)
        return Page(self.items(stories).encode())

    def _listing(self, match: re.Match[str]) -> Page | None:
        slug = match["section"]
        section = self.by_slug.get(slug or "")
        if section is None and slug not in (None, self.newest_page):
            return None
        if section and (match["parent"] or "") != section.parent:
            return None
        stories = self.newsroom.newest(section.slug if section else None, limit=LISTING_LENGTH)
        return self.list_page(section, match[0], stories)

    def list_page(self, section: Section | None, path: str, stories: Sequence[Story]) -> Page:
        """A section, or the newest of all."""
        page = draw(
            "vccorp_listing.html",
            **self._frame(),
            title=section.name if section else "Tin mới nhất",
            url=self.origin + path,
            zone=section.number if section else 0,
            slug=section.slug if section else "",
            items=self.items(stories),
        )
        return Page(page.encode())

    @abstractmethod
    def parts(self, story: Story, section: Section) -> Mapping[str, str]:
        """What differs from site to site.

        Returns:
            ``og_type``, ``meta``, ``cates``, ``heading``, ``authors``, ``authors_below``,
            ``time``, ``sapo``, ``json_title``, ``json_lead`` and ``json_authors``.
        """

    @abstractmethod
    def letters(self, words: str) -> str:
        """How the site's editor writes the letters of a body."""

    def article(self, story: Story, section: Section) -> str:
        """Draw an article."""
        related = [(each, path_of(each)) for each in self.newsroom.before(story, 3)]
        chain = [each for each in (self.by_slug.get(section.parent), section) if each]
        return draw(
            "vccorp_article.html",
            **self._frame(),
            **self.parts(story, section),
            id=story.article_id,
            url=story.url,
            file=path_of(story)[1:],
            host=self.host,
            namespace=self.namespace,
            zone=section.number,
            section=section.name,
            title=text(story.printed_title),
            js_title=json_text(story.title).replace("'", "\\'"),
            lead=text(story.lead),
            tags=text(", ".join(story.tags)),
            image=story.images[0],
            published=story.published_at.isoformat(),
            modified=story.modified_at.isoformat(),
            stamp=f"{story.modified_at:%d/%m/%Y %H:%M:%S}",
            article_type=self.article_type if story.form == "text" else story.form.capitalize(),
            crumbs="".join(
                f',{{ "@type": "ListItem", "position":{place}, "item": {{ "@id": '
                f'"{self.origin}{self.section_path(each)}", "name": "{each.name}" }} }}'
                for place, each in enumerate(chain, 2)
            ),
            body=markup.body(story, related, self.letters),
            related="".join(markup.item(*each) for each in related),
            tag_links=" ".join(
                f'<a href="/{"-".join(tag.lower().split())}.html" class="item" '
                f'title="{text(tag)}">{text(tag)}</a>'
                for tag in story.tags
            ),
            icon=clutter.icon(self.host, "share"),
        )

    def section_path(self, section: Section) -> str:
        """``/thoi-su/phap-luat.htm``."""
        return f"/{section.parent}/{section.slug}.htm" if section.parent else f"/{section.slug}.htm"

    def not_found(self, path: str) -> Page:
        """The site's frame with a sentence in it."""
        page = draw(
            "vccorp_listing.html",
            **self._frame(),
            title="Không tìm thấy trang",
            url=self.origin + text(path),
            zone=0,
            slug="",
            items='<div class="page-404"><p>Trang bạn tìm không tồn tại hoặc đã bị gỡ.</p></div>',
        )
        return Page(page.encode(), status=404)

    def _frame(self) -> dict[str, str]:
        return {
            "site_name": self.site_name,
            "origin": self.origin,
            "clutter": _dressing(self.host),
            "header": draw(
                "vccorp_header.html",
                site_name=self.site_name,
                icon=clutter.icon(self.host, "menu"),
                menu="\n".join(
                    f'<li><a href="{self.section_path(each)}" class="nav-link" '
                    f'title="{each.name}">{each.name}</a></li>'
                    for each in self.sections
                ),
            ),
            "footer": draw(
                "vccorp_footer.html",
                site_name=self.site_name,
                icon=clutter.icon(self.host, "logo"),
                scripts=clutter.scripts(self.host, 200),
            ),
        }


def path_of(story: Story) -> str:
    """The path of a story's address."""
    return urlsplit(story.url).path


@cache
def _dressing(host: str) -> str:
    return clutter.styles(host, 420)
