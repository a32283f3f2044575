"""How a room is said where nobody sees that it is one."""

import pytest

from events_service.languages import INTERFACE_LANGUAGES, LocalizedText
from events_service.programme.room_names import say_room

DAKHLA = {"en": "Dakhla", "fr": "Dakhla", "ar": "الداخلة"}


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        (DAKHLA, "en", ("Room Dakhla", "en")),
        (DAKHLA, "fr", ("Salle Dakhla", "fr")),
        (DAKHLA, "ar", ("قاعة الداخلة", "ar")),
        ({"en": "Dakhla"}, "ar", ("قاعة Dakhla", "ar")),
        ({"de": "Rabat"}, "fr", ("Salle Rabat", "fr")),
        ({"en": " Dakhla\n"}, "en", ("Room Dakhla", "en")),
        ({}, "fr", ("", "fr")),
    ],
)
def test_name_that_could_be_a_town_is_said_to_be_a_room(
    name: LocalizedText, language: str, said: tuple[str, str]
) -> None:
    assert say_room(name, language, INTERFACE_LANGUAGES) == said


@pytest.mark.parametrize(
    "name",
    [
        *("Room 4", "Salle Atlas", "قاعة الاجتماعات", "H.1302", "Plenary room", "Agora", "AMPHITHÉÂTRE"),
        *("المدرّج", "Foyer"),
        *("Salle", "Room", "Théâtre", "Gymnase", "Library", "Zoom", "Elsewhere", "قاعة", "المسرح"),
    ],
)
def test_name_that_says_what_it_is_stays_as_it_is(name: str) -> None:
    assert say_room({"en": name}, "en", ()) == (name, "en")
    assert say_room({"en": name}, "fr", ("en",)) == (name, "en")
