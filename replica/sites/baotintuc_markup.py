"""The pieces of Báo Tin tức's pages and feeds: teasers, links, paragraphs, page numbers."""

from functools import cache

from replica.newsroom import Story
from replica.sites import clutter
from replica.sites.entities import named_latin, numbered_latin
from replica.sites.page import FeedItem, rfc822, text, weekday

HOST = "baotintuc.vn"


@cache
def dressing() -> str:
    """Styles of every page."""
    return clutter.styles(HOST, 260)


def feed_item(item: FeedItem) -> str:
    """An item of a feed."""
    picture = f"<img src='{item.image}' />" if item.image else ""
    return (
        f"    <item>\n      <title>{text(item.title)}</title>\n      <link>{item.url}</link>\n"
        f'      <description><![CDATA[<a href="{item.url}">{picture}</a><br />{text(item.lead)}]]>'
        f"</description>\n      <pubDate>{rfc822(item.published_at, '+0700')}</pubDate>\n"
        f"      <guid>{item.url}</guid>\n    </item>\n"
    )


def _address(story: Story) -> str:
    return story.url.removeprefix("https://baotintuc.vn")


def link(story: Story, kind: str) -> str:
    """A titled link to a story."""
    title = text(story.printed_title)
    marks = f' class="{kind}"' if kind else ""
    return f'<a href="{_address(story)}" title="{title}"{marks}>\n{title}\n</a>\n'


def _thumb(story: Story, width: int, kind: str = "thumb") -> str:
    image = story.images[0].replace(
        "https://cdnmedia.", f"https://cdnthumb.baotintuc.vn/ha_w/{width}/https@@$$media."
    )
    title = text(story.printed_title)
    return (
        f'<a href="{_address(story)}" title="{title}" class="{kind}">\n'
        f'<img src="{image}" alt="{numbered_latin(story.printed_title)}" />\n</a>\n'
    )


def _headline(story: Story, tag: str) -> str:
    title = text(story.printed_title)
    return (
        f'<a href="{_address(story)}" title="{title}" class="title">\n'
        f"<{tag}>{title} </{tag}>\n</a>\n"
    )


def short(story: Story) -> str:
    """Picture and title, as in the list of highlights."""
    return _thumb(story, 260) + _headline(story, "h3")


def teaser(story: Story, tag: str, width: int) -> str:
    """Picture, title and lead, as in listings."""
    return (
        f'{_thumb(story, width)}<div class="item-info">\n{_headline(story, tag)}'
        f'<p class="des">\n{text(story.lead)}\n</p>\n</div>\n'
    )


def widget(story: Story) -> str:
    """The teaser of another article beside the body."""
    return (
        f'<div class="widget">\n{_thumb(story, 260, "widget_thumb")}<div class="widget_info">\n'
        f'{link(story, "info-title")}<p class="des">{text(story.lead)}</p>\n</div>\n</div>\n'
    )


def pagination(path: str, page: int, last: int) -> str:
    """The numbers of the pages of a listing."""

    def address(number: int) -> str:
        return path if number == 1 else path.replace(".htm", f"/trang-{number}.htm")

    shown = range(max(page - 2, 1), min(page + 5, last) + 1)
    entries = [
        f'<li class="pagination-item"><a class="active" href="javascript:void(0)">{number}</a></li>'
        if number == page
        else f'<li class="pagination-item"><a href="{address(number)}">{number}</a></li>'
        for number in shown
    ]
    if page < last:
        entries.append(f'<li class="pagination-item"><a href="{address(page + 1)}">Tiếp</a></li>')
    return "".join(entries)


def day_of_week(story: Story) -> str:
    """The weekday with both words in capitals: ``Thứ Bảy``."""
    first, _, second = weekday(story.published_at).partition(" ")
    return f"{first} {second.capitalize()}"


def crumb(position: int, address: str, name: str) -> str:
    """One step of the BreadcrumbList."""
    return (
        ',{\n            "@type": "ListItem",\n'
        f'            "position": {position},\n            "item": {{\n'
        f'                "@id": "{address}",\n                "name": "{name}"\n'
        "            }\n        }"
    )


def paragraphs(story: Story) -> list[str]:
    """The parts of the body in order: paragraphs, figures, the player of a video."""
    parts = [f"\n<p>{named_latin(each)}</p>" for each in story.paragraphs]
    for place, (image, caption) in enumerate(zip(story.images, story.captions, strict=False)):
        parts.insert(
            place * 2,
            '<div style="text-align:center">\n<figure class="image" style="display:inline-block">'
            f'<img alt="Chú thích ảnh" src="{image}">\n'
            f"<figcaption>{named_latin(caption)}</figcaption>\n</figure>\n</div>",
        )
    if story.form == "video":
        parts.insert(
            0,
            '\n<div class="gliaplayer-container"></div><iframe src="https://video.baotintuc.vn/'
            f'embed/{story.article_id}" width="100%" height="400" frameborder="0"></iframe>',
        )
    return parts
