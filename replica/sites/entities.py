"""How the outlets' editors write Vietnamese letters into HTML.

VTV's escapes every letter outside ASCII, by name where HTML 4 has one; Báo Tin tức's only those
that have a Latin-1 name; ASP.NET's attribute encoding writes Latin-1 as numbers.
"""

from html import escape
from html.entities import codepoint2name

_LATIN_1 = range(0xA0, 0x100)
_NAMED = {code: f"&{name};" for code, name in codepoint2name.items() if code not in range(0x80)}


def _everything(code: int) -> str:
    return _NAMED.get(code, f"&#{code};")


def named_and_numbered(value: str) -> str:
    """``Đã bắt`` becomes ``&#272;&atilde; b&#7855;t``."""
    return "".join(
        each if each.isascii() else _everything(ord(each)) for each in escape(value, quote=False)
    )


def named_latin(value: str) -> str:
    """``Đã bắt`` becomes ``Đ&atilde; bắt``."""
    return "".join(
        _NAMED[ord(each)] if ord(each) in _LATIN_1 else each for each in escape(value, quote=False)
    )


def numbered_latin(value: str) -> str:
    """``Đã bắt`` becomes ``Đ&#227; bắt``."""
    return "".join(
        f"&#{ord(each)};" if ord(each) in _LATIN_1 else each for each in escape(value, quote=True)
    )
