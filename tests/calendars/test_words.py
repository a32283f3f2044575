"""Words and colours of calendars."""

import pytest

from events_service.calendars.colours import nearest_name
from events_service.calendars.words import (
    filled,
    labelled,
    labelled_many,
    language_name,
    word,
)


def test_unknown_language_is_english() -> None:
    assert word("Online", "pt") == "Online"
    assert language_name("fr", "pt") == "French"


def test_filling_looks_at_nothing_again() -> None:
    assert filled("Cancelled: {title}", "en", title="{title} {label}") == "Cancelled: {title} {label}"


def test_labels_keep_the_spaces_of_the_language() -> None:
    assert labelled("Speaker", "A. B.", "en") == "Speaker: A. B."
    assert labelled("Speaker", "A. B.", "fr") == "Intervenant·e\u202f: A. B."
    assert labelled("Speaker", "A. B.", "ar") == "متدخل(ة): A. B."


def test_names_of_languages() -> None:
    assert [language_name("ar-MA", tag) for tag in ("en", "fr", "ar")] == ["Arabic", "arabe", "العربية"]
    assert language_name("xx", "en") == "xx"


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#ff0000", "red"),
        ("#FE0101", "red"),
        ("#006400", "darkgreen"),
        ("#000000", "black"),
        ("#1f6f8b", "teal"),
        ("#663399", "darkslateblue"),  # rebeccapurple came with CSS 4
    ],
)
def test_ic_23_nearest_colour_is_one_of_css_3(colour: str, name: str) -> None:
    assert nearest_name(colour) == name


@pytest.mark.parametrize(
    ("count", "english", "french", "arabic"),
    [
        (1, "Speaker: A", "Intervenant·e\u202f: A", "متدخل(ة): A"),
        (2, "Speakers: A", "Intervenant·es\u202f: A", "متدخلان: A"),
        (3, "Speakers: A", "Intervenant·es\u202f: A", "متدخلون: A"),
        (11, "Speakers: A", "Intervenant·es\u202f: A", "متدخلون: A"),
        (100, "Speakers: A", "Intervenant·es\u202f: A", "متدخلون: A"),
    ],
)
def test_label_is_of_one_or_of_several(count: int, english: str, french: str, arabic: str) -> None:
    speakers = ("Speaker: {names}", "Speakers: {names}")
    said = [labelled_many(speakers, count, "A", language) for language in ("en", "fr", "ar")]

    assert said == [english, french, arabic]
