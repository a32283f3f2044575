"""The few words calendars say themselves, in the reader's language."""

from functools import cache, lru_cache

from babel import Locale

from events_service import translations
from events_service.languages import INTERFACE_LANGUAGES
from events_service.translations import mark, translator


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


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language if language in INTERFACE_LANGUAGES else "en")
