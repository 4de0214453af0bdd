"""The draft of an outlet's file: what a look at a site found, as a reader would write it down."""

import json
import re
from collections.abc import Iterable
from dataclasses import fields
from urllib.parse import urlsplit

from crawler.outlet import Layout
from crawler.probing.declared import is_news
from crawler.probing.findings import Probe

_WIDTH = 100
_MOST_FEEDS = 20
# Of the elements that a layout names, so many must be there for it to be taken over.
_ENOUGH = 4


def _string(text: str) -> str:
    """A string as the formatter would quote it."""
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def _pattern(pattern: str) -> str:
    return f'r"{pattern}"'


def _call(name: str, arguments: Iterable[str], indent: int) -> str:
    """A call in one line where it fits, else its arguments in a line of their own."""
    joined = ", ".join(arguments)
    one = f"{name}({joined})"
    if indent + len(one) < _WIDTH:
        return one
    pad = " " * indent
    return f"{name}(\n{pad}    {joined}\n{pad})"


def _tuple(items: Iterable[str], indent: int) -> str:
    """A tuple: of one item in one line where that fits, else an item a line."""
    listed = list(items)
    if len(listed) == 1 and indent + len(listed[0]) + 20 < _WIDTH and "\n" not in listed[0]:
        return f"({listed[0]},)"
    pad = " " * indent
    return "(\n" + "".join(f"{pad}    {item},\n" for item in listed) + f"{pad})"


def slug_of(host: str) -> str:
    """The name that an outlet on a host would get in commands and files."""
    known = host.removeprefix("www.").split(".")[0]
    slug = re.sub(r"\W", "", known.replace("-", "_")).casefold()
    return slug if slug[:1].isalpha() else f"site{slug}"


def draft_of(probe: Probe, families: dict[str, Layout]) -> str:
    """Write the draft of an outlet's file: valid Python, formatted, to be read and mended.

    Args:
        probe: what the look found.
        families: the layouts of page families by the name that a file would write, such as
            `data_role.ARTICLE`.
    """
    slug = slug_of(probe.host)
    name = " ".join(re.sub(r'["\\]', "", probe.name).split()) or probe.host.removeprefix("www.")
    family, own = _layout(probe, families)
    site = _site(probe, family or ("_ARTICLE" if own else ""))
    body = "\n".join(
        [
            f"class {slug.replace('_', ' ').title().replace(' ', '')}(OutletSpider):",
            '    """Drafted by `diembao probe`: say here what is particular about this site."""',
            "",
            f"    name = {_string(slug)}",
            "    outlet = Outlet(",
            f"        slug={_string(slug)},",
            f"        name={_string(name)},",
            "        agreement_from=None,",
            "        sites=(",
            *site,
            "        ),",
            "    )",
            "",
        ]
    )
    used = [kind for kind in _KINDS if f"{kind}(" in body + own]
    imports = [f"from crawler.outlet import {', '.join(sorted(used))}"]
    imports.append("from crawler.spider import OutletSpider")
    if family:
        imports.append(f"from spiders.families import {family.partition('.')[0]}")
    head = [f'"""{name}: {probe.host.removeprefix("www.")}."""', "", "import re", "", *imports, ""]
    return "\n".join([*head, *([own] if own else []), "", body])


_KINDS = ("Layout", "Listing", "MonthlySitemaps", "Outlet", "Site", "SitemapIndex")


def _layout(probe: Probe, families: dict[str, Layout]) -> tuple[str, str]:
    """The family that reads the page, or a layout of its own; both empty: the generic reading."""
    fit = probe.fits[0] if probe.fits else None
    if fit is not None and len(fit.found) >= _ENOUGH:
        for written, layout in families.items():
            if layout.name == fit.layout.name:
                return written, ""
        return "", _written(fit.layout, f"As on {', '.join(fit.owners)}")
    if probe.body:
        guess = Layout(name=slug_of(probe.host), body=probe.body)
        return "", _written(guess, "A guess: the element that holds most paragraphs")
    return "", ""


def _written(layout: Layout, remark: str) -> str:
    lines = [f"# {remark}; what else readers see is to be named.", "_ARTICLE = Layout("]
    for each in fields(Layout):
        value = getattr(layout, each.name)
        if each.name == "prefer" or not value:
            continue
        if isinstance(value, tuple):
            lines.append(f"    {each.name}={_tuple(map(_string, value), 4)},")
        else:
            lines.append(f"    {each.name}={_string(value)},")
    return "\n".join([*lines, ")", ""])


def _site(probe: Probe, layout: str) -> list[str]:
    """The lines of the site."""
    stated = [f"host={_string(probe.host.removeprefix('www.'))}"]
    if probe.host.startswith("www."):
        stated.append("www=True")
    if probe.form is not None:
        stated.append(
            f"article_path={_call('re.compile', [_pattern(probe.form.article_path)], 16)}"
        )
    else:
        stated.append(f"article_path={_call('re.compile', [_pattern('^/(.+)$')], 16)}")
    stated.append(f"layouts={_tuple([layout], 16) if layout else '()'}")
    feeds = [urlsplit(feed.url).path for feed in probe.feeds if feed.works is not False]
    if feeds:
        stated.append(f"feeds={_tuple(map(_string, feeds[:_MOST_FEEDS]), 16)}")
    news = [
        urlsplit(each.url).path
        for each in probe.sitemaps
        if is_news(each.url) and each.works is not False
    ]
    if news:
        stated.append(f"news_sitemaps={_tuple(map(_string, news), 16)}")
    if probe.archive is not None:
        stated.append(f"archives={_tuple([_archive(probe)], 16)}")
    stated.append('listings=(Listing("/"),)')
    if probe.form is not None and probe.form.id_time:
        stated.append(f"id_time={_call('re.compile', [_pattern(probe.form.id_time)], 16)}")
    return ["            Site(", *(f"                {line}," for line in stated), "            ),"]


def _archive(probe: Probe) -> str:
    archive = probe.archive
    assert archive is not None
    if archive.monthly:
        return f"MonthlySitemaps({_string(archive.monthly)})"
    one = f"SitemapIndex({_string(archive.index)}, re.compile({_pattern(archive.shard)}))"
    if len(one) + 30 < _WIDTH:
        return one
    pad = " " * 20
    shard = f"re.compile({_pattern(archive.shard)})"
    return f"SitemapIndex(\n{pad}    {_string(archive.index)},\n{pad}    {shard},\n{pad})"
