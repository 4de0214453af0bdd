"""How a reader wants the desk to be: the language, and light or dark."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from desk.access import Writing, user_of
from desk.flash import done, local_path
from desk.i18n import LANGUAGES, SOURCE
from desk.render import THEMES, remember
from store.engine import writing
from store.users import set_language

router = APIRouter()


@router.post("/ngon-ngu", include_in_schema=False)
def language(
    request: Request,
    writer: Writing,
    language: Annotated[str, Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Change the language, for this browser or, signed in, for the user."""
    chosen = language if language in LANGUAGES else SOURCE
    if user := user_of(request):
        with writing(writer) as connection:
            set_language(connection, user.name, chosen)
    response = done(request, local_path(back))
    remember(request, response, "language", chosen)
    return response


@router.post("/giao-dien", include_in_schema=False)
def theme(
    request: Request, theme: Annotated[str, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Change between light, dark, and as the system is, for this browser."""
    response = done(request, local_path(back))
    remember(request, response, "theme", theme if theme in THEMES else "auto")
    return response
