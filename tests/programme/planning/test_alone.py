"""What is wrong with one session by itself."""

from datetime import timedelta
from typing import Any

import pytest

from events_service.programme.planning.finding import find
from events_service.programme.planning.planning import Planning
from events_service.programme.programme import Internal, SessionStatus
from tests.factories.programme import FIRST_DAY, make_event, make_type
from tests.programme.planning.plans import found, held, plan_of, set_up, there, with_people

THREE = make_event(languages=("en", "fr", "ar"))
TITLED: dict[str, Any] = {"title": {"en": "Water", "fr": "Eau", "ar": "الماء"}}
PLENARY = make_type(uid="plenary", slug="plenary", name={"en": "Plenary"})
WORKSHOP = make_type(uid="workshop", slug="workshop", name={"en": "Workshop"})
LUNCH = make_type(uid="lunch", slug="opening-lunch", name={"en": "Opening lunch"}, is_break=True)


def in_three(*, kind: str | None = None, **changes: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is missing of one session at an event in three languages."""
    session = held("a", 9, 10, None, type_uid=kind, **TITLED | changes)
    conflicts = find(plan_of(session, event=THREE, types=(PLENARY, WORKSHOP, LUNCH))).conflicts
    return [(each.severity.value, each.kind.value, each.languages) for each in conflicts]


@pytest.mark.parametrize(("start", "outside"), [(-1, True), (0, False), (47.9, False), (48, True)])
def test_outside_the_days_of_the_event_is_an_error(start: float, outside: bool) -> None:
    event = make_event(end_on=FIRST_DAY + timedelta(days=1), languages=("en",))

    expected = [("error", "outside_days", ("a",), None)] if outside else []
    assert found(plan_of(held("a", start, start + 1), event=event)) == expected


def test_minister_who_arrives_at_eleven_is_not_there_at_ten() -> None:
    planning = Planning({"minister": there((11, 18))})

    def on(start: float, end: float | None, **more: Any) -> list[str]:
        session = held("a", start, end, **with_people("minister", **more))
        return [severity for severity, *_ in found(plan_of(session, planning=planning))]

    assert on(10, 12) == on(10.75, 11.25) == on(17, 18.5) == ["error"]
    assert on(11, 12) == on(17, 18) == []
    assert on(10, 12, unsure=True) == ["warning"]


def test_times_that_touch_are_one() -> None:
    planning = Planning({"minister": there((13, 18), (11, 13))})

    assert found(plan_of(held("a", 12, 14, **with_people("minister")), planning=planning)) == []


def test_who_has_no_times_given_is_there_always() -> None:
    assert found(plan_of(held("a", 3, 5, **with_people("minister")), planning=Planning({"minister": ()}))) == []


def test_room_that_is_free_only_in_the_morning() -> None:
    planning = Planning({"hall": there((8, 12))})

    assert found(plan_of(held("a", 11, 13), planning=planning)) == [("error", "unavailable", ("a",), "hall")]
    assert found(plan_of(held("a", 8, 9, **set_up(10)), planning=planning)) == [
        ("warning", "unavailable", ("a",), "hall")
    ]
    assert found(plan_of(held("a", 11, 12), held("b", 11, 13, "room"), planning=planning)) == []


def test_more_people_expected_than_the_room_has_places() -> None:
    def expecting(number: int | None, room: str) -> list[str]:
        return [each[1] for each in found(plan_of(held("a", 9, 10, room, internal=Internal(expected_audience=number))))]

    assert expecting(51, "room") == ["capacity"]
    assert expecting(50, "room") == expecting(None, "room") == []
    assert expecting(10_000, "tent") == []


def test_more_languages_to_interpret_than_booths() -> None:
    def heard(room: str, *into: str) -> list[str]:
        return [each[1] for each in found(plan_of(held("a", 9, 10, room, languages=("en",), interpretation=into)))]

    assert heard("hall", "fr", "ar", "es") == ["booths"]
    assert heard("hall", "fr", "ar") == heard("hall", "en", "fr", "ar") == heard("tent", "fr", "ar", "es") == []
    assert heard("room", "fr") == ["booths"]


def test_session_for_everybody_reaches_all_languages_of_the_event() -> None:
    assert in_three(kind="plenary", languages=("fr",)) == [("warning", "languages", ("en", "ar"))]
    assert in_three(kind="plenary", languages=("fr",), interpretation=("ar",)) == [("warning", "languages", ("en",))]
    assert in_three(kind="plenary", languages=("fr-FR",), interpretation=("ar", "en")) == []


def test_any_other_session_reaches_one_language_of_the_event() -> None:
    assert in_three(kind="workshop", languages=("fr",)) == in_three(languages=("ar",)) == []
    assert in_three(kind="workshop", languages=("pt",)) == [("warning", "languages", ("en", "fr", "ar"))]
    assert in_three(kind="workshop", languages=("pt",), interpretation=("en",)) == []


def test_nothing_is_missing_where_nobody_said_what_is_spoken_or_nobody_speaks() -> None:
    assert in_three(kind="plenary") == in_three(kind="lunch", languages=("pt",)) == []


@pytest.mark.parametrize("name", ["Opening ceremony", "Séance de clôture", "Plénière", "جلسة عامة", "حفل الافتتاح"])
def test_types_for_everybody_are_known_by_their_names(name: str) -> None:
    kind = make_type(uid="plenary", slug="x", name={"fr": name})
    session = held("a", 9, 10, type_uid="plenary", languages=("fr",), **TITLED)

    assert [each[1] for each in found(plan_of(session, event=THREE, types=(kind,)))] == ["languages"]


def test_title_that_is_missing_in_a_language_is_a_hint_without_a_time_too() -> None:
    assert in_three(title={"en": "Water", "ar": ""}) == [("hint", "translation", ("fr", "ar"))]
    assert in_three(title={"en": "Water", "fr": "Eau"}, start_local=None) == [("hint", "translation", ("ar",))]


def test_nothing_is_wrong_with_a_cancelled_session() -> None:
    assert in_three(title={"en": "Water"}, languages=("pt",), status=SessionStatus.CANCELLED) == []
