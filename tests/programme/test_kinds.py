"""Type and track of nearly one name."""

import pytest

from events_service.languages import LocalizedText
from events_service.programme.kinds import kind_and_track, say_the_same
from events_service.programme.timetable import Timetable
from tests.factories.programme import make_session, make_track, make_type, programme_of


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"en": "Open session"}, {"en": "Open Sessions"}, True),
        ({"fr": "Session ouverte"}, {"fr": "Sessions ouvertes"}, True),
        ({"ar": "جلسة مفتوحة"}, {"ar": "جلسات مفتوحة"}, True),
        ({"en": "Open session", "fr": "Atelier"}, {"en": "Open sessions"}, True),
        ({"en": "Open session"}, {"en": "Parallel sessions"}, False),
        ({"en": "Open session"}, {"fr": "Open session"}, False),
        ({"en": "New"}, {"en": "News"}, False),
        ({"en": "Box"}, {"en": "Bos"}, False),
        ({"en": ""}, {"en": ""}, False),
        ({}, {}, False),
    ],
)
def test_names_say_the_same_in_singular_and_plural(one: LocalizedText, other: LocalizedText, same: bool) -> None:
    assert say_the_same(one, other) is same
    assert say_the_same(other, one) is same


def test_type_is_left_out_where_the_track_says_it() -> None:
    kind, track, other = make_type(), make_track(name={"en": "Open Sessions"}), make_track()
    alike = make_session(type_uid=kind.uid, track_uid=track.uid)
    apart = make_session(slug="apart", type_uid=kind.uid, track_uid=other.uid)
    alone = make_session(slug="alone", type_uid=kind.uid)
    timetable = Timetable(programme_of(alike, apart, alone, types=(kind,), tracks=(track, other)))

    assert kind_and_track(alike, timetable) == (None, track)
    assert kind_and_track(apart, timetable) == (kind, other)
    assert kind_and_track(alone, timetable) == (kind, None)
