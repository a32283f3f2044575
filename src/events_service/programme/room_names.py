"""A room as one says it, on pages, in calendars, mails and data alike: nobody is to look for a city."""

import re

from events_service.languages import LocalizedText, choose, folded, one_line
from events_service.translations import filled, mark, translator

ROOM = mark("Room {name}")

_PLAIN = frozenset(
    (
        *("agora", "amphitheater", "amphitheatre", "atrium", "auditorium", "foyer", "hall", "lobby", "online"),
        *("plenary", "pleniere", "stage", "tent", "terrace", "terrasse"),
        *("room", "salle", "theater", "theatre", "library", "bibliotheque", "chapel", "chapelle", "gym", "gymnase"),
        *("gymnasium", "lounge", "salon", "aula", "amphi", "cinema", "zoom", "webinar", "elsewhere", "ailleurs"),
        *("outside", "outdoors", "tba", "tbd", "restaurant", "cafeteria", "garden", "jardin", "workshop", "atelier"),
        *map(folded, ("القاعة", "قاعة", "المدرج", "البهو", "الخيمة", "المنصة", "الساحة")),
        *map(folded, ("المسرح", "المكتبة", "الحديقة")),
    )
)
"""Names of one word that say what they are, folded."""
_MORE_THAN_A_WORD = re.compile(r"[\s\d]")


def says_what_it_is(name: str) -> bool:
    """`Dakhla` alone could be the city; `Hall 2`, `H.1302` and `Plenary room` cannot be mistaken."""
    return _MORE_THAN_A_WORD.search(name) is not None or folded(name) in _PLAIN


def say_room(name: LocalizedText, language: str, fallback: tuple[str, ...]) -> tuple[str, str]:
    """`Room Dakhla` on one line, and the language that is in."""
    said, tag = choose(name, language, fallback)
    said = one_line(said)
    if not said or says_what_it_is(said):
        return said, tag
    return filled(translator(language).gettext(ROOM), {"name": said}), language
