from typing import Any

import pytest
from msgspec import structs

from events_service.directory.directory import Actor
from events_service.programme.programme import Alias, AliasKind, Programme, Stand
from events_service.programme.public_slugs import Released, with_slugs
from tests.factories.drafts import History, draft_session, dropped, edited, published
from tests.factories.maximal import maximal_draft
from tests.factories.programme import (
    make_organization,
    make_person,
    make_room,
    make_session,
    make_track,
    make_type,
    make_venue,
    programme_of,
)

WATER = draft_session("Water", uid="water")
ROADS = draft_session("Roads", uid="roads")
DRAFT = programme_of(WATER, ROADS)


def slugs(programme: Programme) -> dict[str, str]:
    return {session.uid: session.slug for session in programme.sessions}


def aliases(programme: Programme) -> list[tuple[str, str, str]]:
    return [(alias.kind.value, alias.slug, alias.uid) for alias in programme.aliases]


@pytest.mark.parametrize(
    ("kind", "record", "slug"),
    [
        ("sessions", draft_session("Water", code="SOU 84"), "sou-84-water"),
        ("sessions", draft_session("Water"), "water"),
        ("rooms", make_room(name={"en": "Dakhla"}, slug=""), "dakhla"),
        ("tracks", make_track(name={"fr": "Eau"}, slug=""), "eau"),
        ("types", make_type(name={"en": "Plenary"}, slug=""), "plenary"),
        ("venues", make_venue(name={"en": "Palace"}, slug=""), "palace"),
        ("stands", Stand("uid", Actor(country="SN"), title={"en": "Senegal"}), "senegal"),
        (
            "organizations",
            make_organization(name={"en": "Association"}, short_name={"fr": "AMPCC"}, slug=""),
            "ampcc",
        ),
        ("organizations", make_organization(name={"en": "Association"}, slug=""), "association"),
        ("people", make_person(name={"ar": "أمينة"}, badge_name="Amina Berrada", slug=""), "amina-berrada"),
        ("people", make_person(name={"en": "Amina Berrada"}, slug=""), "amina-berrada"),
    ],
)
def test_slug_is_made_from_what_a_record_is_called(kind: str, record: Any, slug: str) -> None:
    programme = with_slugs(structs.replace(programme_of(), **{kind: (record,)}), None, {})

    assert [made.slug for made in getattr(programme, kind)] == [slug]


def test_slug_chosen_in_the_draft_is_taken() -> None:
    assert slugs(published(programme_of(draft_session("Water", uid="water", slug="eau")))) == {"water": "eau"}


def test_slugs_are_given_in_reading_order() -> None:
    late = draft_session("Opening", uid="a", start_local=WATER.end_local, end_local=None)
    early, some_time = draft_session("Opening", uid="b"), draft_session("Opening", uid="c", start_local=None)

    assert slugs(published(programme_of(some_time, late, early))) == {
        "b": "opening",
        "a": "opening-2",
        "c": "opening-3",
    }


def test_slug_stays_when_the_title_changes() -> None:
    second = edited(DRAFT, "water", title={"en": "Rivers"})

    assert slugs(published(DRAFT, second)) == {"water": "water", "roads": "roads"}
    assert aliases(published(DRAFT, second)) == []


def test_rename_leaves_an_alias() -> None:
    public = published(DRAFT, edited(DRAFT, "water", slug="rivers"))

    assert slugs(public) == {"water": "rivers", "roads": "roads"}
    assert aliases(public) == [("sessions", "water", "water")]


def test_every_former_slug_is_an_alias() -> None:
    public = published(DRAFT, edited(DRAFT, "water", slug="rivers"), edited(DRAFT, "water", slug="lakes"))

    assert aliases(public) == [("sessions", "rivers", "water"), ("sessions", "water", "water")]


def test_alias_stays_when_its_session_is_removed_and_goes_when_it_is_withdrawn() -> None:
    renamed = edited(DRAFT, "water", slug="rivers")
    history = History()
    history.publish(DRAFT)
    history.publish(renamed)

    removed = history.publish(dropped(renamed, "water"))
    withdrawn = history.publish(dropped(renamed, "water"), withdrawn=["water"])

    assert [stone.slug for stone in removed.tombstones] == ["rivers"]
    assert aliases(removed) == [("sessions", "water", "water")]
    assert aliases(withdrawn) == []


def test_renamed_back_the_slug_is_no_alias_any_more() -> None:
    public = published(DRAFT, edited(DRAFT, "water", slug="rivers"), edited(DRAFT, "water", slug="water"))

    assert aliases(public) == [("sessions", "rivers", "water")]


@pytest.mark.parametrize("kind", AliasKind)
def test_rename_leaves_an_alias_for_each_kind_that_has_pages(kind: AliasKind) -> None:
    draft = maximal_draft()
    first = with_slugs(structs.replace(draft, aliases=()), None, {})
    record = getattr(first, kind)[0]

    second = with_slugs(edited(first, record.uid, slug="other"), first, {})

    assert second.aliases == (Alias(kind, record.slug, record.uid),)


def test_alias_is_not_given_to_anybody_else() -> None:
    renamed = edited(DRAFT, "water", slug="rivers")
    history = History()
    history.publish(DRAFT)
    history.publish(renamed)
    again = structs.replace(renamed, sessions=(*renamed.sessions, draft_session("Water", uid="new")))

    assert slugs(history.publish(again))["new"] == "water-2"


def test_slug_of_a_removed_session_is_not_given_to_anybody_else() -> None:
    history = History()
    history.publish(DRAFT)
    history.publish(dropped(DRAFT, "water"))

    public = history.publish(programme_of(ROADS, draft_session("Water", uid="new")))

    assert slugs(public)["new"] == "water-2"
    assert [stone.slug for stone in public.tombstones] == ["water"]


def test_slug_of_a_withdrawn_session_is_not_given_to_anybody_else() -> None:
    history = History()
    history.publish(DRAFT)
    history.publish(dropped(DRAFT, "water"), withdrawn=["water"])

    assert slugs(history.publish(programme_of(ROADS, draft_session("Water", uid="new"))))["new"] == "water-2"
    assert slugs(history.publish(DRAFT))["water"] == "water"


def test_same_slug_chosen_twice_gets_a_number_and_keeps_it() -> None:
    twice = programme_of(
        draft_session("Water", uid="a", slug="eau"), draft_session("Rain", uid="b", slug="eau", code="Z")
    )

    for public in (published(twice), published(twice, twice, twice)):
        assert slugs(public) == {"a": "eau", "b": "eau-2"}
        assert aliases(public) == []


def test_slug_chosen_that_is_somebody_elses_gets_a_number() -> None:
    assert slugs(published(DRAFT, edited(DRAFT, "roads", slug="water"))) == {"water": "water", "roads": "water-2"}


def test_slugs_of_two_sessions_cannot_be_exchanged() -> None:
    """Old links would lead to the other session."""
    public = published(DRAFT, edited(edited(DRAFT, "roads", slug="water"), "water", slug="roads"))

    assert slugs(public) == {"water": "roads-2", "roads": "water-2"}
    assert aliases(public) == [("sessions", "roads", "roads"), ("sessions", "water", "water")]


def test_slugs_of_different_kinds_may_be_equal() -> None:
    public = published(
        programme_of(WATER, rooms=(make_room(name={"en": "Water"}, slug=""),), tracks=(make_track(slug=""),))
    )

    assert (public.sessions[0].slug, public.rooms[0].slug, public.tracks[0].slug) == ("water", "water", "water")


def test_alias_out_of_a_draft_is_public_once_its_record_is() -> None:
    alias = Alias(AliasKind.SESSION, "eau", "water")
    hidden = programme_of(structs.replace(WATER, ready=False), ROADS, aliases=(alias,))

    assert aliases(published(hidden)) == []
    assert aliases(published(hidden, edited(hidden, "water", ready=True))) == [("sessions", "eau", "water")]


def test_alias_goes_with_its_session_and_comes_back_with_it() -> None:
    history = History()
    history.publish(DRAFT)
    renamed = edited(DRAFT, "water", slug="rivers")
    assert aliases(history.publish(renamed)) == [("sessions", "water", "water")]

    assert aliases(history.publish(dropped(renamed, "water"), withdrawn=["water"])) == []
    draft = structs.replace(renamed, aliases=(Alias(AliasKind.SESSION, "water", "water"),))
    assert aliases(history.publish(draft)) == [("sessions", "water", "water")]


def test_only_takes_aliases_of_what_was_chosen() -> None:
    both = (Alias(AliasKind.SESSION, "eau", "water"), Alias(AliasKind.SESSION, "routes", "roads"))
    history = History()
    history.publish(DRAFT)

    public = history.publish(structs.replace(edited(DRAFT, "water", code="1"), aliases=both), only=["water"])

    assert aliases(public) == [("sessions", "eau", "water")]


def test_session_that_was_public_once_has_its_slug_again() -> None:
    programme = with_slugs(programme_of(make_session(uid="water", slug="")), None, {"water": Released("eau", 3)})

    assert slugs(programme) == {"water": "eau"}
