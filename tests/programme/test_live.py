from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import structs

from events_service.directory.directory import Actor, Person
from events_service.programme.live import (
    REDACTABLE,
    Live,
    Notice,
    Offering,
    OfferingState,
    Redaction,
    redacted,
    redacted_person,
    withdrawn_fields,
)
from events_service.programme.programme import (
    AgendaItem,
    EventPerson,
    EventStatus,
    OfferMode,
    Programme,
    SessionPerson,
    SessionStatus,
    Stand,
)
from tests.factories.maximal import filled
from tests.factories.programme import (
    RELEASED_AT,
    make_event,
    make_organization,
    make_person,
    make_session,
    programme_of,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)

Window = tuple[datetime | None, datetime | None]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"mode": OfferMode.NONE}, OfferingState.NONE),
        ({"mode": OfferMode.NONE, "opens_at": NOON - HOUR}, OfferingState.NONE),
        ({}, OfferingState.OPEN),
        ({"opens_at": NOON + SECOND}, OfferingState.UPCOMING),
        ({"opens_at": NOON}, OfferingState.OPEN),
        ({"closes_at": NOON + SECOND}, OfferingState.OPEN),
        ({"closes_at": NOON}, OfferingState.CLOSED),
        ({"opens_at": NOON - HOUR, "closes_at": NOON + HOUR}, OfferingState.OPEN),
        ({"capacity": 0}, OfferingState.OPEN),
    ],
)
def test_registration_state_follows_from_the_clock(changes: dict[str, Any], state: OfferingState) -> None:
    assert Offering(**{"mode": OfferMode.REGISTRATION} | changes).state(NOON, make_event()) is state


@pytest.mark.parametrize(
    ("event", "session", "state"),
    [
        ({}, {}, OfferingState.OPEN),
        ({"status": EventStatus.MOVED_ONLINE}, {"status": SessionStatus.TENTATIVE}, OfferingState.OPEN),
        ({}, {"status": SessionStatus.CANCELLED}, OfferingState.CLOSED),
        ({"status": EventStatus.CANCELLED}, {}, OfferingState.CLOSED),
        ({"status": EventStatus.POSTPONED}, {}, OfferingState.CLOSED),
    ],
)
def test_registration_is_closed_for_what_does_not_take_place(
    event: dict[str, Any], session: dict[str, Any], state: OfferingState
) -> None:
    programme = programme_of(make_session(**session), event=make_event(**event))
    only = programme.sessions[0]
    live = Live(offerings=(Offering(None, OfferMode.REGISTRATION), Offering(only.uid, OfferMode.REGISTRATION)))

    assert live.offering(only.uid).state(NOON, programme.event, only) is state
    assert live.open_sessions(programme.event, {only.uid: only}, NOON) == (
        {only.uid} if state is OfferingState.OPEN else frozenset()
    )
    assert Offering(only.uid).state(NOON, programme.event, only) is OfferingState.NONE


def test_event_that_is_closed_to_newcomers_leaves_sessions_to_who_is_registered() -> None:
    programme = programme_of(make_session())
    only = programme.sessions[0]
    own = Offering(None, OfferMode.REGISTRATION, closes_at=NOON)
    live = Live(offerings=(own, Offering(only.uid, OfferMode.REGISTRATION, 20)))
    sessions = {only.uid: only}

    assert live.to_newcomers(only).state(NOON, programme.event, only) is OfferingState.CLOSED
    assert live.to_newcomers(only).capacity == 20
    assert live.open_sessions(programme.event, sessions, NOON) == frozenset()
    assert live.open_sessions(programme.event, sessions, NOON, registered=True) == {only.uid}
    assert live.open_sessions(programme.event, sessions, NOON - SECOND) == {only.uid}


@pytest.mark.parametrize(
    ("event", "session", "opens", "state"),
    [
        ((NOON + 2 * HOUR, None), (NOON + HOUR, None), NOON + 2 * HOUR, OfferingState.UPCOMING),
        ((NOON - HOUR, None), (NOON + HOUR, None), NOON + HOUR, OfferingState.UPCOMING),
        ((None, NOON - HOUR), (NOON + HOUR, None), NOON + HOUR, OfferingState.CLOSED),
        ((None, NOON + HOUR), (NOON + 2 * HOUR, None), NOON + 2 * HOUR, OfferingState.CLOSED),
        ((None, NOON + HOUR), (None, NOON), None, OfferingState.CLOSED),
        ((NOON, None), (None, NOON + HOUR), NOON, OfferingState.OPEN),
    ],
)
def test_newcomers_register_where_both_the_event_and_the_session_are_open(
    event: Window, session: Window, opens: datetime | None, state: OfferingState
) -> None:
    programme = programme_of(make_session())
    only = programme.sessions[0]
    own = Offering(None, OfferMode.REGISTRATION, None, *event)
    live = Live(offerings=(own, Offering(only.uid, OfferMode.REGISTRATION, None, *session)))

    offering = live.to_newcomers(only)

    assert (offering.opens_at, offering.state(NOON, programme.event, only)) == (opens, state)


@pytest.mark.parametrize(
    ("changes", "shows"),
    [
        ({}, True),
        ({"starts_at": NOON}, True),
        ({"starts_at": NOON + SECOND}, False),
        ({"ends_at": NOON}, False),
        ({"ends_at": NOON + SECOND}, True),
    ],
)
def test_notice_shows_while_it_lasts(changes: dict[str, Any], shows: bool) -> None:
    assert Notice({"en": "The shuttle leaves at 8."}, **changes).shows(NOON) is shows


def test_offering_of_the_event_and_of_a_session() -> None:
    event, water = Offering(capacity=500), Offering("water", capacity=20)
    live = Live(offerings=(event, water))

    assert (live.offering(None), live.offering("water")) == (event, water)
    assert live.offering("roads") == Offering("roads", OfferMode.NONE)


def secret_programme(person: Person) -> Programme:
    """The person in every place there is, with a secret in each text about them."""
    text = {"en": "SECRET"}
    body = make_organization(uid="body")
    item = AgendaItem({"en": "Item"}, presenters=(Actor(person_uid=person.uid), Actor(country="SN")))
    session = make_session(
        people=(SessionPerson(person.uid, title=text, organization_uid="body"), SessionPerson("other", title=text)),
        agenda=(AgendaItem({"en": "Part"}, items=(item,)),),
    )
    return programme_of(
        session,
        make_session(uid="without people", slug="without"),
        event=make_event(people=(EventPerson(person.uid, title=text),)),
        people=(person, make_person(uid="other")),
        organizations=(body,),
        tombstones=(structs.replace(session, uid="stone", slug="stone"),),
        stands=(Stand("stand", Actor(person_uid=person.uid)),),
    )


AMINA = make_person(uid="amina")
PROGRAMME = secret_programme(structs.replace(filled(Person, "SECRET"), uid="amina", organization_uid="body"))


def after(*fields: str, uid: str = "amina") -> Programme:
    return redacted(PROGRAMME, tuple(Redaction(uid, field) for field in fields))


def test_nothing_withdrawn_is_the_same_programme() -> None:
    assert redacted(PROGRAMME, ()) is PROGRAMME
    assert after("name", "title", uid="somebody else") == PROGRAMME


# What of the person's record goes with each field.
GONE: dict[str, dict[str, Any]] = {
    "contacts": {"contacts": ()},
    "photo": {"photo": None, "photo_public": False},
    "biography": {"biography": {}},
    "title": {"title": {}, "honorific": {}},
    "organization": {"organization_uid": None},
}


@pytest.mark.parametrize(("field", "changes"), GONE.items())
def test_withdrawn_field_goes_and_all_else_stays(field: str, changes: dict[str, Any]) -> None:
    programme = after(field)

    person = PROGRAMME.people[0]
    assert programme.people == (structs.replace(person, **changes), PROGRAMME.people[1])
    assert redacted_person(person, withdrawn_fields([Redaction("amina", field)])) == programme.people[0]
    assert len(programme.sessions) == len(PROGRAMME.sessions)
    if field not in ("title", "organization"):
        assert structs.replace(programme, people=PROGRAMME.people) == PROGRAMME


def test_every_field_that_can_be_withdrawn_is_tested() -> None:
    assert GONE.keys() | {"name"} == REDACTABLE


def test_withdrawn_title_goes_from_every_part_the_person_took() -> None:
    programme = after("title")

    links = [link for s in (*programme.sessions, *programme.tombstones) for link in s.people]
    assert [link.title for link in links if link.person_uid == "amina"] == [{}, {}]
    assert [link.title for link in links if link.person_uid == "other"] == [{"en": "SECRET"}] * 2
    assert programme.event.people == (EventPerson("amina"),)


def test_withdrawn_organization_goes_from_every_part_the_person_took() -> None:
    programme = after("organization")

    assert [s.people[0].organization_uid for s in (programme.sessions[0], *programme.tombstones)] == [None, None]
    assert programme.organizations == PROGRAMME.organizations


def test_withdrawn_name_leaves_the_person_out_wholly() -> None:
    programme = after("name")

    text = msgspec.json.encode(programme).decode()
    assert '"amina"' not in text
    assert text.count("SECRET") == 2  # the titles of the other person
    assert programme.stands == ()
    assert [person.uid for person in programme.people] == ["other"]


def test_several_people_withdraw_several_fields() -> None:
    redactions = (
        Redaction("amina", "name"),
        Redaction("other", "title"),
        Redaction("amina", "photo"),
        Redaction("other", "contacts"),
    )

    programme = redacted(PROGRAMME, redactions)

    assert "SECRET" not in msgspec.json.encode(programme).decode()
    assert [link.person_uid for link in programme.sessions[0].people] == ["other"]


LATER = RELEASED_AT + timedelta(days=3)


@pytest.mark.parametrize(
    ("redactions", "revised"),
    [
        ({"name": LATER}, LATER),
        ({"title": LATER}, LATER),
        ({"name": RELEASED_AT - timedelta(days=1)}, RELEASED_AT),
        ({"title": LATER, "name": LATER + HOUR}, LATER + HOUR),
        ({"name": LATER, "title": LATER + HOUR}, LATER),
        ({"photo": LATER, "biography": LATER, "contacts": LATER, "organization": LATER}, RELEASED_AT),
        ({"photo": LATER, "title": LATER + HOUR}, LATER + HOUR),
    ],
    ids=["name", "title", "before the release", "name last", "title unseen", "not in calendars", "one of two"],
)
def test_sessions_are_as_new_as_what_was_last_withdrawn_from_their_entries(
    redactions: dict[str, datetime], revised: datetime
) -> None:
    before = redacted(PROGRAMME, tuple(Redaction("amina", field) for field in redactions))

    programme = redacted(PROGRAMME, tuple(Redaction("amina", field, at) for field, at in redactions.items()))

    shared, alone = programme.sessions
    (stone,) = programme.tombstones
    assert (shared.revised_at, stone.revised_at, alone.revised_at) == (revised, revised, RELEASED_AT)
    assert (shared.revision, stone.revision) == (PROGRAMME.sessions[0].revision, PROGRAMME.tombstones[0].revision)
    sessions, stones = before.sessions, before.tombstones
    assert programme == structs.replace(
        before,
        sessions=(structs.replace(sessions[0], revised_at=revised), sessions[1]),
        tombstones=(structs.replace(stones[0], revised_at=revised),),
    )


def test_withdrawal_of_what_no_entry_showed_leaves_sessions_as_old_as_they_were() -> None:
    untitled = make_session(people=(SessionPerson("amina"), SessionPerson("unknown")))
    programme = programme_of(untitled, people=(AMINA,))

    after = redacted(programme, (Redaction("amina", "title", LATER), Redaction("unknown", "name", LATER)))

    assert [session.revised_at for session in after.sessions] == [RELEASED_AT]


def test_draft_has_no_revision_to_be_dated() -> None:
    draft = structs.replace(PROGRAMME, sessions=tuple(structs.replace(s, revised_at=None) for s in PROGRAMME.sessions))

    after = redacted(draft, (Redaction("amina", "name", LATER),))

    assert [session.revised_at for session in after.sessions] == [None, None]
