"""The pieces of Dân trí's pages and feeds: items, authors, bodies with empty shells."""

from collections.abc import Sequence
from itertools import zip_longest

from replica.newsroom import Section, Story, slug_of
from replica.sites.page import FeedItem, json_text, rfc822, text, weekday

PREFIX = "(Dân trí) - "
ORIGIN = "https://dantri.com.vn"
PLACEHOLDER = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def feed_item(item: FeedItem) -> str:
    """An item of a feed; its description is no well-formed HTML."""
    return (
        f"<item><title>{text(item.title)}</title><link>{item.url}</link>"
        f"<pubDate>{rfc822(item.published_at, '+0700')}</pubDate><guid>{item.url}</guid>"
        f"<description><![CDATA[<a href='{item.url}'/><img src='{item.image}'/></a></br>"
        f"{PREFIX}{item.lead}]]></description></item>\n"
    )


def section_path(section: Section) -> str:
    """``/thoi-su/giao-thong.htm``."""
    return f"/{section.parent}/{section.slug}.htm" if section.parent else f"/{section.slug}.htm"


def crumb(section: Section, place: int, path: str, css: str) -> str:
    """A crumb above an article."""
    target = section_path(section)
    return (
        f'<li class="{css}"><a title="{section.name}" href="{ORIGIN}{target}" '
        f'data-content-name="article-breadcrumb" data-content-piece='
        f'"article-breadcrumb-position_{place}" data-content-target="{path}" '
        f'data-track-content="">{section.name}</a></li>'
    )


def item(story: Story, place: int, *, with_lead: bool) -> str:
    """An item of a listing."""
    title = text(story.printed_title)
    link = f'<a class="dt-text-black-mine" data-prop="title" href="{story.url}">{title}</a>'
    excerpt = (
        f'<div class="article-excerpt"><a data-prop="sapo" href="{story.url}">{text(story.lead)}'
        f'</a> <span class="article-total-comment" data-id="{story.article_id}"></span></div>'
    )
    return (
        '<article class="article-item" data-content-name="category-timeline" data-content-piece='
        f'"category-timeline-position_{place}" data-content-target='
        f'"{story.url.removeprefix(ORIGIN)}" data-track-content=""><div class="article-thumb">'
        f'<a href="{story.url}"><img data-prop="thumbnail" alt="{title}" data-src='
        f'"{story.images[0]}" height="168" src="{PLACEHOLDER}" width="252"></a></div>'
        f'<div class="article-content"><h3 class="article-title">{link}</h3>'
        f"{excerpt if with_lead else ''}</div></article>"
    )


def related(story: Story, place: int) -> str:
    """An item of the list below an article: an ``article`` element too."""
    title = text(story.printed_title)
    return (
        '<article data-layout="default" class="dt-flex dt-gap-5 dt-font-inter" data-content-name='
        f'"article-related" data-content-piece="article-related-position_{place}"><a class='
        f'"dt-block" href="{story.url}"><img data-prop="thumbnail" alt="{title}" data-src='
        f'"{story.images[0]}" src="{PLACEHOLDER}"></a><div class="dt-flex-1"><h3><a '
        f'data-prop="title" href="{story.url}">{title}</a></h3><a data-prop="sapo" '
        f'href="{story.url}">{text(story.lead)}</a></div></article>'
    )


def pagination(path: str, page: int, last: int) -> str:
    """The numbers of the pages of a listing."""

    def address(number: int) -> str:
        return path if number == 1 else path.replace(".htm", f"/trang-{number}.htm")

    entries = [
        f'<a class="page-item{" active" * (each == page)}" href="{address(each)}" '
        f'rel="nofollow">{each}</a>'
        for each in range(max(page - 2, 1), min(page + 4, last) + 1)
    ]
    if page < last:
        entries.append(
            f'<a class="page-item next" href="{address(page + 1)}" rel="nofollow" '
            'title="Trang tiếp">❯</a>'
        )
    return "".join(entries)


def author_page(name: str) -> str:
    """The address of an author's page."""
    return f"{ORIGIN}/tac-gia/{slug_of(name)}-{sum(map(ord, name))}.htm"


def authors(story: Story, rel: str) -> str:
    """Pictures of the authors, then their names, each a link."""
    pictures = "".join(
        f'<a class="dt-size-6" {rel}href="{author_page(name)}"><img alt="{name}" '
        'class="dt-rounded-full dt-size-full" height="24" src="https://cdnphoto.dantri.com.vn/'
        f'{slug_of(name)}.jpg" width="24"></a>'
        for name in story.authors
    )
    names = ", ".join(
        f'<a class="hover:dt-text-black" {rel}href="{author_page(name)}">{name}</a>'
        for name in story.authors
    )
    return (
        '<div class="dt-flex dt-items-center dt-gap-2 dt-relative"><div class="dt-flex '
        f'-dt-space-x-1 dt-overflow-hidden">{pictures}</div><div class="dt-font-inter '
        f'dt-font-normal dt-text-13px dt-leading-5 dt-text-black">{names}</div></div>'
    )


def singular_authors(story: Story) -> str:
    """The authors in the layout of before 2026."""
    return " ".join(
        f'<div class="author-name"><a href="{author_page(name)}" title="{name}"><b>{name}</b></a>'
        "</div>"
        for name in story.authors
    )


def json_authors(story: Story) -> str:
    """The author in JSON-LD; several are a list."""
    people = [
        f'{{"@context":"http://schema.org","@type":"Person","@id":"{author_page(name)}#Person",'
        f'"name":"{json_text(name)}","url":"{author_page(name)}"}}'
        for name in story.authors
    ]
    return people[0] if len(people) == 1 else f"[{','.join(people)}]"


def naive_time(story: Story) -> str:
    """A time without seconds and zone: ``2026-07-17 22:12``."""
    return f"{story.published_at:%Y-%m-%d %H:%M}"


def visible_time(story: Story) -> str:
    """``Thứ sáu, 17/07/2026 - 22:12``."""
    return f"{weekday(story.published_at)}, {story.published_at:%d/%m/%Y - %H:%M}"


def time(story: Story) -> str:
    """The time of an article in the layout of 2026."""
    return (
        '<time class="dt-flex dt-items-center dt-font-inter dt-text-common-sub dt-text-13px '
        f'dt-leading-5" datetime="{naive_time(story)}"> {visible_time(story)} </time>'
    )


def body(story: Story, others: Sequence[Story]) -> str:
    """The inside of the body: paragraphs, figures, shells that a script would fill."""
    path = story.url.removeprefix(ORIGIN)
    paragraphs = [f"<p>{_linked(each, place, path)}</p>" for place, each in
                  enumerate(story.paragraphs)]  # fmt: skip
    figures = [
        f'<figure class="image align-center" contenteditable="false"><img title='
        f'"{text(story.title)} - {place}" data-src="{image}" src="{PLACEHOLDER}" alt='
        f'"{text(story.title)} - {place}" data-original="{image}" data-track-content="" '
        f'data-content-target="{path}"><figcaption><p>{text(caption)}</p></figcaption></figure>'
        for place, (image, caption) in enumerate(zip(story.images, story.captions, strict=False), 1)
    ]
    parts = [each for pair in zip_longest(paragraphs, figures) for each in pair if each]
    if story.form == "video":
        parts.insert(
            0,
            f'<figure class="video" data-video-id="{story.article_id}" data-video-src='
            f'"{story.images[0].replace(".jpg", ".mp4")}"><figcaption><p>{text(story.title)}</p>'
            "</figcaption></figure>",
        )
    if parts and others:
        parts.insert(
            len(parts) // 2 + 1,
            '<aside data-module="related-article-in-content" '
            f'data-id="{others[0].article_id}" data-index="0"></aside>'
            '<div data-slot="ads-in-content"></div>',
        )
    return "".join(parts)


def _linked(paragraph: str, place: int, path: str) -> str:
    if place % 3 != 1:
        return text(paragraph)
    head, _, tail = paragraph.partition(" ")
    return (
        f'<a href="{ORIGIN}/chu-de/{slug_of(head)}-4276.htm" data-auto-link-id="65d821763d9382" '
        f'data-track-content="" data-content-name="article-content-autolink" '
        f'data-content-target="{path}">{text(head)}</a> {text(tail)}'
    )
