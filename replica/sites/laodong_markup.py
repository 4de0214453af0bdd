"""The pieces of Lao Động's pages and feeds: items, bodies.

Known are the names of the body, the lead, the time, the section and the lists (a saved front page
of 2021); how figures and boxes inside the body look is a guess.
"""

from collections.abc import Sequence
from itertools import zip_longest

from replica.newsroom import Story
from replica.sites.page import FeedItem, rfc822, text

PLACEHOLDER = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def feed_item(item: FeedItem) -> str:
    """An item of a feed."""
    return (
        f"<item>\n<title><![CDATA[{item.title}]]></title>\n<link>{item.url}</link>\n"
        f'<guid isPermaLink="true">{item.url}</guid>\n<description><![CDATA[<a href="{item.url}">'
        f'<img src="{item.image}"></a><br/>{text(item.lead)}]]></description>\n'
        f"<pubDate>{rfc822(item.published_at, '+0700')}</pubDate>\n</item>\n"
    )


def card(story: Story) -> str:
    """A story in a list: its address stands in the first link."""
    title = text(story.printed_title)
    picture = f'alt="{title}" width="250" height="167"'
    return (
        f'<article class="pr"> <a href="{story.url}" title="{title}"> <figure class="_thumb"> '
        f'<img data-src="{story.images[0]}" class="lazyload" {picture} src="{PLACEHOLDER}">'
        f'<noscript><img src="{story.images[0]}" {picture} /></noscript> </figure> </a> '
        f'<header> <a class="link-title" href="{story.url}"><h2>{title}</h2></a> </header> '
        f'<p class="chap">{text(story.lead)}</p> </article>\n'
    )


def pagination(path: str, page: int, last: int) -> str:
    """The numbers of pages: the first has no parameter."""

    def address(number: int) -> str:
        return path if number == 1 else f"{path}?page={number}"

    return " ".join(
        f'<a class="page{" active" * (each == page)}" href="{address(each)}">{each}</a>'
        for each in range(max(page - 2, 1), min(page + 4, last) + 1)
    )


def body(story: Story, related: Sequence[Story]) -> str:
    """The inside of the body."""
    paragraphs = [f"<p>{text(each)}</p>" for each in story.paragraphs]
    figures = [
        f'<figure class="expNoEdit"> <img src="{image}" alt="{text(caption)}"> '
        f"<figcaption>{text(caption)}</figcaption> </figure>"
        for image, caption in zip(story.images, story.captions, strict=False)
    ]
    parts = [each for pair in zip_longest(paragraphs, figures) for each in pair if each]
    if story.form == "video":
        parts.insert(
            0,
            f'<div class="video-wrap"> <video poster="{story.images[0]}" data-id='
            f'"{story.article_id}"></video> </div>',
        )
    if story.variant % 4 == 0 and related and parts:
        each = related[0]
        parts.insert(
            len(parts) // 2 + 1,
            f'<div class="art-relate related-news"> <a href="{each.url}" title="'
            f'{text(each.title)}">{text(each.title)}</a> </div>',
        )
    return "\n".join(parts)
