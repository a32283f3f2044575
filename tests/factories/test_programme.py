"""The generator of programmes keeps its word."""

from itertools import pairwise

import pytest

from events_service.programme.programme import SessionStatus
from events_service.programme.timetable import Timetable
from tests.factories.programme import make_programme


@pytest.mark.parametrize("number", [1, 40, 1105])
def test_make_programme_has_as_many_sessions_as_asked_for(number: int) -> None:
    programme = make_programme(sessions=number, days=2)

    assert len(programme.sessions) == number
    assert len({session.uid for session in programme.sessions}) == number
    assert len({session.slug for session in programme.sessions}) == number


def test_make_programme_is_the_same_for_the_same_seed() -> None:
    assert make_programme(seed=3) == make_programme(seed=3)
    assert make_programme(seed=3) != make_programme(seed=4)


def test_make_programme_overlaps_nothing_in_a_room() -> None:
    timetable = Timetable(make_programme(sessions=300, rooms=7, days=3))

    for room in timetable.rooms:
        for earlier, later in pairwise(timetable.in_room(room)):
            assert earlier.end_at is not None
            assert later.start_at is not None
            assert earlier.end_at <= later.start_at


def test_make_programme_without_oddities_is_timed_and_confirmed() -> None:
    programme = make_programme(sessions=100, oddities=False, languages=("fr",))

    assert {session.status for session in programme.sessions} == {SessionStatus.CONFIRMED}
    assert all(session.start_at and session.end_at for session in programme.sessions)
    assert {tag for session in programme.sessions for tag in session.title} == {"fr"}
    assert programme.tombstones == ()
