"""`diembao probe`: a site that nobody has declared, looked at over HTTP on the replica."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.page import Page
from crawler.probing.addresses import form_of
from crawler.probing.declared import archive_of
from crawler.probing.findings import fitting
from replica.run import Replica
from replica.sites import SITES
from spiders.families import layouts
from tests.captures import CAPTURES, needs_captures
from tests.conftest import Diembao

FIELDS = ("title", "lead", "body", "published_at")


def probed(diembao: Diembao, replica: Replica, url: str) -> dict[str, Any]:
    said = diembao("probe", url, "--json", replica=replica.address)
    assert said.code == 0, said.err
    [record] = said.records
    return dict(record)


def assert_is_an_outlets_file(draft: str, folder: Path, host: str) -> None:
    """It is formatted, it imports, and it declares the host."""
    file = folder / "drafted.py"
    file.write_text(draft, "utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--check", "--line-length=100", file], check=True)
    names: dict[str, Any] = {}
    exec(compile(draft, file.name, "exec"), names)
    [spider] = [each for each in names.values() if getattr(each, "outlet", None)]
    assert [site.host for site in spider.outlet.sites] == [host]


def test_each_site_is_read_from_its_front_page_and_drafted(
    diembao: Diembao, replica: Replica, tmp_path: Path
) -> None:
    # One of each kind of layout: a family's, and an own one.
    for host in ("vtv.vn", "vnexpress.net"):
        record = probed(diembao, replica, f"https://{host}/")
        stories = {story.url for story in replica.newsrooms[host]}
        assert record["article"] in stories
        sources = {record["fields"][name]["source"] for name in FIELDS}
        assert sources <= {"json-ld", "meta", "fallback"}
        assert f"{SITES[host].outlet} ({host})" in record["layouts"][0]["owners"]
        for url in stories:
            assert re.search(record["article_path"], urlsplit(url).path)
        assert_is_an_outlets_file(record["draft"], tmp_path, host)


def test_a_look_costs_at_most_ten_requests(diembao: Diembao, replica: Replica) -> None:
    before = len(replica.requests())
    record = probed(diembao, replica, "https://vtv.vn/")
    sent = replica.requests()[before:]
    assert len(sent) == record["requests"] <= 10
    assert sent[0]["path"] == "/robots.txt"


def test_a_page_of_a_site_that_nobody_knows_is_drafted_too(
    diembao: Diembao, replica: Replica, tmp_path: Path
) -> None:
    story = next(iter(replica.newsrooms["vtv.vn"]))
    draft = diembao("probe", story.url, "--draft", replica=replica.address).out
    assert "layouts=(data_role.ARTICLE,)" in draft
    assert_is_an_outlets_file(draft, tmp_path, "vtv.vn")


def test_robots_are_obeyed_and_a_host_that_answers_nothing_is_said(
    diembao: Diembao, mended: Replica
) -> None:
    text = "User-agent: *\nDisallow: /\n"
    rule = {"host": "vtv.vn", "path": "/robots.txt", "fault": "body", "text": text}
    mended.break_with(rule)
    said = diembao("probe", "https://vtv.vn/", replica=mended.address)
    assert (said.code, said.out) == (1, "")
    assert "robots.txt forbids this address to us" in said.err
    unknown = diembao("probe", "https://example.vn/", replica=mended.address)
    assert unknown.code == 1
    assert "answered 421" in unknown.err


@pytest.mark.parametrize(
    "url",
    ["vtv.vn", "ftp://vtv.vn/", "http://127.0.0.1/", "http://[::1]/", "http://localhost/",
     "https://vtv.vn:8080/", "http://169.254.169.254/latest", "http://[/"],
)  # fmt: skip
def test_only_named_web_hosts_are_looked_at(diembao: Diembao, url: str) -> None:
    said = diembao("probe", url, contact="a@example.vn")
    assert said.code == 2
    assert "is no address of a web page" in said.err


def test_a_live_look_needs_a_contact(diembao: Diembao) -> None:
    said = diembao("probe", "https://vtv.vn/")
    assert said.code == 2
    assert "only with a contact" in said.err


@pytest.mark.parametrize(
    ("paths", "article_path", "id_time"),
    [
        (
            ["/a-b-post1.html", "/khoi-to-post913312.html", "/bat-giu-post953081.html",
             "/tin-khac-post806310.html", "/phapluat/"],
            r"^/[^/]+-post(\d{6,7})\.html$",
            "",
        ),
        (
            ["/the-gioi/a-196260301174501001.htm", "/b-19626030212000099.htm",
             "/c-196260303080000123.htm", "/thoi-su.htm"],
            r"^/(?:[^/]+/)*[^/]+-(\d{16,18})\.htm$",
            r"^196(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)",
        ),
        (
            ["/mot-hai-ba-bon-nam", "/tam-chin-muoi-mot-hai", "/hop-bao-ve-ky-hop-moi"],
            r"^/(?:[^/]+/)*(\w+(?:-\w+){4,})/?$",
            "",
        ),
    ],
    ids=["numbers", "moments", "slugs"],
)  # fmt: skip
def test_addresses_tell_their_form(paths: list[str], article_path: str, id_time: str) -> None:
    form = form_of([f"https://nld.com.vn{path}" for path in paths], "nld.com.vn")
    assert form is not None
    assert (form.article_path, form.id_time) == (article_path, id_time)


@pytest.mark.parametrize(
    ("sitemaps", "archive"),
    [
        (["/sitemaps/news-2026-9.xml", "/sitemaps/categories.xml"],
         ("/sitemaps/news-{year}-{month}.xml", "", "")),
        (["/sitemaps/2026/6/article.xml"], ("/sitemaps/{year}/{month}/article.xml", "", "")),
        (["/sitemaps/sitemaps-2026-6-21-25.xml"], ("", "/sitemap.xml", "first")),
        (["/sitemap-article-07-2026-01.xml"], ("", "/sitemap.xml", "year")),
        (["/a.xml"], ("", "/sitemap.xml", "xml")),
    ],
)  # fmt: skip
def test_archives_tell_how_they_name_their_days(
    sitemaps: list[str], archive: tuple[str, str, str]
) -> None:
    host = "https://nld.com.vn"
    found = archive_of(f"{host}/sitemap.xml", [host + path for path in sitemaps])
    assert found is not None
    assert (found.monthly, found.index) == archive[:2]
    assert archive[2] in found.shard


@needs_captures
@pytest.mark.parametrize(
    ("page", "family"),
    [
        ("plo_article_2025-12", "cms"),
        ("baochinhphu_article_2026-03", "data-role"),
        ("nld_article_2026-03", "data-role"),
    ],
)
def test_a_real_page_of_an_unknown_site_is_known_by_its_family(page: str, family: str) -> None:
    data = (CAPTURES / "same_family" / f"{page}.html").read_bytes()
    known = {name: [layout] for name, layout in layouts().items()}
    fits = fitting(Page(data, "https://example.vn/"), known)
    assert [fit.layout.name for fit in fits] == [family]
    assert {"title", "lead", "body"} <= fits[0].found
