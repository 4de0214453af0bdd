"""The pages that are written from the code are as the code is."""

from pathlib import Path

from crawler.outlet import Site
from spiders import outlets
from spiders.describe import describe
from tests.conftest import ROOT


def sites() -> list[Site]:
    return [site for outlet in outlets().values() for site in outlet.sites]


def test_the_page_of_the_outlets_is_up_to_date() -> None:
    assert Path(ROOT, "docs", "outlets.md").read_text("utf-8") == describe(), "run `make docs`"


def test_the_page_names_every_fact_that_an_operator_may_look_for() -> None:
    page = describe()
    for site in sites():
        assert f"### {site.host}\n" in page
        for path in (*site.feeds, *site.news_sitemaps):
            assert f"`{path}`" in page
        for listing in site.listings:
            assert f"`{listing.path}`" in page


def test_every_site_says_what_of_it_was_seen() -> None:
    assert [site.host for site in sites() if not (site.seen or site.described)] == []
