"""The words of pages in the reader's language, from `locales/*.po`, compiled in memory.

Msgids are the English sentences, with `{places}` for what is filled in. Nothing else is ever looked at in a
translation: no format strings, no markup.
"""

import gettext
import re
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from events_service.elision import elides
from events_service.languages import INTERFACE_LANGUAGES

_PLACE = re.compile(r"(?:\b([Dd])e )?\{([a-z_]+)\}")
"""A place, with the French "de" before it: no other language of ours has that word there."""


def mark(msgid: str) -> str:
    """A msgid that is said later, where the reader is known: it stands in a table or on a class."""
    return msgid


def mark_many(one: str, many: str) -> tuple[str, str]:
    """The same of a msgid with its plural."""
    return one, many


def catalog(language: str) -> Catalog:
    """The catalogue of a language as it lies in the package."""
    lines = files("events_service").joinpath("locales", f"{language}.po").read_bytes()
    return read_po(BytesIO(lines), locale=language, abort_invalid=True)


@cache
def translator(language: str) -> gettext.GNUTranslations:
    """`gettext` and `ngettext` in one of the interface's languages; in English for any other."""
    compiled = BytesIO()
    write_mo(compiled, catalog(language if language in INTERFACE_LANGUAGES else "en"))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def filled(sentence: str, values: dict[str, object]) -> str:
    """The sentence with its places filled. What fills one is not looked at again."""
    return _PLACE.sub(lambda place: _fill(place, str(values[place[2]])) if place[2] in values else place[0], sentence)


def filled_safely(sentence: str, values: dict[str, object]) -> Markup:
    """The same for HTML: the sentence and every value are escaped, except values that are markup already."""
    return Markup(
        _PLACE.sub(
            lambda place: _fill(place, str(escape(values[place[2]]))) if place[2] in values else place[0],
            str(escape(sentence)),
        )
    )


def _fill(place: re.Match[str], value: str) -> str:
    if not place[1]:
        return value
    return f"{place[1]}’{value}" if elides(value) else f"{place[1]}e {value}"
