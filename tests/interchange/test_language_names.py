"""Languages as files name them."""

import pytest

from events_service.interchange.language_names import Languages, read_languages


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("en", ("en",)),
        ("EN", ("en",)),
        ("en_GB", ("en-GB",)),
        ("zh-hant-tw", ("zh-Hant-TW",)),
        ("eng", ("en",)),
        ("ger", ("de",)),
        ("Deutsch", ("de",)),
        ("Français", ("fr",)),
        ("العربية", ("ar",)),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ", ("zgh",)),
        ("de, en", ("de", "en")),
        ("en/fr", ("en", "fr")),
        ("English and French", ("en", "fr")),
        ("Deutsch und Englisch", ("de", "en")),
        ("fr;ar ; fr", ("fr", "ar")),
        ("null", ()),
        ("", ()),
        (" N/A ", ()),
        ("und", ()),
        ("nl", ("nl",)),
    ],
)
def test_languages_are_read_as_tags(text: str, tags: tuple[str, ...]) -> None:
    assert read_languages(text) == Languages(tags, ())


def test_name_of_no_known_language_is_told() -> None:
    assert read_languages("en, Klingon") == Languages(("en",), ("Klingon",))
