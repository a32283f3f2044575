import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec import structs

from events_service.programme import published as published_module
from events_service.programme.live import Redaction
from events_service.programme.programme import FORMAT, PersonRole, Programme, SessionPerson
from events_service.programme.published import CATALOGUE, Published
from events_service.programme.sharing import Succession
from events_service.programme.source import Loaded
from events_service.programme.states import EventState
from events_service.programme.stored import decode, encode
from events_service.programme.timetable import Timetable
from tests.factories.programme import make_event, make_person, make_programme, make_session, programme_of
from tests.factories.published import FIRST_AT, MemorySource

FORUM = make_programme(4, slug="forum-7")
SUMMIT = make_programme(4, slug="summit")
UID = FORUM.event.uid


class Pieces:
    """Remembers which timetables it was told of."""

    def __init__(self) -> None:
        self.followed: list[Timetable] = []

    def follow(self, timetable: Timetable, since: Succession) -> None:
        assert since.programme is timetable.programme
        self.followed.append(timetable)


def published_of(source: MemorySource) -> Published:
    published = Published(source)
    published.refresh()
    return published


def state_of(published: Published, slug: str = "forum-7") -> EventState:
    state = published.event(slug)
    assert state is not None
    return state


def test_event_read_once_and_only_when_asked_for() -> None:
    source = MemorySource(FORUM, SUMMIT)

    published = published_of(source)
    first, second = state_of(published), state_of(published)

    assert first is second
    assert first.programme == FORUM
    assert [session.uid for session in first.timetable.sessions] != []
    assert source.reads == ["current", "catalogue", UID]


def test_event_unknown_is_none_and_costs_no_read() -> None:
    source = MemorySource(FORUM)

    published = published_of(source)

    assert published.event("nowhere") is None
    assert published.find("nowhere") is None
    assert source.reads == ["current", "catalogue"]


def test_refresh_without_change_keeps_states() -> None:
    source = MemorySource(FORUM)
    published = published_of(source)
    state = state_of(published)

    assert published.refresh() == frozenset()
    assert published.event("forum-7") is state


def test_refresh_after_release_replaces_only_what_changed() -> None:
    source = MemorySource(FORUM, SUMMIT)
    published = published_of(source)
    forum, summit = state_of(published), state_of(published, "summit")

    source.release(structs.replace(FORUM, sessions=FORUM.sessions[:2]))
    changed = published.refresh()

    assert changed == {UID, CATALOGUE}
    after = state_of(published)
    assert (after.current.release, len(after.programme.sessions)) == (2, 2)
    assert not published.is_current(forum)
    assert published.event("summit") is summit


def test_next_state_is_made_of_the_records_that_did_not_change() -> None:
    source = MemorySource(FORUM)
    published = published_of(source)
    before = state_of(published).programme

    source.release(decode(encode(structs.replace(FORUM, sessions=FORUM.sessions[:2]))[0], FORMAT))
    published.refresh()

    after = state_of(published).programme
    assert after.people is before.people
    assert [a is b for a, b in zip(after.sessions, before.sessions, strict=False)] == [True, True]


def test_refresh_after_release_under_a_new_slug_forgets_the_old_one() -> None:
    source = MemorySource(FORUM)
    published = published_of(source)

    source.release(structs.replace(FORUM, event=structs.replace(FORUM.event, slug="forum-vii")))
    published.refresh()

    assert published.event("forum-7") is None
    assert state_of(published, "forum-vii").event_uid == UID


def test_refresh_after_withdrawal_forgets_event() -> None:
    source = MemorySource(FORUM, SUMMIT)
    published = published_of(source)
    state_of(published)

    source.withdraw(UID)

    assert published.refresh() == {UID, CATALOGUE}
    assert published.event("forum-7") is None


def test_redaction_disappears_from_current_and_earlier_releases() -> None:
    person = make_person()
    session = make_session(people=(SessionPerson(person_uid=person.uid, role=PersonRole.SPEAKER),))
    event = make_event()
    source = MemorySource(programme_of(session, event=event, people=(person,)))
    source.release(programme_of(session, event=event, people=(person,), tracks=()))
    published = published_of(source)
    earlier = published.earlier("forum-7", 1)
    assert earlier is not None
    assert (state_of(published).programme.people, earlier.programme.people) == ((person,), (person,))

    source.change_live(event.uid, redactions=(Redaction(person_uid=person.uid, field="name"),))
    published.refresh()

    after = published.earlier("forum-7", 1)
    assert after is not None
    assert (state_of(published).programme.people, after.programme.people) == ((), ())
    assert after.timetable.sessions[0].people == ()


def test_earlier_release_read_once_and_numbers_bounded() -> None:
    source = MemorySource(FORUM)
    source.release(structs.replace(FORUM, sessions=FORUM.sessions[:1]))
    published = published_of(source)

    first = published.earlier("forum-7", 1)

    assert first is not None
    assert first.programme == FORUM
    assert first is published.earlier("forum-7", 1)
    assert published.is_current(first)
    assert published.earlier("forum-7", 2) is published.event("forum-7")
    assert [published.earlier("forum-7", number) for number in (0, 3)] == [None, None]
    assert source.reads.count(f"{UID} 1") == 1


def test_history_newest_first_up_to_the_release_shown() -> None:
    source = MemorySource(FORUM, FORUM, FORUM)
    published = published_of(source)
    second = published.earlier("forum-7", 2)

    assert [note.number for note in state_of(published).history] == [3, 2, 1]
    assert second is not None
    assert [note.number for note in second.history] == [2, 1]


def test_event_that_cannot_be_read_stays_and_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    source = MemorySource(FORUM, SUMMIT)
    published = published_of(source)
    before = state_of(published)
    source.release(structs.replace(FORUM, sessions=()))
    source.broken.add(UID)

    assert published.refresh() == frozenset()
    assert published.event("forum-7") is before
    assert [record.getMessage() for record in caplog.records] == ["An event that changed could not be read"]

    source.release(SUMMIT)
    assert published.refresh() == {SUMMIT.event.uid, CATALOGUE}
    assert published.event("forum-7") is before

    source.broken.clear()
    assert published.refresh() == {UID, CATALOGUE}
    assert state_of(published).programme.sessions == ()


def test_states_bounded_by_sessions_and_least_used_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_module, "_KEPT_SESSIONS", 9)
    third = make_programme(4, slug="third")
    source = MemorySource(FORUM, SUMMIT, third)
    published = published_of(source)

    forum, summit = state_of(published), state_of(published, "summit")
    state_of(published)
    state_of(published, "third")

    assert [published.is_current(state) for state in (forum, summit)] == [True, False]


def test_catalogue_made_once_and_anew_after_any_change() -> None:
    source = MemorySource(FORUM, SUMMIT)
    source.freeze("first")
    published = published_of(source)

    before = published.catalogue()
    assert (before.catalogue, before.number) == ("first", 1)
    assert before is published.catalogue()
    assert before.modified_at == FIRST_AT + timedelta(hours=2)
    assert {state.event_uid for state in before.events()} == {UID, SUMMIT.event.uid}

    source.release(FORUM)
    published.refresh()

    after = published.catalogue()
    assert not published.is_current(before)
    assert after.modified_at == FIRST_AT + timedelta(hours=3)


def test_catalogue_in_memory_before_anybody_asks() -> None:
    source = MemorySource(FORUM)
    source.freeze("first")
    published = published_of(source)

    source.broken.add("catalogue")

    assert published.catalogue().catalogue == "first"
    source.release(FORUM)
    assert published.refresh() == {UID, CATALOGUE}
    assert (published.catalogue().catalogue, source.reads.count("catalogue")) == ("first", 1)


def test_catalogue_that_cannot_be_read_stays_and_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    source = MemorySource(FORUM)
    source.freeze("first")
    published = published_of(source)
    before = published.catalogue()
    source.freeze("second")
    source.broken.add("catalogue")

    assert published.refresh() == frozenset()
    assert published.catalogue() is before
    assert published.refresh() == frozenset()
    assert [record.getMessage() for record in caplog.records] == ["The catalogue could not be read"]

    source.broken.clear()
    assert published.refresh() == {UID, CATALOGUE}
    assert published.catalogue().catalogue == "second"


def test_events_are_there_before_the_first_catalogue_is_read() -> None:
    source = MemorySource(FORUM)
    source.freeze("first")
    source.broken.add("catalogue")
    published = published_of(source)

    assert state_of(published).programme == FORUM
    with pytest.raises(ConnectionError):
        published.catalogue()

    source.broken.clear()
    assert published.refresh() == {UID, CATALOGUE}
    assert published.catalogue().catalogue == "first"


def test_fill_reads_what_changed_last_while_half_of_the_room_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_module, "_KEPT_SESSIONS", 12)
    third, fourth = make_programme(4, slug="third"), make_programme(4, slug="fourth")
    source = MemorySource(FORUM, SUMMIT, third, fourth)
    source.broken.add(fourth.event.uid)
    published = published_of(source)

    assert not published.fill(10)

    assert [published.at_hand(slug) is not None for slug in ("forum-7", "summit", "third", "fourth")] == [
        False,
        True,
        True,
        False,
    ]


def test_fill_tries_again_later_and_says_once_what_it_could_not_read(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = MemorySource(FORUM, SUMMIT)
    source.broken.add(UID)
    published = published_of(source)

    assert [published.fill(10) for _ in range(3)] == [False, False, False]
    assert source.reads.count(UID) == 1
    assert [record.__dict__["owner"] for record in caplog.records] == [UID]

    monkeypatch.setattr(published_module, "_PATIENCE", 0)
    assert not published.fill(10)
    assert (source.reads.count(UID), len(caplog.records)) == (2, 1)

    source.broken.clear()
    assert published.fill(10)
    assert published.at_hand("forum-7")
    assert published.at_hand("summit")


def test_fill_stops_when_its_time_is_over() -> None:
    published = published_of(MemorySource(FORUM, SUMMIT))

    assert not published.fill(-1)
    assert published.at_hand("forum-7") is None
    assert published.fill(10)


def test_event_nobody_asked_for_takes_the_room_of_none_that_has_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_module, "_KEPT_SESSIONS", 10)
    large = make_programme(9, slug="summit")
    source, source_uid = MemorySource(FORUM, large), large.event.uid
    published = published_of(source)
    read = state_of(published)

    published.fill(10)

    assert published.is_current(read)
    assert published.at_hand("summit") is None

    published.fill(10)
    assert source.reads.count(source_uid) == 1
    assert state_of(published, "summit").programme.sessions


def test_failure_is_told_again_where_the_event_could_be_read_meanwhile(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_module, "_PATIENCE", 0)
    source = MemorySource(FORUM)
    published = published_of(source)
    source.broken.add(UID)
    published.fill(10)
    source.broken.clear()
    state_of(published)

    source.broken.add(UID)
    source.release(FORUM)
    published.refresh()

    assert len(caplog.records) == 2


class SlowSource(MemorySource):
    """Reading an event waits until it may go on."""

    def __init__(self, *programmes: Programme) -> None:
        super().__init__(*programmes)
        self.asked, self.go_on = threading.Event(), threading.Event()

    def load_event(self, event_uid: str) -> Loaded | None:
        loaded = super().load_event(event_uid)
        self.asked.set()
        assert self.go_on.wait(10)
        return loaded


def test_r16_nobody_waits_for_an_event_that_somebody_else_reads() -> None:
    source = SlowSource(FORUM)
    source.freeze("first")
    published = published_of(source)

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(published.event, "forum-7")
        assert source.asked.wait(10)
        try:
            assert pool.submit(published.catalogue).result(5).catalogue == "first"
            source.freeze("second")
            assert UID in pool.submit(published.refresh).result(5)
            assert pool.submit(published.catalogue).result(5).catalogue == "second"
        finally:
            source.go_on.set()
        assert reading.result(5) is published.at_hand("forum-7")


def test_state_that_was_read_before_a_release_is_not_put_over_it() -> None:
    source = SlowSource(FORUM)
    published = published_of(source)

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(published.event, "forum-7")
        assert source.asked.wait(10)
        source.release(structs.replace(FORUM, sessions=()))
        published.refresh()
        source.go_on.set()
        state = reading.result(5)

    assert state is not None
    assert state.programme.sessions == ()
    assert state is published.at_hand("forum-7")


class FickleSource(SlowSource):
    """The event is public again just when it is read once more."""

    def load_event(self, event_uid: str) -> Loaded | None:
        if event_uid == UID and self.reads.count(UID) == 1:
            self.release(FORUM)
        return super().load_event(event_uid)


def test_event_read_while_it_was_not_listed_holds_up_no_other() -> None:
    source = FickleSource(FORUM, SUMMIT)
    source.go_on.set()
    published = published_of(source)
    state_of(published, "summit")
    source.asked.clear()
    source.go_on.clear()

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(published.event, "forum-7")
        assert source.asked.wait(10)
        source.withdraw(UID)
        published.refresh()
        source.go_on.set()
        assert reading.result(5) is None

    source.release(FORUM)
    source.broken.add(UID)
    source.release(structs.replace(SUMMIT, sessions=()))
    assert SUMMIT.event.uid in published.refresh()
    assert state_of(published, "summit").programme.sessions == ()


def test_new_catalogue_changes_every_event_and_reads_none_again() -> None:
    source = MemorySource(FORUM, SUMMIT)
    published = published_of(source)
    before = state_of(published)
    before.once("derived", lambda: "old")
    entries = before.lasting("entries", Pieces)

    source.freeze("second")

    assert published.refresh() == {UID, SUMMIT.event.uid, CATALOGUE}
    after = state_of(published)
    assert not published.is_current(before)
    assert after.timetable is before.timetable
    assert after.once("derived", lambda: "new") == "new"
    assert after.lasting("entries", Pieces) is entries
    assert source.reads.count(UID) == 1


def test_event_is_as_new_as_the_catalogue_its_pages_name() -> None:
    source = MemorySource(FORUM, FORUM, SUMMIT)
    published = published_of(source)
    in_memory, earlier = state_of(published), published.earlier("forum-7", 1)
    assert earlier is not None
    assert (in_memory.modified_at, earlier.modified_at) == (FIRST_AT + timedelta(hours=1),) * 2

    source.freeze("first")
    published.refresh()

    states = state_of(published), state_of(published, "summit"), published.earlier("forum-7", 1)
    assert [state.modified_at for state in states if state] == [FIRST_AT + timedelta(hours=3)] * 3
    source.release(FORUM)
    published.refresh()
    assert state_of(published).modified_at == FIRST_AT + timedelta(hours=4)


def test_what_lasts_is_handed_from_state_to_state() -> None:
    source = MemorySource(FORUM)
    published = published_of(source)
    kept = state_of(published).lasting("entries", Pieces)
    source.release(FORUM)
    published.refresh()

    after = state_of(published)
    assert after.lasting("entries", Pieces) is kept
    assert kept.followed == [after.timetable]


def test_catalogue_before_the_first_refresh_is_empty() -> None:
    published = Published(MemorySource(FORUM))

    assert not published.known
    assert published.catalogue().events() == ()


def test_once_makes_a_derived_value_once_from_many_threads() -> None:
    state = state_of(published_of(MemorySource(FORUM)))
    made: list[int] = []
    together = threading.Barrier(4)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask(_: int) -> int:
        together.wait(5)
        return state.once("key", make)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [1, 1, 1, 1]


def test_event_asked_for_by_many_threads_is_read_once() -> None:
    source = MemorySource(FORUM)
    published = published_of(source)

    with ThreadPoolExecutor(8) as threads:
        states = set(threads.map(lambda _: published.event("forum-7"), range(8)))

    assert len(states) == 1
    assert source.reads == ["current", "catalogue", UID]


def test_state_read_before_the_listing_knew_of_it_is_replaced_when_it_does() -> None:
    """The event changed between the listing and the first reader: what was made from it meanwhile is forgotten."""
    source = MemorySource(FORUM)
    published = published_of(source)
    source.release(structs.replace(FORUM, sessions=()))

    early = state_of(published)
    assert early.current.release == 2

    assert published.refresh() == {UID, CATALOGUE}
    assert not published.is_current(early)


def test_loaded_event_that_vanished_is_none() -> None:
    class Vanished(MemorySource):
        def load_event(self, event_uid: str) -> Loaded | None:
            return None

    assert published_of(Vanished(FORUM)).event("forum-7") is None


def test_programme_is_not_copied_without_redactions() -> None:
    programme: Programme = FORUM
    assert state_of(published_of(MemorySource(programme))).programme is programme
