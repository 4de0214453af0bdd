"""Which URL is an article, of which site, and what its one true address is."""

from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string, url_query_cleaner

from crawler.outlet import Outlet, Site

# Parameters that say where a reader came from, not which page is meant.
_TRACKING = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "fbclid", "gclid",
    "zarsrc", "itm_source", "itm_medium", "vn_source", "vn_medium", "vn_campaign", "ref", "gidzl",
)  # fmt: skip


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without `www.` and port; empty where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def site_of(url: str, outlet: Outlet) -> Site | None:
    """Return the site of an outlet that a URL is on, or None where it is off-site.

    Sub-hosts (`video.`, `e.` …) are off-site unless the outlet's file lists them.
    """
    host = host_of(url)
    return next((site for site in outlet.sites if host in (site.host, *site.aliases)), None)


def article_id_of(url: str, site: Site) -> str | None:
    """Return the outlet's own id of the article at a URL, or None where it is no article's."""
    try:
        match = site.article_path.search(urlsplit(url).path)
    except ValueError:
        return None
    return match[1] if match else None


def canonical_url_of(url: str, site: Site) -> str:
    """Return the one address under which a page of a site is kept.

    https, the site's own host, no fragment. The address of an article is its path: parameters
    there are only ever tracking. Elsewhere tracking parameters go and the others are sorted.
    """
    parts = urlsplit(safe_url_string(url))
    is_article = article_id_of(url, site) is not None
    kept = "" if is_article else parts.query
    bare = urlunsplit(("https", site.host_name, parts.path or "/", kept, ""))
    if is_article:
        return bare
    return canonicalize_url(url_query_cleaner(bare, _TRACKING, remove=True))
