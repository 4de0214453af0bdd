"""The pieces of pages on the ``cms-*`` system: stories in lists, bodies, bylines.

Seen on a saved page of a sister paper and in excerpts of these; the boxes inside the body are as
described.
"""

from collections.abc import Sequence
from itertools import zip_longest

from replica.newsroom import Story
from replica.sites.page import text

PLACEHOLDER = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
AD_AFTER = 2


def item(story: Story, *, level: int = 3, with_lead: bool = False) -> str:
    """A story in a list."""
    title = text(story.printed_title)
    summary = f'<div class="story__summary"> {text(story.lead)} </div>' if with_lead else ""
    return (
        f'<article class="story" data-id="{story.article_id}"> <figure class="story__thumb"> '
        f'<a class="cms-link" href="{story.url}" title="{title}"> '
        f'<img class="lazyload" src="{PLACEHOLDER}" data-src="{story.images[0]}" alt="{title}"> '
        f'</a> </figure> <h{level} class="story__heading" data-tracking="{story.article_id}"> '
        f'<a class=" cms-link" href="{story.url}" title="{title}"> {title} </a> </h{level}> '
        f'<div class="story__meta"> <time class="time" datetime="{story.published_at.isoformat()}" '
        f'data-time="{int(story.published_at.timestamp())}">'
        f"{story.published_at:%d/%m/%Y %H:%M}</time> </div> {summary} </article>\n"
    )


def teaser(story: Story) -> str:
    """A story in the list of a page of JSON: no more than title and time."""
    return (
        f'<article class="story"> <h3 class="story__heading"> <a class="cms-link" '
        f'href="{story.url}">{text(story.printed_title)}</a> </h3> '
        f'<time class="time">{story.published_at:%d/%m/%Y %H:%M}</time> </article>'
    )


def body(story: Story, related: Sequence[Story], origin: str) -> str:
    """The inside of the body element, without its end."""
    paragraphs = [
        f'<p style="text-align: justify;">{_linked(each, place, story, origin)}</p>'
        for place, each in enumerate(story.paragraphs)
    ]
    figures = [
        _figure(image, caption)
        for image, caption in zip(story.images, story.captions, strict=False)
    ]
    if story.form == "photo" and not paragraphs:
        # A photo story's prose stands in its captions.
        return "\n".join(
            f'<div class="layout-image-2"> <img class="lazyload cms-photo" src="{PLACEHOLDER}" '
            f'data-src="{image}" alt=""> <figcaption>{text(caption)}</figcaption> </div>'
            for image, caption in zip(story.images, story.captions, strict=False)
        )
    parts = [each for pair in zip_longest(paragraphs, figures) for each in pair if each]
    if story.form == "video":
        parts.insert(0, _video(story))
    if len(parts) > AD_AFTER:
        parts.insert(
            AD_AFTER,
            '<div class="sda_middle"> <div id="sdaWeb_SdaArticleMiddle" class="rennab fyi" '
            'data-platform="1" data-position="Web_SdaArticleMiddle"></div>\n</div>',
        )
    if story.variant % 3 == 0 and related and parts:
        box = "".join(item(each, level=4) for each in related[:2])
        parts.insert(
            len(parts) // 2 + 1,
            '<div class="article-relate"> <h3 class="box-heading">Tin liên quan</h3> '
            f'<div class="box-content">{box}</div> </div>',
        )
    return "\n".join(parts)


def _linked(paragraph: str, place: int, story: Story, origin: str) -> str:
    """A paragraph whose first words may be a link to a subject, as this system sets them."""
    words = paragraph.split(" ")
    if place != 1 or story.variant % 4:
        return text(paragraph)
    linked = text(" ".join(words[:2]))
    rest = text(" ".join(words[2:]))
    return f'<a href="{origin}/chu-de/" title="{linked}" class="cms-relate">{linked}</a> {rest}'


def _figure(image: str, caption: str) -> str:
    return (
        f'<figure> <img src="{PLACEHOLDER}" alt="{text(caption)}" data-width="1024" '
        f'data-height="683" class="lazyload cms-photo" data-src="{image}" title="{text(caption)}" '
        f'width="1024" height="683"> <figcaption> {text(caption)} </figcaption> </figure>'
    )


def _video(story: Story) -> str:
    return (
        f'<div class="cms-video" data-video-src="{story.images[0].replace(".jpg", ".mp4")}" '
        f'data-poster="{story.images[0]}" data-id="{story.article_id}"><video class="player" '
        f'poster="{story.images[0]}"></video></div>'
    )
