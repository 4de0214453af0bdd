"""A search as its page shows it: what was asked, what narrows it now, and what could."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from crawler.dates import VIETNAM, Period, vietnamese_day
from desk.addresses import local_moment, search_address
from desk.i18n import N_
from desk.naming import FORMS, Naming
from search.clauses import adder, clauses, remove_clause
from search.parser import parse
from search.query import HasTopic, Not, OfForm, OfOutlet, Published, Query, both, conjuncts, shown
from store.dimensions import Dimension, Value
from store.facets import Facets, clause_of
from store.found import unaccented
from store.searching import excluder

Gettext = Callable[[str], str]

RELEVANCE = "relevance"
# Values of a facet that stand open; so many more are shown when asked for.
OPEN, MOST = 8, 40
_FACETS = {
    Dimension.TOPIC: N_("Chủ đề"),
    Dimension.OUTLET: N_("Cơ quan báo chí"),
    Dimension.DAY: N_("Ngày"),
    Dimension.SECTION: N_("Chuyên mục"),
    Dimension.FORM: N_("Dạng bài"),
}

_WITHOUT, _FROM, _UNTIL = N_("trừ"), N_("từ"), N_("đến")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Attributes:
        text: the query as typed; empty with a `since` asks for everything since then.
        since: only what was published since that moment (UTC).
        order: `relevance`, or empty for the newest first.
    """

    text: str
    since: datetime | None = None
    order: str = ""

    def query(self, names: Naming) -> Query:
        """The query.

        Raises:
            QueryError: it cannot be read.
        """
        since = (Published(Period(start=self.since)),) if self.since else ()
        if since and not self.text:
            return since[0]
        return both(parse(self.text, names.queries), *since)

    def address(self, *, before: int | None = None, form: str = "") -> str:
        """Its own address; `before` and `form` as `search_address` takes them."""
        return search_address(
            self.text, since=self.since, order=self.order, before=before, form=form
        )

    @property
    def since_typed(self) -> str:
        """The moment as addresses have it; empty where none is asked for."""
        return local_moment(self.since)

    def ordered(self, order: str) -> str:
        """The address of the same in another order."""
        return replace(self, order=order).address()


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that narrows a search, or takes back what narrows it."""

    label: str
    address: str
    count: int = 0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FacetView:
    """The choices of a facet."""

    label: str
    choices: tuple[Choice, ...]


def told(query: Query, typed: str, names: Naming, gettext: Gettext) -> str:
    """What a part of a query asks for, in words; `typed` where it is words itself."""
    match query:
        case HasTopic():
            return names.topic(query.topic)
        case OfOutlet():
            return names.outlet(query.outlet)
        case OfForm():
            return gettext(FORMS[query.form])
        case Published():
            return _period(query.period, gettext)
        case Not() if not isinstance(query.part, Not):
            return f"{gettext(_WITHOUT)} {told(query.part, typed.lstrip('-−'), names, gettext)}"
        case _:
            return typed.removeprefix("NOT ")


def _period(period: Period, gettext: Gettext) -> str:
    words = []
    if period.start:
        local = period.start.astimezone(VIETNAM)
        form = "%d/%m/%Y" if (local.hour, local.minute) == (0, 0) else "%H:%M %d/%m/%Y"
        words.append(f"{gettext(_FROM)} {local:{form}}")
    if period.end:  # the first moment after the last day
        last = vietnamese_day(period.end - timedelta(1))
        words.append(f"{gettext(_UNTIL)} {last:%d/%m/%Y}")
    return " ".join(words)


def chips(asked: Asked, names: Naming, gettext: Gettext) -> list[Choice]:
    """What a search asks for, part by part; each link leads to the search without that part."""
    found = []
    for typed, query in clauses(asked.text, names.queries) if asked.text else ():
        without = replace(asked, text=remove_clause(asked.text, typed, names.queries))
        if without.text == asked.text:  # of alternatives none is taken out alone
            without = replace(asked, text="")
        found.append(Choice(told(query, typed, names, gettext), without.address()))
    if asked.since:
        since = _period(Period(start=asked.since), gettext)
        found.append(Choice(since, replace(asked, since=None).address()))
    return found


def facet_views(asked: Asked, counted: Facets, names: Naming, gettext: Gettext) -> list[FacetView]:
    """The counts of a search as links: each narrows the search, or undoes what narrowed it."""
    held = set(conjuncts(asked.query(names)))
    add = adder(asked.text, names.queries)

    def choice(facet: Dimension, value: Value, count: int) -> Choice | None:
        clause = clause_of(facet, value)
        if clause is None:
            return None
        chosen = held.issuperset(conjuncts(parse(clause, names.queries)))
        text = remove_clause(asked.text, clause, names.queries) if chosen else add(clause)
        other = replace(asked, text=text)
        return Choice(_value(facet, value, names, gettext), other.address(), count, chosen)

    views = []
    for facet, counts in counted.counts.items():
        made = (choice(facet, *each) for each in list(counts.items())[:MOST])
        choices = tuple(each for each in made if each)
        if len(choices) > 1 or any(each.chosen for each in choices):
            views.append(FacetView(gettext(_FACETS[facet]), choices))
    return views


def _value(facet: Dimension, value: Value, names: Naming, gettext: Gettext) -> str:
    match facet:
        case Dimension.TOPIC:
            return names.topic(str(value))
        case Dimension.OUTLET:
            return names.outlet(str(value))
        case Dimension.FORM:
            return gettext(FORMS[str(value)])
        case Dimension.DAY:
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Why a search finds nothing, and what finds something.

    Attributes:
        part: what excludes everything; empty where that is not known.
        before: what it does not go together with; empty where it excludes everything alone.
        without: the address of the search without that part; empty where nothing would be left.
        wider: the query without its accents, where that finds something.
    """

    part: str = ""
    before: str = ""
    without: str = ""
    wider: str = ""


def emptiness(engine: Engine, asked: Asked, names: Naming, gettext: Gettext) -> Emptiness:
    """Find out why a search finds nothing."""
    query = asked.query(names)
    found = excluder(engine, query)
    wider = unaccented(engine, parse(asked.text, names.queries)) if asked.text else None
    suggestion = shown(wider) if wider else ""
    if found is None:
        return Emptiness(wider=suggestion)

    def words(part: Query) -> str:
        return told(part, shown(part), names, gettext)

    if asked.since and found.part == Published(Period(start=asked.since)):
        rest = replace(asked, since=None)
    else:
        rest = replace(asked, text=remove_clause(asked.text, shown(found.part), names.queries))
    without = rest.address() if rest != asked and (rest.text or rest.since) else ""
    return Emptiness(words(found.part), " ".join(map(words, found.before)), without, suggestion)
