"""The pieces of VOV's pages: cards, pagers, bodies with teasers of other articles in them."""

from collections.abc import Sequence
from itertools import zip_longest

from replica.newsroom import Story
from replica.sites.page import FeedItem, rfc822, text

PREFIX = "VOV.VN - "
ORIGIN = "https://vov.vn"


def feed_item(item: FeedItem) -> str:
    """An item of a feed."""
    return (
        f"<item>\n  <title>{text(item.title)}</title>\n  <link>{item.url}</link>\n"
        f'  <description><![CDATA[<a href="{item.url}"><img src="{item.image}" /></a>'
        f"{PREFIX}{text(item.lead)}]]></description>\n"
        f"  <pubDate>{rfc822(item.published_at, '+0700')}</pubDate>\n"
        f'  <guid isPermaLink="true">{item.url}</guid>\n</item>\n'
    )


def card(story: Story) -> str:
    """A story in a listing."""
    path, title = story.url.removeprefix(ORIGIN), text(story.printed_title)
    return (
        '<div class="col-md-12 taxonomy-content"> <div class="media"> '
        f'<a class="vovvn-img" href="{path}" title="{title}"> <img class="lazy mr-3" '
        f'data-src="{story.images[0]}" alt="{title}"> </a> <div class="media-body"> '
        f'<a class="vovvn-title" href="{path}" title="{title}"> <h5 class="media-title"> '
        f'{title} </h5> </a> <p class="mt-2"> {PREFIX}{text(story.lead)} </p> </div> </div> '
        "</div>\n"
    )


def pagination(path: str, page: int, last: int) -> str:
    """The pager: page 0 has no parameter, ``?page=1`` is the second."""

    def address(number: int) -> str:
        return f"{path}?page={number}" if number else path

    entries = [
        f'<li class="page-item{" active" * (number == page)}"> <a class="page-link" '
        f'href="{address(number)}" title="Trang {number + 1}">{number + 1}</a> </li>'
        for number in range(max(page - 2, 0), min(page + 4, last) + 1)
    ]
    if page < last:
        entries.append(
            f'<li class="pager__item--next"> <a class="page-link" href="{address(page + 1)}" '
            'rel="next" title="Đến trang sau">›</a> </li>'
        )
    return " ".join(entries)


def body(story: Story, related: Sequence[Story]) -> str:
    """The inside of the body: paragraphs, figures, unmarked teasers, the byline at its end."""
    figures = [
        f'<figure role="group" class="align-center"> <img data-src="{image}" alt="{text(caption)}" '
        f'class="lazy"> <figcaption>{text(caption)}</figcaption> </figure>'
        for image, caption in zip(story.images, story.captions, strict=False)
    ]
    paragraphs = [f"<p>{text(each)}</p>" for each in story.paragraphs]
    parts = [each for pair in zip_longest(paragraphs, figures) for each in pair if each]
    if story.form == "video":
        parts.insert(
            0,
            f'<div class="media-video"> <video controls poster="{story.images[0]}"><source '
            f'src="{story.images[0].replace(".jpg", ".mp4")}"></video> </div>',
        )
    if story.variant % 3 and related and parts:
        parts.insert(len(parts) // 2 + 1, _teasers(related[:2]))
    return "\n".join([*parts, byline(story)])


def byline(story: Story) -> str:
    """The names with the agency glued to them, to the right."""
    agency = ("VOV.VN", "VOV1", "VOV-TP.HCM", "VOV-Tây Nguyên")[story.variant % 4]
    return (
        '<p class="text-align-right" style="text-align: right;"><strong>'
        f"{', '.join(story.authors)}/{agency}</strong></p>"
    )


def _teasers(related: Sequence[Story]) -> str:
    """Titles and leads of other articles, with no heading over them, in the midst of the text."""
    return "".join(
        f'<div class="article-in-content"> <a href="{each.url.removeprefix(ORIGIN)}"> '
        f'<img class="lazy" data-src="{each.images[0]}" alt=""> </a> <a class="vovvn-title" '
        f'href="{each.url.removeprefix(ORIGIN)}"><h5>{text(each.title)}</h5></a> '
        f"<p>{PREFIX}{text(each.lead)}</p> </div>"
        for each in related
    )
