"""What was published since last evening: by topic, each story once, beside what is usual."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, Engine, Row, func, select

from crawler.dates import VIETNAM, to_utc
from errors import UsageError
from store.folding import MOST_OF_TITLE, Others, others, tellings
from store.keys import first_key
from store.models import ArticleRow, TopicRow, VersionRow
from store.reading import in_latest_version
from store.recent import Recent
from store.usual import usual_topics
from topics.model import POLICE

_EVENING = time(18)
_MOST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A story: its first article of the section and period, and who tells it beside that.

    Attributes:
        new: whether one of its articles came in since the visit before.
        others: also those outside of the period.
    """

    id: int
    title: str
    outlet: str
    published_at: datetime
    form: str
    about_police: bool
    paid: bool
    withdrawn: bool
    new: bool
    others: Others


@dataclass(frozen=True, slots=True)
class Section:
    """The articles of a topic.

    Attributes:
        topic: its slug; `about_police` for those about the police without a topic; empty for the
            rest.
        articles: how many there are.
        stories: how many stories they tell; there are lines for the newest of these.
        new: how many articles came in since the visit before.
        usual: how many articles are usual for this weekday at this hour; None where too little is
            stored to say, and for those without a topic.
    """

    topic: str
    articles: int
    stories: int
    new: int
    usual: float | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """What was published since a moment (UTC).

    Attributes:
        sections: topics, the largest first; then those about the police without one; then the
            rest. An article with several topics stands under each.
        outlets: how many articles each outlet published, the most first.
    """

    since: datetime
    articles: int
    new: int
    sections: tuple[Section, ...]
    outlets: Mapping[str, int]


def last_evening(now: datetime) -> datetime:
    """Return yesterday 18:00 in Vietnam (UTC), where the working day of a press office begins."""
    yesterday = now.astimezone(VIETNAM).date() - timedelta(days=1)
    return to_utc(datetime.combine(yesterday, _EVENING, VIETNAM))


def today(
    engine: Engine,
    now: datetime,
    since: datetime | None = None,
    visit: datetime | None = None,
    lines: int = 10,
) -> Today:
    """Return what was published since a moment; the answer holds for some seconds.

    Args:
        engine: the database.
        now: the present moment (UTC): up to this hour earlier weeks are counted.
        since: the moment; None: yesterday 18:00 in Vietnam.
        visit: what came in after it is new (UTC); None: nothing is.
        lines: how many stories of a section have a line.

    Raises:
        UsageError: the moment is more than seven days ago, or yet to come.
    """
    start = since or last_evening(now)
    if not timedelta(0) <= now - start <= timedelta(days=_MOST_DAYS):
        raise UsageError(f"Give a moment of the last {_MOST_DAYS} days; for others, search.")
    edition = _editions.get((engine, start, lines), lambda: _edition(engine, start, now, lines))
    seen = edition.seen
    fresh = {key for key, at in seen.items() if at > visit} if visit else set[int]()
    return Today(
        since=start,
        articles=len(seen),
        new=len(fresh),
        sections=tuple(each.as_of(fresh) for each in edition.sections),
        outlets=edition.outlets,
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """A section as it is for all readers, and the articles behind it and behind each line."""

    section: Section
    articles: frozenset[int]
    told: tuple[frozenset[int], ...]

    def as_of(self, fresh: set[int]) -> Section:
        """The same for a reader to whom some articles are new."""
        if fresh.isdisjoint(self.articles):
            return self.section
        lines = zip(self.section.lines, self.told, strict=True)
        return replace(
            self.section,
            new=len(fresh & self.articles),
            lines=tuple(replace(line, new=not fresh.isdisjoint(its)) for line, its in lines),
        )


@dataclass(frozen=True, slots=True)
class _Edition:
    """What is the same for all readers; `seen` says when each article came in."""

    seen: Mapping[int, datetime]
    sections: tuple[_Section, ...]
    outlets: Mapping[str, int]


_editions: Recent[_Edition] = Recent(15, 8)


def _edition(engine: Engine, start: datetime, now: datetime, lines: int) -> _Edition:
    with engine.connect() as connection:
        rows = _published(connection, start)
        usual = usual_topics(connection, start, now)
        sections = _sections(connection, start, rows)
        folded = {topic: _folded(its) for topic, its in sections.items()}
        shown = {topic: stories[:lines] for topic, stories in folded.items()}
        known = _Known(connection, [story for each in shown.values() for story in each])
    made = (
        _Section(
            Section(
                topic=topic,
                articles=len(its),
                stories=len(folded[topic]),
                new=0,
                usual=None if usual is None or topic in {"", POLICE} else usual[topic],
                lines=tuple(map(known.line, shown[topic])),
            ),
            frozenset(row.id for row in its),
            tuple(frozenset(row.id for row in story) for story in shown[topic]),
        )
        for topic, its in sections.items()
    )
    return _Edition(
        {row.id: row.first_seen_at for row in rows},
        tuple(made),
        dict(Counter(row.outlet for row in rows).most_common()),
    )


Published = Row[int, str, int | None, bool, datetime]
Rows = Sequence[Published]


def _published(connection: Connection, start: datetime) -> Rows:
    """The articles since a moment, the newest first."""
    columns = (ArticleRow.id, ArticleRow.outlet, ArticleRow.story, ArticleRow.about_police)
    wanted = select(*columns, ArticleRow.first_seen_at).where(ArticleRow.id >= first_key(start))
    return connection.execute(wanted.order_by(ArticleRow.id.desc())).all()


def _sections(connection: Connection, start: datetime, rows: Rows) -> dict[str, list[Published]]:
    topics: dict[int, list[str]] = defaultdict(list)
    tagged = select(TopicRow.article, TopicRow.topic).where(TopicRow.article >= first_key(start))
    for article, topic in connection.execute(tagged):
        topics[article].append(topic)
    sections: dict[str, list[Published]] = defaultdict(list)
    for row in rows:
        for topic in topics.get(row.id) or [POLICE if row.about_police else ""]:
            sections[topic].append(row)
    last = {POLICE: 1, "": 2}
    order = sorted(sections, key=lambda each: (last.get(each, 0), -len(sections[each]), each))
    return {topic: sections[topic] for topic in order}


def _folded(rows: Iterable[Published]) -> list[Rows]:
    """The articles by story, each story's first one last; those about the police first."""
    stories: dict[int, list[Published]] = defaultdict(list)
    for row in rows:
        stories[row.story or row.id].append(row)
    return sorted(stories.values(), key=lambda story: not any(row.about_police for row in story))


class _Known:
    """What is to be shown of stories, read at once for all of them."""

    def __init__(self, connection: Connection, stories: Sequence[Rows]) -> None:
        keys = {story[-1].id for story in stories}
        columns = (ArticleRow.id, ArticleRow.published_at, ArticleRow.form, ArticleRow.paid)
        title = func.substr(VersionRow.title, 1, MOST_OF_TITLE).label("title")
        wanted = select(*columns, ArticleRow.withdrawn_at, title).where(ArticleRow.id.in_(keys))
        rows = connection.execute(wanted.join(VersionRow, in_latest_version()))
        self._leads = {row.id: row for row in rows}
        grouped = {row.story for story in stories for row in story if row.story is not None}
        self._told = tellings(connection, grouped)

    def line(self, story: Rows) -> Line:
        """The line of a story, to a reader to whom nothing is new."""
        first = story[-1]
        lead = self._leads[first.id]
        return Line(
            id=first.id,
            title=lead.title,
            outlet=first.outlet,
            published_at=lead.published_at,
            form=lead.form,
            about_police=first.about_police,
            paid=lead.paid,
            withdrawn=lead.withdrawn_at is not None,
            new=False,
            others=others(self._told.get(first.story, ()), first.id, first.outlet),
        )
