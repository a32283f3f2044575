"""Nothing private leaves a draft: secrets are put into every private place, and looked for in the bytes."""

from typing import Any

import msgspec
import pytest
from msgspec import structs

from events_service.directory.directory import Actor, ContactKind, ContactPoint, Organization, Person
from events_service.programme.programme import (
    AgendaItem,
    EventOrganization,
    EventPerson,
    Internal,
    Programme,
    Series,
    Session,
    SessionOrganizer,
    SessionPerson,
    Stand,
    Visibility,
)
from events_service.programme.publish import publish, publish_person, publish_session, unpublished
from tests.factories.drafts import draft_session
from tests.factories.maximal import filled, maximal_draft
from tests.factories.programme import make_event, make_organization, make_person, make_session, programme_of

SECRET = "SECRET"
HIDDEN = ContactPoint(ContactKind.PHONE, f"{SECRET} 0600000000", public=False)
SHOWN = ContactPoint(ContactKind.PHONE, "05 37 20 59 03")


def text_of(programme: Any) -> str:
    return msgspec.json.encode(programme).decode()


def test_internal_notes_stay_inside() -> None:
    session = draft_session(internal=filled(Internal, SECRET))
    assert SECRET in text_of(session)

    public = publish_session(session)

    assert public is not None
    assert SECRET not in text_of(public)
    assert public == structs.replace(session, internal=None)


def test_contacts_without_consent_stay_inside() -> None:
    person = make_person(contacts=(SHOWN, HIDDEN), photo=f"{SECRET}.jpg")
    body = make_organization(contacts=(HIDDEN, SHOWN))
    session = draft_session(organizers=(SessionOrganizer(body.uid, contacts=(HIDDEN, SHOWN)),))
    draft = programme_of(session, event=make_event(contact=(HIDDEN, SHOWN)), organizations=(body,), people=(person,))

    public = publish(draft)

    assert SECRET not in text_of(public)
    assert public.event.contact == (SHOWN,)
    assert public.people[0].contacts == public.organizations[0].contacts == (SHOWN,)
    assert public.sessions[0].organizers[0].contacts == (SHOWN,)
    assert public.people[0].photo is None


def test_photo_with_consent_is_shown() -> None:
    person = make_person(photo="amina.jpg", photo_public=True)

    assert publish_person(person) == person


@pytest.mark.parametrize("ready", [True, False])
def test_sessions_that_are_not_ready_are_left_out(ready: bool) -> None:
    public = publish(programme_of(draft_session(ready=ready)))

    assert len(public.sessions) == ready


def test_session_by_invitation_is_not_there() -> None:
    session = draft_session(SECRET, visibility=Visibility.BY_INVITATION)

    assert publish_session(session) is None
    assert SECRET not in text_of(publish(programme_of(session)))


# What may be known of a session of which only the title is: when, where, what it is called, who holds it.
TITLE_ONLY = {
    "uid",
    "title",
    "slug",
    "code",
    "start_local",
    "end_local",
    "start_fold",
    "end_fold",
    "day_on",
    "time_note",
    "room_uid",
    "track_uid",
    "type_uid",
    "status",
    "visibility",
    "organizers",
}


@pytest.mark.parametrize("name", [f.name for f in structs.fields(Session) if f.name not in TITLE_ONLY])
def test_title_only_shows_nothing_else(name: str) -> None:
    session = structs.replace(maximal_draft().sessions[0], visibility=Visibility.TITLE_ONLY)

    public = publish_session(session)

    assert public is not None
    assert getattr(public, name) == getattr(Session("", {}), name)


@pytest.mark.parametrize("name", sorted(TITLE_ONLY - {"organizers"}))
def test_title_only_shows_when_and_where(name: str) -> None:
    session = structs.replace(maximal_draft().sessions[0], visibility=Visibility.TITLE_ONLY)

    public = publish_session(session)

    assert public is not None
    assert getattr(public, name) == getattr(session, name)


def test_title_only_names_organizers_without_their_contacts() -> None:
    session = draft_session(visibility=Visibility.TITLE_ONLY, organizers=(SessionOrganizer("body", contacts=(SHOWN,)),))

    public = publish_session(session)

    assert public is not None
    assert public.organizers == (SessionOrganizer("body"),)


def mentioning(person: Person, body: Organization) -> Programme:
    """A draft that names them in every place there is."""
    title = {"en": f"{SECRET} president"}
    links = (SessionPerson(person.uid, title=title), SessionPerson("other", organization_uid=body.uid))
    item = AgendaItem(
        {"en": "Item"},
        presenters=(Actor(person_uid=person.uid), Actor(organization_uid=body.uid)),
        organization_uids=(body.uid,),
    )
    return programme_of(
        make_session(
            people=links,
            organizers=(SessionOrganizer(body.uid, contacts=(ContactPoint(ContactKind.PHONE, SECRET),)),),
            agenda=(AgendaItem({"en": "Part"}, items=(item,)),),
            country_group_uid=body.uid,
        ),
        event=make_event(organizations=(EventOrganization(body.uid),), people=(EventPerson(person.uid, title=title),)),
        organizations=(body, make_organization(name={"en": "Union"}, member_uids=(body.uid,))),
        people=(person, make_person(name={"en": "Colleague"}, organization_uid=body.uid)),
        stands=(
            Stand("stand 1", Actor(organization_uid=body.uid), title={"en": SECRET}),
            Stand("stand 2", Actor(person_uid=person.uid), title={"en": SECRET}),
            Stand("stand 3", Actor(country="SN")),
        ),
    )


def test_unpublished_people_and_organizations_are_mentioned_nowhere() -> None:
    person = make_person(name={"en": SECRET}, published=False)
    body = make_organization(name={"en": SECRET}, published=False)
    draft = mentioning(person, body)
    assert (text_of(draft).count(person.uid), text_of(draft).count(body.uid)) == (5, 10)
    assert unpublished(draft) == {person.uid, body.uid}

    public = publish(draft)

    text = text_of(public)
    assert [word for word in (SECRET, person.uid, body.uid) if word in text] == []
    assert [stand.uid for stand in public.stands] == ["stand 3"]
    assert [person.name["en"] for person in public.people] == ["Colleague"]
    assert [link.person_uid for link in public.sessions[0].people] == ["other"]


def test_published_people_and_organizations_stay_as_they_are() -> None:
    draft = mentioning(make_person(), make_organization())

    assert publish(draft) == draft


@pytest.mark.parametrize(("published", "found"), [(True, 1), (False, 0)])
def test_series_that_is_not_published_stays_inside(published: bool, found: int) -> None:
    series = Series("its uid", {"en": SECRET}, published=published)

    public = text_of(publish(programme_of(series=series, event=make_event(series_uid="its uid"))))

    assert (public.count(SECRET), public.count("its uid")) == (found, 2 * found)
