"""The page docs/outlets.md, written from what the outlets' files state: `make docs`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from crawler.outlet import Archive, DayListings, MonthlySitemaps, Outlet, Site, SitemapIndex
from spiders import module_of, outlets, remarks_on

FILE = Path(__file__).parent.parent / "docs" / "outlets.md"

_HEAD = """\
<!-- Written by `make docs` from the files in spiders/; edit those. -->

# Outlets

An outlet is one file in `spiders/`: a class that declares its sites, and for each site where it
lists, what the path of an article looks like (with the article's id as the first group), and how
its pages read. A page's **layout** names the elements that hold each field; the first layout
whose `body` a page has is the one that reads it, so old layouts stay when a site is redesigned.

Most of it was gathered from public code and documents and not yet confirmed on the live sites:
for each site it says what was seen on real saved pages, and what others only describe. The first
thing to run with a live line is

    diembao outlets check            # or: diembao outlets check vtv

which tries what the files state, with at most ten requests a site, and names the line of the file
to change where something does not hold. A site that is not here yet is looked at, and its file
drafted, by `diembao probe https://…`.

Where a page has none of a site's layouts, it is read by its JSON-LD and meta elements, and its text
by trafilatura; the `sources` of each stored article then say `json-ld`, `meta` or `fallback`
instead of `selector`. A redesign shows there first.

The order of sources for each field is `ORDER` in `crawler/extract.py`: what readers see is taken
where readers see it, since JSON-LD and meta often hold variants made for search engines; times are
taken from where machines read them, since they have seconds and an offset there.
"""


def describe() -> str:
    """The whole page."""
    parts = [_HEAD, "\n".join(_overview()), *map(_described, outlets().values())]
    return "\n".join(parts)


def _overview() -> Iterator[str]:
    yield "| slug | outlet | sites | agreement from |"
    yield "| --- | --- | --- | --- |"
    for slug, outlet in outlets().items():
        sites = ", ".join(site.host for site in outlet.sites)
        yield f"| [`{slug}`](#{slug}) | {outlet.name} | {sites} | {_agreement(outlet)} |"
    yield ""


def _agreement(outlet: Outlet) -> str:
    return f"{outlet.agreement_from:%Y-%m}" if outlet.agreement_from else "none"


def _described(outlet: Outlet) -> str:
    file = module_of(outlet.slug).replace(".", "/") + ".py"
    agreed = "no agreement: crawled only where it is named"
    if outlet.agreement_from:
        agreed = f"agreement from {_agreement(outlet)}"
    lines = [f"## {outlet.slug}", "", f"{outlet.name}; {agreed}; [{file}](../{file})."]
    remarks = f"{remarks_on(outlet.slug)} {outlet.note}".replace("\n", " ").strip()
    lines += ["", remarks] if remarks else []
    lines += ["", f"Terms of use: {outlet.terms or 'not known.'}"]
    for site in outlet.sites:
        lines += ["", f"### {site.host}", "", *_site(site)]
    return "\n".join([*lines, ""])


def _site(site: Site) -> Iterator[str]:
    """The facts of a site, an entry each."""
    yield f"- Seen on real pages: {site.seen or 'nothing'}."
    yield f"- Only described so far: {site.described or 'nothing'}."
    yield f"- Articles: `{site.article_path.pattern}`"
    if site.id_time is not None:
        yield "- Ids tell the day on which an item was made."
    if site.aliases:
        yield f"- Shows the same articles as {_listed(site.aliases)}."
    if site.service_hosts:
        yield f"- Its listings are answered by {_listed(site.service_hosts)}."
    layouts = _listed(layout.name for layout in site.layouts)
    yield f"- Layouts: {layouts or 'none: read generically'}."
    yield f"- Feeds ({len(site.feeds)}): {_listed(site.feeds) or 'none known'}."
    yield f"- News sitemaps: {_listed(site.news_sitemaps) or 'none known'}."
    archives = "; ".join(map(_archive, site.archives))
    yield f"- Past periods: {archives or 'no archive known'}."
    paged = sum(bool(listing.page) for listing in site.listings)
    listings = _listed(listing.path for listing in site.listings)
    followed = f", {paged} of them page by page" if site.listings else ""
    yield f"- Listings ({len(site.listings)}{followed}): {listings or 'none known'}."


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _archive(archive: Archive) -> str:
    match archive:
        case MonthlySitemaps(path):
            return f"a sitemap a month, `{path}`"
        case SitemapIndex(path):
            return f"the index of sitemaps `{path}`"
        case DayListings(path, categories):
            return f"a listing a day, `{urlsplit(path).path}`, of {len(categories)} categories"


def main() -> None:
    """Write the page."""
    FILE.write_text(describe(), "utf-8")


if __name__ == "__main__":
    main()
