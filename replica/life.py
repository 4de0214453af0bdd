"""What becomes of stories after they have come out: corrected, moved, touched up, taken down."""

import datetime as dt
from collections.abc import Callable

from replica.assignments import Assignment
from replica.prose import Writer
from replica.story import Change, ChangeKind, Section, Story, slug_of

# What happens to how many stories of a hundred; to the others nothing does.
_LIVES: tuple[tuple[int, tuple[ChangeKind, ...]], ...] = (
    (5, ("headline",)),
    (3, ("slug",)),
    (4, ("lead",)),
    (6, ("body",)),
    (5, ("cosmetic",)),
    (3, ("section",)),
    (3, ("withdrawn",)),
    (2, ("body", "headline")),
)
_FIRST_CHANGE = 15  # minutes after publication, at the earliest
_NEXT_CHANGE = dt.timedelta(minutes=50)


def planned_changes(assignment: Assignment) -> tuple[tuple[ChangeKind, dt.datetime], ...]:
    """What will happen to a story, and when: known before a word of it is written."""
    lot = assignment.variant // 64 % 100
    minutes = _FIRST_CHANGE + assignment.variant // 6400 * 10
    moment = assignment.published_at + dt.timedelta(minutes=minutes)
    for share, kinds in _LIVES:
        if lot < share:
            return tuple((kind, moment + place * _NEXT_CHANGE) for place, kind in enumerate(kinds))
        lot -= share
    return ()


def changes_of(
    story: Story,
    assignment: Assignment,
    writer: Writer,
    moved_to: Section,
    address: Callable[[str, str, str], str],
) -> tuple[Change, ...]:
    """Write what will happen to a story.

    Args:
        story: the story as it came out.
        assignment: its plan.
        writer: who wrote it, and remembers its people and places.
        moved_to: the section it goes to if it moves.
        address: makes an address of a section's slug, a slug and an article id.
    """

    def change(kind: ChangeKind, at: dt.datetime) -> Change:
        template, article_id = writer.template, story.article_id
        match kind:
            # Where the slug is all that names an article, it stays.
            case "headline" | "slug" if kind == "headline" or article_id == story.slug:
                return Change(kind, at, title=writer.other(template.titles, story.title))
            case "slug":
                title = writer.other(template.titles, story.title)
                slug = slug_of(title)
                url = address(story.section_slug, slug, article_id)
                return Change(kind, at, title=title, slug=slug, url=url)
            case "lead":
                return Change(kind, at, lead=writer.other(template.leads, story.lead))
            case "body" if not story.paid:
                more = writer.another_paragraph(story.paragraphs)
                told = (*story.paragraphs[:-1], more, *story.paragraphs[-1:])
                return Change(kind, at, paragraphs=told)
            case "section":
                url = address(moved_to.slug, story.slug, article_id)
                to = moved_to
                return Change(kind, at, url=url, section=to.name, section_slug=to.slug)
            case _:
                return Change(kind, at)

    return tuple(change(kind, at) for kind, at in planned_changes(assignment))
