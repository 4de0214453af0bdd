"""Counts: the same as counting by hand, on SQLite and on PostgreSQL."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select

from crawler.dates import VIETNAM, Period, day_start, vietnamese_day
from store.counting import counting
from store.dimensions import Value
from store.engine import open_engine
from store.keys import first_key
from store.models import ArticleRow, TopicRow
from store.statistics import Counted, Dimension, count_articles

D = Dimension
LEAP_DAY = datetime(2024, 2, 29, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Item:
    """An article as the tests count it."""

    key: int
    at: datetime
    outlet: str = "vtv"
    section: str = ""
    topics: frozenset[str] = frozenset()
    police: bool = False
    story: int | None = None


def items(*facts: Mapping[str, object]) -> list[Item]:
    """Articles with keys of their own."""
    made = []
    for number, fact in enumerate(facts):
        at = fact.get("at", LEAP_DAY)
        assert isinstance(at, datetime)
        made.append(Item(key=first_key(at) + number, **{"at": at, **fact}))  # type: ignore[arg-type]
    return made


def put(engine: Engine, articles: Sequence[Item]) -> None:
    """Make these the only articles that are stored."""
    with engine.begin() as connection:
        connection.execute(delete(TopicRow))
        connection.execute(delete(ArticleRow))
        rows = [
            {
                "id": each.key,
                "outlet": each.outlet,
                "site": f"{each.outlet}.vn",
                "article_id": str(each.key),
                "canonical_url": "",
                "form": "text",
                "section": each.section,
                "published_at": each.at,
                "published_estimated": False,
                "first_seen_at": each.at,
                "version": 1,
                "about_police": each.police,
                "rules_version": "",
                "story": each.story,
            }
            for each in articles
        ]
        tags = [{"topic": topic, "article": each.key} for each in articles for topic in each.topics]
        for table, made in ((ArticleRow, rows), (TopicRow, tags)):
            if made:
                connection.execute(insert(table), made)


def values(item: Item, dimension: Dimension, what: Counted) -> list[Value]:
    """What an article counts under, reckoned with Python's own calendar."""
    day = item.at.astimezone(VIETNAM).date()
    if dimension is D.TOPIC:
        wanted = [each for each in item.topics if not what.topics or each in what.topics]
        return [*wanted] or ([""] if what.untagged else [])
    known: dict[Dimension, Value] = {
        D.OUTLET: item.outlet,
        D.SITE: f"{item.outlet}.vn",
        D.SECTION: item.section,
        D.FORM: "text",
        D.AGENCY: "",
        D.DAY: day,
        D.WEEK: date.fromisocalendar(*day.isocalendar()[:2], 1),
        D.MONTH: day.replace(day=1),
        D.WEEKDAY: day.isoweekday(),
    }
    return [known[dimension]]


def by_hand(
    articles: Iterable[Item], dimensions: Sequence[Dimension], what: Counted
) -> tuple[dict[tuple[Value, ...], int], int]:
    """The cells and the total, counted article by article."""
    cells: dict[tuple[Value, ...], set[int]] = defaultdict(set)
    counted: set[int] = set()
    for item in articles:
        if (
            (what.outlets and item.outlet not in what.outlets)
            or (what.topics and not item.topics & set(what.topics))
            or (what.about_police and not item.police)
            or not what.period.holds(item.at)
        ):
            continue
        unit = (item.story or item.key) if what.distinct else item.key
        found: list[tuple[Value, ...]] = [()]
        for dimension in dimensions:
            found = [(*cell, value) for cell in found for value in values(item, dimension, what)]
        for cell in found:
            cells[cell].add(unit)
        if found:
            counted.add(unit)
    return {cell: len(units) for cell, units in cells.items()}, len(counted)


# Around midnight in Vietnam, and around the ends of weeks, months, years and a leap day.
TURNS = st.sampled_from([datetime(y, m, d, tzinfo=VIETNAM) for y, m, d in (
    (1999, 12, 31), (2000, 3, 1), (2024, 2, 29), (2024, 3, 1), (2024, 12, 30), (2025, 1, 1),
    (2026, 3, 1), (2026, 11, 23), (2026, 12, 1),
)])  # fmt: skip
MOMENTS = st.builds(lambda turn, s: turn + timedelta(seconds=s), TURNS, st.integers(-2, 2))
STORIES = (first_key(datetime(2026, 1, 1, tzinfo=UTC)), first_key(datetime(2026, 1, 2, tzinfo=UTC)))
FACTS = st.fixed_dictionaries({
    "at": MOMENTS,
    "outlet": st.sampled_from(["vtv", "vov", "ttxvn"]),
    "section": st.sampled_from(["", "Pháp luật", "Thời sự"]),
    "topics": st.frozensets(st.sampled_from(["drugs", "traffic", "weapons"])),
    "police": st.booleans(),
    "story": st.sampled_from([None, None, *STORIES]),
})  # fmt: skip
PERIODS = st.builds(
    lambda days: Period(*(day and day_start(vietnamese_day(day)) for day in days)),
    st.tuples(st.none() | MOMENTS, st.none() | MOMENTS).filter(
        lambda ends: None in ends or ends[0] < ends[1]
    ),
)
WHAT = st.builds(
    Counted,
    outlets=st.sampled_from([(), (), ("vtv",), ("vov", "ttxvn")]),
    topics=st.sampled_from([(), (), ("drugs",), ("drugs", "weapons")]),
    about_police=st.booleans(),
    period=PERIODS,
    distinct=st.booleans(),
)
CROSSED = [(one,) for one in D] + [*combinations(D, 2)] + [(D.TOPIC, D.WEEK, D.OUTLET)]


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    dimensions=st.sampled_from(CROSSED),
    facts=st.lists(FACTS, max_size=12),
    what=WHAT,
    untagged=st.booleans(),
)
def test_counts_are_those_of_counting_by_hand(
    engine: Engine,
    dimensions: tuple[Dimension, ...],
    facts: list[dict[str, object]],
    what: Counted,
    untagged: bool,
) -> None:
    what = replace(what, untagged=untagged and not what.topics)
    articles = items(*facts)
    put(engine, articles)
    counts = count_articles(engine, dimensions, what)
    cells, total = by_hand(articles, dimensions, what)
    assert (dict(counts.cells), counts.total) == (cells, total)
    assert {cell: number for cell, number in counts.rows() if number} == cells
    if D.TOPIC in dimensions and not what.untagged:
        # What has no topic is in no row, and then in no total of another dimension.
        articles = [each for each in articles if each.topics]
    for axis in counts.axes:
        alone, _ = by_hand(articles, (axis.dimension,), what)
        assert {(value,): number for value, number in axis.totals.items() if number} == alone


def days(*numbers: int) -> list[dict[str, object]]:
    """Articles on these days of November 2026, at noon."""
    return [{"at": datetime(2026, 11, n, 12, tzinfo=VIETNAM)} for n in numbers]


def totals(engine: Engine, dimension: Dimension, what: Counted) -> dict[Value, int]:
    return dict(count_articles(engine, [dimension], what).axes[0].totals)


def test_times_have_no_holes_from_one_end_of_the_period_to_the_other(engine: Engine) -> None:
    put(engine, items(*days(4, 6, 6)))  # a Wednesday, a Friday
    inside = Counted(period=Period.of("2026-11-03", "2026-11-07"))
    counts = count_articles(engine, [D.DAY, D.OUTLET], inside)
    assert [number for _, number in counts.rows()] == [0, 1, 0, 2, 0]
    assert list(totals(engine, D.DAY, Counted()).values()) == [1, 0, 2]
    assert list(totals(engine, D.WEEKDAY, inside).values()) == [0, 0, 1, 0, 2, 0, 0]
    # The week and the month begin before the period does.
    for since in ("2026-11-03", "2026-11-04"):
        wanted = Counted(period=Period.of(since, None))
        assert totals(engine, D.WEEK, wanted) == {date(2026, 11, 2): 3}
        assert totals(engine, D.MONTH, wanted) == {date(2026, 11, 1): 3}
    long = totals(engine, D.MONTH, Counted(period=Period.of("2026-09-30", "2027-01-01")))
    assert [(month.month, n) for month, n in long.items() if isinstance(month, date)] == [
        *((9, 0), (10, 0), (11, 3), (12, 0), (1, 0))
    ]  # fmt: skip
    assert totals(engine, D.DAY, Counted(outlets=("vov",))) == {}


def test_every_day_of_four_years_is_in_its_week_and_month(engine: Engine) -> None:
    last_minute = datetime(2024, 1, 1, 23, 59, tzinfo=VIETNAM)
    put(engine, items(*({"at": last_minute + timedelta(days=n)} for n in range(1461))))
    assert set(totals(engine, D.DAY, Counted()).values()) == {1}
    months = totals(engine, D.MONTH, Counted())
    assert [n for each, n in months.items() if isinstance(each, date) and each.month == 2] == [
        *(29, 28, 28, 28)
    ]  # fmt: skip
    for month, number in months.items():
        assert isinstance(month, date)
        assert number == monthrange(month.year, month.month)[1]
    assert set(list(totals(engine, D.WEEK, Counted()).values())[:-1]) == {7}
    assert list(totals(engine, D.WEEKDAY, Counted()).values()) == [
        209,
        209,
        209,
        209,
        209,
        208,
        208,
    ]


def test_a_day_ends_before_midnight_in_vietnam(engine: Engine) -> None:
    put(engine, items({"at": datetime(2026, 11, 23, tzinfo=VIETNAM)}))
    for period, number in ((Period.of(None, "2026-11-22"), 0), (Period.of("2026-11-23", None), 1)):
        assert count_articles(engine, [D.OUTLET], Counted(period=period)).total == number


def test_a_story_of_two_days_counts_once_in_their_week_and_once_in_all(engine: Engine) -> None:
    facts = [{**fact, "story": STORIES[0]} for fact in days(6, 7, 9)] + days(7)
    put(engine, items(*facts))
    what = Counted(distinct=True)
    assert list(totals(engine, D.DAY, what).values()) == [1, 2, 0, 1]
    assert list(totals(engine, D.WEEK, what).values()) == [2, 1]
    assert list(totals(engine, D.MONTH, what).values()) == [2]
    assert count_articles(engine, [D.DAY], what).total == 2
    assert count_articles(engine, [D.DAY], Counted()).total == 4


def test_the_largest_comes_first_and_then_the_alphabet(engine: Engine) -> None:
    names = ("vtv", "ttxvn", "vov", "vov", "vtv", "nhandan", "vtv")
    facts: list[dict[str, object]] = [{"outlet": name} for name in names]
    put(engine, items(*facts))
    assert list(totals(engine, D.OUTLET, Counted())) == ["vtv", "vov", "nhandan", "ttxvn"]


def test_a_search_says_which_articles_by_a_select_or_by_their_keys(engine: Engine) -> None:
    articles = items(*days(1, 2, 3), {"topics": frozenset({"drugs", "traffic"})})
    put(engine, articles)
    two = [articles[0].key, articles[3].key]
    select_two = select(ArticleRow.id).where(ArticleRow.id.in_(two))
    # More than a statement may have parameters.
    for keys in (select_two, two, [*two, *range(100_000)]):
        for dimension, total in ((D.DAY, 2), (D.OUTLET, 2), (D.TOPIC, 1)):
            assert count_articles(engine, [dimension], Counted(keys=keys)).total == total
    assert count_articles(engine, [D.DAY], Counted(keys=[])).total == 0


def plan(engine: Engine, what: Counted, *dimensions: Dimension) -> str:
    """How SQLite goes about a count."""
    statement = counting(what, dimensions, tagged_only=D.TOPIC in dimensions)
    text = str(statement.compile(engine, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")
        return "\n".join(row[3] for row in rows)


def test_counts_of_outlets_topics_and_times_read_no_articles_on_sqlite(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'diembao.db'}")
    autumn = Counted(period=Period.of("2026-09-01", "2026-11-30"))
    for dimensions in ((D.OUTLET, D.DAY), (D.WEEK,), (D.OUTLET,)):
        assert "COVERING INDEX ix_articles_outlet_id (outlet=? AND id>? AND id<?)" in plan(
            engine, autumn, *dimensions
        )
    for what in (autumn, replace(autumn, topics=("drugs",))):
        for dimensions in ((D.TOPIC, D.DAY), (D.TOPIC,)):
            assert " articles " not in plan(engine, what, *dimensions)
    assert " articles " not in plan(engine, replace(autumn, topics=("drugs", "fire")), D.DAY)
    engine.dispose()
    open_engine.cache_clear()
