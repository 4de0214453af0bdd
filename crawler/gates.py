"""Pages that stand in front of the page: cookie gates, script redirects, challenges, logins.

They are answered with status 200 or 403 and must never be taken for the outlet's page. They are
recognised by what they are, not by whose they are: a short page without text whose script sets
a cookie and loads again, or the marks of the well-known protection services.
"""

import re

# A gate says next to nothing; the outlets' smallest real pages have ten times as much.
_LONGEST_STUB = 6_000
_TAGS = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_COOKIE = re.compile(rb"document\.cookie\s*=\s*[\"'](?P<cookie>[\w.-]+=[^\"';\s]*)", re.IGNORECASE)
_RELOAD = re.compile(rb"location\.reload|location\.href|location\.replace", re.IGNORECASE)
_REDIRECT = re.compile(
    rb"(?:window|document|self|top)?\.?location(?:\.href)?\s*=|location\.replace"
)
_CHALLENGES = (
    (b"<title>just a moment", "a challenge of Cloudflare"),
    (b"<title>attention required", "a refusal of Cloudflare"),
    (b"cf-chl-", "a challenge of Cloudflare"),
    (b"_incapsula_resource", "a challenge of Imperva"),
    (b"ddos-guard", "a challenge of DDoS-Guard"),
    (b"g-recaptcha", "a captcha"),
    (b"h-captcha", "a captcha"),
    (b'type="password"', "a login"),
)
_FEW_WORDS = 40


def _is_stub(body: bytes) -> bool:
    return len(body) <= _LONGEST_STUB and len(_TAGS.sub(b" ", body).split()) <= _FEW_WORDS


def gate_of(body: bytes) -> str | None:
    """Say what kind of gate a page is, or None where it is none.

    Args:
        body: an HTML answer, decompressed.
    """
    if not _is_stub(body):
        return None
    if _COOKIE.search(body) and _RELOAD.search(body):
        return "a page that sets a cookie and loads again"
    if _REDIRECT.search(body):
        return "a page that only redirects by script"
    small = body.lower()
    return next((name for mark, name in _CHALLENGES if mark in small), None)


def cookie_of(body: bytes) -> str | None:
    """Return the cookie (`name=value`) that a cookie gate asks a browser to set, if it is one."""
    found = _COOKIE.search(body)
    return found["cookie"].decode("latin-1") if found and _RELOAD.search(body) else None
