"""A new edition out of an earlier one: days shift, records are new ones, and only what is kept comes over."""

from datetime import date, datetime, timedelta
from itertools import count

from msgspec import structs

from events_service.programme.copying import Keep, copied
from events_service.programme.programme import Event, Programme, SessionStatus
from tests.factories.drafts import draft_session
from tests.factories.maximal import maximal_draft
from tests.factories.programme import make_room, make_track, make_venue, programme_of

VENUE = make_venue()
ROOM = make_room(venue_uid=VENUE.uid)
TRACK = make_track()
FORMER = programme_of(
    draft_session("Water", room_uid=ROOM.uid, track_uid=TRACK.uid), venues=(VENUE,), rooms=(ROOM,), tracks=(TRACK,)
)
NEXT = Event("next", "next", {"en": "Next"}, "Africa/Casablanca", date(2027, 3, 1), date(2027, 3, 3))
EVERYTHING = frozenset(Keep)


def made(former: Programme, *keep: Keep, event: Event = NEXT) -> Programme:
    numbers = count(1)
    return copied(former, event, frozenset(keep) or EVERYTHING, lambda: f"new-{next(numbers)}")


def test_days_shift_with_the_first_day_and_hours_stay() -> None:
    (before,), (after,) = FORMER.sessions, made(FORMER).sessions
    assert before.start_local is not None
    shift = NEXT.start_on - FORMER.event.start_on

    assert after.start_local == before.start_local + shift
    assert after.start_local.time() == before.start_local.time()
    assert shift > timedelta(days=300)


def test_every_record_is_a_new_one_and_names_the_new_ones() -> None:
    copy = made(FORMER)

    (session,), (room,), (venue,), (track,) = copy.sessions, copy.rooms, copy.venues, copy.tracks
    old = {VENUE.uid, ROOM.uid, TRACK.uid, FORMER.sessions[0].uid}
    assert {session.uid, room.uid, venue.uid, track.uid}.isdisjoint(old)
    assert (session.room_uid, session.track_uid, room.venue_uid) == (room.uid, track.uid, venue.uid)


def test_sessions_wait_until_somebody_looks_at_them() -> None:
    former = structs.replace(FORMER, sessions=tuple(structs.replace(s, slug="water") for s in FORMER.sessions))
    (session,) = made(former).sessions

    assert (session.ready, session.status, session.slug) == (False, SessionStatus.TENTATIVE, "")


def test_only_what_is_kept_comes_over() -> None:
    whole = maximal_draft()
    nothing = copied(whole, NEXT, frozenset(), lambda: "new")
    places = made(whole, Keep.PLACES)
    sessions = made(whole, Keep.SESSIONS)

    assert (nothing.event, nothing.sessions, nothing.rooms, nothing.tracks) == (NEXT, (), (), ())
    assert (len(places.rooms), len(places.venues), places.sessions, places.tracks) == (2, 2, (), ())
    assert {session.room_uid for session in sessions.sessions} == {None}
    assert made(whole, Keep.BODIES).event.organizations == whole.event.organizations
    assert made(whole, Keep.REGISTRATION).event.categories == whole.event.categories
    assert made(whole, Keep.REGISTRATION).event.offer.opens_at is None
    assert made(whole, Keep.TEXTS).event.theme == whole.event.theme
    assert made(whole, Keep.TEXTS, event=structs.replace(NEXT, city={}, country=None)).event.city == whole.event.city
    assert whole.event.city


def test_what_was_typed_for_the_new_one_stays() -> None:
    whole = maximal_draft()
    event = structs.replace(NEXT, theme={"en": "Its own"})

    assert made(whole, Keep.TEXTS, event=event).event.theme == {"en": "Its own"}
    assert made(whole, Keep.TEXTS, event=event).event.title == NEXT.title


def test_session_without_a_time_stays_without_one() -> None:
    (session,) = made(programme_of(draft_session("Water", start_local=None, end_local=None))).sessions

    assert (session.start_local, session.end_local) == (None, None)
    assert isinstance(made(FORMER).sessions[0].start_local, datetime)
