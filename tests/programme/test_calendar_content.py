"""IC-8: the revision rises exactly with what calendar entries show.

Every field of every record an entry may draw on is changed, one at a time. Where that changes the bytes of an
entry, the content compared must differ; where it does not, it must not.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

import pytest
from msgspec import structs

from events_service.addresses import Site
from events_service.calendars.vevent import vevent_lines
from events_service.calendars.whole_event import Stamp, event_lines
from events_service.directory.directory import ContactKind, ContactPoint, Organization, Person
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.calendar_content import calendar_contents, event_content
from events_service.programme.organizing import organizer_name
from events_service.programme.programme import (
    Event,
    EventOrganization,
    EventStatus,
    OfferMode,
    Programme,
    Room,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    SessionType,
    Track,
    Venue,
    Visibility,
)
from events_service.programme.timetable import Timetable
from tests.factories.drafts import edited
from tests.factories.maximal import ASSIGNED, filled
from tests.factories.programme import (
    FIRST_DAY,
    RELEASED_AT,
    make_event,
    make_organization,
    make_person,
    make_room,
    make_session,
    make_track,
    make_type,
    make_venue,
    programme_of,
)

SITE = Site("https://events.example")
PHONE = ContactPoint(ContactKind.PHONE, "05 37 20 59 03")
TEXT = {"en": "Something", "fr": "Quelque chose", "ar": "شيء"}
KINDS: dict[str, type[Any]] = {
    "session": Session,
    "room": Room,
    "venue": Venue,
    "track": Track,
    "type": SessionType,
    "body": Organization,
    "person": Person,
    "event": Event,
}
PROGRAMME = programme_of(
    make_session(
        uid="session",
        code="SOU 84",
        end_local=datetime.combine(FIRST_DAY, time(11, 30)),
        room_uid="room",
        track_uid="track",
        type_uid="type",
        organizers=(SessionOrganizer("body"),),
        people=(SessionPerson("person"),),
    ),
    event=make_event(uid="event", organizations=(EventOrganization("body"),)),
    venues=(make_venue(uid="venue", latitude=1.5, longitude=2.5), make_venue(uid="venue 2", name=TEXT)),
    rooms=(make_room(uid="room", venue_uid="venue"), make_room(uid="room 2", name=TEXT)),
    tracks=(make_track(uid="track", name={"fr": "Eau", "ar": "الماء"}), make_track(uid="track 2", name=TEXT)),
    types=(make_type(uid="type"), make_type(uid="type 2", name=TEXT)),
    organizations=(make_organization(uid="body"), make_organization(uid="body 2", name=TEXT)),
    people=(make_person(uid="person"), make_person(uid="person 2", name=TEXT)),
)
# Where a made-up value would say nothing: references must lead somewhere, a value must be another one.
VALUES: dict[str, Any] = {
    "room_uid": "room 2",
    "track_uid": "track 2",
    "type_uid": "type 2",
    "venue_uid": "venue 2",
    "slug": "something-else",
    "timezone": "Europe/Paris",
    "country": "SN",
}
# Fields of which one value is not enough: each of these must make a difference, or none.
MORE: dict[tuple[str, str], list[Any]] = {
    ("session", "organizers"): [
        (),
        (SessionOrganizer("body 2"),),
        (SessionOrganizer("body", contacts=(PHONE,)),),
    ],
    ("session", "people"): [
        (),
        (SessionPerson("person 2"),),
        (SessionPerson("person", title=TEXT),),
        (SessionPerson("person", to_be_confirmed=True),),
    ],
    ("session", "status"): [SessionStatus.TENTATIVE, SessionStatus.CANCELLED],
    ("session", "visibility"): [Visibility.TITLE_ONLY],
    ("session", "room_uid"): [None, "room 2"],
    ("session", "end_at"): [None],
    ("body", "contacts"): [(PHONE,)],
    ("event", "status"): list(EventStatus),
    ("event", "organizations"): [(), (EventOrganization("body 2"),)],
}
# An entry shows the instants; wall times stand for them in the draft.
DERIVED = {"start_local", "end_local", "start_fold", "end_fold", "ready", "uid"}
INSTANTS = {"start_at", "end_at"}


def cases() -> Iterator[tuple[str, str, Any]]:
    for uid, kind in KINDS.items():
        other = filled(kind, "other")
        for name in structs.fields(kind):
            if name.name in DERIVED | ASSIGNED - INSTANTS:
                continue
            for value in MORE.get((uid, name.name), [VALUES.get(name.name, getattr(other, name.name))]):
                yield uid, name.name, value


def changed(uid: str, name: str, value: Any) -> Programme:
    if uid == "event":
        return structs.replace(PROGRAMME, event=structs.replace(PROGRAMME.event, **{name: value}))
    return edited(PROGRAMME, uid, **{name: value})


def entries(programme: Programme) -> list[bytes]:
    """The session's entry, or the tombstone's, in every form a feed may have it."""
    timetable = Timetable(programme)
    (session,) = (*programme.sessions, *programme.tombstones)
    return [
        vevent_lines(session, timetable, SITE, language, budget=budget)
        for language in INTERFACE_LANGUAGES
        for budget in (None, 4000)
    ]


def event_entries(programme: Programme) -> list[bytes]:
    stamp, runs = Stamp(RELEASED_AT), organizer_name(programme)
    return [event_lines(programme.event, stamp, runs, SITE, language) for language in INTERFACE_LANGUAGES]


def named(case: Any) -> str:
    return str(getattr(case, "value", case))[:40]


@pytest.mark.parametrize(("uid", "name", "value"), list(cases()), ids=named)
def test_ic_8_content_differs_exactly_where_an_entry_does(uid: str, name: str, value: Any) -> None:
    after = changed(uid, name, value)

    # IC-8 asks for a zone's change to be told, although the instants alone would show it.
    shown = name == "timezone" or entries(after) != entries(PROGRAMME)

    assert (calendar_contents(after) != calendar_contents(PROGRAMME)) is shown


def cancelled(programme: Programme) -> Programme:
    return edited(programme, "session", status=SessionStatus.CANCELLED)


def removed(programme: Programme) -> Programme:
    return structs.replace(cancelled(programme), sessions=(), tombstones=cancelled(programme).sessions)


@pytest.mark.parametrize("gone", [cancelled, removed])
@pytest.mark.parametrize("status", EventStatus)
def test_ic_8_entry_of_what_is_cancelled_differs_with_its_event_only_where_it_says_so(
    gone: Callable[[Programme], Programme], status: EventStatus
) -> None:
    before, after = gone(PROGRAMME), gone(changed("event", "status", status))

    assert (entries(after) != entries(before)) is (status is EventStatus.MOVED_ONLINE)
    assert (calendar_contents(after) != calendar_contents(before)) is (status is EventStatus.MOVED_ONLINE)


@pytest.mark.parametrize(
    ("uid", "name", "value"), [case for case in cases() if case[0] in ("event", "body")], ids=named
)
def test_ic_8_content_of_the_event_differs_where_its_own_entry_does(uid: str, name: str, value: Any) -> None:
    contact = (ContactPoint(ContactKind.EMAIL, "forum@example.org"),)
    before = structs.replace(PROGRAMME, event=structs.replace(PROGRAMME.event, contact=contact))
    after = (
        edited(before, uid, **{name: value})
        if uid != "event"
        else structs.replace(before, event=structs.replace(before.event, **{name: value}))
    )

    if event_entries(after) != event_entries(before):
        assert event_content(after) != event_content(before)


def test_offer_is_no_part_of_an_entry() -> None:
    session = PROGRAMME.sessions[0]
    offer = structs.replace(session.offer, mode=OfferMode.REGISTRATION, capacity=1)

    assert calendar_contents(changed("session", "offer", offer)) == calendar_contents(PROGRAMME)
