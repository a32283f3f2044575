"""A bundle that could not be kept is refused with a sentence that names the record."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import structs

from events_service.directory.directory import Actor
from events_service.errors import DomainError
from events_service.interchange.soundness import (
    DEEPEST,
    UnsoundBundle,
    check_depth,
    check_directory,
    check_distinct,
    check_programme,
    check_values,
)
from events_service.programme.programme import AgendaItem, Offer, Programme, SessionOrganizer, SessionPerson
from events_service.zones import UnknownZone
from tests.factories.drafts import draft_session, edited
from tests.factories.maximal import maximal_draft, uid
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_track,
    make_venue,
    programme_of,
)

WATER = draft_session("Water", uid="water", code="SOU 84")
AT = datetime(2026, 11, 20, tzinfo=UTC)
WALL = datetime.fromisoformat
YEARS = "lies beyond the years 1900 to 2200: "


@pytest.mark.parametrize("programme", [maximal_draft(), make_programme(40), programme_of(WATER)])
def test_sound_programme_passes(programme: Programme) -> None:
    check_programme(programme)


def refusal_of(programme: Programme) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        check_programme(programme)
    return refusal.value


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"end_on": date(2000, 1, 1)}, "end_on of event “Seventh forum” is before its first day"),
        ({"day_change": "25:00"}, "day_change of event “Seventh forum” is not understood: “25:00”"),
        ({"day_change": "6"}, "day_change of event “Seventh forum” is not understood: “6”"),
        ({"country": "Morocco"}, "country of event “Seventh forum” is not understood: “Morocco”"),
        ({"accent": "red"}, "accent of event “Seventh forum” is not understood: “red”"),
        ({"title": {"en": ""}}, f"title of event “{make_event().uid}” says nothing in any language"),
        ({"languages": ()}, "languages of event “Seventh forum” are none"),
        ({"offer": Offer(capacity=-1)}, "capacity of event “Seventh forum” is less than nothing"),
        ({"series_uid": "gone"}, "series_uid of event “Seventh forum” is not in the bundle: gone"),
    ],
)
def test_event_that_cannot_be(changes: dict[str, Any], sentence: str) -> None:
    refusal = refusal_of(programme_of(event=make_event(**changes)))

    assert isinstance(refusal, UnsoundBundle)
    assert (refusal.status, str(refusal)) == (422, f"This bundle cannot be taken: {sentence}.")


def test_zone_that_is_not_known() -> None:
    assert isinstance(refusal_of(programme_of(event=make_event(timezone="Mars/Olympus"))), UnknownZone)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": {}}, "title of session “SOU 84” says nothing in any language"),
        ({"code": "x" * 65}, "code of session “{code} Water” has more than 64 characters"),
        ({"end_local": WALL("2018-11-20T09:59")}, "end_local of session “SOU 84 Water” is before its start"),
        ({"start_local": None}, "end_local of session “SOU 84 Water” is before its start"),
        ({"start_fold": 2}, "start_fold of session “SOU 84 Water” is neither 0 nor 1"),
        ({"end_fold": -1}, "end_fold of session “SOU 84 Water” is neither 0 nor 1"),
        ({"room_uid": "gone"}, "room_uid of session “SOU 84 Water” is not in the bundle: gone"),
        ({"track_uid": "gone"}, "track_uid of session “SOU 84 Water” is not in the bundle: gone"),
        ({"type_uid": "gone"}, "type_uid of session “SOU 84 Water” is not in the bundle: gone"),
        ({"country_group_uid": "gone"}, "country_group_uid of session “SOU 84 Water” is not in the bundle: gone"),
        (
            {"organizers": (SessionOrganizer("gone"),)},
            "organization_uid of session “SOU 84 Water” is not in the bundle: gone",
        ),
        ({"people": (SessionPerson("gone"),)}, "person_uid of session “SOU 84 Water” is not in the bundle: gone"),
        (
            {"people": (SessionPerson("here", organization_uid="gone"),)},
            "organization_uid of session “SOU 84 Water” is not in the bundle: gone",
        ),
        ({"offer": Offer(capacity=-1)}, "capacity of session “SOU 84 Water” is less than nothing"),
        (
            {"offer": Offer(opens_at=AT, closes_at=AT)},
            "closes_at of session “SOU 84 Water” is not after registration opens",
        ),
    ],
)
def test_session_that_cannot_be(changes: dict[str, Any], sentence: str) -> None:
    refusal = refusal_of(edited(programme_of(WATER, people=(make_person(uid="here"),)), "water", **changes))

    assert str(refusal) == f"This bundle cannot be taken: {sentence.format(code='x' * 65)}."


@pytest.mark.parametrize(("start", "end"), [("02:30", "02:30"), ("02:30", "02:00")])
def test_second_of_two_equal_hours_is_after_the_first(start: str, end: str) -> None:
    autumn = edited(
        programme_of(WATER, event=make_event(timezone="Europe/Paris")),
        "water",
        start_local=WALL(f"2027-10-31T{start}"),
        end_local=WALL(f"2027-10-31T{end}"),
    )

    check_programme(edited(autumn, "water", end_fold=1))
    assert isinstance(refusal_of(edited(autumn, "water", start_fold=1)), UnsoundBundle)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"rooms": (make_room(venue_uid="gone"),)}, "venue_uid of room “Room 1” is not in the bundle: gone"),
        ({"rooms": (make_room(capacity=-1),)}, "capacity of room “Room 1” is less than nothing"),
        ({"tracks": (make_track(colour="blue"),)}, "colour of track “Water” is not understood: “blue”"),
        (
            {"organizations": (make_organization(country="mar"),)},
            "country of organization “Association of towns” is not understood: “mar”",
        ),
        (
            {"people": (make_person(organization_uid="gone"),)},
            "organization_uid of person “Amina Berrada” is not in the bundle: gone",
        ),
        (
            {"venues": (make_venue(uid="twice"), make_venue(uid="twice"))},
            "uid of venue “Congress centre” stands twice: twice",
        ),
        ({"sessions": (WATER, WATER)}, "uid of session “SOU 84 Water” stands twice: water"),
    ],
)
def test_record_that_cannot_be(parts: dict[str, Any], sentence: str) -> None:
    refusal = refusal_of(structs.replace(programme_of(), **parts))

    assert str(refusal) == f"This bundle cannot be taken: {sentence}."


def test_record_without_a_name_is_named_by_its_uid() -> None:
    refusal = refusal_of(programme_of(structs.replace(WATER, uid="nameless", title={}, code="", room_uid="gone")))

    assert str(refusal) == "This bundle cannot be taken: title of session “nameless” says nothing in any language."


def test_agenda_of_ten_levels_and_not_more() -> None:
    item = AgendaItem({"en": "Item"})
    for _ in range(DEEPEST - 1):
        item = AgendaItem({"en": "Item"}, items=(item,))
    check_depth([programme_of(), edited(programme_of(WATER), "water", agenda=(item, item))])

    with pytest.raises(UnsoundBundle) as refusal:
        check_depth([edited(programme_of(WATER), "water", agenda=(AgendaItem({}, items=(item,)),))])

    assert str(refusal.value) == (
        "This bundle cannot be taken: agenda of session “SOU 84 Water” is more than 10 levels deep."
    )


def test_uids_are_looked_at_wherever_they_stand() -> None:
    check_values(maximal_draft())

    deep = AgendaItem({"en": "Item"}, items=(AgendaItem({"en": "Nested"}, presenters=(Actor(person_uid="amina"),)),))
    programme = structs.replace(
        maximal_draft(), sessions=(structs.replace(maximal_draft().sessions[0], agenda=(deep,)),)
    )
    with pytest.raises(UnsoundBundle) as refusal:
        check_values(programme)

    assert str(refusal.value) == (
        "This bundle cannot be taken: person_uid of actor is not a UUID in its usual form: “amina”."
    )


@pytest.mark.parametrize("text", ["", "42", "0F6A2F3C-8B1D-4C55-9A77-1F2E3D4C5B6A", "0f6a2f3c8b1d4c559a771f2e3d4c5b6a"])
def test_uid_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(UnsoundBundle):
        check_values(make_room(uid=text))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"offer": Offer(capacity=2**31)}, "capacity of offer is too large a number"),
        ({"offer": Offer(closes_at=datetime.max.replace(tzinfo=UTC))}, f"closes_at of offer {YEARS}9999-12-31"),
        ({"start_local": WALL("0001-01-01")}, f"start_local of session “SOU 84 Water” {YEARS}0001-01-01"),
        ({"end_local": WALL("2201-01-01")}, f"end_local of session “SOU 84 Water” {YEARS}2201-01-01"),
    ],
)
def test_number_or_year_beyond_any_use_is_refused(changes: dict[str, Any], sentence: str) -> None:
    session = draft_session("Water", uid=uid("water"), code="SOU 84")

    with pytest.raises(UnsoundBundle) as refused:
        check_values(structs.replace(session, **changes))

    assert str(refused.value) == f"This bundle cannot be taken: {sentence}."


def test_sentence_of_a_refusal_is_one_line_whatever_the_title() -> None:
    session = draft_session("Wa\r\nter", uid=uid("water"), start_local=WALL("0001-01-01"))

    with pytest.raises(UnsoundBundle) as refused:
        check_values(session)

    assert "of session “Wa ter” lies" in str(refused.value)


def test_people_and_organizations_apart_from_events() -> None:
    body, person = make_organization(uid="body"), make_person(organization_uid="body")

    check_directory([body], [person], ())
    check_directory([], [person], {"body"})
    for bodies, people in (
        ([], [person]),
        ([body, body], []),
        ([body], [person, person]),
        ([make_organization(country="x")], []),
    ):
        with pytest.raises(UnsoundBundle):
            check_directory(bodies, people, ())


def test_groups_in_which_a_record_stands_once() -> None:
    one, other = make_room(uid="one"), make_room(uid="other")

    check_distinct([one, other], [one])
    with pytest.raises(UnsoundBundle):
        check_distinct([one], [other, other])
