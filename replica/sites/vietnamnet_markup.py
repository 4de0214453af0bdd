"""The pieces of VietnamNet's pages and feeds: posts, authors, bodies with inserted articles."""

import datetime as dt
from collections.abc import Sequence
from itertools import zip_longest

from replica.newsroom import Story, slug_of
from replica.sites.page import FeedItem, json_text, rfc822, text

ORIGIN = "https://vietnamnet.vn"
PLACEHOLDER = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def feed_item(item: FeedItem) -> str:
    """An item of a feed."""
    picture = f'<img src="{item.image}" />' if item.image else ""
    return (
        f"<item>\n<title>{text(item.title)}</title>\n<description><![CDATA[<a href="
        f'"{item.url}">{picture}</a></br>{text(item.lead)}]]></description>\n'
        f"<pubDate>{rfc822(item.published_at, '+0700')}</pubDate>\n<link>{item.url}</link>\n"
        f"<guid>{item.url}</guid>\n<slash:comments>{len(item.title) % 5}</slash:comments>\n"
        "</item>\n"
    )


def spaced(moment: dt.datetime) -> str:
    """A time as JSON-LD has it, no ISO: ``2026-07-19T14:30:00.000 +07:00``."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000 +07:00"


def seo_variant(story: Story) -> tuple[str, str]:
    """Title and lead as search engines are told them, where they differ from those on the page."""
    if story.variant % 5 < 2:  # noqa: PLR2004 - two in five
        return f"{story.tags[0].capitalize()}: {story.printed_title}", story.lead[:120].strip()
    return story.printed_title, story.lead


def _picture(story: Story) -> str:
    title = text(story.printed_title)
    return (
        f'<picture> <source data-srcset="{story.images[0]}?width=260" media="--medium" /><source> '
        f'<img src="{PLACEHOLDER}" class="lazy" data-srcset="{story.images[0]}?width=360" '
        f'alt="{title}" /> </picture>'
    )


def vertical(story: Story) -> str:
    """The first of a listing."""
    path, title = story.url.removeprefix(ORIGIN), text(story.printed_title)
    return (
        '<div class="verticalPost topStory-1nd version-news sm:lineSeparates mb-20"> '
        f'<div class="verticalPost__avt "> <a href="{path}" title="{title}" data-utm-source='
        f'"#vnn_source=kinhdoanh&amp;vnn_medium=tiemdiem1"> {_picture(story)} </a> </div> '
        f'<div class="verticalPost__main"> <h2 class="verticalPost__main-title vnn-title " '
        f'data-id="{story.article_id}" isPr="False"> <a href="{path}" title="{title}"> {title} '
        f'</a> </h2> <div class="verticalPost__main-desc"> <p>{text(story.lead)}</p> </div> '
        "</div> </div>\n"
    )


def horizontal(story: Story, category: str) -> str:
    """One of the others."""
    path, title = story.url.removeprefix(ORIGIN), text(story.printed_title)
    return (
        "<!-- BEGIN COMPONENT:: COMPONENT002469 -->\n"
        '<div class="horizontalPost sm:lineSeparates version-news mb-20"> '
        f'<div class="horizontalPost__avt avt-240"> <a href="{path}" title="{title}"> '
        f'{_picture(story)} </a> </div> <div class="horizontalPost__main"> '
        f'<div class="horizontalPost__main-cate show"> <a href="#" title="{category}">{category}'
        f'</a> </div> <h3 data-id="{story.article_id}" class="horizontalPost__main-title  '
        f'vnn-title title-bold" isPr="False"> <a href="{path}" title="{title}" data-utm-source='
        f'"#vnn_source=kinhdoanh&amp;vnn_medium=listtin1" data-limit=""> {title} </a> </h3> '
        f'<div class="horizontalPost__main-desc" data-limit=""> <p>{text(story.lead)}</p> </div> '
        "</div> </div>\n<!-- END COMPONENT:: COMPONENT002469 -->\n"
    )


def pagination(path: str, page: int, last: int) -> str:
    """The numbers of pages: ``-page1`` is the second."""

    def address(number: int) -> str:
        return f"{path}-page{number}" if number else path

    entries = [
        f'<li class="pagination__list-item{" active" * (each == page)}"> '
        f'<a href="{address(each)}">{each + 1}</a> </li>'
        for each in range(max(page - 2, 0), min(page + 4, last) + 1)
    ]
    if page < last:
        entries.append(
            '<li class="pagination-next pagination__list-item"> '
            f'<a href="{address(page + 1)}"><span class="icon-next"></span></a> </li>'
        )
    return " ".join(entries)


def _author_page(name: str) -> str:
    return f"/tac-gia/{slug_of(name)}-0008{sum(map(ord, name)) % 100:02}.html"


def authors(story: Story) -> str:
    """The block of authors; some articles have none."""
    if nameless(story):
        return ""
    blocks = "".join(
        '<div class="article-detail-author__main"> <div class="article-detail-author__image"> '
        f'<a title="{name}" class="lazy-background" href="{_author_page(name)}"> </a> </div> '
        '<p class="article-detail-author__info"> <span class="name"> '
        f'<a href="{_author_page(name)}" title="{name}"> {name} </a> </span> '
        '<span class="position"></span> </p> </div>'
        for name in story.authors
    )
    kind = "author-single" if len(story.authors) == 1 else "author-multiple"
    return (
        '<div class="article-detail-author-wrapper "> <div class="article-detail-author '
        f'{kind}"> {blocks} <div class="article-detail-author__link "> '
        f'<a href="{_author_page(story.authors[0])}">Xem các bài viết của tác giả</a> </div> '
        "</div> </div>"
    )


def nameless(story: Story) -> bool:
    """Whether the page has no block of authors; JSON-LD names them all the same."""
    return story.variant % 10 == 0


def json_authors(story: Story) -> str:
    """The authors in JSON-LD."""
    people = ", ".join(
        f'{{ "@type": "Person", "name": "{json_text(name)}", "url": "{ORIGIN}{_author_page(name)}"'
        " }"
        for name in story.authors
    )
    return f"[{people}]"


def body(story: Story, related: Sequence[Story]) -> str:
    """The inside of the body: paragraphs, figures, an article inserted among them."""
    paragraphs = [
        f"<p>{text(each)}{'&nbsp;' * (story.variant % 3 == place)}</p>"
        for place, each in enumerate(story.paragraphs)
    ]
    figures = [
        f'<figure class="image vnn-content-image"> <img class="lazy" src="{PLACEHOLDER}" '
        f'data-original="{image}" alt="{text(caption)}"> <figcaption>{text(caption)}</figcaption> '
        "</figure>"
        for image, caption in zip(story.images, story.captions, strict=False)
    ]
    parts = [each for pair in zip_longest(paragraphs, figures) for each in pair if each]
    if story.form == "video":
        parts.insert(
            0,
            f'<div data-vnnembedtype="video" class="vnn-embed"> <iframe src="https://embed.'
            f'vietnamnet.vn/v/{story.article_id}.html" allowfullscreen></iframe> </div>',
        )
    if story.variant % 3 == 0 and related and parts:
        parts.insert(len(parts) // 2 + 1, _insert(related[0]))
    return "\n".join(parts)


def _insert(story: Story) -> str:
    path = story.url.removeprefix(ORIGIN)
    return (
        '<div class="ck-cms-insert-neww-group insert-wiki-template mceNonEditable '
        'vnn-template-noneditable"> <article class="ck-cms-insert-news vertical"> '
        f'<a class="insert-wiki-picture" href="{path}"><img class="lazy" data-original='
        f'"{story.images[0]}"></a> <div class="insert-wiki-main"> <strong '
        f'class="insert-wiki-title"><a href="{path}">{text(story.title)}</a></strong> '
        f'<div class="insert-wiki-description"><p>{text(story.lead)}</p></div> </div> </article> '
        "</div>"
    )
