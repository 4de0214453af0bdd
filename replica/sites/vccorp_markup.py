"""The pieces of Thanh Niên's and Tuổi Trẻ's pages: items, bodies with their boxes.

Seen on saved pages of sister papers on this system (VTV, Người Lao Động, Báo Chính phủ).
"""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from replica.newsroom import Story
from replica.sites.page import draw, text

BOXED = 2  # the place of the paragraph that may stand in a box

Letters = Callable[[str], str]


def item(story: Story, path: str) -> str:
    """A story in a section, a timeline or "Tin liên quan"."""
    return draw(
        "vccorp_item.html",
        id=story.article_id,
        path=path,
        title=text(story.printed_title),
        thumb=story.images[0],
        lead=text(story.lead),
        time=story.published_at.isoformat(),
        visible_time=f"{story.published_at:%d/%m/%Y %H:%M}",
    )


def foreign_item(path: str, title: str, article_id: str) -> str:
    """Another paper's article among them."""
    return (
        f'<div class="box-category-item" data-id="{article_id}"> <div class='
        '"box-category-content"> <h3 class="box-category-title-text"> <a data-type="title" '
        f'data-linktype="newsdetail" data-id="{article_id}" class="box-category-link-title" '
        f'href="{path}" title="{text(title)}">{text(title)}</a> </h3> </div> </div>\n'
    )


def body(story: Story, related: Sequence[tuple[Story, str]], letters: Letters) -> str:
    """The inside of the body element: paragraphs, photos, videos, boxes of other titles.

    Args:
        story: the story.
        related: others, with their paths.
        letters: how the site's editor writes Vietnamese letters.
    """
    paragraphs = [
        _paragraph(each, place, story, letters) for place, each in enumerate(story.paragraphs)
    ]
    photos = [
        _photo(image, caption, letters)
        for image, caption in zip(story.images, story.captions, strict=False)
    ]
    parts = [each for pair in zip_longest(paragraphs, photos) for each in pair if each]
    if story.form == "video":
        parts.insert(0, _video(story, letters))
    if related and parts:
        match story.variant % 6:
            case 0 | 1:
                parts.insert(len(parts) // 2 + 1, _related_box(related[:2], letters))
            case 2:
                parts.insert(len(parts) // 2 + 1, _related_one(*related[0], letters))
            case 3:
                parts.append(_read_more(related[:2], letters))
            case _:
                pass
    if story.variant % 11 == 0 and parts:
        parts.append(_vote(story))
    return "".join(parts)


def _paragraph(paragraph: str, place: int, story: Story, letters: Letters) -> str:
    if place == BOXED and story.variant % 5 == 0:
        # A box of the reporter's own words: text like any other.
        return (
            '<div class="VCSortableInPreviewMode" type="content"><div placeholder="">'
            f"<p>{letters(paragraph)}</p></div></div>"
        )
    if place == 1 and story.variant % 4 == 0:
        first, _, rest = paragraph.partition(" ")
        return (
            f'<p><a class="link-inline-content" href="/chu-de.htm" title="" data-rel="follow">'
            f"{letters(first)}</a> {letters(rest)}</p>"
        )
    return f"<p>{letters(paragraph)}</p>"


def _photo(image: str, caption: str, letters: Letters) -> str:
    words, _, credit = caption.partition(" Ảnh: ")
    author = (
        f'<p class="PhotoCMS_Author" data-placeholder="">{letters(f"Ảnh: {credit}")}</p>'
        if credit
        else ""
    )
    return (
        '<figure class="VCSortableInPreviewMode" type="Photo" style=""><div><img data-author="" '
        f'src="{image}" alt="{letters(words)}" data-original="{image}" type="photo" '
        'loading="lazy" width="1024" height="683"></div><figcaption class="PhotoCMS_Caption">'
        f'<p data-placeholder="Nh&#7853;p ch&uacute; th&iacute;ch &#7843;nh" class="">'
        f"{letters(words)}</p>{author}</figcaption></figure>"
    )


def _video(story: Story, letters: Letters) -> str:
    film = story.images[0].replace(".jpg", ".mp4")
    return (
        '<div class="VCSortableInPreviewMode active" type="VideoStream" embed-type="4" '
        f'data-width="640px" data-height="360px" data-vid="{film}" data-thumb="{story.images[0]}">'
        f'<div class="VideoCMS_Caption"><p>{letters(story.title)}</p></div></div>'
    )


def _related_box(related: Sequence[tuple[Story, str]], letters: Letters) -> str:
    entries = "".join(
        f'<li class="kbwscwlrl" data-date="{each.published_at:%d/%m/%Y %H:%M}" '
        f'data-id="{each.article_id}" data-url="{path}" data-title="{letters(each.title)}">'
        f'<h4 class="kbwscwlrl-title"><a target="_blank" href="{path}" '
        f'class="title link-callout">{letters(each.title)}</a></h4></li>'
        for each, path in related
    )
    return (
        '<!-- bonewsrelation --><div class="VCSortableInPreviewMode alignRight" '
        'type="RelatedNewsBox" data-style="align-right" relatednewsboxtype="type-2">'
        '<div class="kbwscwl-relatedbox type-2"><p class="kbwscwl-title">TIN LI&Ecirc;N QUAN</p>'
        f'<ul class="kbwscwlr-list">{entries}</ul></div></div>'
    )


def _related_one(story: Story, path: str, letters: Letters) -> str:
    return (
        '<div class="VCSortableInPreviewMode link-content-footer" type="RelatedOneNews" '
        f'data-id="{story.article_id}"><a class="VCObjectBoxRelatedNewsItemAvatar" href="{path}">'
        f'</a><a class="VCObjectBoxRelatedNewsItemTitle" href="{path}">{letters(story.title)}</a>'
        f'<p class="VCObjectBoxRelatedNewsItemSapo">{letters(story.lead)}</p></div>'
    )


def _read_more(related: Sequence[tuple[Story, str]], letters: Letters) -> str:
    entries = "".join(
        f'<li><a href="{path}">{letters(each.title)}</a><p>{letters(each.lead)}</p></li>'
        for each, path in related
    )
    return f'<div class="readmore-body-box"><p>&#272;&#7884;C NGAY</p><ul>{entries}</ul></div>'


def _vote(story: Story) -> str:
    return (
        f'<div class="VCSortableInPreviewMode" type="Vote" data-id="{story.article_id[-6:]}">'
        "<p>B&#7841;n quan t&acirc;m &#273;&#7871;n vi&#7879;c n&agrave;y?</p></div>"
    )
