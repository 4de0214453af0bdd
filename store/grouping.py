"""Story groups: an article, and those that reprint it.

A group is named by the key of the member that was stored first; an article that stands alone has
none. An article joins the group of the article in reach that is most like it
(`pipelines.group.likeness`), unless one of its own site is in that group which it does not repeat:
an outlet runs a story once, and what it runs next is the next bulletin, or what became of the case.
So a series never grows into a group, and two groups never become one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from pipelines.group import REPRINT, SURELY, Text, likeness, shared, signature_of
from store import bands
from store.bands import Signatures, signatures_in
from store.keys import second_of
from store.models import ArticleRow, SignatureRow, VersionRow

_NONE = range(0)
# So many articles at the most are compared with a new one: whoever prints the same boilerplate all
# day must not stop the work.
_MOST = 20


def _most_first(found: tuple[float, int]) -> tuple[float, int]:
    """The most alike first, of equals the first published."""
    how, key = found
    return -how, key


class _Groups:
    """The articles that a batch may touch, and their groups as they become."""

    def __init__(self, connection: Connection, keys: Iterable[int]) -> None:
        self._connection = connection
        self._texts: dict[int, Text] = {}
        self._stories: dict[int, int | None] = {}
        self._members: dict[int, set[int]] = defaultdict(set)
        self._changed: set[int] = set()
        self._load(ArticleRow.id.in_(keys))
        if stories := set(self._stories.values()) - {None}:
            self._load(ArticleRow.story.in_(stories))

    def _load(self, wanted: ColumnElement[bool]) -> None:
        rows = self._connection.execute(
            select(ArticleRow.id, ArticleRow.site, ArticleRow.story, SignatureRow.__table__)
            .join(SignatureRow, SignatureRow.article == ArticleRow.id)
            .where(wanted)
        ).mappings()
        for row in rows.all():
            [(key, signature)] = signatures_in([row]).items()
            self._texts[key] = Text(row["site"], second_of(key), signature)
            self._stories[key] = row["story"]
            if row["story"] is not None:
                self._members[row["story"]].add(key)

    def place(self, key: int, met: Iterable[int], *, anew: bool) -> None:
        """Let an article join, stay in or leave a group.

        Args:
            key: the article.
            met: the articles that it may be like.
            anew: as if it had been in none.
        """
        if anew:
            self._leave(key)
        other = self._most_like(key, met)
        if other is None:
            self._leave(key)
        elif self._stories[key] is None or self._stories[key] != self._stories[other]:
            self._leave(key)
            self._join(key, other)

    def _most_like(self, key: int, met: Iterable[int]) -> int | None:
        text = self._texts[key]
        found = ((likeness(text, self._texts[other]), other) for other in met if other != key)
        ranked = sorted(((how, other) for how, other in found if how), key=_most_first)
        for how, other in ranked[:_MOST]:
            if (how >= SURELY or self._is_reprint(key, other)) and self._admits(other, key):
                return other
        return None

    def _is_reprint(self, key: int, other: int) -> bool:
        """Whether two texts are alike when it is counted how much they share."""
        latest = (VersionRow.article == ArticleRow.id) & (VersionRow.number == ArticleRow.version)
        texts = select(VersionRow.lead, VersionRow.body).join(ArticleRow, latest)
        rows = self._connection.execute(texts.where(ArticleRow.id.in_((key, other))))
        one, two = (f"{lead}\n{body}" for lead, body in rows)
        return shared(one, two) >= REPRINT

    def _admits(self, other: int, key: int) -> bool:
        """Whether an article may join another's group: it repeats those of its own site in it."""
        text = self._texts[key]
        members = (self._texts[each] for each in self._group_of(other) if each != key)
        return all(likeness(text, each) for each in members if each.site == text.site)

    def _group_of(self, key: int) -> set[int]:
        story = self._stories[key]
        return {key} if story is None else self._members[story]

    def _join(self, key: int, other: int) -> None:
        story = self._stories[other]
        self._set(other, other if story is None else story)
        self._set(key, self._stories[other])

    def _leave(self, key: int) -> None:
        left = self._group_of(key) - {key}
        self._set(key, None)
        first = min(left, default=key)
        if len(left) == 1:
            self._set(first, None)
        elif left and self._stories[first] == key:  # the group was named by the one that leaves
            for each in left:
                self._set(each, first)

    def _set(self, key: int, story: int | None) -> None:
        before = self._stories[key]
        if before == story:
            return
        if before is not None:
            self._members[before].discard(key)
        if story is not None:
            self._members[story].add(key)
        self._stories[key] = story
        self._changed.add(key)

    def write(self) -> None:
        """Write what has changed; newest first as in a retag, so that neither waits for both."""
        changes = [
            {"of": key, "story": self._stories[key]} for key in sorted(self._changed, reverse=True)
        ]
        if changes:
            change = update(ArticleRow).where(ArticleRow.id == bindparam("of"))
            self._connection.execute(change, changes)


def group(
    connection: Connection,
    versions: Sequence[Mapping[Any, Any]],
    now: datetime,
    *,
    anew: bool = False,
    unsettled: range = _NONE,
) -> None:
    """Find what articles reprint, or are reprinted by, once they or their texts are stored.

    Args:
        connection: in a transaction that writes, and is the one that does (`store.locks`).
        versions: rows of the texts, in the order in which they came.
        now: when (UTC).
        anew: whatever groups these articles are in.
        unsettled: the keys of articles whose groups are about to be made anew, and do not count.
    """
    texts = {
        row["article"]: signature_of(row["title"], row["lead"], row["body"]) for row in versions
    }
    changed = _renew(connection, texts, now)
    placed = texts if anew else changed
    if not placed:
        return
    met = bands.meet(connection, placed)
    groups = _Groups(connection, set().union(placed, *met.values()))
    waiting = set(placed)
    for key in placed:
        others = (each for each in met[key] - waiting if each not in unsettled)
        groups.place(key, others, anew=anew)
        waiting.remove(key)
    groups.write()


def _renew(connection: Connection, texts: Signatures, now: datetime) -> Signatures:
    """Store the signatures of texts; return those that are others than before."""
    stored = select(SignatureRow.__table__).where(SignatureRow.article.in_(texts))
    before = signatures_in(connection.execute(stored).mappings())
    changed = {key: text for key, text in texts.items() if before.get(key) != text}
    bands.hold(connection, bands.weeks_around(texts), now)
    if gone := {key: text for key, text in before.items() if key in changed}:
        bands.remove(connection, gone)
        connection.execute(delete(SignatureRow).where(SignatureRow.article.in_(gone)))
    if changed:
        rows = [
            {"article": key, "text_hash": text.text_hash, "minhash": text.minhash}
            for key, text in changed.items()
        ]
        connection.execute(insert(SignatureRow), rows)
        bands.add(connection, changed)
    return changed
