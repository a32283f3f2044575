"""The order of a calendar after a change is the one that would be made from nothing (IC-12)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.calendars.order import PIECE, Order, made_order, next_order
from events_service.programme.programme import Programme, Session
from events_service.programme.sharing import succession
from events_service.programme.timetable import Timetable
from tests.calendars.scenery import AMINA, PROGRAMME
from tests.factories.programme import RELEASED_AT, make_person, make_programme, make_session

LATER = timedelta(hours=30)


def after(programme: Programme, change: Callable[[Programme], Programme]) -> tuple[Timetable, Order | None]:
    """The timetable after the change, and the order that follows from the one before it."""
    before = Timetable(programme)
    last = made_order(before)
    since = succession(programme, change(programme))
    timetable = Timetable(since.programme)
    return timetable, next_order(last, timetable, since)


def said(order: Order | None) -> tuple[list[Session], list[str], int, datetime | None] | None:
    return order and (list(order.sessions), list(order.keys), order.number, order.modified_at)


def with_changed(number: int, **changes: Any) -> Callable[[Programme], Programme]:
    def change(programme: Programme) -> Programme:
        session = programme.sessions[number]
        changed = structs.replace(session, revision=session.revision + 1, **changes)
        return structs.replace(programme, sessions=tuple(changed if s is session else s for s in programme.sessions))

    return change


MANY = with_changed(50, revised_at=RELEASED_AT + LATER)(make_programme(sessions=5 * PIECE + 7, days=2, oddities=False))


def without(*numbers: int) -> Callable[[Programme], Programme]:
    return lambda programme: structs.replace(
        programme, sessions=tuple(s for number, s in enumerate(programme.sessions) if number not in numbers)
    )


def at(number: int) -> datetime:
    start = MANY.sessions[number].start_at
    assert start is not None
    return start


@pytest.mark.parametrize(
    "change",
    [
        *(with_changed(number, code="X") for number in (0, PIECE - 1, PIECE, 100, len(MANY.sessions) - 1)),
        with_changed(3, start_at=at(3) + LATER),
        with_changed(3, start_at=at(3) - LATER),
        with_changed(3, start_at=None),
        without(0, 70, len(MANY.sessions) - 1),
        without(*range(PIECE)),
        lambda p: structs.replace(p, sessions=(*p.sessions, structs.replace(p.sessions[5], uid="new"))),
        lambda p: structs.replace(p, sessions=p.sessions[::-1]),
        lambda p: structs.replace(p, people=()),
        lambda p: p,
    ],
)
def test_few_changes_give_the_order_there_would_be(change: Callable[[Programme], Programme]) -> None:
    timetable, order = after(MANY, change)

    assert said(order) == said(made_order(timetable))


def test_only_what_changed_is_another_piece() -> None:
    last = made_order(Timetable(MANY))
    since = succession(MANY, with_changed(70, code="X")(MANY))

    order = next_order(last, Timetable(since.programme), since)

    assert order is not None
    assert [a is b for a, b in zip(order.pieces, last.pieces, strict=True)].count(False) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda p: structs.replace(p, types=()),
        lambda p: structs.replace(p, tombstones=(make_session(),)),
        lambda p: structs.replace(p, sessions=tuple(structs.replace(s, code="Y") for s in p.sessions)),
        lambda p: structs.replace(
            p,
            sessions=tuple(
                structs.replace(s, start_at=at(3) if n < PIECE + 20 else s.start_at) for n, s in enumerate(p.sessions)
            ),
        ),
    ],
    ids=["other types", "a tombstone", "all changed", "all at one time"],
)
def test_much_that_changed_is_ordered_anew(change: Callable[[Programme], Programme]) -> None:
    assert after(MANY, change)[1] is None


def test_order_follows_only_from_the_one_before() -> None:
    since = succession(MANY, with_changed(70, code="X")(MANY))
    timetable = Timetable(since.programme)
    earlier = made_order(Timetable(without(3)(MANY)))
    later = Timetable(without(3)(since.programme))

    assert next_order(earlier, timetable, since) is None
    assert next_order(made_order(Timetable(MANY)), later, since) is None


def test_newest_change_is_looked_for_where_it_went() -> None:
    assert after(MANY, without(50))[1] is None
    assert after(MANY, with_changed(50, revised_at=RELEASED_AT))[1] is None
    assert after(MANY, with_changed(50))[1] is not None


@pytest.mark.parametrize("change", [{"title": {"en": "President"}}, {"title": {}}, {"name": {"en": "Renamed"}}, None])
def test_what_became_of_people_is_seen(change: dict[str, Any] | None) -> None:
    everybody = structs.replace(PROGRAMME, people=(*PROGRAMME.people, make_person(slug="nowhere-named")))

    def changed(programme: Programme) -> Programme:
        people = tuple(
            structs.replace(person, **change) if change else person
            for person in programme.people
            if change or person.uid != AMINA.uid
        )
        return with_changed(0, code="X")(structs.replace(programme, people=people))

    timetable, order = after(everybody, changed)

    assert said(order) == said(made_order(timetable))
    assert order is not None


def test_crowded_piece_is_made_anew() -> None:
    def joined_by(number: int) -> Callable[[Programme], Programme]:
        return lambda p: structs.replace(
            p, sessions=(*p.sessions, *(structs.replace(p.sessions[5], uid=f"new {one}") for one in range(number)))
        )

    assert after(MANY, joined_by(PIECE))[1] is not None
    assert after(MANY, joined_by(PIECE + 1))[1] is None
