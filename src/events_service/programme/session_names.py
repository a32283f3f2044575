"""A session as reports, refusals and warnings name it, and how many of them."""

from collections.abc import Iterable

from events_service.languages import INTERFACE_LANGUAGES, LocalizedText, one_line, text_in

FEW = 20
"""So many sessions are named where not all are asked for."""


def code_and_title(
    code: str, title: LocalizedText, language: str = "en", fallback: Iterable[str] = INTERFACE_LANGUAGES
) -> str:
    """`SOU 84 Water`, on one line; what has no code is its title alone."""
    return one_line(f"{code} {text_in(title, language, fallback)}")
