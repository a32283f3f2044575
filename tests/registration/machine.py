"""Registrations as a machine that is driven at random, on two databases at once.

Every step is done on both, and must give the same on both. After every step what must always hold is looked at.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from events_service.database import Database, DbSession
from events_service.errors import Conflict
from events_service.registration import records, seats, signup
from events_service.registration.cancellation import cancel, expire
from events_service.registration.confirmation import confirm
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, outcome_of
from events_service.registration.waitlist import promote
from tests.registration.scenery import (
    EVENT,
    FORUM,
    HOLD,
    MARKET,
    NIGHT,
    NOW,
    OUTBOX,
    REGISTRATION,
    SEAT,
    SLUGS,
    WATER,
    application,
    change_offering,
    make_timetable,
    open_forum,
)
from tests.support.rehearsal import rehearsing

NAMES = ("Amina", "Youssef", "Claire", "Kofi")
PLACES = (EVENT, WATER, NIGHT)
names = st.sampled_from(NAMES)
wishes = st.lists(st.sampled_from([WATER, NIGHT, MARKET]), max_size=3, unique=True)
handles = st.integers(0, 30)
ACTIVE = (
    RegistrationState.UNCONFIRMED,
    RegistrationState.PENDING,
    RegistrationState.CONFIRMED,
    RegistrationState.WAITLISTED,
)


class Look(NamedTuple):
    """Everything there is in one database, in words that are the same in the other."""

    registrations: dict[str, Any]
    """By id: state, who, whether it only answers alike, and state, order and promotability of its seats by slug."""
    mails: Counter[str]
    """How many each registration was sent."""
    kinds: list[tuple[str, str]]


class Registering(RuleBasedStateMachine):
    """Four people, three sessions, and perhaps places in the event itself."""

    def __init__(self, databases: list[Database]) -> None:
        super().__init__()
        self.rehearsals = ExitStack()
        self.dbs: list[DbSession] = [self.rehearsals.enter_context(rehearsing(database)) for database in databases]
        self.timetable = make_timetable()
        self.now = NOW
        self.ids: list[tuple[str, ...]] = []
        self.before: list[Look] = []
        self.taken: dict[str, int] = {}

    def teardown(self) -> None:
        self.rehearsals.close()

    @initialize(event=st.sampled_from([{}, {"event": 3}, {"event": None}]), crowd=st.sampled_from([4, 3, 0]))
    def open(self, event: dict[str, int | None], crowd: int) -> None:
        """Some come at once, so that there are waiting lists from the beginning."""
        for db in self.dbs:
            open_forum(db, self.timetable, water=2, night=1, market=None, **event)
        self.before = [look(db) for db in self.dbs]
        for name in NAMES[:crowd]:
            self.register(name, [WATER, NIGHT], trusted=True)

    # What people, organizers and the clock do

    @rule(name=names, wishes=wishes, trusted=st.booleans())
    def register(self, name: str, wishes: list[str], trusted: bool) -> None:
        asked = application(name, *wishes)
        self.act(
            lambda db, _: signup.register(db, self.timetable, asked, self.now, hold=HOLD, trusted=trusted), fresh=True
        )

    @precondition(lambda self: self.ids)
    @rule(handle=handles)
    def confirm(self, handle: int) -> None:
        self.act(lambda db, id_: confirm(db, self.timetable, id_, self.now), handle)

    @precondition(lambda self: self.ids)
    @rule(handle=handles, session=st.sampled_from([None, WATER, NIGHT]))
    def cancel(self, handle: int, session: str | None) -> None:
        self.act(lambda db, id_: cancel(db, self.timetable, id_, self.now, session), handle)

    @precondition(lambda self: self.ids)
    @rule(handle=handles, wishes=wishes)
    def join(self, handle: int, wishes: list[str]) -> None:
        self.act(lambda db, id_: signup.join(db, self.timetable, id_, wishes, self.now), handle)

    @rule(minutes=st.sampled_from([1, 30, 60]), job_comes_by=st.booleans())
    def wait(self, minutes: int, job_comes_by: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if job_comes_by:
            self.act(lambda db, _: expire_due(db, self.timetable, self.now))

    @rule(session=st.sampled_from(PLACES), capacity=st.sampled_from([0, 1, 2, 4, None]))
    def change_capacity(self, session: str, capacity: int | None) -> None:
        self.act(lambda db, _: self.change(db, session, capacity=capacity))

    @rule(session=st.sampled_from([WATER, NIGHT]), suspended=st.booleans())
    def suspend(self, session: str, suspended: bool) -> None:
        self.act(lambda db, _: self.change(db, session, suspended=suspended))

    def change(self, db: DbSession, session: str, **changes: Any) -> None:
        """What an organizer does, and then the job that is asked for."""
        change_offering(db, session, **changes)
        promote(db, self.timetable, [EVENT, *seats.list_waited_for(db, FORUM)], self.now)

    # What must hold

    def act(self, do: Callable[[DbSession, str], Any], handle: int = 0, *, fresh: bool = False) -> None:
        """Do it on both; compare what was said, and what is there now."""
        said, made = [], []
        ids = self.chosen(handle) if self.ids and not fresh else ("",) * len(self.dbs)
        for db, id_ in zip(self.dbs, ids, strict=True):
            with db.begin_nested() as savepoint:
                try:
                    outcome = do(db, id_)
                except Conflict as refused:
                    savepoint.rollback()
                    said.append(str(refused))
                    continue
            said.append(told(outcome))
            if fresh and is_counted(db, outcome.id):
                made.append(outcome.id)
        assert all(one == said[0] for one in said)
        if made and made[0] not in [ids[0] for ids in self.ids]:
            self.ids.append(tuple(made))
        looks = [look(db) for db in self.dbs]
        assert same(looks)
        for db, before, after in zip(self.dbs, self.before, looks, strict=True):
            check_mails(before, after)
            check_order(before, after)
            self.check_places(db)
        self.before = looks

    def chosen(self, handle: int) -> tuple[str, ...]:
        """One of the registrations that count, while there are any; now and then any of them."""
        counted = [ids for ids in self.ids if is_active(self.before[0].registrations[ids[0]])]
        known = counted if counted and handle < 24 else self.ids
        return known[handle % len(known)]

    def check_places(self, db: DbSession) -> None:
        """Never more than the capacity, or than there were when it was lowered; and none left while somebody waits."""
        due = bool(records.list_expired(db, self.now, 1))
        for uid in PLACES:
            offered = seats.count_offered(db, FORUM, [uid], self.now).get(uid)
            if offered is None:
                continue
            if offered.capacity is not None:
                assert offered.taken <= max(offered.capacity, self.taken.get(uid, 0))
            self.taken[uid] = max(offered.taken, 0) if offered.capacity is not None else places_taken(db, uid, self.now)
            if not due and not offered.suspended:
                assert offered.waiting == 0 or offered.remaining == 0

    @invariant()
    def nobody_is_registered_twice(self) -> None:
        for seen in self.before:
            active = Counter(said["who"] for said in seen.registrations.values() if is_active(said))
            assert set(active.values()) <= {1}

    @invariant()
    def who_waits_for_the_event_takes_nothing(self) -> None:
        for seen in self.before:
            for said in seen.registrations.values():
                if said["seats"].get(EVENT, ("",))[0] == SeatState.WAITLISTED:
                    assert {seat[0] for seat in said["seats"].values()} <= {SeatState.WAITLISTED, SeatState.CANCELLED}


def expire_due(db: DbSession, timetable: Any, now: datetime) -> None:
    for row in records.list_expired(db, now, 100):
        expire(db, timetable, FORUM, row.id, now)


def look(db: DbSession) -> Look:
    registrations = {
        row.id: {
            "state": row.state,
            "who": row.participant_id,
            "alike": row.duplicate_of is not None,
            "seats": {},
        }
        for row in db.execute(select(REGISTRATION).order_by(REGISTRATION.c.id))
    }
    for row in db.execute(select(SEAT).order_by(SEAT.c.id)):
        registrations[row.registration_id]["seats"][SLUGS[row.session_uid]] = (row.state, row.promotable, row.id)
    sent = db.execute(select(OUTBOX.c.kind, OUTBOX.c.recipient, OUTBOX.c.letter).order_by(OUTBOX.c.id)).all()
    return Look(registrations, Counter(row.letter.thread for row in sent), [(row.kind, row.recipient) for row in sent])


def same(looks: list[Look]) -> bool:
    """Is it the same in both, ids apart?"""

    def plain(seen: Look) -> Any:
        order = sorted(seat[2] for said in seen.registrations.values() for seat in said["seats"].values())
        return [
            (
                said["state"],
                said["alike"],
                {slug: (*seat[:2], order.index(seat[2])) for slug, seat in said["seats"].items()},
            )
            for said in seen.registrations.values()
        ], seen.kinds

    return all(plain(one) == plain(looks[0]) for one in looks)


def told(outcome: Any) -> Any:
    """An answer without ids."""
    if not isinstance(outcome, Outcome):
        return None
    return (outcome.state, [(seat.slug, seat.state, seat.position) for seat in outcome.seats], outcome.expires_at)


def is_counted(db: DbSession, registration_id: str) -> bool:
    """Not one that only answers alike."""
    row = db.execute(select(REGISTRATION.c.duplicate_of).where(REGISTRATION.c.id == registration_id)).one()
    if row.duplicate_of is None:
        outcome_of(db, make_timetable(), registration_id)
    return row.duplicate_of is None


def is_active(said: dict[str, Any]) -> bool:
    return said["state"] in ACTIVE and not said["alike"]


def places_taken(db: DbSession, session_uid: str, now: datetime) -> int:
    rows = db.execute(select(SEAT).where(SEAT.c.session_uid == session_uid)).all()
    return sum(
        row.state is SeatState.CONFIRMED
        or (row.state is SeatState.HELD and bool(row.held_until) and row.held_until > now)
        for row in rows
    )


def check_mails(before: Look, after: Look) -> None:
    """One mail to whom something became of, none to anybody else; a second registration is told once an hour."""
    for id_, said in after.registrations.items():
        earlier = before.registrations.get(id_)
        new = after.mails[id_] - before.mails[id_]
        unconfirmed = earlier is not None and earlier["state"] is RegistrationState.UNCONFIRMED
        given_up = unconfirmed and said["state"] in (RegistrationState.UNCONFIRMED, RegistrationState.CANCELLED)
        if said["alike"] or said["state"] is RegistrationState.EXPIRED:
            assert new == 0
        elif given_up:
            assert new <= (len(after.registrations) > len(before.registrations))
        elif earlier is None or shown(earlier) != shown(said):
            assert new == 1
        else:
            assert new <= (len(after.registrations) > len(before.registrations))


def shown(said: dict[str, Any]) -> Any:
    return said["state"], {slug: seat[0] for slug, seat in said["seats"].items()}


def check_order(before: Look, after: Look) -> None:
    """Nobody moved up past somebody who had waited longer and could have moved up."""
    for slug in SLUGS.values():
        waited = waiting(before, slug)
        still = waiting(after, slug)
        moved = [
            seat[2]
            for said in after.registrations.values()
            if (seat := said["seats"].get(slug)) and seat[0] is SeatState.CONFIRMED and seat[2] in waited
        ]
        assert not moved or all(max(moved) < id_ for id_ in still & waited)


def waiting(seen: Look, slug: str) -> set[int]:
    return {
        seat[2]
        for said in seen.registrations.values()
        if (seat := said["seats"].get(slug)) and seat[0] is SeatState.WAITLISTED and seat[1]
    }
