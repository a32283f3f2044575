"""How a session is named on one line."""

import pytest

from events_service.languages import LocalizedText
from events_service.programme.session_names import code_and_title

WATER = {"en": "Water\nfor  all", "fr": "L’eau"}


@pytest.mark.parametrize(
    ("code", "title", "language", "said"),
    [
        ("SOU 84", WATER, "en", "SOU 84 Water for all"),
        ("SOU\t84 ", WATER, "fr", "SOU 84 L’eau"),
        ("", WATER, "fr", "L’eau"),
        ("SOU 84", {}, "en", "SOU 84"),
        ("", {}, "en", ""),
        ("SOU 84", {"de": "Wasser"}, "ar", "SOU 84 Wasser"),
        ("SOU 84", {"de": "Wasser", "en": "Water"}, "ar", "SOU 84 Wasser"),
    ],
)
def test_code_and_title_stand_on_one_line(code: str, title: LocalizedText, language: str, said: str) -> None:
    assert code_and_title(code, title, language, ("de", "en")) == said
