"""In which language a program's problems are told: by the header `Accept-Language`."""

from fastapi import Request

from desk.i18n import LANGUAGES, SOURCE, translations
from health.words import Language


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def language_of(request: Request) -> Language:
    """The language that is wanted most among ours; Vietnamese where none of them is."""
    best, found = 0.0, SOURCE
    for each in request.headers.get("accept-language", "").split(","):
        wanted, _, parameters = each.strip().partition(";")
        language = wanted.partition("-")[0].lower()
        weight = _weight(parameters) if parameters else 1.0
        if language in LANGUAGES and weight > best:
            best, found = weight, language
    return "vi" if found == SOURCE else "en"


def gettext(request: Request, message: str) -> str:
    """Return a message in that language."""
    return translations(language_of(request)).gettext(message)
