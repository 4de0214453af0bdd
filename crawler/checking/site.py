"""Trying what an outlet's file states of one site, within ten requests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from crawler import clock
from crawler.candidates import made_on
from crawler.checking.documents import DocumentReader, Shown
from crawler.checking.facts import Fact, Verdict
from crawler.checking.plan import (
    DECLARED,
    Document,
    archive_documents,
    path_of,
    recent_documents,
    turned,
)
from crawler.checking.readings import Reading, field_facts, read
from crawler.dates import vietnamese_day
from crawler.extract import UNKNOWN_LAYOUT
from crawler.ledger import Found, Kind, Outcome
from crawler.outlet import Outlet, Site
from crawler.sitemaps import LARGEST
from crawler.sources import Source
from crawler.visits import Answer, OutletVisit
from errors import NotAnArticle

_ARTICLES = 2
# An item may come out some days after it was made, and its feed says when it was changed.
_MADE_WITHIN = timedelta(days=30)
_SOME = 3
# Without them nothing more is worth asking of a site.
_HOPELESS = frozenset({Outcome.UNREACHABLE, Outcome.NOT_FETCHED})

# What no line of the outlet's file can mend, and what another line can.
_BLAMED = {Outcome.BLOCKED: "", Outcome.TIMEOUT: "", Outcome.UNREACHABLE: "host"}
_ADVICE = ": ask the outlet to admit our User-Agent"


class SiteCheck:
    """The check of one site.

    Args:
        outlet: the outlet that is checked.
        site: one of its sites.
        visit: by which pages are asked for.
    """

    def __init__(self, outlet: Outlet, site: Site, visit: OutletVisit) -> None:
        self._outlet = outlet
        self._site = site
        self._visit = visit
        self._now = clock.now()
        self._documents = DocumentReader(outlet, self._now)
        self._facts: list[Fact] = []
        self._articles: list[Sequence[Found]] = []
        self._others: list[str] = []
        self._hopeless = ""

    async def run(self) -> list[Fact]:
        """Try what ten requests allow; the first ones go to what matters most."""
        recent = recent_documents(self._site)
        archives = list(archive_documents(self._site, self._now))
        first = [
            *(next((each for each in recent if each.kind == kind), None) for kind in DECLARED),
            next(iter(archives), None),
        ]
        chosen = [each for each in first if each is not None]
        if not chosen:
            chosen = [self._front_page()]
        for document in chosen:
            await self._try(document)
        readings = await self._read_articles()
        rest = [each for each in (*recent, *archives) if each not in chosen]
        for document in turned(rest, vietnamese_day(self._now), self._visit.remaining(self._site)):
            await self._try(document)
        return [
            self._robots(),
            *self._facts,
            *self._addresses(),
            *field_facts(self._site, readings),
        ]

    def _front_page(self) -> Document:
        source = Source(Kind.LISTING, self._site.absolute("/"), self._site)
        return Document("front page", source, declared="host", text=self._site.host)

    async def _ask(self, url: str, *, largest: int = 0) -> Answer:
        if self._hopeless or self._visit.remaining(self._site) <= 0:
            return Answer(url, problem=self._hopeless, outcome=Outcome.NOT_FETCHED)
        before = self._visit.sent.total()
        answer = await self._visit.ask(url, largest=largest)
        if answer.outcome is Outcome.BLOCKED and self._visit.sent.total() == before:
            answer = replace(answer, outcome=Outcome.NOT_FETCHED)  # it has refused us five times
        if answer.outcome in _HOPELESS:
            self._hopeless = answer.problem
        return answer

    async def _try(self, document: Document) -> None:
        source = document.source
        answer = await self._ask(source.url, largest=LARGEST if source.kind is Kind.SITEMAP else 0)
        if answer.outcome is Outcome.NOT_FETCHED:
            self._facts.append(document.fact(Verdict.NOT_TRIED, answer.problem))
            return
        if answer.problem:
            declared = _BLAMED.get(answer.outcome) if answer.outcome else None
            said = answer.problem + (_ADVICE if answer.outcome is Outcome.BLOCKED else "")
            self._facts.append(document.fact(Verdict.FAILS, said, declared=declared))
            return
        shown = self._documents.read(source, answer.body, answer.url)
        moved = f"moved to {answer.url}; " if path_of(answer.url) != document.name else ""
        verdict = Verdict.FAILS if shown.wrong else Verdict.HOLDS
        said = moved + (shown.wrong or shown.said)
        self._facts.append(document.fact(verdict, said, declared=shown.declared or None))
        self._note(document, shown)
        if shown.shards:
            await self._try_newest(document, shown)

    async def _try_newest(self, index: Document, shown: Shown) -> None:
        """One sitemap of an index: that of the latest days, as far as addresses tell."""
        pattern = index.source.index
        assert pattern is not None

        def days(url: str) -> list[int]:
            found = pattern.shard.search(url)
            groups = found.groupdict() if found else {}
            return [int(groups.get(name) or 0) for name in ("year", "month", "first")]

        newest = max(shown.shards, key=days)
        source = replace(index.source, url=newest, index=None)
        await self._try(Document("archive", source, declared=index.declared, text=index.text))

    def _note(self, document: Document, shown: Shown) -> None:
        self._articles.append(shown.articles)
        if document.kind != "listing":  # what a listing leads to besides is no news
            self._others += shown.others

    async def _read_articles(self) -> list[Reading]:
        """Read the newest article of each of the first documents that show any."""
        readings: list[Reading] = []
        seen: set[str] = set()
        for articles in (self._articles * _ARTICLES)[: 2 * len(self._articles)]:
            here = (e for e in articles if e.article_id not in seen and e.site == self._site.host)
            found = next(here, None)
            if found is None or len(seen) == _ARTICLES:
                continue
            seen.add(found.article_id)
            readings += await self._read(found)
        if not seen:
            said = "nothing showed the address of one"
            fact = Fact(self._site.host, "article", "two articles", Verdict.NOT_TRIED, said)
            self._facts.append(fact)
        return readings

    async def _read(self, found: Found) -> list[Reading]:
        answer = await self._ask(found.url)
        name, host = path_of(found.url), self._site.host
        if answer.problem or answer.outcome:
            tried = answer.outcome is not Outcome.NOT_FETCHED
            verdict = Verdict.FAILS if tried else Verdict.NOT_TRIED
            self._facts.append(Fact(host, "article", name, verdict, answer.problem))
            return []
        try:
            reading = read(
                answer.body,
                answer.url,
                outlet=self._outlet,
                site=self._site,
                now=self._now,
                content_type=answer.content_type,
            )
        except NotAnArticle as error:
            said = str(error).removeprefix(answer.url).lstrip(": ")
            self._facts.append(Fact(host, "article", name, Verdict.FAILS, said, "layouts"))
            return []
        unknown = reading.layout is UNKNOWN_LAYOUT and bool(self._site.layouts)
        verdict = Verdict.FAILS if unknown else Verdict.HOLDS
        said = f"{reading.article.form}, layout {reading.layout.name}"
        said = "none of the site's layouts fits: no `body` of theirs is on it" if unknown else said
        self._facts.append(Fact(host, "article", name, verdict, said, "layouts"))
        return [reading]

    def _robots(self) -> Fact:
        answer = self._visit.robots.get(self._site.host)
        said, verdict = "no answer", Verdict.FAILS
        if answer is not None and not answer.problem:
            page = answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
            said = "a page answers in its place: nothing is crawled" if page else "read and obeyed"
            verdict = Verdict.FAILS if page else Verdict.HOLDS
        elif answer is not None:
            said = f"{answer.problem}: "
            none = answer.problem.startswith("answered 4") and "429" not in answer.problem
            said += "all is allowed" if none else "nothing is crawled"
            verdict = Verdict.HOLDS if none else Verdict.FAILS
        return Fact(self._site.host, "robots.txt", "/robots.txt", verdict, said)

    def _addresses(self) -> Iterator[Fact]:
        """Whether addresses look as the file says, over all that feeds and sitemaps showed."""
        articles = {each.url: each for shown in self._articles for each in shown}
        others = list(dict.fromkeys(self._others))
        if articles or others:
            total = len(articles) + len(others)
            said = f"{len(articles)} of {total} addresses that were shown are articles'"
            said += "".join(f"; not {path_of(url)}" for url in others[:_SOME])
            verdict = Verdict.HOLDS if len(articles) >= len(others) else Verdict.FAILS
            yield Fact(self._site.host, "addresses", "article_path", verdict, said, "article_path")
        if self._site.id_time is not None and articles:
            yield self._ids(list(articles.values()))

    def _ids(self, articles: Sequence[Found]) -> Fact:
        told = 0
        for each in articles:
            day = made_on(each.article_id, self._site)
            out = vietnamese_day(each.published_at) if each.published_at else day
            told += bool(day and out and abs(out - day) <= _MADE_WITHIN)
        verdict = Verdict.HOLDS if 2 * told >= len(articles) else Verdict.FAILS
        said = f"{told} of {len(articles)} ids tell the day of their article"
        return Fact(self._site.host, "addresses", "id_time", verdict, said, "id_time")
