"""The few words calendars say themselves, in the reader's language."""

from functools import cache, lru_cache

from babel import Locale

from events_service import translations
from events_service.languages import INTERFACE_LANGUAGES, folded
from events_service.translations import mark, translator

_NO_COUNTRY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
"""What CLDR names beside the countries ISO 3166-1 assigns a code to: codes it reserves, unions, marks for testing."""


@lru_cache(512)
def word(msgid: str, language: str) -> str:
    """The word in the reader's language; in English for a language the calendars do not speak."""
    return translator(language).gettext(msgid)


def labelled(msgid: str, value: str, language: str) -> str:
    """`Speaker: Amina Berrada`, with the spaces the language puts around a colon."""
    before, after = _around_value(msgid, language)
    return before + value + after


@lru_cache(256)
def _around_value(msgid: str, language: str) -> tuple[str, str]:
    before, _, after = word(mark("{label}: {value}"), language).partition("{value}")
    label = word(msgid, language)
    return before.replace("{label}", label), after.replace("{label}", label)


def labelled_many(label: tuple[str, str], count: int, names: str, language: str) -> str:
    """`Speakers: Amina Berrada; Ali Idrissi`: a label for one or for several, with the place of `{names}` filled."""
    before, after = _around_names(label, count, language)
    return before + names + after


@lru_cache(1024)
def _around_names(label: tuple[str, str], count: int, language: str) -> tuple[str, str]:
    before, _, after = translator(language).ngettext(*label, count).partition("{names}")
    return before, after


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
def _codes() -> frozenset[str]:
    named = _locale("en").territories
    return frozenset(code for code in map(str, named) if len(code) == 2 and code.isalpha()) - _NO_COUNTRY


def is_country(code: str) -> bool:
    """Is it a code that ISO 3166-1 assigns? In capitals."""
    return code in _codes()


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Codes (ISO 3166-1 alpha-2) and names of all countries, by name in the reader's language."""
    names = _locale(language).territories
    found = [(code, str(names[code])) for code in _codes()]
    return tuple(sorted(found, key=lambda country: folded(country[1])))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language if language in INTERFACE_LANGUAGES else "en")
