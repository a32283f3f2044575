"""What overlaps is told in a sentence, of a draft and of a release alike."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.database import DbSession
from events_service.programme.placed import load_placed
from events_service.programme.programme import Programme, Session, SessionPerson, SessionStatus
from events_service.programme.warnings import MOST, Warned, warnings_of
from tests.factories.drafts import draft_session
from tests.factories.programme import FIRST_DAY, make_event, make_person, make_room, make_track, programme_of, uid_of
from tests.factories.stored_events import create, load

DAY = datetime.combine(FIRST_DAY, datetime.min.time())
MAIN = make_room(name={"fr": "Main\n"}, slug="main")
AMINA = make_person()


def talk(title: str, start: float, end: float | None, **changes: Any) -> Session:
    times = DAY + timedelta(hours=start), None if end is None else DAY + timedelta(hours=end)
    return draft_session(
        title, uid=uid_of("session", title), **{"start_local": times[0], "end_local": times[1]} | changes
    )


def planned(*sessions: Session) -> Programme:
    return programme_of(*sessions, rooms=(MAIN,), people=(AMINA,))


def told(*sessions: Session) -> list[tuple[str, str, str]]:
    return [(warned.kind, warned.item, warned.what) for warned in warnings_of(planned(*sessions))]


def test_room_and_person_wanted_twice() -> None:
    same = talk("Same", 15, 15.5, room_uid=MAIN.uid, people=(SessionPerson(AMINA.uid),), code="SOU 84")
    other = talk("Same too", 15 + 1 / 6, 16, room_uid=MAIN.uid, people=(SessionPerson(AMINA.uid),))

    warnings = warnings_of(planned(same, other))

    both = "“SOU 84 Same” and “Same too”, 15:10 to 15:30 on 20 November"
    assert warnings == (
        Warned("room", "room Main", both, (same.uid, other.uid)),
        Warned("person", "person Amina Berrada", both, (same.uid, other.uid)),
    )


@pytest.mark.parametrize(
    ("start", "end", "when"),
    [
        (23.5, 25, "23:30 on 20 November to 00:30 on 21 November"),
        (23.5, None, "23:30 on 20 November"),
        (24.25, 30, "00:15 to 00:30 on 21 November"),
    ],
)
def test_overlap_at_night_and_with_a_session_whose_end_is_open(start: float, end: float | None, when: str) -> None:
    party = talk("Party", 22, 24.5, room_uid=MAIN.uid)
    assert told(party, talk("Late", start, end, room_uid=MAIN.uid)) == [
        ("room", "room Main", f"“Party” and “Late”, {when}")
    ]


def test_hour_that_comes_twice_is_told_by_its_offset() -> None:
    twenty_past, half_past = (datetime.fromisoformat(f"2025-10-26T02:{minute}") for minute in (20, 30))
    event = make_event(timezone="Europe/Paris", start_on=date(2025, 10, 26), end_on=date(2025, 10, 26))
    night = {"start_local": half_past, "end_local": twenty_past, "end_fold": 1, "room_uid": MAIN.uid}
    late = night | {"start_local": twenty_past - timedelta(minutes=15), "start_fold": 1}
    sessions = (
        talk("Party", 0, 0, **night),
        talk("Late", 0, 0, **late),
        talk("Song", 0, 0, **night | {"end_local": None}),
    )

    warnings = warnings_of(structs.replace(planned(*sessions), event=event))

    assert [warned.what for warned in warnings] == [
        "“Song” and “Party”, 02:30 UTC+02:00 on 26 October",
        "“Party” and “Late”, 02:05 UTC+01:00 to 02:20 UTC+01:00 on 26 October",
    ]


def test_session_outside_the_event_s_days() -> None:
    assert told(talk("Early", -24, -23)) == [("outside_days", "“Early”", "19 November is not among the event’s days")]


def test_nothing_to_say_of_cancelled_sessions_and_of_those_that_touch() -> None:
    first, cancelled = talk("First", 9, 10), talk("Off", 9, 12, status=SessionStatus.CANCELLED)
    assert told(first, cancelled, talk("Second", 10, 11)) == []


def test_so_many_are_told_and_how_many_more_there_are() -> None:
    at_once = [talk(str(number), 9, 10, room_uid=MAIN.uid, people=(SessionPerson(AMINA.uid),)) for number in range(300)]
    early = [talk(f"early {number}", -24, -23) for number in range(MOST)]

    found = warnings_of(planned(*at_once, *early))

    pairs = 300 * 299 // 2
    rest = "and 44,750 more", f"the first {MOST} of this kind are told", (), pairs - MOST
    assert [w.kind for w in found] == ["room"] * (MOST + 1) + ["person"] * (MOST + 1) + ["outside_days"] * MOST
    assert found[MOST] == Warned("room", *rest)
    assert found[2 * MOST + 1] == Warned("person", *rest)
    assert sum(warned.more for warned in found) == 2 * (pairs - MOST)


def test_draft_is_read_for_what_overlaps_and_for_nothing_else(db: DbSession) -> None:
    event = make_event()
    sessions = (
        talk("One", 9, 11, room_uid=MAIN.uid, people=(SessionPerson(AMINA.uid),), abstract={"en": "Long"}),
        talk("Other", 10, 12, room_uid=MAIN.uid, people=(SessionPerson(AMINA.uid),)),
        talk("Some day", 9, None, start_local=None),
        talk("Twice", 2.5, 2.75, start_fold=1, end_fold=1),
    )
    create(db, programme_of(*sessions, event=event, rooms=(MAIN,), people=(AMINA,), tracks=(make_track(),)))

    placed = load_placed(db.connection(), event)

    assert sorted(session.title["en"] for session in placed.sessions) == ["One", "Other", "Twice"]
    assert {(session.start_fold, session.end_fold) for session in placed.sessions} == {(0, 0), (1, 1)}
    assert {len(session.abstract) for session in placed.sessions} == {0}
    assert warnings_of(placed) == warnings_of(load(db, event.uid))
    assert [warned.kind for warned in warnings_of(placed)] == ["room", "person"]
