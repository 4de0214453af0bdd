"""What surrounds an article on a real page: styles, scripts, icons, ad zones.

Real pages are nine parts clutter. Here it is drawn once per site from a seed, so that pages have
their true weight without costing time, and stay the same in every process.
"""

import random

_CLASSES = (
    "box-category", "item-news", "thumb-art", "title-news", "list-sub-feature", "width_common",
    "container", "sidebar-1", "sidebar-2", "banner-ads", "swiper-slide", "footer-content",
    "social", "txt-name", "detail-tab", "box-topic", "nav-link", "list-item", "btn-share",
)  # fmt: skip
_RULES = (
    "display:flex", "float:left", "position:relative", "margin:0 auto 15px", "width:100%",
    "padding:10px 0", "color:#222", "background:#f7f7f7", "font:400 14px/160% arial",
    "border-bottom:1px solid #e5e5e5", "overflow:hidden", "text-align:center", "z-index:99",
)  # fmt: skip
_NAMES = ("pageSettings", "articleData", "adsQueue", "trackingData", "boxConfig", "playerConfig")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def styles(site: str, rules: int) -> str:
    """An inline style sheet of so many rules (about 90 bytes each)."""
    dice = random.Random(f"styles/{site}")
    return '<style type="text/css">' + "".join(
        f".{dice.choice(_CLASSES)} .{dice.choice(_CLASSES)}"
        f"{{{';'.join(dice.sample(_RULES, dice.randint(2, 4)))}}}"
        for _ in range(rules)
    ) + "</style>"  # fmt: skip


def scripts(site: str, lines: int) -> str:
    """An inline script of so many lines (about 130 bytes each), JSON with markup in it included."""
    dice = random.Random(f"scripts/{site}")
    body = "".join(
        f"window.{dice.choice(_NAMES)}=window.{dice.choice(_NAMES)}||{{}};"
        f'{dice.choice(_NAMES)}.{token(dice, 6)}={{"id":{dice.randrange(10**7)},'
        f'"zone":"{token(dice, 8)}","html":"<div class=\\"{dice.choice(_CLASSES)}\\">'
        f'<\\/div>"}};\n'
        for _ in range(lines)
    )
    return f'<script type="text/javascript">\n{body}</script>'


def icon(site: str, name: str) -> str:
    """A drawn icon, as share bars and menus are full of them."""
    dice = random.Random(f"icon/{site}/{name}")
    path = " ".join(
        f"{dice.choice('MLCHV')}{dice.uniform(0, 24):.4f} {dice.uniform(0, 24):.4f}"
        for _ in range(24)
    )
    return (
        '<svg width="24" height="24" viewBox="0 0 24 24" fill="none" '
        f'xmlns="http://www.w3.org/2000/svg"><path d="{path}Z" fill="#8B8B8B"/></svg>'
    )


def token(dice: random.Random, length: int) -> str:
    """A random name of ad zones and the like."""
    return "".join(dice.choices(_LETTERS, k=length))
