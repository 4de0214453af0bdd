"""Making pages: `render(request, "today.html", lines=lines)`.

Templates are escaped by Jinja; filters and functions beside its own, in every template:

    text|shown, text|title_shown, url|safe_url     texts of outlets, made harmless
    moment|moment, moment|clock_time, day|day, day|short_day, moment|ago, n|number, n|percent
    _("…"), ngettext("%(num)s bài", "%(num)s bài", n)     messages in the reader's language
    static("css/desk.css")                         the address of a file of desk/static
    user, may("editor"), menu, path, language, theme, csrf_field()
"""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from desk import formats, texts
from desk.access import cookie, set_cookie, user_of
from desk.collation import sort_key
from desk.csrf import FIELD, csrf_token, keep_guest
from desk.flash import flashed, forget_flash
from desk.i18n import LANGUAGES, SOURCE, translations
from desk.statics import static
from store.users import Role, User

FOLDER = Path(__file__).parent / "templates"
THEMES = ("auto", "light", "dark")
_YEAR = 365 * 86_400


@cache
def environment(language: str) -> Environment:
    """The templates, in a language: compiled once for each."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "shown": texts.shown,
        "title_shown": texts.title,
        "safe_url": texts.safe_url,
        "moment": formats.moment,
        "clock_time": formats.clock_time,
        "short_day": formats.short_day,
        "day": lambda value: formats.day(value, language),
        "ago": lambda value: formats.ago(value, language),
        "number": lambda value: formats.number(value, language),
        "percent": lambda value: formats.percent(value, language),
        "in_order": lambda values: sorted(values, key=sort_key),
    }
    made.globals |= {"static": static, "language": language, "languages": LANGUAGES}
    return made


def language_of(request: Request) -> str:
    """The language in which the reader reads: as they chose, else Vietnamese."""
    user = user_of(request)
    chosen = user.language if user else cookie(request, "diembao_language")
    return chosen if chosen in LANGUAGES else SOURCE


def remember(request: Request, response: Response, name: str, value: str) -> None:
    """Keep a reader's choice (`language` or `theme`) in their browser for a year."""
    set_cookie(request, response, f"diembao_{name}", value, _YEAR)


def gettext(request: Request, message: str, **values: Any) -> str:
    """Return a message in the reader's language; `%(name)s` in it is filled from `values`."""
    said = translations(language_of(request)).gettext(message)
    return said % values if values else said


def is_partial(request: Request) -> bool:
    """Whether htmx asks, and for a part of the page only."""
    return request.headers.get("hx-request-type") == "partial"


def _frame(request: Request, user: User | None) -> dict[str, Any]:
    """What `base.html` needs."""
    from desk.pages import menu

    theme = cookie(request, "diembao_theme")

    def csrf_field() -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(
            FIELD, csrf_token(request)
        )

    return {
        "request": request,
        "user": user,
        "may": lambda least: bool(user and user.role.covers(Role(least))),
        "menu": menu(user),
        "path": request.url.path,
        "theme": theme if theme in THEMES else "auto",
        "csrf_field": csrf_field,
        "csrf_token": lambda: csrf_token(request),
        "flash": flashed(request),
    }


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Make a page, or a part of one, of a template in the reader's language.

    Args:
        request: what is answered.
        template: its name in `desk/templates`.
        status: the HTTP status.
        context: what the template shows.
    """
    made = environment(language_of(request)).get_template(template)
    page = made.render(_frame(request, user_of(request)) | context)
    response = HTMLResponse(page, status)
    keep_guest(request, response)
    if not is_partial(request):
        forget_flash(request, response)
    return response
