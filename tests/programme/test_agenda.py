"""Items of an agenda that was written anew: each is one that was there before, or a new one."""

from events_service.programme.agenda import former_items
from events_service.programme.programme import AgendaItem

OPENING = AgendaItem({"en": "Opening by the mayor", "fr": "Ouverture par le maire"}, "09:00", "09:30")
PANEL = AgendaItem({"en": "Panel of the cities"}, "09:30", "11:00")
BREAK = AgendaItem({"en": "Break"}, "11:00", "11:15")
BEFORE = (OPENING, PANEL, BREAK)


def test_item_is_found_by_its_title_wherever_it_stands() -> None:
    assert former_items((BREAK, OPENING), BEFORE) == [BREAK, OPENING]


def test_item_is_found_when_its_title_is_corrected_in_one_language() -> None:
    corrected = AgendaItem({"en": "Opening by the mayor", "fr": "Mot de bienvenue"}, "08:30")

    assert former_items((corrected,), BEFORE) == [OPENING]


def test_item_is_found_by_the_words_that_are_left_of_its_title() -> None:
    assert former_items((AgendaItem({"en": "Panel of African cities"}),), BEFORE) == [PANEL]


def test_item_with_another_title_is_found_by_its_hours() -> None:
    assert former_items((AgendaItem({"en": "Four mayors talk"}, "09:30", "11:00"),), BEFORE) == [PANEL]


def test_item_with_another_title_and_other_hours_is_a_new_one() -> None:
    assert former_items((AgendaItem({"en": "Lunch"}, "12:00", "13:00"), AgendaItem({"en": "Tea"})), BEFORE) == [
        None,
        None,
    ]


def test_two_of_one_title_are_found_in_their_order() -> None:
    breaks = (AgendaItem({"en": "Break"}, "10:00"), AgendaItem({"en": "Break"}, "16:00"))

    assert former_items(tuple(AgendaItem(one.title) for one in breaks), breaks) == list(breaks)


def test_title_without_a_word_is_like_no_other() -> None:
    mark = AgendaItem({"en": "\u0640"}, "09:00")

    assert former_items((AgendaItem({"en": "\u0640"}, "10:00"), AgendaItem({"en": "\u0640"}, "09:00")), (mark,)) == [
        None,
        mark,
    ]
