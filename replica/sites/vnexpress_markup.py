"""The pieces of VnExpress's pages and feeds: items, figures, bylines, dates."""

import re
from functools import cache
from itertools import zip_longest

from replica.newsroom import Section, Story
from replica.sites import clutter
from replica.sites.page import FeedItem, draw, json_text, rfc822, text, weekday

PLACEHOLDER = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
HOST = "vnexpress.net"


@cache
def dressing() -> str:
    """Styles and scripts of every page."""
    return clutter.styles(HOST, 240) + "\n" + clutter.scripts(HOST, 160)


def page_path(slug: str, number: int) -> str:
    """The address of a page of a listing."""
    return f"/{slug}" if number == 1 else f"/{slug}-p{number}"


def pagination(slug: str, number: int, last: int) -> str:
    """The buttons below a listing."""
    shown = range(max(number - 2, 1), min(number + 3, last) + 1)
    buttons = "".join(
        f'<a href="{page_path(slug, each)}" class="btn-page{" active" * (each == number)}">'
        f"{each}</a>"
        for each in shown
    )
    if number < last:
        buttons += (
            f'<a class="btn-page next-page " href="{page_path(slug, number + 1)}">'
            '<svg class="ic ic-next"></svg></a>'
        )
    return buttons


def feed_item(item: FeedItem) -> str:
    """An item in the RSS dialect: linked picture, ``</br>``, lead."""
    picture = f'<img src="{item.image}?w=1200&h=0&q=100&dpr=1&fit=crop" >' if item.image else ""
    return (
        f"<item>\n<title>{text(item.title)}</title>\n"
        f'<description><![CDATA[ <a href="{item.url}">{picture}</a></br>{text(item.lead)} ]]>'
        f"</description>\n<pubDate>{rfc822(item.published_at, '+0700')}</pubDate>\n"
        f"<link>{item.url}</link>\n<guid>{item.url}</guid>\n"
        f"<slash:comments>{len(item.title) % 7}</slash:comments>\n</item>\n"
    )


def listing_item(story: Story, place: int) -> str:
    """An item of a listing."""
    url, title = story.url, text(story.printed_title)
    return (
        f'<article class="item-news item-news-common thumb-left" data-offset="{place}">'
        f'<div class="thumb-art"><a href="{url}" class="thumb thumb-5x3" title="{title}" '
        f'data-medium="Item-{place}" data-thumb="1"><picture><img loading="lazy" '
        f'class="lazy" src="{PLACEHOLDER}"'
        f' data-src="{story.images[0]}?w=220&h=132&q=100&dpr=1&fit=crop" alt="{title}"></picture>'
        f'</a></div><h3 class="title-news"><a href="{url}" title="{title}" '
        f'data-medium="Item-{place}" data-thumb="1">{title}</a></h3>'
        f'<p class="description"><a href="{url}" title="{title}">{text(story.lead)}</a>'
        f'<span class="meta-news"><a class="count_cmt" href="{url}#box_comment_vne" '
        f'style="white-space: nowrap; display: none;"><span class="font_icon widget-comment-'
        f'{story.article_id}-1"></span></a></span></p><span class="time-ago" '
        f'datetime="{story.published_at:%Y-%m-%d %H:%M:%S}"></span></article>'
    )


def date(story: Story) -> str:
    """The visible time: ``Chủ nhật, 19/7/2026, 22:35 (GMT+7)``."""
    moment = story.published_at
    # The day and the month have no leading zero any more.
    day = f"{moment.day}/{moment.month}/{moment.year}"
    return f"{weekday(moment)}, {day}, {moment:%H:%M} (GMT+7)"


def body(story: Story, section: Section) -> str:
    """The inside of the body element, byline included."""
    paragraphs = [f'<p class="Normal">{text(each)}</p>' for each in story.paragraphs]
    figures = [
        draw(
            "vnexpress_figure.html",
            image=image,
            caption=text(caption),
            caption_credited=_credited(caption),
        )
        for image, caption in zip(story.images, story.captions, strict=False)
    ]
    parts = [each for pair in zip_longest(paragraphs[1:], figures) for each in pair if each]
    if story.form == "video":
        video = draw(
            "vnexpress_video.html",
            cate=section.number,
            id=story.article_id,
            image=story.images[0],
            title=text(story.printed_title),
        )
        parts.insert(0, video)
    return "".join([*paragraphs[:1], *parts, _byline(story)])


def _credited(caption: str) -> str:
    words, mark, credit = text(caption).partition("Ảnh: ")
    return f"{words}{mark}<em>{credit}</em>" if mark else words


def _byline(story: Story) -> str:
    names = " - ".join(story.authors)
    if story.variant % 9 == 0:
        mail = re.sub(r"\W", "", story.slug)[:8]
        return (
            f'<p class="author_mail" style="text-align:right;"><strong>{names}</strong> '
            f'<span class="email">{mail}@example.com</span></p>'
        )
    return f'<p class="Normal" style="text-align:right;"><strong>{names}</strong></p>'


def video_json(story: Story) -> str:
    """The VideoObject block of a video page."""
    return (
        ' <script type="application/ld+json"> { "@context":"http://schema.org", '
        f'"@type":"VideoObject", "name":"{json_text(story.printed_title)}", '
        f'"description":"{json_text(story.lead)}", "thumbnailUrl":"{story.images[0]}", '
        f'"uploadDate":"{story.published_at.isoformat()}" }} </script>'
    )
