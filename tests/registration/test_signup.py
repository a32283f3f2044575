"""Registering, decided in one act: places, waiting lists, refusals, and the same person again."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.database import DbSession
from events_service.mail.models import OutboxMail
from events_service.programme.programme import Category, EventStatus, OfferMode, SessionStatus
from events_service.programme.timetable import Timetable
from events_service.registration import cancellation, confirmation, signup
from events_service.registration.admission import NotOffered, NotYetOpen, RegistrationClosed, SessionCancelled
from events_service.registration.models import (
    ContactRow,
    ParticipantRow,
    RegistrationRow,
    RegistrationState,
    SeatRow,
)
from events_service.registration.outcome import outcome_of
from tests.registration.scenery import (
    CANCELLED,
    CONFIRMED,
    EVENT,
    FORUM,
    HELD,
    HOLD,
    LATER,
    MARKET,
    NIGHT,
    NOW,
    WAITLISTED,
    WATER,
    Mail,
    change_offering,
    counts,
    letters,
    mails,
    make_timetable,
    only_row,
    open_forum,
    register,
    seats,
    states,
    stored_seats,
    stored_state,
    told,
)

NOTHING = [0, 0, 0, 0, 0]
TABLES = (ContactRow, ParticipantRow, RegistrationRow, SeatRow, OutboxMail)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def forum(db: DbSession) -> Timetable:
    """Two places in water, one in night, no limit in market, none of its own."""
    timetable = make_timetable()
    open_forum(db, timetable, water=2, night=1, market=None)
    return timetable


def test_register_holds_places_until_the_address_is_confirmed(db: DbSession, forum: Timetable) -> None:
    outcome = register(db, forum, "Amina", WATER, MARKET)

    assert outcome.state is RegistrationState.UNCONFIRMED
    assert seats(outcome) == {"market": (HELD, None), "water": (HELD, None)}
    assert outcome.expires_at == LATER
    assert mails(db) == [Mail("confirm_address", "amina@example.org")]
    assert counts(db, *TABLES) == [1, 1, 1, 2, 1]


def test_register_tells_what_the_database_holds(db: DbSession, forum: Timetable) -> None:
    outcome = register(db, forum, "Amina", WATER, NIGHT, trusted=True)

    assert outcome_of(db, forum, outcome.id) == outcome


def test_register_trusted_is_confirmed_at_once(db: DbSession, forum: Timetable) -> None:
    outcome = register(db, forum, "Amina", WATER, trusted=True)

    assert outcome.state is RegistrationState.CONFIRMED
    assert seats(outcome) == {"water": (CONFIRMED, None)}
    assert told(db, "Amina") == ["confirmation"]


def test_register_without_confirmation_of_addresses_is_confirmed_at_once(db: DbSession) -> None:
    timetable = make_timetable(confirm_addresses=False)
    open_forum(db, timetable, water=1)

    outcome = register(db, timetable, "Amina", WATER)

    assert (outcome.state, outcome.expires_at) == (RegistrationState.CONFIRMED, None)
    assert told(db, "Amina") == ["confirmation"]


def test_register_when_full_waits_in_the_order_of_arrival(db: DbSession, forum: Timetable) -> None:
    people = [register(db, forum, name, NIGHT) for name in ("Amina", "Youssef", "Claire")]

    assert [seats(person)["night"] for person in people] == [(HELD, None), (WAITLISTED, 1), (WAITLISTED, 2)]


def test_register_with_approval_waits_for_the_organizer_and_keeps_its_places(db: DbSession) -> None:
    timetable = make_timetable(approval=True)
    open_forum(db, timetable, water=1)

    outcome = register(db, timetable, "Amina", WATER)
    confirmation.confirm(db, timetable, outcome.id, NOW)
    late = register(db, timetable, "Youssef", WATER, now=NOW + timedelta(days=30))

    assert stored_state(db, outcome.id) is RegistrationState.PENDING
    assert seats(late) == {"water": (WAITLISTED, 1)}
    assert told(db, "Amina") == ["confirm_address", "pending"]


def test_register_with_approval_and_without_a_button_is_told_that_the_organizer_decides(db: DbSession) -> None:
    timetable = make_timetable(approval=True, confirm_addresses=False)
    open_forum(db, timetable, water=1, night=None)

    outcome = register(db, timetable, "Amina", WATER)
    register(db, timetable, "Amina", WATER)
    signup.join(db, timetable, outcome.id, [NIGHT], NOW)

    assert told(db, "Amina") == ["pending"] * 3
    assert {letter.links["manage"].reference.uid for letter in letters(db)} == {outcome.id}
    assert [len(letter.context["sessions"]) for letter in letters(db)] == [1, 1, 2]


def test_register_trusted_needs_no_approval(db: DbSession) -> None:
    timetable = make_timetable(approval=True)
    open_forum(db, timetable, water=1)

    outcome = register(db, timetable, "Amina", WATER, trusted=True)

    assert (outcome.state, states(outcome)) == (RegistrationState.CONFIRMED, {"water": "confirmed"})


def test_register_for_the_event_alone(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1)

    first, second = (register(db, timetable, name, trusted=True) for name in ("Amina", "Youssef"))

    assert (first.state, seats(first)) == (RegistrationState.CONFIRMED, {"": (CONFIRMED, None)})
    assert (second.state, seats(second)) == (RegistrationState.WAITLISTED, {"": (WAITLISTED, 1)})
    assert mails(db) == [Mail("confirmation", "amina@example.org"), Mail("waitlisted", "youssef@example.org")]


def test_register_without_the_event_place_takes_nothing(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, water=5)
    register(db, timetable, "Amina", WATER, trusted=True)

    outcome = register(db, timetable, "Youssef", WATER, trusted=True)

    assert outcome.state is RegistrationState.WAITLISTED
    assert seats(outcome) == {"": (WAITLISTED, 1), "water": (WAITLISTED, 1)}


def test_register_for_nothing_where_the_event_has_no_places(db: DbSession, forum: Timetable) -> None:
    with pytest.raises(NotOffered, match="“Seventh forum” takes no registrations."):
        register(db, forum, "Amina")


@pytest.mark.parametrize(
    ("offer", "refused", "sentence"),
    [
        ({"mode": OfferMode.NONE}, NotOffered, "“About water” takes no registrations."),
        ({"opens_at": NOW + A_MINUTE}, NotYetOpen, "Registration for “About water” is not open yet."),
        ({"closes_at": NOW}, RegistrationClosed, "Registration for “About water” is closed."),
        ({"suspended": True}, SessionCancelled, "“About water” is cancelled."),
    ],
)
@pytest.mark.parametrize("trusted", [False, True])
def test_t_rule_1_register_refused_writes_nothing(
    db: DbSession, forum: Timetable, offer: dict[str, Any], refused: type[Exception], sentence: str, trusted: bool
) -> None:
    change_offering(db, WATER, **offer)

    with db.begin_nested() as savepoint:
        with pytest.raises(refused) as refusal:
            register(db, forum, "Amina", MARKET, WATER, trusted=trusted)
        savepoint.rollback()

    assert str(refusal.value) == sentence
    assert counts(db, *TABLES) == NOTHING


def test_register_says_the_title_in_the_readers_language(db: DbSession, forum: Timetable) -> None:
    change_offering(db, WATER, closes_at=NOW)

    with pytest.raises(RegistrationClosed) as refusal:
        register(db, forum, "Amina", WATER)

    assert refusal.value.sentence.said_in("fr") == "Registration for “Sur water” is closed."


def test_register_at_the_opening_second_and_just_before_the_end(db: DbSession, forum: Timetable) -> None:
    change_offering(db, WATER, opens_at=NOW, closes_at=NOW + A_MINUTE)

    assert states(register(db, forum, "Amina", WATER)) == {"water": "held"}
    assert states(register(db, forum, "Youssef", WATER, now=NOW + A_MINUTE - timedelta(seconds=1))) == {"water": "held"}


def test_register_for_what_was_never_offered(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, water=1)

    with pytest.raises(NotOffered, match="“About night” takes no registrations."):
        register(db, timetable, "Amina", WATER, NIGHT)


def test_register_for_a_session_that_was_never_anything_but_cancelled(db: DbSession) -> None:
    forum = make_timetable()
    sessions = [structs.replace(s, status=SessionStatus.CANCELLED) for s in forum.programme.sessions]
    timetable = Timetable(structs.replace(forum.programme, sessions=tuple(sessions)))
    open_forum(db, timetable, water=1)

    with pytest.raises(SessionCancelled, match="“About night” is cancelled."):
        register(db, timetable, "Amina", NIGHT)


def test_register_in_a_cancelled_event(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event={"suspended": True}, water={"suspended": True})

    with pytest.raises(SessionCancelled, match="“Seventh forum” is cancelled."):
        register(db, timetable, "Amina", WATER)


def test_register_in_a_postponed_event(db: DbSession) -> None:
    timetable = make_timetable(status=EventStatus.POSTPONED)
    open_forum(db, timetable, event=1, water=1)

    with pytest.raises(RegistrationClosed, match="Registration for “Seventh forum” is closed."):
        register(db, timetable, "Amina", WATER)


def test_t_rule_1_the_same_session_twice_is_one_place(db: DbSession, forum: Timetable) -> None:
    outcome = register(db, forum, "Amina", WATER, WATER)

    assert seats(outcome) == {"water": (HELD, None)}


def test_held_place_is_free_again_when_its_time_has_run_out(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Amina", NIGHT)

    before = register(db, forum, "Youssef", NIGHT, now=LATER - A_MINUTE)
    after = register(db, forum, "Claire", NIGHT, now=LATER)

    assert (states(before), states(after)) == ({"night": "waitlisted"}, {"night": "held"})


def test_t_race_7_a_place_given_to_the_next_is_lost_even_to_an_earlier_clock(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT)
    claire = register(db, forum, "Claire", NIGHT, now=LATER)

    late = confirmation.confirm(db, forum, amina.id, LATER - A_MINUTE)

    assert (states(claire), seats(late)) == ({"night": "held"}, {"night": (WAITLISTED, 1)})


# The same person again


def test_duplicate_gets_an_answer_of_the_same_shape_that_takes_no_place(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, NIGHT)
    again = register(db, forum, "Amina", WATER, MARKET)

    assert (again.state, again.expires_at) == (first.state, first.expires_at)
    assert seats(again) == {"water": (HELD, None), "market": (HELD, None)}
    assert again.id != first.id
    assert stored_seats(db, first.id) == {"water": "held", "night": "held"}
    assert stored_seats(db, again.id) == {"water": "cancelled", "market": "cancelled"}
    assert states(register(db, forum, "Youssef", WATER)) == {"water": "held"}


def test_duplicate_where_others_wait_is_told_what_a_stranger_would_be_told(db: DbSession, forum: Timetable) -> None:
    for name in ("Amina", "Youssef"):
        register(db, forum, name, NIGHT)

    asked = [register(db, forum, name, NIGHT) for name in ("Amina", "Claire", "Amina", "Kofi")]

    assert [seats(outcome)["night"] for outcome in asked] == [(WAITLISTED, position) for position in (2, 3, 4, 5)]


def test_duplicate_never_moves_up_and_is_passed_by(db: DbSession, forum: Timetable) -> None:
    amina = register(db, forum, "Amina", NIGHT, trusted=True)
    again = register(db, forum, "Amina", NIGHT)
    youssef = register(db, forum, "Youssef", NIGHT, trusted=True)

    cancellation.cancel(db, forum, amina.id, NOW)

    assert stored_seats(db, again.id) == {"night": "waitlisted"}
    assert stored_seats(db, youssef.id) == {"night": "confirmed"}


@pytest.mark.parametrize("changes", [{"confirm_addresses": False}, {"confirm_addresses": False, "approval": True}])
def test_duplicate_is_answered_as_a_first_one_would_be(db: DbSession, changes: dict[str, Any]) -> None:
    timetable = make_timetable(**changes)
    open_forum(db, timetable, water=3)

    first, again = (register(db, timetable, "Amina", WATER) for _ in range(2))

    assert (first.state, states(first), first.expires_at) == (again.state, states(again), again.expires_at)


def test_duplicate_is_mailed_the_link_there_is_at_most_once_an_hour(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, trusted=True)
    for minutes in (1, 2, 61):
        register(db, forum, "Amina", WATER, now=NOW + timedelta(minutes=minutes))

    assert told(db, "Amina") == ["confirmation", "confirmation", "confirmation"]
    assert {letter.links["manage"].reference.uid for letter in letters(db)} == {first.id}


def test_duplicate_changes_nothing_that_is_known_of_the_participant(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Amina", WATER, organization="Town of Fes", country="MA", trusted=True)
    register(db, forum, "Amina", WATER, organization="Nobody's", country="FR")

    row = only_row(db, ParticipantRow)
    assert (row.organization, row.country) == ("Town of Fes", "MA")


def test_duplicate_keeps_nothing_of_what_was_said(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Amina", WATER, trusted=True)
    again = register(db, forum, "Amina", WATER, category="press", answers={"diet": "none"}, consents={"photo": True})

    row = only_row(db, RegistrationRow, id=again.id)
    assert (row.category, row.answers, row.consents) == ("", {}, {})


@pytest.mark.parametrize("name", ["amina", "  AMINA", "Amína"])
def test_duplicate_is_judged_on_contact_and_folded_name(db: DbSession, forum: Timetable, name: str) -> None:
    register(db, forum, "Amina", WATER)
    register(db, forum, name.strip(), WATER, email="AMINA@example.org")

    assert counts(db, ContactRow, ParticipantRow, RegistrationRow) == [1, 1, 2]
    assert seats(register(db, forum, "Youssef", WATER)) == {"water": (HELD, None)}


def test_contact_may_answer_for_several_participants(db: DbSession, forum: Timetable) -> None:
    shared: dict[str, Any] = {"email": "office@fes.example", "contact_name": "Office of Fes"}
    people = [register(db, forum, name, WATER, **shared) for name in ("Amina", "Youssef", "Claire")]

    assert [states(person)["water"] for person in people] == ["held", "held", "waitlisted"]
    assert counts(db, ContactRow, ParticipantRow) == [1, 3]
    assert mails(db) == [Mail("confirm_address", "office@fes.example")] * 3
    assert {letter.recipient_name for letter in letters(db)} == {"Office of Fes"}
    assert [letter.context["participant"]["name"] for letter in letters(db)] == ["Amina", "Youssef", "Claire"]


def test_participant_may_have_an_address_besides_the_contacts(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Amina", WATER, email="office@fes.example", own_email="amina@fes.example")

    assert only_row(db, ParticipantRow).email == "amina@fes.example"
    assert mails(db) == [Mail("confirm_address", "office@fes.example")]


def test_trusted_again_is_the_same_registration_with_sessions_added(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, trusted=True)
    again = register(db, forum, "Amina", WATER, MARKET, trusted=True)
    once_more = register(db, forum, "Amina", WATER, MARKET, trusted=True)

    assert (again.id, states(again)) == (first.id, {"water": "confirmed", "market": "confirmed"})
    assert once_more == again
    assert told(db, "Amina") == ["confirmation", "confirmation"]


def test_trusted_again_confirms_what_the_participant_had_not(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER)
    again = register(db, forum, "Amina", WATER, NIGHT, trusted=True)

    assert (again.id, again.state) == (first.id, RegistrationState.CONFIRMED)
    assert states(again) == {"water": "confirmed", "night": "confirmed"}
    assert told(db, "Amina") == ["confirm_address", "confirmation"]


def test_trusted_again_after_closing_is_the_same_answer(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, trusted=True)
    change_offering(db, WATER, closes_at=NOW)

    assert register(db, forum, "Amina", WATER, trusted=True) == first


def test_trusted_again_for_a_session_given_back_takes_a_new_place(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, NIGHT, trusted=True)
    cancellation.cancel(db, forum, first.id, NOW, NIGHT)
    register(db, forum, "Youssef", NIGHT, trusted=True)

    again = register(db, forum, "Amina", NIGHT, trusted=True)

    assert seats(again) == {"water": (CONFIRMED, None), "night": (WAITLISTED, 1)}


def test_register_again_after_cancelling_is_a_new_registration(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, trusted=True)
    cancellation.cancel(db, forum, first.id, NOW)

    again = register(db, forum, "Amina", WATER, organization="Town of Fes")

    assert (again.state, states(again)) == (RegistrationState.UNCONFIRMED, {"water": "held"})
    assert only_row(db, ParticipantRow).organization == "Town of Fes"


def test_register_again_after_the_hold_ran_out_is_a_new_registration(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", NIGHT)
    again = register(db, forum, "Amina", NIGHT, now=LATER)

    assert stored_state(db, first.id) is RegistrationState.EXPIRED
    assert (states(again), again.expires_at) == ({"night": "held"}, LATER + HOLD)
    assert counts(db, ContactRow, ParticipantRow, RegistrationRow) == [1, 1, 2]
    assert told(db, "Amina") == ["confirm_address", "confirm_address"]


# Adding sessions by the link


def test_join_adds_sessions_and_leaves_the_rest(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, trusted=True)

    joined = signup.join(db, forum, first.id, [WATER, MARKET], NOW)

    assert (joined.id, states(joined), joined.changes) == (first.id, {"water": "confirmed", "market": "confirmed"}, 1)
    assert signup.join(db, forum, first.id, [MARKET], NOW) == joined
    assert told(db, "Amina") == ["confirmation", "confirmation"]


def test_join_when_full_waits_and_may_move_up(db: DbSession, forum: Timetable) -> None:
    youssef = register(db, forum, "Youssef", NIGHT, trusted=True)
    amina = register(db, forum, "Amina", WATER, trusted=True)

    assert seats(signup.join(db, forum, amina.id, [NIGHT], NOW))["night"] == (WAITLISTED, 1)
    cancellation.cancel(db, forum, youssef.id, NOW)

    assert stored_seats(db, amina.id) == {"water": "confirmed", "night": "confirmed"}


def test_join_of_who_waits_for_the_event_takes_nothing(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, water=5)
    register(db, timetable, "Amina", trusted=True)
    youssef = register(db, timetable, "Youssef", trusted=True)

    joined = signup.join(db, timetable, youssef.id, [WATER], NOW)

    assert seats(joined) == {"": (WAITLISTED, 1), "water": (WAITLISTED, 1)}


def test_join_what_is_closed_is_refused(db: DbSession, forum: Timetable) -> None:
    first = register(db, forum, "Amina", WATER, trusted=True)
    change_offering(db, NIGHT, closes_at=NOW)

    with pytest.raises(RegistrationClosed):
        signup.join(db, forum, first.id, [NIGHT], NOW)


def test_join_goes_on_after_the_event_has_closed_to_newcomers(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=10, water=5)
    amina = register(db, timetable, "Amina", trusted=True)
    change_offering(db, "", closes_at=NOW)

    with pytest.raises(RegistrationClosed):
        register(db, timetable, "Youssef", WATER, trusted=True)
    assert states(signup.join(db, timetable, amina.id, [WATER], NOW)) == {"": "confirmed", "water": "confirmed"}


def test_join_in_a_postponed_event_is_refused(db: DbSession) -> None:
    timetable, postponed = make_timetable(), make_timetable(status=EventStatus.POSTPONED)
    open_forum(db, timetable, event=10, water=5)
    amina = register(db, timetable, "Amina", trusted=True)

    with pytest.raises(RegistrationClosed, match="Registration for “Seventh forum” is closed."):
        signup.join(db, postponed, amina.id, [WATER], NOW)
    assert states(signup.join(db, timetable, amina.id, [WATER], NOW)) == {"": "confirmed", "water": "confirmed"}


@pytest.mark.parametrize("end", [None, WATER])
def test_join_what_has_ended_or_is_not_confirmed_changes_nothing(
    db: DbSession, forum: Timetable, end: str | None
) -> None:
    first = register(db, forum, "Amina", WATER)
    if end:
        cancellation.cancel(db, forum, first.id, NOW, end)

    joined = signup.join(db, forum, first.id, [MARKET], NOW)

    assert states(joined) == {"water": "cancelled" if end else "held"}


def test_categories_answers_and_consents_are_kept(db: DbSession) -> None:
    timetable = make_timetable(categories=(Category("press", {"en": "Press"}),))
    open_forum(db, timetable, event=None)

    register(db, timetable, "Amina", category="press", answers={"diet": "no nuts"}, consents={"photo": False})

    row = only_row(db, RegistrationRow)
    assert (row.event_uid, row.category, row.answers, row.consents) == (
        FORUM,
        "press",
        {"diet": "no nuts"},
        {"photo": False},
    )
    assert stored_seats(db, row.id) == {EVENT: HELD}
    assert CANCELLED not in stored_seats(db, row.id).values()
