from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from events_service.programme.programme import (
    AgendaItem,
    Alias,
    AliasKind,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
)
from events_service.programme.timetable import Timetable
from tests.factories.programme import (
    FIRST_DAY,
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_session,
    make_track,
    make_type,
    make_venue,
    programme_of,
)

DAKHLA, AGADIR = make_room(name={"en": "Dakhla"}), make_room(name={"en": "Agadir"}, position=1)
PAUSE = make_type(name={"en": "Break"}, is_break=True)


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    return datetime.combine(FIRST_DAY, datetime.min.time()) + timedelta(days=day, hours=hour, minutes=minute)


def session_at(name: str, start: datetime | None, end: datetime | None = None, **changes: Any) -> Session:
    return make_session(title={"en": name}, start_local=start, end_local=end, **changes)


def slugs(sessions: Any) -> list[str]:
    return [session.slug for session in sessions]


def test_sessions_in_reading_order() -> None:
    timetable = Timetable(
        programme_of(
            session_at("no day", None),
            session_at("day only", None, day_on=FIRST_DAY),
            session_at("agadir", at(9), at(10), room_uid=AGADIR.uid),
            session_at("no room", at(9), at(10)),
            session_at("dakhla b", at(9), at(10), room_uid=DAKHLA.uid, code="B"),
            session_at("dakhla a", at(9), at(10), room_uid=DAKHLA.uid, code="A"),
            session_at("second day", at(8, day=1), at(9, day=1)),
            session_at("late", at(18), at(19)),
            rooms=(AGADIR, DAKHLA),
        )
    )

    assert slugs(timetable.sessions) == [
        "dakhla-a",
        "dakhla-b",
        "agadir",
        "no-room",
        "late",
        "day-only",
        "second-day",
        "no-day",
    ]


def test_sessions_of_a_draft_by_wall_time() -> None:
    late, early = session_at("late", at(11), at(12)), session_at("early", at(9), at(10))
    draft = programme_of(*(structs.replace(session, start_at=None, end_at=None) for session in (late, early)))

    timetable = Timetable(draft)

    assert slugs(timetable.sessions) == ["early", "late"]
    assert timetable.parallel(timetable.sessions[0]) == ()


def test_days_are_those_on_which_there_is_something() -> None:
    timetable = Timetable(
        programme_of(
            session_at("third", at(9, day=2)),
            session_at("first", at(9)),
            session_at("day only", None, day_on=FIRST_DAY),
            session_at("some time", None),
        )
    )

    assert timetable.days == (FIRST_DAY, FIRST_DAY + timedelta(days=2))
    assert slugs(timetable.on(FIRST_DAY)) == ["first", "day-only"]
    assert timetable.on(date(2001, 1, 1)) == ()
    assert slugs(timetable.sessions) == ["first", "day-only", "third", "some-time"]


def test_day_of_a_talk_after_midnight_is_the_day_before() -> None:
    night, dawn = session_at("night", at(1, 30, day=1)), session_at("dawn", at(6, day=1))
    timetable = Timetable(programme_of(dawn, night, event=make_event(day_change="06:00")))

    assert timetable.day(night) == FIRST_DAY
    assert timetable.day(dawn) == FIRST_DAY + timedelta(days=1)
    assert Timetable(programme_of(night)).day(night) == FIRST_DAY + timedelta(days=1)


def test_parallel_overlaps_in_another_room() -> None:
    asked = session_at("asked", at(9, 30), at(12, 30), room_uid=DAKHLA.uid)
    timetable = Timetable(
        programme_of(
            asked,
            session_at("longer", at(8), at(18), room_uid=AGADIR.uid),
            session_at("inside", at(10), at(11)),
            session_at("same room", at(10), at(11), room_uid=DAKHLA.uid),
            session_at("pause", at(10), at(11), type_uid=PAUSE.uid),
            session_at("cancelled", at(10), at(11), status=SessionStatus.CANCELLED),
            session_at("before", at(9), at(9, 30)),
            session_at("after", at(12, 30), at(13)),
            session_at("begins last minute", at(12, 29), at(13)),
            session_at("untimed", None),
            rooms=(DAKHLA, AGADIR),
            types=(PAUSE,),
        )
    )

    assert slugs(timetable.parallel(asked)) == ["longer", "inside", "begins-last-minute"]


def test_parallel_of_a_session_without_an_end_is_what_runs_then() -> None:
    moment = session_at("moment", at(10), room_uid=DAKHLA.uid, end_at=None)
    timetable = Timetable(
        programme_of(
            moment,
            session_at("begins too", at(10), at(11)),
            session_at("ends then", at(9), at(10)),
            session_at("runs", at(9), at(11)),
            session_at("next minute", at(10, 1), at(11)),
        )
    )

    assert slugs(timetable.parallel(moment)) == ["runs", "begins-too"]
    assert slugs(timetable.parallel(timetable.by_slug["runs"])) == ["ends-then", "begins-too", "moment", "next-minute"]


def test_parallel_across_zones_compares_instants() -> None:
    """Clocks go back at three: 02:30 comes twice, and the two are an hour apart."""
    event = make_event(timezone="Europe/Paris", start_on=date(2018, 10, 28))
    night = datetime.fromisoformat("2018-10-28T02:30")
    first = make_session("Europe/Paris", title={"en": "first"}, start_local=night, end_local=night, end_fold=0)
    second = make_session(
        "Europe/Paris",
        title={"en": "second"},
        start_local=night,
        end_local=night + timedelta(minutes=20),
        start_fold=1,
        end_fold=1,
    )
    timetable = Timetable(programme_of(second, first, event=event))

    assert slugs(timetable.sessions) == ["first", "second"]
    assert timetable.parallel(first) == ()


_minutes = st.integers(0, 300)


@given(st.lists(st.tuples(_minutes, st.one_of(st.none(), st.integers(-5, 120)), st.sampled_from([None, "a", "b"]))))
def test_parallel_agrees_with_comparing_every_pair(drawn: list[tuple[int, int | None, str | None]]) -> None:
    sessions = [
        session_at(
            f"s {number}",
            at(8) + timedelta(minutes=start),
            None if length is None else at(8) + timedelta(minutes=start + length),
            room_uid=room,
            **({"end_at": None} if length is None else {}),
        )
        for number, (start, length, room) in enumerate(drawn)
    ]
    timetable = Timetable(programme_of(*sessions))

    def span(session: Session) -> tuple[datetime, datetime]:
        assert session.start_at
        end = session.end_at
        return session.start_at, max(end or session.start_at, session.start_at + timedelta(minutes=1)) if (
            end is None or end <= session.start_at
        ) else end

    for one in sessions:
        start, end = span(one)
        expected = {
            other.uid
            for other in sessions
            if other is not one
            and span(other)[0] < end
            and span(other)[1] > start
            and (other.room_uid is None or other.room_uid != one.room_uid)
        }
        assert {other.uid for other in timetable.parallel(one)} == expected


def test_lookups_by_room_track_person_and_organization() -> None:
    track, person, body = make_track(), make_person(), make_organization()
    whole = session_at(
        "whole",
        at(9),
        room_uid=DAKHLA.uid,
        track_uid=track.uid,
        people=(SessionPerson(person.uid), SessionPerson(person.uid)),
        organizers=(SessionOrganizer(body.uid),),
    )
    timetable = Timetable(
        programme_of(
            session_at("bare", at(8)),
            whole,
            rooms=(DAKHLA,),
            tracks=(track,),
            people=(person,),
            organizations=(body,),
            venues=(make_venue(),),
        )
    )

    assert timetable.in_room(DAKHLA.uid) == (whole,)
    assert timetable.in_track(track.uid) == (whole,)
    assert timetable.with_person(person.uid) == (whole,)
    assert timetable.by_organization(body.uid) == (whole,)
    assert [f("nobody") for f in (timetable.in_room, timetable.in_track, timetable.with_person)] == [(), (), ()]
    assert timetable.by_organization("nobody") == ()
    assert timetable.by_uid[whole.uid] is timetable.by_slug["whole"] is whole
    assert list(timetable.venues.values()) == [make_venue()]


@pytest.mark.parametrize(
    "word",
    [
        "sou 84",
        "sou84",
        "water",
        "للجميع",
        "subtitle",
        "abstract",
        "described",
        "dakhla",
        "rivers",
        "ampcc",
        "communal councils",
        "spelt otherwise",
        "berrada",
        "lat. amina",
        "first item",
        "nested item",
        "objective",
        "question",
    ],
)
def test_search_text_holds_all_that_readers_look_for(word: str) -> None:
    body = make_organization(
        name={"en": "Communal councils"}, short_name={"fr": "AMPCC"}, other_names=("Spelt otherwise",)
    )
    person = make_person(badge_name="Lat. Amina", name={"en": "Amina Berrada"})
    track = make_track(name={"en": "Rivers"})
    session = session_at(
        "Water",
        at(9),
        code="SOU 84",
        room_uid=DAKHLA.uid,
        track_uid=track.uid,
        organizers=(SessionOrganizer(body.uid), SessionOrganizer("not published")),
        people=(SessionPerson(person.uid), SessionPerson("not published")),
        subtitle={"en": "Subtitle"},
        abstract={"en": "Abstract"},
        description={"fr": "Décrit", "en": "Described"},
        agenda=(AgendaItem({"en": "First item"}, items=(AgendaItem({"en": "Nested item"}),)),),
        objectives=({"en": "Objective"},),
        questions=({"en": "Question"},),
    )
    session = structs.replace(session, title={"en": "Water", "ar": "الماء للجميع"})
    programme = programme_of(session, rooms=(DAKHLA,), tracks=(track,), organizations=(body,), people=(person,))
    timetable = Timetable(programme)

    assert word in timetable.search_text(session)
    assert timetable.search_text(session) is timetable.search_text(session)


def test_timetable_of_a_large_programme_keeps_every_session() -> None:
    programme = make_programme(300)
    timetable = Timetable(programme)

    on_days = [session for day in timetable.days for session in timetable.on(day)]
    without_day = [session for session in timetable.sessions if timetable.day(session) is None]
    assert len(timetable.sessions) == 300
    assert [*on_days, *without_day] == list(timetable.sessions)


def test_session_is_found_by_a_former_slug() -> None:
    water, night = session_at("water", at(9), at(10)), session_at("night", at(20), at(21))
    aliases = (
        Alias(AliasKind.SESSION, "mint", water.uid),
        Alias(AliasKind.SESSION, "lost", "nobody"),
        Alias(AliasKind.ROOM, "hall", night.uid),
    )
    timetable = Timetable(structs.replace(programme_of(water, night), aliases=aliases))

    found = {slug: timetable.session_called(slug) for slug in (night.slug, "mint", "lost", "hall")}

    assert {slug: session and session.uid for slug, session in found.items()} == {
        night.slug: night.uid,
        "mint": water.uid,
        "lost": None,
        "hall": None,
    }
