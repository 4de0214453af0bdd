"""The pieces of VTV's pages: items, bodies with their boxes, videos."""

from collections.abc import Sequence
from functools import cache
from itertools import zip_longest

from replica.newsroom import Story
from replica.sites import clutter
from replica.sites.entities import named_and_numbered
from replica.sites.page import draw, text

NAMESPACE = "66349b6076cb4dee98746cf1"
HOST = "vtv.vn"


@cache
def dressing() -> str:
    """Styles of every page."""
    return clutter.styles(HOST, 220)


def item(story: Story, *, with_lead: bool) -> str:
    """An item of a section, of the timeline and of "Tin liên quan"."""
    sapo = (
        '<div data-type="sapo" class="box-category-sapo"\n                         '
        f'data-trimline="3" >\n                        VTV.vn - {text(story.lead)}</div>'
    )
    return draw(
        "vtv_item.html",
        id=story.article_id,
        path=story.url.removeprefix("https://vtv.vn"),
        title=text(story.printed_title),
        thumb=story.images[0].replace(NAMESPACE, f"zoom/205_128/{NAMESPACE}"),
        sapo=sapo if with_lead else "",
    )


def body(story: Story, related: Sequence[Story]) -> str:
    """The inside of the body element: paragraphs, photos, videos, boxes of other titles."""
    paragraphs = [
        f'<p style="text-align: justify;">{named_and_numbered(each)}'
        f"{'&nbsp;' * (story.variant % 3 == place)}</p>"
        for place, each in enumerate(story.paragraphs)
    ]
    photos = [
        '<figure class="VCSortableInPreviewMode" type="Photo" style=""><div><img data-author="" '
        f'src="{image}" alt="{named_and_numbered(caption)}" data-original="{image}" '
        'type="photo" loading="lazy"></div><figcaption class="PhotoCMS_Caption">'
        f'<p data-placeholder="Nh&#7853;p ch&uacute; th&iacute;ch &#7843;nh" class="">'
        f"{named_and_numbered(caption)}</p></figcaption></figure>"
        for image, caption in zip(story.images, story.captions, strict=False)
    ]
    parts = [each for pair in zip_longest(paragraphs, photos) for each in pair if each]
    if story.form == "video":
        parts.insert(0, _video(story))
    if story.variant % 3 == 0 and related and parts:
        parts.insert(len(parts) // 2 + 1, _related_box(related))
    return "".join(parts)


def _video(story: Story) -> str:
    film = story.images[0].replace("cdn-images", "cdn-videos").replace(".jpg", ".mp4")
    return (
        '<div class="VCSortableInPreviewMode active" type="VideoStream" embed-type="4" '
        f'data-width="1170px" data-height="658px" data-item-id="{story.article_id}" '
        f'data-vid="{film}" data-autoplay="false" data-removedlogo="false" data-location="" '
        f'data-displaymode="0" data-thumb="{story.images[0]}" data-contentid="" '
        'data-namespace="vtv.mediacdn.vn" data-originalid="7"></div>'
    )


def _related_box(related: Sequence[Story]) -> str:
    entries = "".join(
        f'<li class="kbwscwlrl" data-date="{each.published_at:%d/%m/%Y %H:%M}" '
        f'data-id="{each.article_id}" data-url="{each.url.removeprefix("https://vtv.vn")}" '
        f'data-title="{named_and_numbered(each.title)}"><h4 class="kbwscwlrl-title">'
        f'<a target="_blank" href="{each.url.removeprefix("https://vtv.vn")}" '
        f'class="title link-callout">{named_and_numbered(each.title)}</a></h4></li>'
        for each in related[:2]
    )
    return (
        '<!-- bonewsrelation --><div class="VCSortableInPreviewMode alignRight" '
        'type="RelatedNewsBox" data-style="align-right" relatednewsboxtype="type-2">'
        '<div class="kbwscwl-relatedbox type-2"><ul class="kbwscwlr-list">'
        f"{entries}</ul></div></div>"
    )
