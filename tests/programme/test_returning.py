"""Going back to an earlier release brings nothing back that may no longer be seen."""

from typing import Any

import msgspec
import pytest
from msgspec import structs

from events_service.directory.directory import ContactKind, ContactPoint
from events_service.programme.hiding import Directory
from events_service.programme.programme import (
    EventStatus,
    Programme,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    Visibility,
)
from events_service.programme.returning import by_invitation, restored
from events_service.programme.settling import settle
from tests.factories.drafts import History, draft_session, dropped, edited
from tests.factories.programme import make_event, make_organization, make_person, programme_of

PHONE = ContactPoint(ContactKind.PHONE, "SECRET 05 37")
PERSON = make_person(contacts=(PHONE,), photo="SECRET.jpg", photo_public=True)
BODY = make_organization(contacts=(PHONE,))
WATER = draft_session(
    "Water", uid="water", people=(SessionPerson(PERSON.uid),), organizers=(SessionOrganizer(BODY.uid),)
)
ROADS = draft_session("Roads", uid="roads")
DRAFT = programme_of(WATER, ROADS, people=(PERSON,), organizations=(BODY,))


def back(*drafts: Programme, withdrawn: tuple[str, ...] = (), directory: Programme | None = None) -> Programme:
    """What going back to the first release makes of it, the last draft being the working one.

    The records of people and organizations are those of `directory`, or of the last draft.
    """
    history = History()
    for number, draft in enumerate(drafts):
        history.publish(draft, withdrawn=withdrawn if number else ())
    assert history.last
    records = directory_of(directory or drafts[-1])
    candidate = restored(history.releases[0], history.last, drafts[-1], records)
    return settle(candidate, history.last, history.released, history.now, withdrawn=by_invitation(drafts[-1]))


def directory_of(programme: Programme) -> Directory:
    return Directory(
        {person.uid: person for person in programme.people}, {body.uid: body for body in programme.organizations}
    )


def titles(programme: Programme) -> dict[str, str]:
    return {session.uid: session.title["en"] for session in programme.sessions}


def test_what_changed_since_is_as_it_was_with_a_new_revision() -> None:
    public = back(DRAFT, edited(DRAFT, "water", title={"en": "Rivers"}))

    assert titles(public) == {"water": "Water", "roads": "Roads"}
    assert {s.uid: s.revision for s in public.sessions} == {"water": 2, "roads": 0}


def test_session_added_since_is_cancelled() -> None:
    public = back(programme_of(ROADS), programme_of(ROADS, WATER))

    assert titles(public) == {"roads": "Roads"}
    assert [(s.uid, s.status, s.revision) for s in public.tombstones] == [("water", SessionStatus.CANCELLED, 1)]


def test_session_removed_since_is_back() -> None:
    public = back(DRAFT, dropped(DRAFT, "water"))

    assert titles(public) == {"water": "Water", "roads": "Roads"}
    assert public.tombstones == ()
    assert {s.uid: s.revision for s in public.sessions} == {"water": 2, "roads": 0}


def test_session_withdrawn_since_stays_away() -> None:
    public = back(DRAFT, DRAFT, withdrawn=("water",))

    assert (titles(public), public.tombstones) == ({"roads": "Roads"}, ())


def test_session_by_invitation_since_stays_away_without_a_trace() -> None:
    public = back(DRAFT, edited(DRAFT, "water", visibility=Visibility.BY_INVITATION))

    assert (titles(public), public.tombstones) == ({"roads": "Roads"}, ())


def test_session_with_its_title_only_since_shows_no_more() -> None:
    first = edited(DRAFT, "water", description={"en": "SECRET"})
    public = back(first, edited(first, "water", visibility=Visibility.TITLE_ONLY))

    (water,) = (s for s in public.sessions if s.uid == "water")
    assert (water.title, water.visibility, water.description, water.people) == (
        {"en": "Water"},
        Visibility.TITLE_ONLY,
        {},
        (),
    )


@pytest.mark.parametrize("changes", [{"visibility": Visibility.TITLE_ONLY}, {"visibility": Visibility.BY_INVITATION}])
def test_what_a_partner_proposes_does_not_hide_a_session(changes: dict[str, Any]) -> None:
    second = edited(edited(DRAFT, "roads", title={"en": "Streets"}), "water", ready=False, **changes)

    assert titles(back(DRAFT, second)) == {"water": "Water", "roads": "Roads"}


def test_people_and_organizations_unpublished_since_stay_away() -> None:
    second = edited(edited(DRAFT, PERSON.uid, published=False), BODY.uid, published=False)

    public = back(DRAFT, second)

    assert (public.people, public.organizations) == ((), ())
    assert PERSON.uid not in msgspec.json.encode(public).decode()


def test_contacts_and_photos_whose_consent_is_gone_stay_away() -> None:
    hidden = structs.replace(PHONE, public=False)
    second = edited(edited(DRAFT, PERSON.uid, contacts=(hidden,), photo_public=False), BODY.uid, contacts=())

    public = back(DRAFT, second)

    assert "SECRET" not in msgspec.json.encode(public).decode()
    assert (public.people[0].contacts, public.people[0].photo, public.organizations[0].contacts) == ((), None, ())


def test_contacts_and_photos_with_consent_are_back() -> None:
    public = back(DRAFT, edited(DRAFT, "roads", title={"en": "Streets"}))

    assert (public.people, public.organizations) == ((PERSON,), (BODY,))


def test_people_who_are_not_in_the_draft_any_more_show_what_their_records_allow() -> None:
    hidden = structs.replace(PHONE, public=False)
    private = edited(edited(DRAFT, PERSON.uid, contacts=(hidden,), photo_public=False), BODY.uid, contacts=())
    unpublished = edited(edited(DRAFT, PERSON.uid, published=False), BODY.uid, published=False)

    reserved = structs.replace(PERSON, contacts=(), photo=None, photo_public=False)
    records = [DRAFT, private, unpublished, programme_of()]
    public = [back(DRAFT, programme_of(ROADS), directory=directory) for directory in records]

    assert [len(one.sessions) for one in public] == [2, 2, 2, 2]
    assert [(one.people, one.organizations) for one in public] == [
        ((PERSON,), (BODY,)),
        ((reserved,), (structs.replace(BODY, contacts=()),)),
        ((), ()),
        ((), ()),
    ]


@pytest.mark.parametrize("visibility", [Visibility.TITLE_ONLY, Visibility.BY_INVITATION])
def test_what_is_hidden_stays_so_whatever_the_draft_has_come_to_since(visibility: Visibility) -> None:
    history = History()
    first = history.publish(edited(DRAFT, "water", description={"en": "SECRET"}))
    hidden = history.publish(edited(DRAFT, "water", visibility=visibility))

    for draft in (DRAFT, edited(DRAFT, "water", ready=False), dropped(DRAFT, "water")):
        public = restored(first, hidden, draft, directory_of(DRAFT))
        shown = {session.uid: (session.visibility, session.description) for session in public.sessions}
        assert shown.pop("roads") == (Visibility.PUBLIC, {})
        assert shown == ({"water": (visibility, {})} if visibility is Visibility.TITLE_ONLY else {})
        assert public.people == ()


def test_people_of_a_session_that_stays_away_stay_away_too() -> None:
    public = back(DRAFT, DRAFT, withdrawn=("water",))

    assert (public.people, public.organizations) == ((), ())


def test_status_of_the_event_stays_what_was_decided() -> None:
    second = structs.replace(DRAFT, event=make_event(status=EventStatus.POSTPONED, theme={"en": "Rivers"}))

    public = back(DRAFT, second)

    assert (public.event.status, public.event.theme) == (EventStatus.POSTPONED, {})


def test_slug_of_then_is_the_address_again() -> None:
    public = back(DRAFT, edited(DRAFT, "water", slug="rivers"))

    assert {s.uid: s.slug for s in public.sessions} == {"water": "water", "roads": "roads"}
    assert [(alias.slug, alias.uid) for alias in public.aliases] == [("rivers", "water")]
