"""Conflicts and places in words: exact, in three languages, and each with what can be done."""

from typing import Any

import pytest
from msgspec import structs

from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.planning.costs import ReasonKind
from events_service.programme.planning.finding import find
from events_service.programme.planning.places import Wish, best_places
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Planning
from events_service.programme.planning.reasons import _MSGIDS, reason_text
from events_service.programme.planning.sentences import (
    _TELLING,
    KINDS,
    SEVERITIES,
    Fix,
    FixKind,
    fix_text,
    fixes,
    sentence,
)
from events_service.programme.programme import (
    EventRole,
    Internal,
    PersonRole,
    Session,
    SessionOrganizer,
)
from tests.factories.programme import make_event, make_organization, make_person, make_type
from tests.programme.planning.plans import at, held, plan_of, set_up, there, with_people

AMINA = make_person(uid="amina", slug="amina", name={"en": "Amina Berrada", "ar": "أمينة برادة"})
ARM = make_organization(uid="arm", slug="arm", name={"en": "ARM"})
PLENARY = make_type(uid="plenary", slug="plenary", name={"en": "Plenary"})
SPEAKS, CHAIRS = with_people("amina"), with_people("amina", role=PersonRole.CHAIR)
INTERPRETS = with_people("amina", role=PersonRole.INTERPRETER)
BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})
ARRIVES = Planning({"amina": there((11, 18)), "hall": there((8, 12))})


def planned(*sessions: Session, **changes: Any) -> Plan:
    parts: dict[str, Any] = {"people": (AMINA,), "organizations": (ARM,), "types": (PLENARY,)} | changes
    return plan_of(*sessions, **parts)


def told(plan: Plan, language: str = "en") -> list[str]:
    said = (sentence(plan, conflict)[language] for conflict in find(plan).conflicts)
    return [one.translate(BLANKS) for one in said]


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        (
            [held("a", 9, 11), held("b", 10, 12)],
            "hall is taken twice, Tuesday 20 November, 10:00 to 11:00: by “a” and “b”.",
        ),
        (
            [held("a", 9, 10), held("b", 10, 11, **set_up(30))],
            "hall is to be prepared for “b”, Tuesday 20 November, 09:30 to 10:00; “a” is still on then.",
        ),
        (
            [held("a", 9, 11, **SPEAKS), held("b", 10, 12, "tent", **CHAIRS)],
            "Amina Berrada is wanted twice, Tuesday 20 November, 10:00 to 11:00: in “a” (Speaker) and in “b” (Chair).",
        ),
        (
            [held("a", 9, 11, **INTERPRETS), held("b", 10, 12, "tent", **INTERPRETS)],
            "Amina Berrada is to interpret twice, Tuesday 20 November, 10:00 to 11:00: in “a” and in “b”.",
        ),
        (
            [held("a", 9, 11, **SPEAKS), held("b", 11 + 1 / 12, 12, "tent", **SPEAKS)],
            "Amina Berrada has 5 min from “a” (centre) to “b” (palace); the way is planned with 15 min.",
        ),
        (
            [
                held("a", 9, 11, organizers=(SessionOrganizer("arm"),)),
                held("b", 10, 12, "tent", organizers=(SessionOrganizer("arm", EventRole.CO_HOST),)),
            ],
            "ARM organizes two sessions at the same time, Tuesday 20 November, 10:00 to 11:00: “a” and “b”.",
        ),
        (
            [held("a", 71, 73, code="SOU 84"), held("b", 72, 73, "room")],
            "“b” is not on one of the event’s days: Friday 23 November, 00:00 to 01:00.",
        ),
        (
            [held("a", 9, 10, "room", languages=("en",), interpretation=("fr", "ar"))],
            "“a” is to be interpreted into Arabic and French; booths in room: 0.",
        ),
        (
            [held("a", 9, 10, "room", internal=Internal(expected_audience=60))],
            "People expected for “a”: 60. Places in room: 50.",
        ),
        (
            [held("a", 9, 10, languages=("fr",), type_uid="plenary")],
            "“a” is for everybody, and neither held in nor interpreted into English.",
        ),
        (
            [held("a", 9, 10, languages=("fr", "pt"))],
            "“a” is held in French and Portuguese and interpreted into no language of the event.",
        ),
        ([held("a", 9, 10, title={"fr": "Eau"}, code="SOU 84")], "“SOU 84 Eau” has no title in English."),
    ],
)
def test_conflict_in_a_sentence(sessions: list[Session], said: str) -> None:
    assert told(planned(*sessions)) == [said]


@pytest.mark.parametrize(
    ("session", "said"),
    [
        (
            held("a", 10, 12, **SPEAKS),
            "Amina Berrada is not there for the whole of “a”, Tuesday 20 November, 10:00 to 12:00.",
        ),
        (held("a", 11, 13), "hall is not available for the whole of “a”, Tuesday 20 November, 11:00 to 13:00."),
        (
            held("a", 8, 9, **set_up(15)),
            "hall is not available for all the time it takes to prepare it for “a”, "
            "Tuesday 20 November, 07:45 to 08:00.",
        ),
    ],
)
def test_unavailability_in_a_sentence(session: Session, said: str) -> None:
    assert told(planned(session, planning=ARRIVES)) == [said]


def test_in_french_and_arabic() -> None:
    plan = planned(held("a", 9, 11, **SPEAKS), held("b", 10, 12, "tent", **CHAIRS))

    assert told(plan, "fr") == [
        "Amina Berrada est attendu·e à deux endroits, mardi 20 novembre, 10 h – 11 h : "
        "« a » (Intervenant·e) et « b » (Président·e de séance)."
    ]
    assert told(plan, "ar") == [
        "أمينة برادة: جلستان في الوقت نفسه، الثلاثاء 20 نونبر، 10:00 إلى 11:00: «a» (متدخل(ة)) و«b» (رئيس(ة) الجلسة)."
    ]


def test_night_names_both_days() -> None:
    plan = planned(held("a", 23, 26), held("b", 23, 25))

    assert told(plan) == [
        "hall is taken twice, Tuesday 20 November, 23:00 to 01:00 on Wednesday 21 November: by “b” and “a”."
    ]


def test_names_that_are_missing_leave_a_dash_of_nothing() -> None:
    plan = planned(held("a", 9, 11, **SPEAKS), held("b", 10, 12, "tent", **SPEAKS), people=())

    assert told(plan)[0].startswith("… is wanted twice, ")


def test_every_kind_has_words_and_a_fix() -> None:
    assert set(KINDS) == set(_TELLING) == set(ConflictKind)
    assert set(SEVERITIES) == set(Severity)
    assert set(_MSGIDS) == set(ReasonKind)
    plan = planned(held("a", 9, 10), held("b", 10, 11))
    for kind in ConflictKind:
        assert fixes(plan, Conflict(kind, ("a", "b"), "amina"))


def test_what_can_be_done_the_later_session_first() -> None:
    plan = planned(held("a", 9, 11), held("b", 10, 12), planning=ARRIVES)
    twice = find(plan).conflicts[0]
    away = Conflict(ConflictKind.UNAVAILABLE, ("a",), "amina")
    shut = structs.replace(away, with_uid="hall")
    small = Conflict(ConflictKind.CAPACITY, ("a",), "hall")

    assert fixes(plan, twice) == (
        Fix(FixKind.FIND_PLACE, "b"),
        Fix(FixKind.FIND_PLACE, "a"),
        Fix(FixKind.EDIT_SESSION, "b"),
        Fix(FixKind.EDIT_SESSION, "a"),
    )
    assert Fix(FixKind.EDIT_PERSON_TIMES, "amina") in fixes(plan, away)
    assert Fix(FixKind.EDIT_ROOM_TIMES, "hall") in fixes(plan, shut)
    assert Fix(FixKind.EDIT_ROOM, "hall") in fixes(plan, small)
    assert [fix_text(plan, fix)["en"] for fix in (*fixes(plan, away), *fixes(plan, small)[-1:])] == [
        "Find another room or time for “a”",
        "Change when Amina Berrada is available",
        "Edit “a”",
        "Edit hall",
    ]
    assert fix_text(plan, fixes(plan, shut)[1])["en"] == "Change when hall is available"


def test_place_says_why_it_is_good_and_what_it_costs() -> None:
    session = held("a", 10, 11, "room", **SPEAKS, internal=Internal(expected_audience=60))
    other = held("b", 12, 14, "tent", **SPEAKS)
    plan = planned(session, other, event=make_event(languages=("en",)))

    found = best_places(plan, session, Wish(room_uid="room"), 500)
    (place,) = (place for place in found if place.start_local == at(13))

    assert [reason_text(plan, session, place, reason)["en"] for reason in place.reasons] == [
        "Amina Berrada is in “b” then",
        "Too small: 50 places, 60 expected",
        "At another hour than planned so far",
        "On the day planned so far",
        "In the same room",
    ]


def test_no_words_are_missing_in_any_language() -> None:
    session = held("a", 10, 11, **SPEAKS, languages=("en",), interpretation=("fr",))
    plan = planned(session, held("b", 9, 18, "tent", **SPEAKS))

    texts = [
        reason_text(plan, session, place, reason) for place in best_places(plan, session) for reason in place.reasons
    ]

    assert all(set(text) == set(INTERFACE_LANGUAGES) and "{" not in "".join(text.values()) for text in texts)
