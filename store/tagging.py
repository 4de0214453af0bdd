"""The topics of stored articles: what the rules say, what people say, and tagging anew."""

from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from crawler import clock
from crawler.dates import Period
from errors import NotThere
from store.engine import WRITES
from store.keys import key_range
from store.locks import lock_retag
from store.models import ArticleRow, MatchRow, TopicCorrectionRow, TopicRow, VersionRow
from topics.tagger import Tagger, Tags

# Articles that are tagged together, in one transaction.
_BATCH = 200
# Articles that are shown of what a topic would gain and lose.
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that gains or loses a topic; `words` are those that its rules find in it now."""

    key: int
    title: str
    words: tuple[str, ...]


@dataclass
class TopicChange:
    """What a topic gains and loses in a retag, with some articles of each."""

    gained: int = 0
    lost: int = 0
    gained_samples: list[Sample] = field(default_factory=list)
    lost_samples: list[Sample] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Correction:
    """A topic given to an article by hand, or taken from it (UTC)."""

    topic: str
    present: bool
    at: datetime
    by: str


def corrections_of(connection: Connection, keys: Sequence[int]) -> dict[int, list[Correction]]:
    """Return what people said of the topics of articles, by article."""
    found: dict[int, list[Correction]] = defaultdict(list)
    rows = select(TopicCorrectionRow.__table__).where(TopicCorrectionRow.article.in_(keys))
    for row in connection.execute(rows).mappings():
        said = Correction(row["topic"], row["present"], row["at"], row["by"])
        found[row["article"]].append(said)
    return found


def topics_with(tags: Tags, corrections: Sequence[Correction]) -> set[str]:
    """Return the topics that the rules found, with what people said put above it."""
    given = {each.topic for each in corrections if each.present}
    taken = {each.topic for each in corrections if not each.present}
    return (set(tags.topics) | given) - taken


def write_tags(
    connection: Connection, key: int, tags: Tags, topics: set[str], rules_version: str
) -> None:
    """Replace the topics and matches of a stored article, in the caller's transaction."""
    for table in (TopicRow, MatchRow):
        connection.execute(delete(table).where(table.article == key))
    if topics:
        connection.execute(
            insert(TopicRow), [{"topic": topic, "article": key} for topic in sorted(topics)]
        )
    if tags.matches:
        rows = [{"article": key, "number": n, **asdict(m)} for n, m in enumerate(tags.matches)]
        connection.execute(insert(MatchRow), rows)
    connection.execute(
        update(ArticleRow)
        .where(ArticleRow.id == key)
        .values(about_police=tags.about_police, rules_version=rules_version)
    )


class Retag:
    """Tagging stored articles anew, newest first; started again, it goes on where it stopped.

    Args:
        engine: the database.
        tagger: the rules.
        period: of which articles.
        topic: count and write only where this topic changes; empty: any.
        samples: how many articles are shown of what a topic gains, and of what it loses.
    """

    def __init__(
        self,
        engine: Engine,
        tagger: Tagger,
        period: Period,
        topic: str = "",
        samples: int = _SAMPLES,
    ) -> None:
        self._engine = engine
        self._tagger = tagger
        self._version = tagger.rules.version
        self._topic = topic
        self._samples = samples
        start, end = key_range(period)
        # What these rules have tagged already is done.
        self._wanted = [ArticleRow.rules_version != self._version]
        if start is not None:
            self._wanted.append(ArticleRow.id >= start)
        if end is not None:
            self._wanted.append(ArticleRow.id < end)
        self.changes: dict[str, TopicChange] = defaultdict(TopicChange)

    def count(self) -> int:
        """How many articles there are to look at."""
        with Session(self._engine) as session:
            return session.query(ArticleRow).where(*self._wanted).count()

    def run(self, *, write: bool) -> Generator[int, None, None]:
        """Tag batch by batch, noting what changes; yield how many articles each had.

        Raises:
            RetagBusy: another one is writing.
        """
        release = lock_retag(self._engine) if write else None
        try:
            yield from self._batches(write=write)
        finally:
            if release:
                release()

    def _batches(self, *, write: bool) -> Iterator[int]:
        below: int | None = None
        while True:
            options = WRITES if write else {}
            with self._engine.connect().execution_options(**options) as on, on.begin():
                rows = self._batch(on, below)
                if not rows:
                    return
                self._tag(on, rows, write=write)
            below = rows[-1][0]
            yield len(rows)

    def _batch(
        self, connection: Connection, below: int | None
    ) -> list[tuple[int, str, str, str, bool]]:
        query = (
            select(
                *(ArticleRow.id, VersionRow.title, VersionRow.lead, VersionRow.body),
                ArticleRow.about_police,
            )
            .join(
                VersionRow,
                (VersionRow.article == ArticleRow.id) & (VersionRow.number == ArticleRow.version),
            )
            .where(*self._wanted)
            .order_by(ArticleRow.id.desc())
            .limit(_BATCH)
        )
        if below is not None:
            query = query.where(ArticleRow.id < below)
        return [(k, t, lead, body, p) for k, t, lead, body, p in connection.execute(query)]

    def _tag(
        self, connection: Connection, rows: list[tuple[int, str, str, str, bool]], *, write: bool
    ) -> None:
        keys = [row[0] for row in rows]
        held: dict[int, set[str]] = defaultdict(set)
        for key, topic in connection.execute(
            select(TopicRow.article, TopicRow.topic).where(TopicRow.article.in_(keys))
        ):
            held[key].add(topic)
        said = corrections_of(connection, keys)
        for key, title, lead, body, police in rows:
            tags = self._tagger.tag({"title": title, "lead": lead, "body": body})
            topics = topics_with(tags, said[key])
            before = held[key] | ({"about_police"} if police else set())
            after = topics | ({"about_police"} if tags.about_police else set())
            if self._topic and self._topic not in before ^ after:
                continue
            self._note(key, title, tags, before, after)
            if write:
                write_tags(connection, key, tags, topics, self._version)

    def _note(self, key: int, title: str, tags: Tags, before: set[str], after: set[str]) -> None:
        for topic in before ^ after:
            change, gained = self.changes[topic], topic in after
            change.gained += gained
            change.lost += not gained
            samples = change.gained_samples if gained else change.lost_samples
            if len(samples) < self._samples:
                words = dict.fromkeys(each.words for each in tags.matches if each.topic == topic)
                samples.append(Sample(key, title, tuple(words)))


def require_article(connection: Connection, key: int) -> None:
    """Refuse a key that is no stored article's.

    Raises:
        NotThere: there is no such article.
    """
    if connection.scalar(select(ArticleRow.id).where(ArticleRow.id == key)) is None:
        raise NotThere(f"There is no article {key}; `diembao articles` lists what there is.")


def correct(engine: Engine, key: int, topic: str, by: str, *, present: bool) -> None:
    """Give a topic to an article by hand, or take it away; kept through every retag.

    Raises:
        NotThere: there is no such article.
    """
    dialect = sqlite_insert if engine.dialect.name == "sqlite" else postgresql_insert
    row = {
        "article": key,
        "topic": topic,
        "present": present,
        "at": clock.now(),
        "by": by,
    }
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        require_article(connection, key)
        said = dialect(TopicCorrectionRow).values(row)
        connection.execute(
            said.on_conflict_do_update(
                index_elements=["article", "topic"],
                set_={name: row[name] for name in ("present", "at", "by")},
            )
        )
        connection.execute(delete(TopicRow).where(TopicRow.article == key, TopicRow.topic == topic))
        if present:
            connection.execute(insert(TopicRow), {"topic": topic, "article": key})


def take_back(engine: Engine, key: int, topic: str) -> None:
    """Forget what somebody said of a topic of an article: the rules decide again.

    Raises:
        NotThere: there is no such article, or nobody said anything of the topic.
    """
    same = (TopicCorrectionRow.article == key) & (TopicCorrectionRow.topic == topic)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        require_article(connection, key)
        if not connection.execute(delete(TopicCorrectionRow).where(same)).rowcount:
            raise NotThere(f"Nobody gave topic {topic} to the article or took it away.")
        connection.execute(delete(TopicRow).where(TopicRow.article == key, TopicRow.topic == topic))
        # Words are kept of those topics only that the rules gave.
        found = select(MatchRow.topic).where(MatchRow.article == key, MatchRow.topic == topic)
        if connection.scalar(found.limit(1)):
            connection.execute(insert(TopicRow), {"topic": topic, "article": key})


def topic_counts(engine: Engine) -> Counter[str]:
    """Return how many articles have each topic."""
    rows = select(TopicRow.topic, func.count().label("articles")).group_by(TopicRow.topic)
    with engine.connect() as connection:
        return Counter({row.topic: row.articles for row in connection.execute(rows)})
