import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.errors import InvalidInput
from events_service.slugs import LONGEST, ReservedAddress, check_event_slug, free_slug, is_slug, made_slug

UID = "0f6a2f3c-8b1d-4c55-9a77-1f2e3d4c5b6a"


@pytest.mark.parametrize("text", ["a", "31c3", "sou-84-water-for-all", "s-0f6a2f3c", "x" * LONGEST])
def test_is_slug_what_may_stand_in_an_address(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "-", "a-", "-a", "a--b", "A", "é", "a_b", "a b", "a/b", "../a", "a.b", "a\n", "جلسة", "x" * 101]
)
def test_is_slug_not_anything_else(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize(
    ("code", "title", "expected"),
    [
        ("SOU 84", {"en": "Water for all"}, "sou-84-water-for-all"),
        ("SOU 74a", {"fr": "L'eau pour tous"}, "sou-74a-l-eau-pour-tous"),
        ("", {"en": "Water", "fr": "Eau"}, "water"),
        ("", {"fr": "Eau", "en": ""}, "eau"),
        ("", {"pt": "Água para todos"}, "agua-para-todos"),
        ("", {"ar": "الماء للجميع", "fr": "Eau"}, "eau"),
        ("SOU-33", {"ar": "الماء للجميع"}, "sou-33"),
        ("", {"ar": "الماء للجميع"}, "s-0f6a2f3c"),
        ("", {"ar": "الماء للجميع WHO"}, "s-0f6a2f3c"),
        ("", {"en": "Water الماء"}, "s-0f6a2f3c"),
        ("", {"en": "Clean water الماء"}, "clean-water-lm"),
        ("", {"und": "Élections à Fès ?"}, "elections-a-fes"),
        ("", {"en": "???"}, "s-0f6a2f3c"),
        ("", {}, "s-0f6a2f3c"),
    ],
)
def test_made_slug_of_code_and_first_latin_title(code: str, title: dict[str, str], expected: str) -> None:
    assert made_slug(code, title, UID) == expected


def test_made_slug_counts_on_where_it_is_taken() -> None:
    taken = {"opening", "opening-2"}

    assert made_slug("", {"en": "Opening"}, UID, taken) == "opening-3"
    assert made_slug("", {"ar": "افتتاح"}, UID, {"s-0f6a2f3c"}) == "s-0f6a2f3c-2"


def test_made_slug_of_a_long_title_ends_with_a_whole_word() -> None:
    slug = made_slug("SOU 84", {"en": "governance " * 20}, UID)

    assert slug == "sou-84" + "-governance" * 8


def test_free_slug_is_never_too_long() -> None:
    longest = "x" * LONGEST
    taken = {longest, *(f"{'x' * 98}-{number}" for number in range(2, 10))}

    assert free_slug(longest, taken) == "x" * 97 + "-10"
    assert free_slug("y" * 97 + "-yy", {"y" * 97 + "-yy"}) == "y" * 97 + "-2"


@given(st.text(max_size=20), st.dictionaries(st.sampled_from(["en", "fr", "ar", "pt"]), st.text(max_size=200)))
def test_made_slug_is_always_one_and_free(code: str, title: dict[str, str]) -> None:
    first = made_slug(code, title, UID)
    second = made_slug(code, title, UID, {first})

    assert (is_slug(first), is_slug(second)) == (True, True)
    assert first != second


def test_slug_of_an_event_is_none_of_the_sites_own_addresses() -> None:
    check_event_slug("forum-7")

    with pytest.raises(ReservedAddress) as reserved:
        check_event_slug("console")
    with pytest.raises(InvalidInput) as refused:
        check_event_slug("Forum 7")

    assert (reserved.value.status, reserved.value.slug) == (422, "reserved-slug")
    assert str(refused.value) == "“Forum 7” cannot be an address: use small Latin letters, digits and hyphens."
