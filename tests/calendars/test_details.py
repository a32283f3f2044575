"""What is said of a session, and cutting it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from events_service.calendars.details import cut, description, isolated, sentence
from events_service.calendars.lines import text_octets
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.programme import SessionPerson
from tests.calendars.scenery import AMINA, FULL, TIMETABLE


@pytest.mark.parametrize(
    ("said", "characters", "octets", "kept"),
    [
        ("short", 10, 10, "short"),
        ("one two three", 10, 99, "one two…"),
        ("one two three", 99, 10, "one two…"),
        ("one  two", 6, 99, "one…"),
        ("one two", 99, 2, ""),
        ("one two", 99, -5, ""),
        ("extraordinarily long", 5, 99, "extr…"),
        ("漢字漢字漢字", 4, 99, "漢字漢…"),
        ("漢字漢字漢字", 99, 10, "漢字…"),
        ("e\u0301e\u0301e\u0301", 4, 99, "e\u0301…"),
        ("aaaa", 2, 2, ""),
        ("", 5, 5, ""),
        ("", 5, -5, ""),
        ("a, b, c, d", 99, 11, "a, b,…"),
    ],
)
def test_cut_ends_at_a_word_and_says_so(said: str, characters: int, octets: int, kept: str) -> None:
    assert cut(said, characters, octets) == kept


@given(st.text(st.sampled_from("ab ,;\\\n漢éم\u0301"), max_size=60), st.integers(-3, 70), st.integers(-3, 200))
def test_cut_always_fits(said: str, characters: int, octets: int) -> None:
    kept = cut(said, max(characters, 0), octets)

    assert kept == "" or (len(kept) <= characters and text_octets(kept) <= octets)
    assert kept == said or kept == "" or said.startswith(kept.removesuffix("…"))


def test_isolating_is_for_readers_of_the_other_direction() -> None:
    assert isolated("05 37", "en") == "05 37"
    assert isolated("05 37", "ar") == "\u206805 37\u2069"
    assert sentence("Cancelled: {title}", "ar", "ماء", "ar") == "ملغى: ماء"
    assert sentence("Cancelled: {title}", "en", "ماء", "ar") == "Cancelled: \u2068ماء\u2069"


def test_ic_30_several_who_do_the_same_are_named_under_one_plural() -> None:
    twice = (SessionPerson(person_uid=AMINA.uid), SessionPerson(person_uid=AMINA.uid))
    session = structs.replace(FULL, people=twice, languages=("fr", "en"))

    said = {tag: description(session, TIMETABLE, "link", tag)[0].split("\n") for tag in INTERFACE_LANGUAGES}

    assert "Speakers: Amina Berrada, President, AT; Amina Berrada, President, AT" in said["en"]
    assert "Languages: French, English" in said["en"]
    assert any(line.startswith("Intervenant·es\u202f: ") for line in said["fr"])
    assert "Langues\u202f: français, anglais" in said["fr"]
    assert any(line.startswith("متدخلان: ") for line in said["ar"])
    assert any(line.startswith("اللغتان: ") for line in said["ar"])
