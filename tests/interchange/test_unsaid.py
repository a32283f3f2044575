"""Our own public bundle into the draft it was made from: what a release does not say stays as it is."""

from typing import Any

import pytest
from msgspec import structs

from events_service.directory.directory import Actor, ContactKind, ContactPoint
from events_service.interchange.bundle import Bundle, imports_of, read, write
from events_service.interchange.comparing import Comparison, Here, compare
from events_service.interchange.imported import Imported
from events_service.interchange.outcomes import Became
from events_service.interchange.sources import SourceReference
from events_service.programme.programme import (
    AgendaItem,
    Document,
    EventOrganization,
    EventPerson,
    Offer,
    OfferMode,
    Programme,
    SessionOrganizer,
    SessionPerson,
    Visibility,
)
from tests.factories.drafts import draft_session, edited, published
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of

AMINA, HIDDEN, OMAR = (uid_of("person", name) for name in ("amina", "hidden", "omar"))
TOWNS, SECRET, GROUP = (uid_of("organization", name) for name in ("towns", "secret", "group"))
WATER, CLOSED = uid_of("session", "water"), uid_of("session", "closed")

AGENDA = (
    AgendaItem({"en": "Opening"}, presenters=(Actor(person_uid=HIDDEN), Actor(person_uid=AMINA))),
    AgendaItem({"en": "Closing"}, organization_uids=(SECRET, TOWNS)),
)
PRIVATE = ContactPoint(ContactKind.EMAIL, "amina@example.org", public=False)
OPEN = ContactPoint(ContactKind.EMAIL, "office@example.org")
DRAFT = programme_of(
    draft_session(
        "Water",
        uid=WATER,
        slug="water",
        people=(SessionPerson(HIDDEN), SessionPerson(AMINA, organization_uid=SECRET), SessionPerson(OMAR)),
        organizers=(SessionOrganizer(TOWNS, contacts=(PRIVATE, OPEN)), SessionOrganizer(SECRET)),
        agenda=AGENDA,
        country_group_uid=SECRET,
    ),
    draft_session(
        "Closed",
        uid=CLOSED,
        slug="closed",
        visibility=Visibility.TITLE_ONLY,
        people=(SessionPerson(AMINA),),
        organizers=(SessionOrganizer(TOWNS, contacts=(OPEN,)),),
        documents=(Document({"en": "Paper"}, "https://example.org/paper"),),
        languages=("en",),
        stream_url="https://example.org/stream",
        offer=Offer(OfferMode.REGISTRATION, 30),
    ),
    event=make_event(
        organizations=(EventOrganization(SECRET), EventOrganization(TOWNS)),
        people=(EventPerson(AMINA), EventPerson(HIDDEN)),
    ),
    people=(
        make_person(uid=AMINA, organization_uid=SECRET),
        make_person(uid=HIDDEN, slug="hidden", published=False),
        make_person(uid=OMAR, slug="omar"),
    ),
    organizations=(
        make_organization(uid=TOWNS, member_uids=(SECRET, GROUP)),
        make_organization(uid=SECRET, slug="secret", published=False),
        make_organization(uid=GROUP, slug="group"),
    ),
)
PUBLIC = published(DRAFT)


def file_of(programme: Programme) -> Imported:
    (imported,) = imports_of(read(write(Bundle(1, (programme,)))))
    return imported


def taken(released: Programme, draft: Programme = DRAFT, last: Comparison | None = None, **options: Any) -> Comparison:
    known: dict[str, dict[str, SourceReference]] = {}
    for said in last.references if last else ():
        known.setdefault(said.kind, {})[said.uid] = said
    return compare(file_of(released), Here(draft, "source", known), **options)


def water_of(programme: Programme) -> Any:
    return next(session for session in programme.sessions if session.uid == WATER)


def test_own_public_bundle_changes_nothing() -> None:
    assert (PUBLIC.event.organizations, PUBLIC.event.people) == ((EventOrganization(TOWNS),), (EventPerson(AMINA),))
    assert water_of(PUBLIC).people == (SessionPerson(AMINA), SessionPerson(OMAR))

    comparison = taken(PUBLIC)

    assert comparison.programme == DRAFT
    assert (comparison.added, comparison.changed, comparison.conflicts) == ({}, {}, ())


def test_change_elsewhere_is_taken_around_what_is_hidden() -> None:
    first = taken(PUBLIC)
    changed = edited(
        PUBLIC,
        WATER,
        title={"en": "Waters"},
        people=(SessionPerson(OMAR), SessionPerson(AMINA, to_be_confirmed=True)),
        organizers=(SessionOrganizer(GROUP), SessionOrganizer(TOWNS)),
        country_group_uid=GROUP,
    )

    comparison = taken(changed, first.programme, first)

    assert comparison.conflicts == ()
    assert comparison.programme == edited(
        DRAFT,
        WATER,
        title={"en": "Waters"},
        people=(
            SessionPerson(HIDDEN),
            SessionPerson(OMAR),
            SessionPerson(AMINA, organization_uid=SECRET, to_be_confirmed=True),
        ),
        organizers=(
            SessionOrganizer(GROUP),
            SessionOrganizer(TOWNS, contacts=(PRIVATE,)),
            SessionOrganizer(SECRET),
        ),
        country_group_uid=GROUP,
    )


def test_agenda_that_names_somebody_hidden_stays_and_is_told() -> None:
    changed = edited(PUBLIC, WATER, agenda=(AgendaItem({"en": "Only this"}),))

    comparison = taken(changed)

    assert comparison.programme == DRAFT
    assert comparison.conflicts == (Became("Water", ("agenda",)),)


def test_session_opened_since_takes_what_its_release_says() -> None:
    first = taken(PUBLIC)
    opened = published(edited(DRAFT, CLOSED, visibility=Visibility.PUBLIC, people=(SessionPerson(OMAR),)))

    comparison = taken(opened, first.programme, first)

    assert comparison.programme == edited(DRAFT, CLOSED, visibility=Visibility.PUBLIC, people=(SessionPerson(OMAR),))


@pytest.mark.parametrize("uid", [AMINA, TOWNS])
def test_record_hidden_since_is_no_second_time_in_its_place(uid: str) -> None:
    hidden = edited(DRAFT, uid, published=False)

    comparison = taken(PUBLIC, hidden)

    assert comparison.programme == hidden


def test_bundle_of_a_draft_takes_links_away() -> None:
    emptied = edited(DRAFT, WATER, people=())

    comparison = taken(structs.replace(emptied, time_rules=""))

    assert comparison.programme == emptied


@pytest.mark.parametrize("private", [{"ready": False}, {"visibility": Visibility.BY_INVITATION}])
def test_session_that_is_not_public_is_never_missing(private: dict[str, Any]) -> None:
    whole = taken(structs.replace(DRAFT, time_rules=""))
    draft = edited(DRAFT, WATER, **private)

    comparison = taken(published(draft), draft, whole, cancel_missing=True)

    assert (comparison.programme, comparison.missing) == (draft, ())
