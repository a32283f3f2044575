"""The few words calendars say themselves, in the reader's language."""

from functools import cache, lru_cache

from babel import Locale

from events_service import translations
from events_service.languages import INTERFACE_LANGUAGES
from events_service.translations import mark, translator


def word(msgid: str, language: str) -> str:
    """The word in the reader's language; in English for a language the calendars do not speak."""
    return translator(language).gettext(msgid)


def labelled(msgid: str, value: str, language: str) -> str:
    """`Speaker: Amina Berrada`, with the spaces the language puts around a colon."""
    return filled(mark("{label}: {value}"), language, label=word(msgid, language), value=value)


def filled(msgid: str, language: str, **values: str) -> str:
    """A pattern in the reader's language with its `{places}` filled; what fills them is not looked at again."""
    return translations.filled(word(msgid, language), dict(values))


@lru_cache(1024)
def language_name(tag: str, language: str) -> str:
    """The name of a language in the reader's language; the tag where it has none."""
    return str(_locale(language).languages.get(tag.partition("-")[0].lower(), tag))


@lru_cache(1024)
def country_name(code: str, language: str) -> str:
    """The name of a country in the reader's language; the code where it has none."""
    return str(_locale(language).territories.get(code.upper(), code))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language if language in INTERFACE_LANGUAGES else "en")
