"""The few words calendars say themselves."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from babel import Locale

_PLACE = re.compile(r"\{(\w+)\}")
_FRENCH = MappingProxyType(
    {
        "Cancelled: {title}": "Annulé\u202f: {title}",
        "Postponed: {title}": "Reporté\u202f: {title}",
        "Waiting list: {title}": "Liste d’attente\u202f: {title}",
        "To be confirmed": "À confirmer",
        "Online": "En ligne",
        "Organized by": "Organisé par",
        "Interpretation into": "Interprétation vers",
        "Language": "Langue",
        "Programme of {title}": "Programme\u202f: {title}",
        "Events of {title}": "Événements\u202f: {title}",
        "Selection": "Sélection",
        "Speaker": "Intervenant·e",
        "Moderator": "Modérateur·rice",
        "Rapporteur": "Rapporteur·e",
        "Chair": "Président·e de séance",
        "Co-chair": "Coprésident·e de séance",
        "Facilitator": "Facilitateur·rice",
        "Interpreter": "Interprète",
        "{label}: {value}": "{label}\u202f: {value}",
    }
)
_ARABIC = MappingProxyType(
    {
        "Cancelled: {title}": "ملغى: {title}",
        "Postponed: {title}": "مؤجل: {title}",
        "Waiting list: {title}": "لائحة الانتظار: {title}",
        "To be confirmed": "في انتظار التأكيد",
        "Online": "عن بعد",
        "Organized by": "الجهة المنظمة",
        "Interpretation into": "ترجمة فورية إلى",
        "Language": "اللغة",
        "Programme of {title}": "البرنامج: {title}",
        "Events of {title}": "الأحداث: {title}",
        "Selection": "مختارات",
        "Speaker": "متدخل(ة)",
        "Moderator": "مسيّر(ة)",
        "Rapporteur": "مقرر(ة)",
        "Chair": "رئيس(ة) الجلسة",
        "Co-chair": "رئيس(ة) مشارك(ة)",
        "Facilitator": "ميسّر(ة)",
        "Interpreter": "ترجمان(ة)",
    }
)
_TABLES: Mapping[str, Mapping[str, str]] = {"fr": _FRENCH, "ar": _ARABIC}


def word(msgid: str, language: str) -> str:
    """The word in the reader's language; in English for a language the calendars do not speak."""
    table = _TABLES.get(language)
    return table.get(msgid, msgid) if table else msgid


def labelled(msgid: str, value: str, language: str) -> str:
    """`Speaker: Amina Berrada`, with the spaces the language puts around a colon."""
    return filled("{label}: {value}", language, label=word(msgid, language), value=value)


def filled(msgid: str, language: str, **values: str) -> str:
    """A pattern in the reader's language with its `{places}` filled; what fills them is not looked at again."""
    return _PLACE.sub(lambda place: values[place[1]], word(msgid, language))


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
    return Locale.parse(language if language in ("en", "fr", "ar") else "en")
