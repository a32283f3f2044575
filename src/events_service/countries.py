"""The countries there are, by the codes of ISO 3166-1, with their names in the reader's language (CLDR)."""

from functools import cache, lru_cache

from babel import Locale

from events_service.languages import INTERFACE_LANGUAGES, folded

_NO_COUNTRY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""What CLDR names beside the countries that have a code, and beside Kosovo, whose XK is agreed on outside of
ISO 3166-1: codes that are reserved, unions, marks for testing."""


def is_country(code: str) -> bool:
    """Is it the code of a country? In capitals."""
    return code in _codes()


@lru_cache(1024)
def country_name(code: str, language: str) -> str:
    """The name of a country in the reader's language; the code where it has none."""
    return str(_locale(language).territories.get(code.upper(), code))


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Codes (ISO 3166-1 alpha-2) and names of all countries, by name in the reader's language."""
    names = _locale(language).territories
    found = [(code, str(names[code])) for code in _codes()]
    return tuple(sorted(found, key=lambda country: folded(country[1])))


@cache
def _codes() -> frozenset[str]:
    named = _locale("en").territories
    return frozenset(code for code in map(str, named) if len(code) == 2 and code.isalpha()) - _NO_COUNTRY


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language if language in INTERFACE_LANGUAGES else "en")
