"""Instants, revisions and order: what a release gives to what it takes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from events_service import zones
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.programme.calendar_content import calendar_contents
from events_service.programme.elsewhere import Elsewhere, published_in
from events_service.programme.programme import (
    EventOrganization,
    EventStatus,
    Precision,
    Programme,
)
from events_service.programme.public_slugs import Released
from events_service.programme.settling import SessionTimeNonexistent, settle
from tests.factories.drafts import FIRST_RELEASE, draft_session
from tests.factories.maximal import maximal_draft
from tests.factories.programme import (
    make_event,
    make_organization,
    programme_of,
)
from tests.support.old_rules import rules_of_2025

PARIS = make_event(timezone="Europe/Paris", start_on=date(2018, 3, 25))
LATER = FIRST_RELEASE + timedelta(hours=1)
PHONE = ContactPoint(ContactKind.PHONE, "05 37 20 59 03")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def settled(candidate: Programme, previous: Programme | None = None, now: datetime = FIRST_RELEASE) -> Programme:
    return settle(candidate, previous, {}, now)


def test_instants_follow_from_the_zone_of_the_event() -> None:
    session = draft_session(start_local=wall("2018-11-21T09:30"), end_local=wall("2018-11-21T12:30"))

    (timed,) = settled(programme_of(session)).sessions

    assert timed.start_at == datetime(2018, 11, 21, 8, 30, tzinfo=UTC)
    assert timed.end_at == datetime(2018, 11, 21, 11, 30, tzinfo=UTC)
    assert timed.start_local == session.start_local


def test_session_without_a_time_or_without_an_end() -> None:
    untimed = draft_session("Some time", start_local=None, end_local=None, day_on=date(2018, 11, 21))
    open_ended = draft_session("Open", start_local=wall("2018-11-21T09:30"), end_local=None)

    public = {s.title["en"]: s for s in settled(programme_of(untimed, open_ended)).sessions}

    assert (public["Some time"].start_at, public["Some time"].end_at) == (None, None)
    assert (public["Open"].start_at, public["Open"].end_at) == (datetime(2018, 11, 21, 8, 30, tzinfo=UTC), None)


@pytest.mark.parametrize("end", ["start", "end"])
def test_wall_time_that_does_not_exist_is_refused(end: str) -> None:
    times: dict[str, Any] = {"start_local": wall("2018-03-25T01:00"), "end_local": wall("2018-03-25T04:00")}
    session = draft_session(**times | {f"{end}_local": wall("2018-03-25T02:30")})

    with pytest.raises(SessionTimeNonexistent) as refusal:
        settled(programme_of(session, event=PARIS))

    assert str(refusal.value) == (
        "“Water for all” cannot be published: the clocks in Europe/Paris never show 2018-03-25 02:30."
    )
    assert (refusal.value.status, refusal.value.slug) == (409, "nonexistent-time")


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_wall_time_that_exists_twice_keeps_which_one_was_meant(fold: int, hour: int) -> None:
    night = wall("2018-10-28T02:30")
    session = draft_session(start_local=night, end_local=night, start_fold=fold, end_fold=1)

    (timed,) = settled(programme_of(session, event=PARIS)).sessions

    assert timed.start_at == datetime(2018, 10, 28, hour, 30, tzinfo=UTC)
    assert timed.end_at == datetime(2018, 10, 28, 1, 30, tzinfo=UTC)


@pytest.fixture
def old_rules(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Believe in the rules of 2025 until they are lifted, at the latest at the end."""
    zones.load_rules(rules_of_2025(tmp_path))
    yield zones.load_rules
    zones.load_rules()


def test_new_rules_move_instants_and_leave_wall_times(old_rules: Callable[[], None]) -> None:
    event = make_event(start_on=date(2026, 11, 20))
    session = draft_session(start_local=wall("2026-11-21T09:30"), end_local=None)
    first = settled(programme_of(session, event=event))
    assert (first.time_rules, first.sessions[0].start_at) == ("2025b", datetime(2026, 11, 21, 8, 30, tzinfo=UTC))

    old_rules()
    second = settled(first, first, LATER)

    assert (second.time_rules, second.sessions[0].start_at) == (
        zones.rules_version(),
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    )
    assert second.sessions[0].start_local == session.start_local
    assert (second.sessions[0].revision, second.sessions[0].revised_at) == (1, LATER)


def test_public_wall_time_is_read_across_a_gap_but_a_new_one_is_refused() -> None:
    gap = draft_session(uid="gap", start_local=wall("2018-03-25T02:30"), end_local=None)
    previous = programme_of(structs.replace(gap, slug="gap"), event=PARIS)

    (timed,) = settled(programme_of(structs.replace(gap, title={"en": "New title"}), event=PARIS), previous).sessions
    assert timed.start_at == datetime(2018, 3, 25, 1, 30, tzinfo=UTC)

    with pytest.raises(SessionTimeNonexistent):
        settled(programme_of(structs.replace(gap, start_local=wall("2018-03-25T02:45")), event=PARIS), previous)
    elsewhere = programme_of(gap, event=structs.replace(PARIS, timezone="Africa/Tunis"))
    with pytest.raises(SessionTimeNonexistent):
        settled(programme_of(gap, event=PARIS), elsewhere)


SESSION = draft_session("Water", uid="session")
CANDIDATE = programme_of(SESSION, organizations=(make_organization(uid="body"),))
MORE = {"en": "Something else"}


def with_event(**changes: Any) -> Programme:
    return structs.replace(CANDIDATE, event=structs.replace(CANDIDATE.event, **changes))


def test_revision_of_one_session_leaves_the_others() -> None:
    other = draft_session("Roads", uid="roads")
    first = settled(programme_of(SESSION, other))

    second = settled(programme_of(structs.replace(SESSION, title=MORE), other), first, LATER)

    assert {s.uid: s.revision for s in second.sessions} == {"session": 1, "roads": 0}


def test_revision_continues_after_the_highest_ever_public() -> None:
    (session,) = settle(CANDIDATE, None, {"session": Released("water-2", 6)}, LATER).sessions

    assert (session.revision, session.slug) == (7, "water-2")


def test_what_was_public_elsewhere_goes_on_from_there() -> None:
    first = settled(CANDIDATE)
    former = structs.replace(
        first,
        event=structs.replace(first.event, revision=4),
        sessions=tuple(structs.replace(s, revision=6) for s in first.sessions),
    )
    said = published_in(former)

    same = settle(CANDIDATE, None, {}, LATER, elsewhere=said)
    other = settle(programme_of(structs.replace(SESSION, title=MORE)), None, {}, LATER, elsewhere=said)
    later = settle(programme_of(structs.replace(SESSION, title=MORE)), same, {}, LATER, elsewhere=said)

    assert [(s.revision, s.created_at, s.revised_at) for p in (same, other, later) for s in p.sessions] == [
        (revision, FIRST_RELEASE, LATER) for revision in (6, 7, 7)
    ]
    assert (same.event.revision, same.event.created_at, same.event.revised_at) == (4, FIRST_RELEASE, LATER)


def test_revision_of_here_that_is_higher_than_elsewhere_goes_on() -> None:
    said = {"session": Elsewhere(3)}

    (session,) = settle(CANDIDATE, None, {"session": Released("water-2", 6)}, LATER, elsewhere=said).sessions

    assert session.revision == 7


def test_nothing_was_first_released_in_the_future() -> None:
    said = {"session": Elsewhere(3, LATER + timedelta(days=900))}

    (session,) = settle(CANDIDATE, None, {}, LATER, elsewhere=said).sessions

    assert (session.revision, session.created_at) == (4, LATER)


def test_only_what_was_public_is_known_elsewhere() -> None:
    assert published_in(CANDIDATE) == {}


def test_going_back_to_what_was_is_a_new_revision() -> None:
    first = settled(CANDIDATE)
    second = settled(programme_of(structs.replace(SESSION, title=MORE)), first, LATER)

    third = settle(CANDIDATE, second, {}, LATER + timedelta(hours=1))

    assert third.sessions[0].revision == 2
    assert calendar_contents(third)["session"] == calendar_contents(first)["session"]


EVENT_SHOWN: list[dict[str, Any]] = [
    {"title": MORE},
    {"theme": MORE},
    {"description": MORE},
    {"status": EventStatus.CANCELLED},
    {"website": "https://example.org"},
    {"slug": "forum-vii"},
    {"languages": ("fr",)},
    {"parent_uid": "parent"},
    {"contact": (PHONE,)},
    {"start_on": date(2018, 11, 19)},
    {"end_on": date(2018, 11, 30)},
    {"precision": Precision.MONTH},
    {"timezone": "Europe/Paris"},
    {"city": MORE},
    {"country": "SN"},
    {"organizations": (EventOrganization("body"),)},
]


@pytest.mark.parametrize("changes", EVENT_SHOWN, ids=lambda changes: next(iter(changes)))
def test_event_has_a_revision_of_its_own(changes: dict[str, Any]) -> None:
    first = settled(CANDIDATE)
    event = first.event
    assert (event.revision, event.revised_at, event.created_at) == (0, FIRST_RELEASE, FIRST_RELEASE)

    second = settled(with_event(**changes), first, LATER).event

    assert (second.revision, second.revised_at, second.created_at) == (1, LATER, FIRST_RELEASE)


@pytest.mark.parametrize("changes", [{"accent": "#123456"}, {"objectives": (MORE,)}, {"day_change": "04:00"}], ids=str)
def test_event_keeps_its_revision_where_its_entry_shows_the_same(changes: dict[str, Any]) -> None:
    first = settled(CANDIDATE)

    second = settled(with_event(**changes), first, LATER).event

    assert (second.revision, second.revised_at) == (0, FIRST_RELEASE)


def test_settled_again_nothing_changes() -> None:
    first = settled(maximal_draft())

    assert settled(first, first, LATER) == first
