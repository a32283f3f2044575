import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.languages import (
    INTERFACE_LANGUAGES,
    beginning_with,
    best_language,
    choose,
    cleaned,
    direction,
    folded,
    folded_all,
    one_line,
    text_in,
)

TITLE = {"en": "Water for all", "fr": "L'eau pour tous", "ar": "الماء للجميع"}
# UAX #9's invisible characters, by number: nobody sees them in an editor.
BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl"), ("ar-MA", "rtl"), ("AR", "rtl"), ("he", "rtl"), ("und", "ltr")],
)
def test_direction_by_primary_subtag(language: str, expected: str) -> None:
    assert direction(language) == expected


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_choose_gives_the_readers_language(language: str) -> None:
    assert choose(TITLE, language) == (TITLE[language], language)


@pytest.mark.parametrize(
    ("text", "language", "fallback", "expected"),
    [
        ({"fr": "Eau", "ar": "ماء"}, "en", ("ar", "fr"), ("ماء", "ar")),
        ({"fr": "Eau", "ar": "ماء"}, "en", ("en", "fr", "ar"), ("Eau", "fr")),
        ({"en": "", "fr": "Eau"}, "en", ("en", "fr"), ("Eau", "fr")),
        ({"pt": "Água"}, "en", ("en", "fr"), ("Água", "pt")),
        ({"und": "", "pt": "Água"}, "en", (), ("Água", "pt")),
        ({}, "ar", ("en",), ("", "ar")),
        ({"en": ""}, "fr", ("en",), ("", "fr")),
    ],
)
def test_choose_falls_back_and_says_to_which_language(
    text: dict[str, str], language: str, fallback: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert choose(text, language, fallback) == expected
    assert text_in(text, language, fallback) == expected[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Élections à Fès", "elections a fes"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Œuvre, Ærø, Łódź, Đorđe", "oeuvre, aero, lodz, dorde"),
        ("l’eau", "l'eau"),
        ("  deux\u00a0 mots\n", "deux mots"),
        ("ﬁnance №1 ²", "finance no1 2"),
        ("İstanbul", "istanbul"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("إدارة", "اداره"),
        ("آسفي", "اسفي"),
        ("ٱلمغرب", "المغرب"),
        ("مصطفى", "مصطفي"),
        ("رئيس", "رييس"),
        ("مسؤول", "مسوول"),
        ("الجماعة", "الجماعه"),
        ("المـــاء", "الماء"),
        ("هٰذا", "هذا"),
        ("کرمان، ایران", "كرمان، ايران"),
        ("الجلسة ٨٤ و۷۵", "الجلسه 84 و75"),
        ("ﻻ", "لا"),
        ("", ""),
    ],
)
def test_folded_as_search_sees_it(written: str, expected: str) -> None:
    assert folded(written) == expected


@given(st.text())
def test_folded_twice_is_folded_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("افريقيا", "إفريقيا"),
        ("مدينه", "مدينة"),
        ("مصطفي", "مصطفى"),
        ("evenement", "Événement"),
        ("sou84", "SOU84"),
    ],
)
def test_folded_finds_what_readers_type(typed: str, written: str) -> None:
    assert folded(typed) == folded(written)


def test_folded_all_joins_every_language_and_leaves_out_what_is_not_said() -> None:
    assert folded_all("SOU 84", TITLE, None, {}, "", "Café") == "sou 84 water for all l'eau pour tous الماء للجميع cafe"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as it is", "as it is"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("\ufeffbom", "bom"),
        ("lone \ud800 surrogate \udfff", "lone  surrogate "),
        ("\ufffe\uffff\ufdd0", ""),
        ("zero\u200cwidth non-joiner stays", "zero\u200cwidth non-joiner stays"),
        ("السلام\u00a0عليكم 👩‍🌾", "السلام\u00a0عليكم 👩‍🌾"),
        *((f"a{chr(number)}b", "ab") for number in BIDI),
    ],
)
def test_cleaned_takes_out_what_is_neither_seen_nor_allowed(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_cleaned_takes_the_short_way_only_where_nothing_is_to_go() -> None:
    """One character among others, for each there is: what XML 1.0 and RFC 5545 forbid never comes through."""
    forbidden = re.compile(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\u2028\u2029"
        + "".join(map(chr, BIDI))
        + "]"
    )
    left = [hex(number) for number in range(0x110000) if forbidden.search(cleaned(f"a{chr(number)}b"))]

    assert left == []


@given(st.text())
def test_cleaned_twice_is_cleaned_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Water for all", "Water for all"),
        ("  Water  for\tall \n", "Water for all"),
        ("Water\r\nBCC: everybody", "Water BCC: everybody"),
        ("Water\u00a0for\u2003all", "Water for all"),
        ("\u202eretaW\u202c", "retaW"),
        (" one space each side ", "one space each side"),
        ("", ""),
    ],
)
def test_one_line_is_fit_for_titles_and_headers(text: str, expected: str) -> None:
    assert one_line(text) == expected


@given(st.text())
def test_one_line_has_no_line_ends_and_no_double_space(text: str) -> None:
    line = one_line(text)

    assert one_line(line) == line
    assert line == " ".join(line.split())
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("AR-ma", "ar"),
        ("de, ar;q=0.5, fr;q=0.7", "fr"),
        ("de, pt", "en"),
        ("en;q=0, fr;q=0.1", "fr"),
        ("*", "en"),
        ("de, *;q=0.1", "en"),
        ("en;q=0, *", "fr"),
        ("*, fr;q=0.5", "en"),
        ("en;q=0, fr;q=0, ar;q=0", "en"),
        ("fr;q=nonsense, ar;q=0.1", "ar"),
        ("fr;level=1", "en"),
        ("fr ; q = 0.5 , ar;q=1.000", "ar"),
        ("frr, english", "en"),
        (",;,q", "en"),
    ],
)
def test_best_language_by_preference(header: str, expected: str) -> None:
    assert best_language(header) == expected


def test_best_language_among_those_offered() -> None:
    assert best_language("en, ar;q=0.5", ("fr", "ar")) == "ar"
    assert best_language("en", ("fr", "ar")) == "fr"


def test_a_site_s_own_language_comes_first() -> None:
    assert [beginning_with(tag)[0] for tag in INTERFACE_LANGUAGES] == list(INTERFACE_LANGUAGES)
    assert {frozenset(beginning_with(tag)) for tag in INTERFACE_LANGUAGES} == {frozenset(INTERFACE_LANGUAGES)}
