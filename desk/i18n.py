"""The desk's languages: messages are written in Vietnamese, catalogues hold the others.

A page's messages are in `locale/LANGUAGE/PAGE.po`; all files of a language are read together when
the desk starts, so that nothing needs to be compiled or built. A test asks for every message.
"""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).parent / "locale"
SOURCE = "vi"
# What each language is called by those who speak it.
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def N_(message: str) -> str:  # noqa: N802 (the name that gettext's tools look for)
    """Mark a message that is translated later, when it is known who reads it."""
    return message


def catalogue(language: str) -> Catalog:
    """Read all catalogue files of a language together."""
    whole = Catalog(locale=language)
    for file in sorted((FOLDER / language).glob("*.po")):
        with file.open("rb") as opened:
            part = read_po(opened, locale=language, abort_invalid=True)
        for message in part:
            if message.id:
                whole[message.id] = message
    return whole


@cache
def translations(language: str) -> NullTranslations:
    """What turns messages into a language: `.gettext(message)`, `.ngettext(one, many, n)`."""
    if language == SOURCE or language not in LANGUAGES:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
