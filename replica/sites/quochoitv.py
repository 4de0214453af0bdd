"""Quốc hội TV: plain pages at the root, without feeds, sitemaps or numbers in their addresses.

All that is known is the shape of an address; the page is a generic one, read by its og: elements
and JSON-LD. A missing page is answered as if all were well. The broadcaster was closed in January
2025: whoever asks for its articles has their addresses.
"""

import json
import re
from collections.abc import Sequence
from functools import cache

from replica.assignments import Assignment
from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites.base import Route, Site
from replica.sites.page import FeedItem, Page, draw, text


class QuocHoiTv(Site):
    """quochoitv.vn."""

    outlet = "quochoi"
    host = "quochoitv.vn"
    long_slugs = True
    sections = (
        Section("quoc-hoi", "Quốc hội", 1),
        Section("thoi-su", "Thời sự", 2),
        Section("phap-luat", "Pháp luật", 3),
        Section("kinh-te", "Kinh tế", 4),
        Section("xa-hoi", "Xã hội", 5),
        Section("quoc-te", "Quốc tế", 6),
        Section("van-hoa", "Văn hóa", 7),
    )
    desks = {  # noqa: RUF012
        "politics": ("quoc-hoi", "thoi-su"),
        "society": ("xa-hoi",),
        "bills": ("quoc-hoi",),
        "smuggling": ("phap-luat",),
        "law": ("phap-luat",),
        "world": ("quoc-te",),
        "economy": ("kinh-te",),
        "sport": ("van-hoa",),
        "health": ("xa-hoi",),
        "education": ("xa-hoi",),
        "culture": ("van-hoa",),
        "technology": ("kinh-te",),
    }
    bylines = ("Thu Phương Hà", "Lê Tuyết An", "Ngọc Lan Chi", "Bích Lộc", "Tùng Dương Vũ")
    whole_minutes = True
    validator = "none"
    gone = 200
    main_feed = ""
    feed_pattern = re.compile(r"(?!)")
    article_pattern = re.compile(r"/(?P<id>[a-z0-9]+(?:-[a-z0-9]+){5,})")

    @classmethod
    def article_id(cls, assignment: Assignment) -> str:
        """None: the slug is all that names an article."""
        del assignment
        return ""

    @classmethod
    def article_path(cls, section: Section, slug: str, article_id: str) -> str:
        """``/slug``."""
        del section, article_id
        return f"/{slug}"

    @classmethod
    def image_url(cls, story_slug: str, assignment: Assignment, position: int) -> str:
        """An address on the server of films and pictures."""
        day = assignment.created_at
        return f"https://cloudvodqh.tek4tv.vn/{day:%Y%m}/{story_slug[:30]}-{position}.jpg"

    def routes(self) -> Sequence[Route]:
        """The front page, the one list there is."""
        return ((re.compile(r"/"), self._home),)

    def feed(self, name: str, slug: str, items: Sequence[FeedItem]) -> str:
        """There is none."""
        raise NotImplementedError

    def article(self, story: Story, section: Section) -> str:
        """Draw an article."""
        linked = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
            "headline": story.printed_title,
            "description": story.lead,
            "articleSection": section.name,
            "image": [story.images[0]],
            "datePublished": story.published_at.isoformat(),
            "dateModified": story.modified_at.isoformat(),
            "author": [{"@type": "Person", "name": name} for name in story.authors],
            "publisher": {"@type": "Organization", "name": "Truyền hình Quốc hội Việt Nam"},
        }
        figures = "".join(
            f'<figure><img src="{image}" alt=""><figcaption>{text(caption)}</figcaption></figure>\n'
            for image, caption in zip(story.images, story.captions, strict=False)
        )
        film = story.images[0].replace(".jpg", ".mp4")
        player = f'<video src="{film}" controls></video>\n' if story.form == "video" else ""
        paragraphs = "\n".join(f"<p>{text(each)}</p>" for each in story.paragraphs)
        return self._page(
            story.printed_title,
            story.url,
            '<article class="post">\n'
            f"<h1>{text(story.printed_title)}</h1>\n"
            f'<div class="meta"><span class="date">{story.published_at:%d/%m/%Y %H:%M}</span></div>'
            f'\n<div class="summary">{text(story.lead)}</div>\n'
            f'<div class="content">\n{player}{paragraphs}\n{figures}</div>\n</article>',
            lead=story.lead,
            image=story.images[0],
            linked_data='<script type="application/ld+json">'
            f"{json.dumps(linked, ensure_ascii=False)}</script>",
            og_type="article",
        )

    def _home(self, _: re.Match[str]) -> Page:
        items = "".join(map(_link, self.newsroom.newest(limit=30)))
        return Page(self._page("Trang chủ", f"{self.origin}/", f"<ul>{items}</ul>").encode())

    def not_found(self, path: str) -> Page:
        """A page that says so, and 200."""
        said = "<h1>Không tìm thấy nội dung</h1><p>Nội dung bạn tìm không tồn tại.</p>"
        return Page(self._page("Không tìm thấy", self.origin + text(path), said).encode())

    def _page(
        self,
        title: str,
        url: str,
        content: str,
        *,
        lead: str = "",
        image: str = "",
        linked_data: str = "",
        og_type: str = "website",
    ) -> str:
        return draw(
            "quochoitv_page.html",
            title=text(title),
            lead=text(lead),
            url=url,
            image=image,
            og_type=og_type,
            linked_data=linked_data,
            content=content,
            menu=" ".join(f'<li><a href="/{each.slug}">{each.name}</a></li>'
                          for each in self.sections),
            newest="\n".join(map(_link, self.newsroom.newest(limit=8))),
            clutter=_dressing(),
            scripts=clutter.scripts(self.host, 60),
        )  # fmt: skip


def _link(story: Story) -> str:
    path = story.url.removeprefix("https://quochoitv.vn")
    return f'<li><a href="{path}">{text(story.printed_title)}</a></li>'


@cache
def _dressing() -> str:
    return clutter.styles("quochoitv.vn", 120)
