"""What most tests of pasted texts stand on: the event the texts are of."""

from datetime import date

from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.dates import Days
from events_service.interchange.pasting.proposals import Reading
from events_service.interchange.pasting.reading import read

DAYS = Days(date(2018, 11, 20), date(2018, 11, 24))
SUMMIT = Acquaintance(DAYS, country="MA")
"""Of which only days and country are known."""


def reading(text: str, known: Acquaintance = SUMMIT) -> Reading:
    found = read(text, known)
    for mark in found.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        assert 0 <= mark.session < len(found.proposals)
    assert all(one.end <= other.start for one, other in zip(found.marks, found.marks[1:], strict=False))
    return found
