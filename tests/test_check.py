"""`diembao outlets check`: what an outlet's file states, tried over HTTP on the replica's sites."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.checking.plan import turned
from crawler.dates import VIETNAM
from crawler.outlet import Outlet, Site
from replica.run import Replica
from replica.sites import SITES
from spiders import module_of, outlet_named, outlets
from spiders.places import place_of
from tests.conftest import ROOT, Diembao

# Whose layouts read pages that name every field in elements of its own.
HOST = "vtv.vn"


@pytest.fixture(scope="module")
def fresh() -> Iterator[Replica]:
    """A replica whose newest articles are of yesterday: no feed is frozen."""
    until = datetime.now(VIETNAM).date() - timedelta(days=1)
    with Replica(per_day=12, since=until - timedelta(days=6), until=until) as running:
        yield running


@pytest.fixture
def site(fresh: Replica) -> Iterator[Site]:
    """The site that tests break; mended again afterwards."""
    yield outlet_named(SITES[HOST].outlet).sites[0]
    fresh.break_with()


def checked(diembao: Diembao, replica: Replica, *slugs: str) -> tuple[int, list[dict[str, Any]]]:
    said = diembao("outlets", "check", *slugs, "--json", replica=replica.address)
    assert "Traceback" not in said.err
    return said.code, said.records


def rss(date: str, path: str = "/bat-hai-nghi-pham-10026030208000012") -> str:
    items = "".join(
        f"<item><title>Tin</title><link>https://{HOST}{path}{number}.htm</link>"
        f"<pubDate>{date}</pubDate></item>"
        for number in range(2)
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def fact(facts: list[dict[str, Any]], name: str) -> dict[str, Any]:
    [found] = [each for each in facts if each["name"] == name]
    return found


def line_of(place: str) -> str:
    file, _, line = place.partition(":")
    return (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1]


def test_every_site_gets_ten_requests_and_what_it_serves_holds(
    diembao: Diembao, fresh: Replica, environment: dict[str, str]
) -> None:
    before = len(fresh.requests())
    slugs = sorted({site.outlet for site in SITES.values()})
    code, records = checked(diembao, fresh, *slugs)
    sent = Counter(each["host"].removeprefix("www.") for each in fresh.requests()[before:])
    assert max(sent.values()) <= 10
    assert {record["outlet"] for record in records} == set(slugs)
    assert sum(record["requests"] for record in records) == sent.total()
    assert code == (0 if all(record["holds"] for record in records) else 1)
    facts = [fact for record in records for fact in record["facts"]]
    for host in SITES:
        here = [fact for fact in facts if fact["site"] == host]
        # A week has no past, and not news of every section.
        narrow = [*_site(host).feeds[1:], *(each.path for each in _site(host).listings[1:])]
        broad = [fact for fact in here if fact["kind"] != "archive" and fact["name"] not in narrow]
        unserved = [fact for fact in broad if fact["said"].startswith("answered 404")]
        assert [f for f in broad if f["verdict"] == "fails" and f not in unserved] == []
        kinds = Counter(fact["kind"] for fact in here)
        assert (kinds["field"], kinds["article"]) == (9, 2)
        assert kinds["feed"] == len(_site(host).feeds)
    assert not Path(environment["DIEMBAO_DATA_DIR"]).exists()  # nothing is written


def _site(host: str) -> Site:
    [found] = [each for o in outlets().values() for each in o.sites if each.host == host]
    return found


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"fault": "status", "status": 404}, "answered 404"),
        ({"fault": "html", "text": "<!DOCTYPE html><p>Xin chào</p>"}, "an HTML page answers"),
        ({"fault": "body", "text": rss("Mon, 02 Mar 2026 08:00:00 +0700")}, "frozen: its newest"),
        ({"fault": "body", "text": rss("hôm qua")}, "the times of 2 of its 2 items are unread"),
    ],
    ids=["not found", "a page in its place", "frozen", "dates of another kind"],
)
def test_a_feed_that_does_not_hold_is_named_with_the_line_to_change(
    diembao: Diembao, fresh: Replica, site: Site, fault: dict[str, Any], said: str
) -> None:
    path = site.feeds[0]
    fresh.break_with({"host": site.host, "path": path, **fault})
    code, [record] = checked(diembao, fresh, SITES[HOST].outlet)
    found = fact(record["facts"], path)
    assert code == 1
    assert found["verdict"] == "fails"
    assert said in found["said"]
    assert path in line_of(found["place"])
    told = diembao("outlets", "check", SITES[HOST].outlet, replica=fresh.address)
    assert f"→ {found['place']} {path}: " in told.out


def test_a_redesign_is_told_selector_by_selector_with_its_line(
    diembao: Diembao, fresh: Replica, site: Site
) -> None:
    assert site.host == HOST
    page = """<meta property="og:type" content="article"><h1>Bắt hai nghi phạm</h1>
      <meta property="article:published_time" content="2026-11-23T10:00:00+07:00">
      <div data-role="content"><p>Công an đã bắt giữ hai người vào sáng nay.</p></div>"""
    fresh.break_with({"host": HOST, "path": "/*-100*.htm", "fault": "body", "text": page})
    _, [record] = checked(diembao, fresh, SITES[HOST].outlet)
    facts = {each["name"]: each for each in record["facts"] if each["kind"] == "field"}
    assert {name: facts[name]["verdict"] for name in ("title", "lead", "body", "authors")} == {
        "title": "fails",
        "lead": "fails",
        "body": "holds",
        "authors": "not_seen",
    }
    assert facts["title"]["said"].startswith("'[data-role=title]' finds nothing; read from fallb")
    assert 'lead="[data-role=sapo]"' in line_of(facts["lead"]["place"])


def test_addresses_of_a_new_form_are_told_with_the_line_of_their_pattern(
    diembao: Diembao, fresh: Replica, site: Site
) -> None:
    feed = rss(f"{fresh.until:%a, %d %b %Y} 23:00:00 +0700", "/a/b/c/tin-")
    fresh.break_with(
        {"host": site.host, "path": "/rss/*", "fault": "body", "text": feed},
        *({"host": site.host, "path": f"*{tail}", "fault": "status"} for tail in (".htm", ".xml")),
    )
    _, [record] = checked(diembao, fresh, SITES[HOST].outlet)
    found = fact(record["facts"], "article_path")
    assert found["verdict"] == "fails"
    assert found["said"].startswith("0 of 2 addresses")
    assert "/a/b/c/tin-0.htm" in found["said"]
    assert "article_path=" in line_of(found["place"])


def test_what_ten_requests_do_not_reach_comes_first_on_another_day() -> None:
    documents = [object() for _ in range(17)]
    tried = [
        document
        for day in range(6)
        for document in turned(documents, date(2026, 11, 24) + timedelta(days=day), 3)[:3]
    ]
    assert set(map(id, tried)) == set(map(id, documents))


def test_a_gate_is_no_wrong_line(diembao: Diembao, fresh: Replica, site: Site) -> None:
    gate = '<script>document.cookie="D1N=5c1";window.location.reload(true);</script>'
    rules = [{"host": HOST, "path": f"/{each}*", "fault": "html", "text": gate} for each in "rstl"]
    fresh.break_with(
        {"host": HOST, "path": "/robots.txt", "fault": "status", "status": 404}, *rules
    )
    code, [record] = checked(diembao, fresh, SITES[HOST].outlet)
    found = fact(record["facts"], site.feeds[0])
    assert code == 1
    assert (found["verdict"], found["place"]) == ("fails", None)
    assert "sets a cookie" in found["said"]


def test_a_host_that_is_down_is_asked_no_more_than_it_must(
    diembao: Diembao, fresh: Replica, site: Site
) -> None:
    fresh.break_with({"host": HOST, "fault": "drop"})
    before = len(fresh.requests())
    code, [record] = checked(diembao, fresh, SITES[HOST].outlet)
    assert code == 1
    assert len(fresh.requests()) - before <= 3
    verdicts = Counter(each["verdict"] for each in record["facts"] if each["kind"] == "feed")
    assert verdicts == {"fails": 1, "not_tried": len(site.feeds) - 1}


def test_a_live_check_needs_a_contact(diembao: Diembao) -> None:
    said = diembao("outlets", "check", "vtv")
    assert said.code == 2
    assert "only with a contact" in said.err


def test_the_list_of_outlets_is_still_the_default(diembao: Diembao) -> None:
    assert {line["outlet"] for line in diembao("outlets", "--json").records} == set(outlets())


@pytest.mark.parametrize("outlet", outlets().values(), ids=lambda outlet: outlet.slug)
def test_every_fact_has_a_line_of_its_own(outlet: Outlet) -> None:
    module = module_of(outlet.slug)
    for site in outlet.sites:
        for declared in ("feeds", "news_sitemaps"):
            for path in getattr(site, declared):
                place = place_of(module, site.host, declared, text=path)
                named = path.rpartition(".")[0].removeprefix("/").removeprefix("rss/")
                assert named in line_of(str(place))
        for listing in site.listings:
            place = place_of(module, site.host, "listings", text=listing.path)
            assert listing.path.strip("/").removesuffix(".htm") in line_of(str(place))
        for layout in site.layouts:
            place = place_of(module, site.host, "body", layout=layout.name)
            assert "body=" in line_of(str(place)) or layout.body[:20] in line_of(str(place))
