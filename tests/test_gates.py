"""Gates: pages in front of the page are recognised by what they are, counted, and never stored."""

import pytest

from crawler.drift import drifted
from crawler.gates import cookie_of, gate_of
from replica.run import Replica
from tests.captures import CAPTURES, GOLDENS, golden, needs_captures, page
from tests.conftest import DAY, Diembao, crawled

D1N = (
    b'<html><body><script>document.cookie="D1N=9d3a1f"+"; expires=Fri, 31-Dec-2037 23:55:55 GMT;'
    b' path=/";window.location.reload(true);</script></body></html>'
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (D1N, "sets a cookie"),
        (b"<html><script>window.location.href='/x?a=1'</script></html>", "redirects by script"),
        (b"<title>Just a moment...</title><div id=cf-chl-x></div>", "Cloudflare"),
        (b"<title>Attention Required! | Cloudflare</title>", "Cloudflare"),
        (b'<form><input name=u><input type="password"></form>', "login"),
    ],
)
def test_a_gate_is_recognised_by_its_kind(body: bytes, kind: str) -> None:
    gate = gate_of(body)
    assert gate is not None
    assert kind in gate


@needs_captures
def test_no_real_page_is_taken_for_a_gate() -> None:
    pages = [page(golden(file)) for file in GOLDENS]
    pages += [file.read_bytes() for file in CAPTURES.glob("*/listing*.html")]
    assert len(pages) > 30
    assert [gate_of(each) for each in pages] == [None] * len(pages)


def test_the_cookie_that_a_gate_asks_for_is_read() -> None:
    assert cookie_of(D1N) == "D1N=9d3a1f"


def test_a_gated_outlet_is_blocked_and_says_what_to_do_and_nothing_of_it_is_stored(
    diembao: Diembao,
) -> None:
    with Replica(("laodong.vn", "vov.vn"), per_day=8, until=DAY, gates=True) as gated:
        said = diembao("crawl", "laodong", "vov", "--json", replica=gated.address)
        runs = crawled(said)
        opted_in = crawled(
            diembao(
                *("crawl", "laodong", "--json"),
                replica=gated.address,
                accept_cookie_gate='["laodong"]',
            )
        )
    for run in runs.values():
        assert "blocked" in {**run["outcomes"], **run["sources"]}
        assert run["stored_new"] == 0
    assert (
        "ask the outlet to admit our User-Agent" in diembao("runs", str(runs["laodong"]["run"])).out
    )
    assert opted_in["laodong"]["stored_new"] > 0


def usual(**fields: dict[str, int]) -> dict[str, dict[str, int]]:
    return fields


def test_a_field_that_moves_to_a_worse_source_or_goes_missing_is_named() -> None:
    before = [usual(title={"selector": 50}, authors={"selector": 45, "missing": 5})] * 3
    now = usual(title={"selector": 5, "meta": 15}, authors={"selector": 2, "missing": 18})
    assert list(map(str, drifted(now, before))) == [
        "title read from meta on 75% of pages, usually 0%",
        "authors missing on 90% of pages, usually 10%",
    ]
    assert drifted(before[0], before) == []
    assert drifted(usual(title={"meta": 3}), before) == [], "too few pages say nothing"
